from django.urls import path

from background import views

app_name = "background"

urlpatterns = [
    path("<uuid:pk>/", views.status, name="status"),
    path("<uuid:pk>/arreter/", views.cancel, name="cancel"),
]
