from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    name = "sarai.letters"
    verbose_name = _("Letters")

    def ready(self) -> None:
        """What is posted is sent by the worker."""
        from . import tasks  # noqa: F401
