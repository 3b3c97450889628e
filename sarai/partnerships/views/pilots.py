"""Pilots: their list, their pages, what they are about, how they go."""

from __future__ import annotations

import csv
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.evidence.engine import Question, answer
from sarai.evidence.forms import keep_unless_taken
from sarai.evidence.reading.safe import defuse
from sarai.evidence.spreadsheet import Workbook
from sarai.network.models import City, Programme
from sarai.network.queries.parties import own_party
from sarai.partnerships.actions import pilots as actions
from sarai.partnerships.actions.pilot_parties import begin_pilot
from sarai.partnerships.exports import budget as of_budget
from sarai.partnerships.exports.iati import iati
from sarai.partnerships.forms.pilots import (
    DayForm,
    MilestoneForm,
    PartyForm,
    PilotFilter,
    PilotForm,
    PilotStepForm,
    ResultForm,
    RiskForm,
)
from sarai.partnerships.forms.reporting import ReporterForm
from sarai.partnerships.models import Partnership, Pilot
from sarai.partnerships.queries import pilots as queries

from .finding import stamped

writes_seldom = ratelimit(group="pilot-write", key="user", rate="120/h", method="POST")  # mistakes, too

LISTED = 25
LONGEST_NUMBER = 18  # digits that a key of the database may have
FIGURES = ("partnerships.pilots", "partnerships.milestones_reached", "partnerships.pilot_funds")
STEPS = {
    "plan": gettext_lazy("It is planned"),
    "start": gettext_lazy("It runs"),
    "rethink": gettext_lazy("Back to an idea"),
    "finish": gettext_lazy("It is done"),
    "stop": gettext_lazy("It is stopped"),
    "reopen": gettext_lazy("It runs again"),
    "resume": gettext_lazy("Take it up again"),
}


def pilot_called(slug: str) -> queries.Standing:
    """The pilot of an address. Raises Http404."""
    found = queries.pilot_called(slug, timezone.now().date())
    if found is None:
        raise Http404
    return found


def own_pilot(request: HttpRequest, slug: str) -> queries.Standing:
    """The pilot of an address, for those who speak for one of its sides, and the team. Raises Http404 and
    PermissionDenied."""
    found = pilot_called(slug)
    if not found.is_of(request.user):
        raise PermissionDenied
    return found


@require_safe
def pilot_list(request: HttpRequest) -> HttpResponse:
    """Every pilot, with what of it stands by evidence."""
    form = PilotFilter(request.GET)
    found = queries.pilots(timezone.now().date(), **form.chosen)
    context = {
        "form": form,
        "page": Paginator(found, LISTED).get_page(request.GET.get("page")),
        "figures": [answer(Question(key)) for key in FIGURES],
        "narrowed": any(form.chosen.values()),
        "may_begin": _may_begin(request),
    }
    return render(request, "partnerships/pilots/pilot_list.html", context)


