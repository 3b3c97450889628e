"""Asking for an introduction; and what people wished for in surveys, made into requests."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.accounts.actions import record_consent
from sarai.accounts.models import Consent, User
from sarai.accounts.queries import agrees
from sarai.network.models import City, Institution
from sarai.network.queries.parties import Party, speakers_of
from sarai.partnerships import actions
from sarai.partnerships.forms.pipeline import AskForm
from sarai.partnerships.models import Partnership
from sarai.partnerships.queries.partnerships import open_between, party_named, standing
from sarai.partnerships.queries.wishes import wishes

from .finding import stamped
from .partnerships import manages

LISTED = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ratelimit(key="user", rate="60/h", method="POST")
def introduction_ask(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Ask a city or an institution for an introduction, in the name of one's own."""
    lead = party_named(f"{kind}:{name}")
    if lead is None:
        raise Http404
    if not request.user.has_perm("partnerships.speak_for", lead):
        raise PermissionDenied
    sent = request.POST if request.POST.get("confirmed") else None
    partner = party_named((request.POST or request.GET).get("partner", ""))
    if partner is None:
        raise Http404
    if partner == lead and request.method != "POST":
        messages.error(request, _("This is a request to oneself. Choose another city or institution."))
        return redirect(lead)
    held = open_between(lead, partner)
    if held is not None and request.method != "POST":
        return redirect(held)
    assert isinstance(request.user, User)
    initial = {
        "partner": (request.POST or request.GET).get("partner"),
        "theme": (request.POST or request.GET).get("theme"),
        "support": _support(request),
        "share": agrees(request.user, Consent.Purpose.SHARE),
    }
    form = AskForm(sent, initial=initial)
    if sent is not None and form.is_valid() and (made := _asked(request, lead, form)):
        return redirect(made)
    context = {"form": form, "lead": lead, "partner": partner, "kind": kind, "name": name}
    wrong = sent is not None and bool(form.errors)
    return render(request, "partnerships/introduction_ask.html", context, status=422 if wrong else 200)


def _support(request: HttpRequest) -> Any:
    named = party_named((request.POST or request.GET).get("support", ""))
    return named if isinstance(named, Institution) else None


def _asked(request: HttpRequest, lead: Party, form: AskForm) -> Any:
    """The partnership that was asked for; None where that is refused, which the form then says."""
    said, stamp = form.cleaned_data, stamped(request)
    assert isinstance(request.user, User)
    try:
        made = actions.ask(
            lead=lead,
            partner=said["partner"],
            theme=said["theme"],
            support=filter(None, [said["support"]]),
            what=said["what"],
            **stamp,
        )
    except ValueError as error:
        form.add_error(None, str(error))
        return None
    if said["share"]:
        record_consent(user=request.user, purpose=Consent.Purpose.SHARE, given=True, at=stamp["at"])
    messages.success(request, _asked_in_words(made))
    return made


def _asked_in_words(made: Partnership) -> str:
    now = standing(made)
    if all(speakers_of(side.who).exists() for side in now.waits_for):
        return _("Asked. They are told, and can accept or decline.")
    return _("Asked. Nobody speaks for them here yet: the programme team is told, and asks them.")


@require_safe
@manages
def wish_list(request: HttpRequest) -> HttpResponse:
    """With which cities people of a city would like to work, by their answers in surveys."""
    found = wishes()
    page = Paginator(found, LISTED).get_page(request.GET.get("page"))
    return render(request, "partnerships/wish_list.html", {"page": page})


@require_POST
@manages
def wish_ask(request: HttpRequest) -> HttpResponse:
    """Make a request of what people of a city wished for in surveys: once for the city, however many they are."""
    lead, partner = (party_named(request.POST.get(name, "")) for name in ("lead", "partner"))
    if not isinstance(lead, City) or not isinstance(partner, City):
        raise Http404
    wish = next((one for one in wishes() if (one.city, one.partner) == (lead, partner)), None)
    if wish is None:
        messages.error(request, _("Nobody wishes for this any more. Look at the list as it is now."))
        return redirect("partnerships:wish-list")
    if wish.agreed is None:
        messages.error(request, _("Nobody of this city agreed in a survey to be contacted. Its officer can ask."))
        return redirect("partnerships:wish-list")
    what = _("%(number)d people said so in surveys") % {"number": wish.cell.number}
    try:
        made = actions.ask(lead=lead, partner=partner, what=what, **stamped(request))
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("partnerships:wish-list")
    messages.success(request, _asked_in_words(made))
    return redirect(made)
