from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class BackgroundConfig(AppConfig):
    name = "background"
    verbose_name = _("Tâches de fond")

    def ready(self) -> None:
        # Each room registers its kinds of jobs in its tasks.py.
        autodiscover_modules("tasks")
