"""Partnerships that stand, on a map of the world and as a graph, as they were at the end of a month."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sarai.evidence.engine import Question, Scope, answer
from sarai.evidence.pictures import ARCS_STYLE_CSP, GRAPH_STYLE_CSP, arc_map, graph
from sarai.network.models import Theme
from sarai.partnerships.models import Step
from sarai.partnerships.queries import map as queries

LISTED = 100  # partnerships in the table beneath a picture
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Moment:
    """The month that a page is about, as a number: twelve times the year, and the month from 0. `first` and `last` are
    the ends of the slider; `wrong` is what was asked for instead, where that is no month."""

    first: int
    last: int
    month: int
    wrong: str = ""

    @property
    def slug(self) -> str:
        """The month as addresses have it: 2020-06."""
        return _slug(self.month)

    @property
    def day(self) -> date:
        """The last day of the month, or today where that has not come yet."""
        year, month = divmod(self.month, MONTHS)
        return min(date(year, month + 1, monthrange(year, month + 1)[1]), timezone.now().date())

    @property
    def years(self) -> list[tuple[int, str]]:
        """Each year of the slider, with its last month there as addresses have it."""
        years = range(self.first // MONTHS, self.last // MONTHS + 1)
        return [(year, _slug(min(year * MONTHS + 11, self.last))) for year in years]


def _slug(month: int) -> str:
    return f"{month // MONTHS}-{month % MONTHS + 1:02}"


def _moment(request: HttpRequest) -> Moment:
    """The month that is asked for, or the nearest of the slider; where none is asked for, this one."""
    today = timezone.now().date()
    first, last = (day.year * MONTHS + day.month - 1 for day in (queries.first_day() or today, today))
    first, asked = min(first, last), request.GET.get("month", "").strip()
    month = _number(asked)
    wrong = asked[:20] if asked and (month is None or not first <= month <= last) else ""
    return Moment(first, last, last if month is None else max(first, min(last, month)), wrong)


def _number(asked: str) -> int | None:
    """The number of a month that is written as addresses have it, or as the slider sends it; None where it is none."""
    if found := re.fullmatch(r"([0-9]{4})-(0?[1-9]|1[0-2])", asked):
        return int(found[1]) * MONTHS + int(found[2]) - 1
    return int(asked) if re.fullmatch(r"[0-9]{1,6}", asked) else None


def _theme(request: HttpRequest) -> Theme | None:
    return Theme.objects.filter(slug=request.GET.get("theme", "")[:50]).first()


@require_safe
def partnership_map(request: HttpRequest) -> HttpResponse:
    """The partnerships that stood at the end of a month, as arcs on a map of the world and as a table."""
    drawn = settings.WORLD_MAP.exists()
    return _page(request, "partnerships/map.html", "partnerships:partnership-map-picture" if drawn else "")


@require_safe
def partnership_network(request: HttpRequest) -> HttpResponse:
    """The partnerships that stood at the end of a month, as a graph and as a table."""
    return _page(request, "partnerships/network.html", "partnerships:partnership-network-picture")


def _page(request: HttpRequest, template: str, picture: str) -> HttpResponse:
    moment, theme = _moment(request), _theme(request)
    # As the slider sends it; the address then says it as people read it.
    if request.GET.get("month", "").isdecimal() and not moment.wrong:
        return redirect(f"{request.path}?{urlencode(_asked(moment, theme))}")
    ties = queries.standing_on(moment.day, theme)
    page = Paginator(ties, LISTED).get_page(request.GET.get("page"))
    names = queries.countries_of(list(page))
    asked = urlencode(_asked(moment, theme))
    scope = Scope("theme", theme.slug) if theme else Scope()
    context = {
        "moment": moment,
        "theme": theme,
        "themes": Theme.objects.all(),
        "page": page,
        "rows": [(tie, [(side, _country(side, names)) for side in tie.sides]) for tie in page],
        "picture": f"{reverse(picture)}?{asked}" if picture and ties else "",
        "asked": asked,
        "lost": queries.as_arcs(ties)[2],
        "figure": answer(Question("partnerships.brokered", scope, until=moment.day)),
    }
    return render(request, template, context)


def _asked(moment: Moment, theme: Theme | None) -> dict[str, str]:
    """What an address says of a page: its month and its theme."""
    return {"month": moment.slug} | ({"theme": theme.slug} if theme else {})


def _country(side: Any, names: Any) -> str:
    country = side.city.country_id if side.city else side.institution.country_id
    return names.get(country, "")


@require_safe
def partnership_map_picture(request: HttpRequest) -> HttpResponse:
    """The map itself."""
    if not settings.WORLD_MAP.exists():
        raise Http404
    moment, theme = _moment(request), _theme(request)
    places, arcs, _lost = queries.as_arcs(queries.standing_on(moment.day, theme))
    svg = arc_map(places, arcs, title=_title(moment, theme), weights=_rungs(), rtl=get_language_bidi())
    return _picture(svg, ARCS_STYLE_CSP)


@require_safe
def partnership_network_picture(request: HttpRequest) -> HttpResponse:
    """The graph itself."""
    moment, theme = _moment(request), _theme(request)
    nodes, chords = queries.as_chords(queries.standing_on(moment.day, theme))
    svg = graph(nodes, chords, title=_title(moment, theme), weights=_rungs(), rtl=get_language_bidi())
    return _picture(svg, GRAPH_STYLE_CSP)


def _title(moment: Moment, theme: Theme | None) -> str:
    day = date_format(moment.day, "DATE_FORMAT")
    if theme:
        return _("Partnerships on %(day)s: %(theme)s") % {"day": day, "theme": theme}
    return _("Partnerships on %(day)s") % {"day": day}


def _rungs() -> Sequence[str]:
    return [str(label) for label in Step.Rung.labels]


def _picture(svg: str, style: str) -> HttpResponse:
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Content-Security-Policy"] = f"default-src 'none'; style-src {style}"
    response["Cache-Control"] = "max-age=300"
    return response
