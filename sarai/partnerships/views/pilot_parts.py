"""What a pilot is made of: who takes part, milestones, risks, results, and its budget line by line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sarai.network.queries.parties import own_party
from sarai.partnerships.actions import pilots as actions
from sarai.partnerships.actions.pilot_parties import answer_party, ask_party
from sarai.partnerships.forms.budget import LineForm
from sarai.partnerships.forms.pilots import DayForm, MilestoneForm, PartyForm, ResultForm, RiskForm
from sarai.partnerships.models import BudgetLine, Milestone, Pilot, PilotParty, PilotResult, Risk
from sarai.partnerships.queries.pilots import Standing, silent

from .finding import stamped
from .pilots import LONGEST_NUMBER, own_pilot, pilot_called, show, writes_seldom

ANSWERED = {"accept": gettext_lazy("Accepted: you take part."), "decline": gettext_lazy("Declined.")}


def _part(model: type[Any], pilot: Pilot, pk: int) -> Any:
    return get_object_or_404(model, pilot=pilot, pk=pk)


def _done(request: HttpRequest, slug: str, act: Callable[[], object], kept: str) -> HttpResponse:
    """Do something by a button alone, and say what came of it."""
    try:
        act()
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, kept)
    return redirect("partnerships:pilot-detail", slug)


def _added(request: HttpRequest, now: Standing, name: str, form: Any, add: Callable[[Any], object]) -> HttpResponse:
    """Add what a form says to a pilot, or show what is wrong with it."""
    if form.is_valid():
        try:
            add(form)
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept."))
            return redirect("partnerships:pilot-detail", now.pilot.slug)
    return show(request, now, **{name: form})


def _with_pilot(form: Any, pilot: Pilot) -> models.Model:
    form.instance.pilot, form.instance.token = pilot, form.cleaned_data["token"]
    made: models.Model = form.instance
    return made


@require_POST
@writes_seldom
def party_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask a city or an institution to take part."""
    now = own_pilot(request, slug)

    def add(form: PartyForm) -> None:
        ask_party(pilot=now.pilot, asked_by=own_party(request.user), **form.said, **stamped(request))

    return _added(request, now, "party_form", PartyForm(request.POST), add)


@require_POST
@writes_seldom
def party_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a city or an institution out, or take back that it was asked (`Standing.may_take_out`)."""
    now = pilot_called(slug)
    party = _part(PilotParty, now.pilot, pk)
    if not now.may_take_out(request.user, party):
        raise PermissionDenied

    def leave() -> None:
        answer_party(party=party, step="leave", **stamped(request))

    return _done(request, slug, leave, _("Taken out."))


@require_POST
@writes_seldom
def party_answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Accept or decline to take part: who speaks for the city or institution that is asked, and the team where nobody
    does."""
    party, step = _part(PilotParty, pilot_called(slug).pilot, pk), request.POST.get("step", "")
    speaks = own_party(request.user) == party.who
    if not speaks and not (request.user.has_perm("partnerships.manage") and silent([party])):
        raise PermissionDenied
    if step not in ANSWERED:
        return HttpResponseBadRequest(_("Choose one of the buttons of the page."))

    def answer() -> None:
        answer_party(party=party, step=step, **stamped(request))

    return _done(request, slug, answer, str(ANSWERED[step]) if speaks else _("Kept."))


@require_POST
@writes_seldom
def milestone_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Plan a milestone."""
    now = own_pilot(request, slug)

    def add(form: Any) -> None:
        actions.add_milestone(milestone=_with_pilot(form, now.pilot))  # type: ignore[arg-type]

    return _added(request, now, "milestone_form", MilestoneForm(request.POST), add)


@require_POST
@writes_seldom
def milestone_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a milestone out of the plan."""
    milestone = _part(Milestone, own_pilot(request, slug).pilot, pk)
    return _done(request, slug, lambda: actions.remove_milestone(milestone=milestone), _("Taken out."))