@require_safe
def pilot_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A pilot: how it stands, what it came to; for its sides and the team also its plan, risks and budget."""
    return show(request, pilot_called(slug))


def show(request: HttpRequest, now: queries.Standing, **forms: Any) -> HttpResponse:
    """The page of a pilot; with `forms` that were filled in wrongly."""
    pilot, own = now.pilot, now.is_of(request.user)
    today = timezone.now().date()
    initial = {"happened_on": today, "seen": now.step.pk if now.step else None}
    context: dict[str, Any] = {
        "now": now,
        "pilot": pilot,
        "own": own,
        "asks": now.asks(request.user),
        "milestones": queries.milestones(pilot),
        "results": queries.results(pilot),
        "need": dict(queries.needs_of(pilot.city)).get(pilot.need, pilot.need) if pilot.city and pilot.need else "",
        "figures": [answer(Question(key, pilot.scope)) for key in FIGURES[1:]],
        "today": today,
    }
    if own:
        context |= {
            "may_take_out": now.taken_out_by(request.user),
            "answers_for": queries.silent(now.asked) if request.user.has_perm("partnerships.manage") else (),
            "risks": pilot.risks.all(),
            "left_behind": now.left_behind,
            "reporter_form": ReporterForm(None, now, request.user),
            "doors": [(step, STEPS[step]) for step in now.doors],
            "step_form": PilotStepForm(initial=initial),
            "party_form": PartyForm(),
            "milestone_form": MilestoneForm(),
            "reach_form": DayForm(initial={"reached_on": today}, auto_id=False),
            "risk_form": RiskForm(),
            "result_form": ResultForm(initial={"reached_on": today}),
        }
    context |= forms
    return render(request, "partnerships/pilots/pilot_detail.html", context, status=422 if forms else 200)


def _may_begin(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("partnerships.manage") or own_party(request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@writes_seldom
def pilot_new(request: HttpRequest) -> HttpResponse:
    """Begin a pilot: of a partnership (`?partnership=`), or led by the city or institution that one speaks for."""
    if not _may_begin(request):
        raise PermissionDenied
    own, pilot = own_party(request.user), Pilot()
    pilot.partnership = _partnership_of(request)
    pilot.city = own if isinstance(own, City) else None
    if pilot.partnership:
        pilot.theme = pilot.partnership.theme
    form = PilotForm(request.POST if request.method == "POST" else None, pilot)
    if request.method == "POST" and form.is_valid():
        try:
            begun = keep_unless_taken(form, lambda: begin_pilot(pilot=form.instance, own=own, **stamped(request)))
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            if begun is not None:
                said = _("Saved. Now say who takes part, what is to be reached, and who gives what.")
                messages.success(request, said)
                return redirect(begun)
    context = {
        "form": form,
        "heading": _("New pilot"),
        "partnership": pilot.partnership,
        "without": bool(request.GET.get("partnership")) and pilot.partnership is None,
    }
    return render(request, "partnerships/pilots/pilot_change.html", context, status=422 if form.errors else 200)


def _partnership_of(request: HttpRequest) -> Partnership | None:
    """The partnership of the address, if whoever asks may begin a pilot of it."""
    number = request.GET.get("partnership", "")
    if not number.isdecimal() or len(number) > LONGEST_NUMBER:
        return None
    return queries.open_to_pilots(request.user).filter(pk=number).first()


@require_http_methods(["GET", "HEAD", "POST"])
@writes_seldom
def pilot_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a pilot is about."""
    now = own_pilot(request, slug)
    form = PilotForm(request.POST if request.method == "POST" else None, now.pilot)
    if request.method == "POST" and form.is_valid():
        actions.keep_pilot(pilot=form.instance, **stamped(request))
        messages.success(request, _("Saved."))
        return redirect("partnerships:pilot-detail", slug)
    context = {"form": form, "heading": _("Change what it is about"), "now": now}
    return render(request, "partnerships/pilots/pilot_change.html", context, status=422 if form.errors else 200)


@require_POST
@writes_seldom
def pilot_step(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a pilot a step on."""
    now = own_pilot(request, slug)
    form = PilotStepForm(request.POST)
    if form.is_valid():
        try:
            actions.step_pilot(pilot=now.pilot, **form.cleaned_data, **stamped(request))
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept."))
            return redirect("partnerships:pilot-detail", slug)
    return show(request, now, step_form=form)


@require_safe
@never_cache
def pilot_iati(request: HttpRequest, slug: str) -> HttpResponse:
    """A pilot as an activity of IATI, for one of its sides to publish: the one that is chosen (`?reporter=`)."""
    now = own_pilot(request, slug)
    form = ReporterForm(request.GET, now, request.user)
    if not form.is_valid():
        raise Http404
    programme = Programme.objects.first()
    written = iati(
        now,
        site=settings.SITE_URL,
        reporter=form.who,
        programme=programme.title if programme else "Sarai",
        on=timezone.now().date(),
        results=queries.results(now.pilot),
        reached=[one for one in queries.milestones(now.pilot) if one.done],  # type: ignore[attr-defined]
    )
    response = HttpResponse(written, content_type="application/xml; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{now.pilot.slug}.xml") or ""
    return response


@require_safe
@never_cache
def pilot_budget_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The budget as CSV or XLSX, for its sides and the team."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    now = own_pilot(request, slug)
    header, rows = of_budget.header(now.budget), of_budget.rows(now.budget)
    if kind == "csv":
        return csv_file(f"{slug}-budget.csv", header, of_budget.as_text(rows))
    book = Workbook(title=now.pilot.title)
    book.sheet(_("Budget"), header, of_budget.as_numbers(rows))
    book.sheet(_("About"), [_("What"), _("Value")], of_budget.about(now.budget))
    return book.response(f"{slug}-budget.xlsx")


def csv_file(name: str, header: Any, rows: Any) -> HttpResponse:
    """A table as CSV, in which no cell is a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(header)
    writer.writerows([[defuse(cell) for cell in row] for row in rows])
    return response
