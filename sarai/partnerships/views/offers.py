"""Technology and know-how: what is offered, by whom, on which conditions, and who took it up."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sarai.evidence.actions import Overtaken
from sarai.evidence.engine import Question, answer
from sarai.network.models import City
from sarai.network.queries import themes_called
from sarai.network.queries.parties import own_party
from sarai.partnerships.actions import offers as actions
from sarai.partnerships.forms.advice import DirectoryFilter
from sarai.partnerships.forms.offers import OfferForm, OfferStepForm, TakeUpForm
from sarai.partnerships.forms.sent import typed
from sarai.partnerships.models import Offer, TakeUp
from sarai.partnerships.models.offers import Wording
from sarai.partnerships.queries import offers as queries
from sarai.partnerships.rules import advice as rules

from .finding import stamped
from .overtaken import overtaken

LISTED = 25
FIGURES = ("partnerships.technology_offers", "partnerships.offers_taken_up")
STEPS = {
    "confirm": gettext_lazy("Confirm it: everybody reads it"),
    "decline": gettext_lazy("Do not confirm the change: what is public stays"),
    "drop": gettext_lazy("Take the change back: what is public stays"),
    "refuse": gettext_lazy("Refuse it"),
    "withdraw": gettext_lazy("Withdraw it"),
}


@require_safe
def offer_list(request: HttpRequest) -> HttpResponse:
    """What is offered, to look through; and what one's own city or institution offers."""
    form = DirectoryFilter(request.GET)
    found = queries.public_offers(timezone.now().date(), **form.chosen)
    context = {
        "form": form,
        "page": Paginator(found, LISTED).get_page(request.GET.get("page")),
        "figures": [answer(Question(key)) for key in FIGURES],
        "narrowed": any(form.chosen.values()),
        "own": queries.own_offers(request.user),
        "may_offer": _may_offer(request),
    }
    return render(request, "partnerships/offers/offer_list.html", context)


def _may_offer(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("partnerships.manage") or own_party(request.user))


def _seen(request: HttpRequest, pk: int) -> queries.Standing:
    """An offer that is public, or one's own. Raises Http404."""
    now = queries.offer_numbered(pk)
    if now is None or not (now.is_public or now.is_of(request.user)):
        raise Http404
    return now


@require_safe
def offer_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An offer, and who took it up; for a city's officer, how it stands with their city."""
    return _show(request, _seen(request, pk))


