from django.urls import path

from call_review import api_views as views

app_name = "api"
urlpatterns = [
    path("", views.page, name="page"),
    path("openapi.json", views.document, name="document"),
    path("appels/", views.declare, name="calls"),
    path("appels/<uuid:key>/octets/", views.upload_bytes, name="bytes"),
]
