"""What entries about partnerships are called."""

from django.utils.translation import gettext_lazy as _

from sarai.evidence.formats import declare_acts

from .actions.entries import Act

declare_acts(
    {
        Act.STEP: _("A step of a partnership"),
        Act.UNDONE: _("A step of a partnership was taken back"),
        Act.PILOT: _("A pilot was begun or changed"),
        Act.REACHED: _("What a pilot reached"),
        Act.BUDGET: _("The budget of a pilot"),
        Act.RATES: _("Exchange rates"),
        Act.ADVICE: _("A step of a request for advice"),
        Act.OFFER: _("A step of an offer of technology or know-how"),
        Act.TAKE_UP: _("Taking up an offer"),
        Act.WEIGHTS: _("Weights of matches were changed"),
    }
)
