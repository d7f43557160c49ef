from django.urls import path

from explainers import media_views, views

app_name = "explainers"
urlpatterns = [
    path("", views.explainers, name="list"),
    path("medias/<uuid:key>/", media_views.media_file, name="media"),
    path("medias/<uuid:key>/sous-titres.vtt", media_views.media_captions, name="captions"),
]
