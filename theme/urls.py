from django.urls import path

from theme import views

app_name = "theme"
urlpatterns = [
    path("theme/", views.set_theme, name="set_theme"),
    path("theme/<slug:version>/marque.css", views.brand_css, name="brand_css"),
]
