"""Rounds of meetings: set up, assigned, and proposed as partnerships."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sarai.partnerships import actions
from sarai.partnerships.forms.rounds import RoundForm
from sarai.partnerships.models import Appointment, Round
from sarai.partnerships.queries.rounds import Result, result, rounds

from .pilots import csv_file

manages = permission_required("partnerships.manage", raise_exception=True)
LISTED = 50


@require_safe
@manages
def round_list(request: HttpRequest) -> HttpResponse:
    """Every round, the latest first."""
    page = Paginator(rounds(), LISTED).get_page(request.GET.get("page"))
    return render(request, "partnerships/round_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def round_new(request: HttpRequest) -> HttpResponse:
    """Begin a round."""
    form = RoundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = actions.begin_round(
            made=form.instance, ones=said["ones"], others=said["others"], times=said["times"], at=timezone.now()
        )
        return redirect(made)
    return render(request, "partnerships/round_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@manages
def round_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A round: its cities and times, its meetings, and what they leave uncovered."""
    found = get_object_or_404(Round.objects.select_related("event"), slug=slug)
    participants = list(found.participants.select_related("city__country"))
    context = {
        "round": found,
        "participants": participants,
        "groups": any(one.group for one in participants),
        "slots": list(found.slots.all()),
        "result": result(found),
        "zone": found.zone,
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


@require_POST
@manages
def round_propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose the meetings of a round to their cities, as partnerships."""
    found = get_object_or_404(Round, slug=slug)
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
    return csv_file(f"{slug}.csv", header, _rows(result(found)))


def _rows(found: Result) -> Iterator[list[str]]:
    for one in found.appointments:
        first, second = one.one.city, one.other.city
        begins, ends = (one.slot.starts_at.isoformat(), one.slot.ends_at.isoformat()) if one.slot else ("", "")
        theirs = [_local(one, zone) for zone in (first.timezone, second.timezone)]
        cities = [f"{city.name}, {city.country.name}" for city in (first, second)]
        yield [begins, ends, cities[0], theirs[0], cities[1], theirs[1], f"{one.value:.2f}"]


def _local(one: Appointment, zone: str) -> str:
    return one.begins_in(zone).strftime("%Y-%m-%d %H:%M") if one.slot and zone else ""
