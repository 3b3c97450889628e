"""What cities need altogether, and what nobody has done anything about."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_safe

from sarai.evidence.engine import Question, Scope, answer, breakdown, dimension
from sarai.evidence.engine.question import read_as_of
from sarai.evidence.pictures import Bar, bars, columns
from sarai.needs.forms import GapFilter
from sarai.needs.models import Assessment
from sarai.needs.queries.demand import COLUMNS, gaps
from sarai.needs.queries.demand import demand as demand_by
from sarai.needs.queries.themes import without_theme
from sarai.needs.rules import OTHER

SHOWN = 12  # rows of a table that stand open
LISTED = 50
TILES = ("needs.people_with_priorities", "needs.cities_with_priorities", "needs.city_needs", "needs.unanswered")


@require_safe
def demand(request: HttpRequest) -> HttpResponse:
    """What cities need: by priority, theme and region, and over time; of the programme, or of one assessment."""
    slug = request.GET.get("assessment", "")
    assessment = get_object_or_404(Assessment, slug=slug) if slug else None
    return render(request, "needs/demand.html", demand_context(request, assessment))


def demand_context(request: HttpRequest, assessment: Assessment | None) -> dict[str, object]:
    """What a page of demand shows. Raises Http404 for a day that cannot be read."""
    try:
        as_of = read_as_of(request.GET.get("as_of", ""))
    except ValueError as error:
        raise Http404(str(error)) from None
    scope = assessment.scope if assessment else Scope()
    people = Question("needs.people_with_priorities", scope, as_of)
    works_here = request.user.has_perm("evidence.view_row")
    least = 1 if works_here else settings.SMALLEST_CELL
    told = [cell for cell in breakdown(people, "priority") if cell.number]
    named = [cell for cell in told if cell.number >= least]
    named.sort(key=lambda cell: cell.value == OTHER)  # which is nothing that could be done something about
    months = [cell for cell in breakdown(people, "month") if cell.known]
    unit, rtl = str(people.indicator.unit.label), get_language_bidi()
    bar = [Bar(cell.label, cell.number, cell.question.url(), unknown=not cell.known) for cell in named[:SHOWN]]
    each = [Bar(cell.label, cell.number, cell.question.url()) for cell in months if cell.number >= least]
    return {
        "assessment": assessment,
        "least": least,
        "assessments": Assessment.objects.all(),
        "unsorted": without_theme() if request.user.has_perm("needs.manage") else 0,
        "as_of": as_of,
        "tiles": [answer(Question(key, scope, as_of)) for key in TILES],
        "told": bool(told),
        "named": named[:SHOWN],
        "more": people.url(by="priority") if len(named) > SHOWN else "",
        "picture": bars(bar, unit=unit, title=str(dimension("priority").label), rtl=rtl) if bar else "",
        "columns": [Question(key).indicator for key in COLUMNS],
        "by": [(dimension(name), demand_by(name, scope, as_of)) for name in ("theme", "region")],
        "months": columns(each, unit=unit, title=str(dimension("month").label), rtl=rtl) if len(each) > 1 else "",
    }


@require_safe
@permission_required("needs.view_gaps", raise_exception=True)
def gap_list(request: HttpRequest) -> HttpResponse:
    """Needs of cities about which nothing was done yet."""
    form = GapFilter(request.GET)
    chosen = form.chosen
    found = [
        gap
        for gap in gaps(Scope())
        if chosen.get("theme") in (None, gap.theme) and chosen.get("country") in (None, gap.city.country)
    ]
    context = {"form": form, "page": Paginator(found, LISTED).get_page(request.GET.get("page")), "number": len(found)}
    return render(request, "needs/gap_list.html", context)
