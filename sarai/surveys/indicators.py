"""The scope that figures about a survey have. What is counted over responses is declared by the apps that use them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import ScopeKind, UnknownScope, declare

from .models import Survey


def _find_survey(slug: str) -> tuple[int, str, str]:
    survey = Survey.objects.filter(slug=slug).first()
    if survey is None:
        raise UnknownScope(_("There is no survey “%(slug)s”.") % {"slug": slug})
    return survey.pk, survey.title, reverse("portal:home")


declare(ScopeKind("survey", _("survey"), _find_survey, owns="survey_id"))
