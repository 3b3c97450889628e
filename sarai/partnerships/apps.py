from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnershipsConfig(AppConfig):
    name = "sarai.partnerships"
    verbose_name = _("Partnerships")

    def ready(self) -> None:
        from . import tasks  # noqa: F401 (it asks for its daily work when a worker starts)
