"""What entries about needs are called."""

from django.utils.translation import gettext_lazy as _

from sarai.evidence.formats import declare_acts

from .actions import Act

declare_acts(
    {
        Act.STATEMENT: _("What a city says of itself"),
        Act.REPLY: _("A reply to a need of a city"),
        Act.CONTACT: _("Following up on somebody"),
        Act.THEMES: _("Needs and offers were sorted into themes"),
        Act.ASSESSMENT: _("An assessment was set up or changed"),
    }
)
