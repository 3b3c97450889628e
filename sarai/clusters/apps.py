from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClustersConfig(AppConfig):
    name = "sarai.clusters"
    verbose_name = _("Clusters")

    def ready(self) -> None:
        """Have it known who may do what."""
        from . import permissions  # noqa: F401
