from django.apps import AppConfig


class CallReviewConfig(AppConfig):
    name = "call_review"
