from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    name = "sarai.evidence"
    verbose_name = _("Evidence")

    def ready(self) -> None:
        """Find what the apps above declare: indicators, formats, desks and panels."""
        from . import engine, formats, intake, panels

        engine.discover()
        formats.discover()
        intake.discover()
        panels.discover()
