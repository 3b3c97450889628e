"""Requests for advice: what is asked, who takes it, what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sarai.evidence.actions import Overtaken
from sarai.evidence.engine import Question, answer
from sarai.needs.models import Statement
from sarai.needs.queries.cities import lines
from sarai.network.models import City
from sarai.network.queries.parties import own_party
from sarai.partnerships.actions import advice as actions
from sarai.partnerships.forms.advice import AdviceForm, AdviceStepForm
from sarai.partnerships.forms.sent import typed
from sarai.partnerships.models import AdviceRequest
from sarai.partnerships.queries import advice as queries
from sarai.partnerships.rules import advice as rules

from .finding import stamped
from .overtaken import overtaken
from .pilot_parts import download

LISTED = 25
FIGURES = ("partnerships.advice_requests", "partnerships.advice_given")
STEPS = {
    "offer": gettext_lazy("Offer to advise"),
    "assign": gettext_lazy("Propose an expert or an institution"),
    "decline": gettext_lazy("Decline it"),
    "agree": gettext_lazy("Agree on the terms"),
    "arrange": gettext_lazy("Arrange a visit or a call"),
    "report": gettext_lazy("Add the report"),
    "rate": gettext_lazy("Rate the advice"),
    "release": gettext_lazy("Give it back"),
    "withdraw": gettext_lazy("Withdraw the request"),
}


@require_safe
def advice_list(request: HttpRequest) -> HttpResponse:
    """What advice is; and the requests that the reader may see."""
    found = queries.requests_for(request.user)
    context = {
        "page": Paginator(found, LISTED).get_page(request.GET.get("page")),
        "figures": [answer(Question(key)) for key in FIGURES],
        "may_ask": _may_ask(request),
        "advises": queries.advises_as(request.user) is not None,
    }
    return render(request, "partnerships/advice/advice_list.html", context)


def _own_city(request: HttpRequest) -> City | None:
    own = own_party(request.user)
    return own if isinstance(own, City) else None


def _may_ask(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("partnerships.manage") or _own_city(request))


@require_http_methods(["GET", "HEAD", "POST"])
def advice_new(request: HttpRequest) -> HttpResponse:
    """Ask for advice, for one's own city; the team for any."""
    if not _may_ask(request):
        raise PermissionDenied
    asked, own = AdviceRequest(), _own_city(request)
    if own is not None:
        asked.city = own
    needs = [line for line in lines(own, Statement.Kind.NEED) if not line.denied] if own else []
    form = AdviceForm(request.POST if request.method == "POST" else None, asked, needs)
    if request.method == "POST" and form.is_valid():
        try:
            said = {"token": form.cleaned_data["token"], "role": rules.CITY if own else rules.TEAM}
            made = actions.ask_for_advice(request=form.instance, **said, **stamped(request))
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Asked. Experts and institutions can offer to advise from now on."))
            return redirect(made)
    return render(request, "partnerships/advice/advice_new.html", {"form": form}, status=422 if form.errors else 200)


def _seen(request: HttpRequest, pk: int) -> tuple[queries.Standing, set[str]]:
    """A request for advice and what the reader is to it. Raises Http404 for who is nothing to it."""
    now = queries.request_numbered(pk)
    roles = now.roles_of(request.user) if now else set()
    if now is None or not roles:
        raise Http404
    return now, roles


@require_safe
@never_cache
def advice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A request for advice, for its city, whoever advises or can, and the team."""
    now, roles = _seen(request, pk)
    return _show(request, now, roles)


def _show(
    request: HttpRequest,
    now: queries.Standing,
    roles: set[str],
    wrong: AdviceStepForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    possible = now.doors(roles)
    doors = [
        (STEPS[step], wrong if wrong and wrong.step == step else AdviceStepForm(None, None, step, now.seen))
        for step in possible
    ]
    # Who could advise reads the question alone.
    inside = bool(roles & {rules.TEAM, rules.CITY}) or now.adviser is not None
    shut = wrong if wrong and wrong.step not in possible else None
    context: dict[str, Any] = {
        "now": now,
        "doors": doors,
        "inside": inside,
        "shut": shut,
        "typed": typed(shut) if shut else [],
    }
    return render(request, "partnerships/advice/advice_detail.html", context, status=status)


@require_POST
@never_cache
def advice_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step."""
    now = queries.request_numbered(pk)
    if now is None or step not in STEPS:
        raise Http404
    roles, form = now.roles_of(request.user), AdviceStepForm(request.POST, request.FILES, step, now.seen)
    if not roles:
        return _too_late(request, now, form)
    if not form.is_valid():
        if step not in now.doors(roles):
            form.add_error(None, _("This cannot be done as it stands. Look at the page again."))
        return _show(request, now, roles, form, status=422)
    said = form.said
    if step == "offer":
        said["adviser"] = queries.advises_as(request.user)
    try:
        actions.step_advice(request=now.request, step=step, roles=roles, **said, **stamped(request))
    except ValueError as error:
        return _refused(request, pk, form, error)
    messages.success(request, _("Kept."))
    return redirect("partnerships:advice-list" if step == "release" else now.request)


def _refused(request: HttpRequest, pk: int, form: AdviceStepForm, error: ValueError) -> HttpResponse:
    """Why a step was not taken, and what was typed: on the request as it stands now, as far as its reader sees it."""
    now = queries.request_numbered(pk)
    roles = now.roles_of(request.user) if now else set()
    if now is None or not roles:
        return overtaken(request, form, str(error), reverse("partnerships:advice-list"))
    again = AdviceStepForm(request.POST.dict() | {"seen": now.seen}, request.FILES, form.step, now.seen)  # seen now
    again.add_error(None, str(error))
    return _show(request, now, roles, again, status=409 if isinstance(error, Overtaken) else 422)


def _too_late(request: HttpRequest, now: queries.Standing, form: AdviceStepForm) -> HttpResponse:
    """For somebody who is nothing to a request any more, and was when they opened its page. Raises Http404 for all
    others."""
    seen = str(form["seen"].data or "")
    before = now.when(int(seen)) if seen.isdecimal() and len(seen) < 19 else None
    if before is None or not before.roles_of(request.user):
        raise Http404
    sentence = _("This request was taken by somebody else meanwhile, or withdrawn. What you wrote was not sent.")
    return overtaken(request, form, sentence, reverse("partnerships:advice-list"))


@require_safe
@never_cache
def advice_document(request: HttpRequest, pk: int, step: int) -> HttpResponseBase:
    """The report: for the city, whoever advised, and the team."""
    now, _roles = _seen(request, pk)
    found = next((one for one in now.steps if one.pk == step and one.document), None)
    if found is None:
        raise Http404
    return download(found.document)
