"""Rounds of meetings: set up, changed, assigned, and proposed as partnerships; read by those who take part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sarai.evidence.forms import keep_unless_taken
from sarai.network.models import City
from sarai.network.queries.parties import own_party
from sarai.partnerships import actions
from sarai.partnerships.forms.rounds import WRITTEN, RoundForm
from sarai.partnerships.models import Appointment, Round
from sarai.partnerships.queries.rounds import (
    appointments_of,
    cities_meeting,
    lacks,
    meetings,
    rounds_seen_by,
    themes_needed,
)

from .pilots import csv_file

manages = permission_required("partnerships.manage", raise_exception=True)
LISTED = 50
MEETINGS = 25  # on a page, each with its reasons


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    """Every round, the latest first; for a city's officer those in which it takes part."""
    if not request.user.has_perm("partnerships.manage") and _own_city(request) is None:
        raise PermissionDenied
    page = Paginator(rounds_seen_by(request.user), LISTED).get_page(request.GET.get("page"))
    return render(request, "partnerships/round_list.html", {"page": page})


def _own_city(request: HttpRequest) -> City | None:
    own = own_party(request.user)
    return own if isinstance(own, City) else None


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def round_new(request: HttpRequest) -> HttpResponse:
    """Begin a round."""
    now = timezone.now()
    form = RoundForm(request.POST if request.method == "POST" else None, now=now)
    if request.method == "POST" and form.is_valid():
        begun = keep_unless_taken(form, lambda: actions.begin_round(made=form.instance, at=now, **_said(form)))
        if begun is not None:
            return redirect(begun)
    return render(request, "partnerships/round_change.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def round_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a round whose meetings were not proposed yet."""
    found = get_object_or_404(Round, slug=slug)
    was_assigned = found.assigned_at is not None
    form = RoundForm(request.POST if request.method == "POST" else None, now=timezone.now(), instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_round(changed=form.instance, **_said(form))
        except ValueError as error:
            messages.error(request, str(error))
            return redirect(found)
        dropped = was_assigned and changed.assigned_at is None
        messages.success(
            request,
            _("Saved. The meetings that were assigned are dropped: assign them anew.") if dropped else _("Saved."),
        )
        return redirect(changed)
    context = {"form": form, "round": found}
    return render(request, "partnerships/round_change.html", context, status=422 if form.errors else 200)


def _said(form: RoundForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("ones", "others", "times")}


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def round_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Remove a round whose meetings were not proposed yet."""
    found = get_object_or_404(Round, slug=slug)
    if request.method != "POST":
        return render(request, "partnerships/round_remove.html", {"round": found})
    try:
        actions.remove_round(of=found, at=timezone.now())
    except ValueError as error:
        messages.error(request, str(error))
    return redirect(found)


@require_POST
@manages
def round_restore(request: HttpRequest, slug: str) -> HttpResponse:
    """Bring a round back that was removed."""
    return redirect(actions.restore_round(of=get_object_or_404(Round, slug=slug)))


@require_safe
def round_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A round: its cities and times, its meetings with their reasons, and what they leave uncovered; for a city's
    officer what is theirs of it, by their own clock. It is not there for anybody else."""
    found = get_object_or_404(rounds_seen_by(request.user), slug=slug)
    own = None if request.user.has_perm("partnerships.manage") else _own_city(request)
    participants = list(found.participants.select_related("city__country"))
    page = Paginator(appointments_of(found, own), MEETINGS).get_page(request.GET.get("page"))
    left = lacks(found, own)
    context = {
        "round": found,
        "own": own,
        "participants": participants,
        "groups": any(one.group for one in participants),
        "slots": list(found.slots.all()),
        "page": page,
        "meetings": meetings(list(page.object_list), own),
        "lacks": left,
        "own_needs": themes_needed(own) if own else 0,
        "covered": found.needs - len(left),
        "zone": own.timezone if own and own.timezone else found.timezone,
    }
    return render(request, "partnerships/round_detail.html", context)


@require_POST
@manages
def round_assign(request: HttpRequest, slug: str) -> HttpResponse:
    """Assign the meetings of a round."""
    found = get_object_or_404(Round, slug=slug)
    try:
        actions.assign_round(of=found, at=timezone.now())
    except ValueError as error:
        messages.error(request, str(error))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def round_propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose the meetings of a round to their cities, as partnerships; first say to how many."""
    found = get_object_or_404(Round, slug=slug)
    if request.method != "POST":
        if not (found.is_open and found.assigned_at):
            return redirect(found)
        context = {"round": found, "cities": cities_meeting(found), "meetings": found.appointments.count()}
        return render(request, "partnerships/round_propose.html", context)
    try:
        number = actions.propose_round(of=found, by=str(request.user), at=timezone.now())
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Proposed: %(number)d. Each city is asked.") % {"number": number})
    return redirect(found)


@require_safe
@never_cache
@manages
def round_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The meetings of a round as CSV, with each city's own time."""
    found = get_object_or_404(Round, slug=slug)
    header = [_("Begins (UTC)"), _("Ends (UTC)"), _("City"), _("Its time"), _("Other city"), _("Its time"), _("Worth")]
    return csv_file(f"{slug}.csv", header, _rows(appointments_of(found)))


def _rows(found: Iterable[Appointment]) -> Iterator[list[str]]:
    for one in found:
        first, second = one.one.city, one.other.city
        begins, ends = (one.slot.starts_at.isoformat(), one.slot.ends_at.isoformat()) if one.slot else ("", "")
        theirs = [_local(one, zone) for zone in (first.timezone, second.timezone)]
        cities = [f"{city.name}, {city.country.name}" for city in (first, second)]
        yield [begins, ends, cities[0], theirs[0], cities[1], theirs[1], f"{one.value:.2f}"]


def _local(one: Appointment, zone: str) -> str:
    begins = one.begins_in(zone)
    return f"{begins:{WRITTEN}}" if begins else ""
