"""What earns a certificate: said, tried without keeping it, and looked back at."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sarai.exchanges import actions
from sarai.exchanges.exports.certificates import rule_in_words
from sarai.exchanges.forms import RuleForm
from sarai.exchanges.models import Event, RuleVersion
from sarai.exchanges.queries.certificates import Candidate, Evidence, evidence, rule_at, rule_history
from sarai.exchanges.rules import CertificateRule

SHOWN = 200  # people who would change sides that are named on the page


@dataclass(frozen=True, slots=True)
class Trial:
    """Who would qualify under a rule, and who would change sides against the one that holds."""

    words: str
    qualify: int
    all: int
    gained: list[Candidate]
    lost: list[Candidate]


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("exchanges.manage", raise_exception=True)
def certificate_rule(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what earns the certificate. With GET a rule is only tried: who would qualify, and who would change sides."""
    event = get_object_or_404(Event.objects.prefetch_related("sessions"), slug=slug)
    now = timezone.now()
    version = rule_at(event, now)
    tried = request.POST if request.method == "POST" else request.GET if "sessions" in request.GET else None
    form = RuleForm(tried, event=event, version=version)
    known = evidence(event, now)
    if request.method == "POST" and "none" in request.POST:
        return _kept(request, event, None, None)
    if request.method == "POST" and form.is_valid():
        return _kept(request, event, form.rule, form)
    trial = None
    if form.is_bound and form.is_valid():
        survey = form.cleaned_data["survey"]
        trial = _trial(known, form.rule, survey.pk if survey else None, version, len(event.sessions.all()))
    context = {
        "event": event,
        "form": form,
        "version": version,
        "trial": trial,
        "now": _trial(known, version.rule, version.survey_id, version, len(event.sessions.all())) if version else None,
        "history": [(one, rule_in_words(one.rule, len(event.sessions.all()))) for one in rule_history(event)],
        "shown": SHOWN,
    }
    status = 422 if form.errors and request.method == "POST" else 200
    return render(request, "exchanges/certificates/certificate_rule.html", context, status=status)


def _kept(request: HttpRequest, event: Event, rule: CertificateRule | None, form: RuleForm | None) -> HttpResponse:
    survey = form.cleaned_data["survey"] if form else None
    try:
        became = actions.set_rule(
            event=event, rule=rule, survey=survey, by=request.user.get_username(), at=timezone.now()
        )
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("exchanges:certificate-rule", event.slug)
    messages.success(request, _("It holds from now on.") if became else _("It is as it was."))
    return redirect("exchanges:certificate-rule", event.slug)


def _trial(
    known: Evidence, rule: CertificateRule, survey: int | None, version: RuleVersion | None, sessions: int
) -> Trial:
    """The same people under a rule, against those who qualify now."""
    judged = known.judged(rule, survey)
    before = {one.person: one for one in known.judged(version.rule, version.survey_id)} if version else {}
    gained = [one for one in judged if one.qualifies and not (one.person in before and before[one.person].qualifies)]
    lost = [one for one in judged if not one.qualifies and one.person in before and before[one.person].qualifies]
    qualify = sum(one.qualifies for one in judged)
    return Trial(rule_in_words(rule, sessions), qualify, len(judged), gained if version else [], lost)
