from django.urls import path

from explainers import views

app_name = "explainers"
urlpatterns = [path("", views.explainers, name="list")]
