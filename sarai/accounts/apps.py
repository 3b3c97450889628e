from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "sarai.accounts"
    verbose_name = _("People and consent")

    def ready(self) -> None:
        """Permissions register themselves."""
        from . import permissions  # noqa: F401