@require_POST
@writes_seldom
def milestone_reach(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that a milestone was reached."""
    milestone = _part(Milestone, own_pilot(request, slug).pilot, pk)
    form = DayForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["reached_on"])))
        return redirect("partnerships:pilot-detail", slug)
    reached_on = form.cleaned_data["reached_on"]

    def reach() -> object:
        return actions.reach_milestone(milestone=milestone, reached_on=reached_on, **stamped(request))

    return _done(request, slug, reach, _("Kept: reached."))


@require_POST
@writes_seldom
def milestone_unreach(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take back that a milestone was reached."""
    milestone = _part(Milestone, own_pilot(request, slug).pilot, pk)

    def undo() -> None:
        actions.unreach_milestone(milestone=milestone, **stamped(request))

    return _done(request, slug, undo, _("Taken back."))


@require_POST
@writes_seldom
def risk_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Note a risk."""
    now = own_pilot(request, slug)

    def add(form: Any) -> None:
        actions.add_risk(risk=_with_pilot(form, now.pilot))  # type: ignore[arg-type]

    return _added(request, now, "risk_form", RiskForm(request.POST), add)


@require_POST
@writes_seldom
def risk_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a risk away."""
    risk = _part(Risk, own_pilot(request, slug).pilot, pk)
    return _done(request, slug, lambda: actions.remove_risk(risk=risk), _("Taken away."))


@require_POST
@writes_seldom
def result_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a pilot came to."""
    now = own_pilot(request, slug)

    def add(form: ResultForm) -> None:
        actions.add_result(pilot=now.pilot, **form.cleaned_data, **stamped(request))

    return _added(request, now, "result_form", ResultForm(request.POST, request.FILES), add)


@require_POST
@writes_seldom
def result_take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Let a result hold no longer."""
    result = _part(PilotResult, own_pilot(request, slug).pilot, pk)
    return _done(request, slug, lambda: actions.take_back_result(result=result, **stamped(request)), _("Taken back."))


@require_safe
@never_cache
def result_document(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """The document that proves a result: for its sides and the team, always as a download."""
    result = _part(PilotResult, own_pilot(request, slug).pilot, pk)
    if not result.document:
        raise Http404
    return download(result.document)


def download(file: Any) -> HttpResponseBase:
    """A file that somebody sent: always a download, whatever it says that it is. Raises Http404."""
    try:
        opened = file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(opened, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, file.name.rpartition("/")[2]) or ""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@writes_seldom
def line_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a budget line."""
    return _fill_in(request, own_pilot(request, slug), None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@writes_seldom
def line_change(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Change a budget line: what it was stays on record."""
    return _fill_in(request, own_pilot(request, slug), key)


def _fill_in(request: HttpRequest, now: Standing, key: UUID | None) -> HttpResponse:
    line = next((line for line in now.budget.lines if line.key == key), None)
    if key and line is None:
        raise Http404
    form = LineForm(request.POST if request.method == "POST" else None, now.pilot, now.members, line, request.user)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(request, now.pilot, form, key)
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("partnerships:pilot-detail", now.pilot.slug)
    context = {"form": form, "pilot": now.pilot, "line": line}
    return render(request, "partnerships/pilots/line_change.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, pilot: Pilot, form: LineForm, key: UUID | None) -> None:
    data = form.cleaned_data
    seen = (data["seen"] or 0) if key else None  # a change names what it changes
    actions.keep_line(pilot=pilot, said=form.said, key=key or data["token"], seen=seen, **stamped(request))


@require_POST
@writes_seldom
def line_take_back(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Let a budget line hold no longer."""
    pilot, seen = own_pilot(request, slug).pilot, request.POST.get("seen", "")
    if not BudgetLine.objects.filter(pilot=pilot, key=key).exists():
        raise Http404
    number = int(seen) if seen.isdecimal() and len(seen) <= LONGEST_NUMBER else None

    def undo() -> None:
        actions.take_back_line(pilot=pilot, key=key, seen=number, **stamped(request))

    return _done(request, slug, undo, _("Taken back."))
