"""What the portal's own entries are called."""

from django.utils.translation import gettext_lazy as _

from sarai.evidence.formats import declare_acts

declare_acts({"programme": _("The programme's file was applied"), "decisions": _("A file of decisions was applied")})