def _show(
    request: HttpRequest,
    now: queries.Standing,
    sent: OfferStepForm | TakeUpForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    doors, taking_up = now.doors(request.user), _taking_up(request, now)
    of_step = isinstance(sent, OfferStepForm)
    shut = sent if not (doors if of_step else taking_up["may_ask"]) else None
    context = {
        "now": now,
        "offer": now.offer,
        "own": now.is_of(request.user),
        "proposed_themes": themes_called(now.step.proposed.themes) if now.step.proposed else [],
        "doors": [(step, STEPS[step]) for step in doors],
        "step_form": sent if of_step else OfferStepForm(),
        "take_up_form": sent if isinstance(sent, TakeUpForm) else TakeUpForm(),
        "typed": typed(shut) if shut else [],
    }
    return render(request, "partnerships/offers/offer_detail.html", context | taking_up, status=status)


def _taking_up(request: HttpRequest, now: queries.Standing) -> dict[str, object]:
    """How it stands between an offer and the city for which its reader speaks, and what that city can do."""
    own = own_party(request.user)
    city = own if isinstance(own, City) and own != now.offer.city else None
    mine = now.taken_up_by(city) if city else None
    steps = rules.TAKE_UP[mine.state if mine else ""] if city else {}
    over = now.is_over(timezone.now().date())
    may_ask = "ask" in steps and now.is_public and not over
    return {"mine": mine, "over": over, "may_ask": may_ask, "may_withdraw": "withdraw" in steps}


@require_http_methods(["GET", "HEAD", "POST"])
def offer_new(request: HttpRequest) -> HttpResponse:
    """Offer something, for one's own city or institution; the team for any."""
    if not _may_offer(request):
        raise PermissionDenied
    own, offer = own_party(request.user), Offer()
    if isinstance(own, City):
        offer.city = own
    else:
        offer.institution = own
    return _fill_in(request, offer, None, _("New offer"))


@require_http_methods(["GET", "HEAD", "POST"])
def offer_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an offer: the change waits for the team, and what was confirmed before stays public."""
    now = _seen(request, pk)
    if not now.is_of(request.user):
        raise PermissionDenied
    return _fill_in(request, now.offer, now.said, _("Change the offer"))


def _fill_in(request: HttpRequest, offer: Offer, said: Wording | None, heading: str) -> HttpResponse:
    team = request.user.has_perm("partnerships.manage")
    form = OfferForm(request.POST if request.method == "POST" else None, offer, said)
    if request.method == "POST" and form.is_valid():
        sent = {"themes": form.cleaned_data["themes"], "token": form.cleaned_data.get("token", "")}
        try:
            kept = actions.keep_offer(offer=form.instance, confirmed=team, **sent, **stamped(request))
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            told = _("Saved.") if team else _("Saved. Everybody reads it once the team has confirmed it.")
            messages.success(request, told)
            return redirect(kept)
    context = {"form": form, "heading": heading, "offer": offer if offer.pk else None}
    return render(request, "partnerships/offers/offer_change.html", context, status=422 if form.errors else 200)


@require_POST
def offer_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm, refuse or withdraw an offer, or decline or drop a change of it."""
    now = _seen(request, pk)
    if not now.is_of(request.user):
        raise PermissionDenied
    form = OfferStepForm(request.POST)
    if form.is_valid():
        if form.cleaned_data["step"] in rules.OF_TEAM and not request.user.has_perm("partnerships.manage"):
            raise PermissionDenied
        try:
            if form.cleaned_data["step"] not in STEPS:
                raise ValueError(_("Choose one of the buttons of the page."))
            actions.step_offer(offer=now.offer, **form.cleaned_data, **stamped(request))
        except ValueError as error:
            return _refused(request, pk, form, error)
        messages.success(request, _("Kept."))
        return redirect(now.offer)
    return _show(request, now, form, status=422)


def _refused(request: HttpRequest, pk: int, form: OfferStepForm | TakeUpForm, error: ValueError) -> HttpResponse:
    """Why something was not kept, and what was typed: on the offer as it stands now, as far as its reader sees it."""
    now = queries.offer_numbered(pk)
    if now is None or not (now.is_public or now.is_of(request.user)):
        return overtaken(request, form, str(error), reverse("partnerships:offer-list"))
    form.add_error(None, str(error))
    return _show(request, now, form, status=409 if isinstance(error, Overtaken) else 422)


@require_POST
def offer_take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to take an offer up, for one's own city; or withdraw that."""
    now, city = queries.offer_numbered(pk), own_party(request.user)
    if now is None or not (now.is_of(request.user) or queries.was_public(now.offer)):
        raise Http404
    if not isinstance(city, City):
        raise PermissionDenied
    form = TakeUpForm(request.POST)
    if form.is_valid():
        step = "withdraw" if "withdraw" in request.POST else "ask"
        try:
            actions.take_up(offer=now.offer, city=city, step=step, **form.cleaned_data, **stamped(request))
        except ValueError as error:
            return _refused(request, pk, form, error)
        messages.success(request, _("Kept: who offers it answers here."))
        return redirect(now.offer) if now.is_public else redirect("partnerships:offer-list")
    return _show(request, _seen(request, pk), form, status=422)


@require_POST
def take_up_answer(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Accept or decline that a city takes an offer up."""
    now = _seen(request, pk)
    if not now.is_of(request.user):
        raise PermissionDenied
    asked = get_object_or_404(TakeUp.objects.select_related("city"), offer=now.offer, pk=number)
    step = next((step for step in rules.OF_OFFERER if step in request.POST), None)
    try:
        if step is None:
            raise ValueError(_("Choose one of the buttons of the page."))
        actions.take_up(offer=now.offer, city=asked.city, step=step, seen=asked.pk, **stamped(request))
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Kept."))
    return redirect(now.offer)
