from django.urls import path

from home import views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("recherche/", views.search, name="search"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("informations/<slug:slug>/", views.information, name="information"),
    path("composants/", views.gallery, name="gallery"),
]
