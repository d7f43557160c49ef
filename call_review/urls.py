from django.urls import path

from call_review import views

app_name = "call_review"
urlpatterns = [
    path("", views.trials, name="trials"),
    path("<int:pk>/", views.trial, name="trial"),
    path("<int:pk>/effacer/", views.delete_trial, name="delete_trial"),
    path("<int:pk>/transcription.pdf", views.trial_pdf, name="trial_pdf"),
    path("<int:pk>/transcription.json", views.trial_json, name="trial_json"),
]
