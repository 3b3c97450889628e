"""A figure's evidence: what it means, the records behind it, and why it moved."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby

from django.apps import apps
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sarai.evidence import queries
from sarai.evidence.engine import Question, Step, UnknownScope, answer, breakdown, dimension, indicators, why_moved
from sarai.evidence.pictures import Bar, bars, timeline
from sarai.evidence.reading.safe import defuse
from sarai.evidence.spreadsheet import Workbook

LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)
SHOWN_CELLS = 12  # rows of a breakdown that stand open
LISTED_CELLS = 5000  # rows that are listed at all


@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Everything that is counted here, with its definition."""
    by_app = groupby(indicators(), key=lambda one: one.key.split(".")[0])
    parts = [(_app_label(app), list(declared)) for app, declared in by_app]
    return render(request, "evidence/indicator_list.html", {"parts": parts})


def _app_label(label: str) -> str:
    """What an app is called; a key may begin with a word that is no app's."""
    try:
        return str(apps.get_app_config(label).verbose_name)
    except LookupError:
        return capfirst(label.replace("_", " "))


def _question(request: HttpRequest, key: str) -> Question:
    """What the address asks. A page for anything that cannot be asked: 404, with the sentence."""
    try:
        question = Question.from_params(key, request.GET.dict())
        question.scope.found()
        answer(question)
    except KeyError:
        raise Http404(_("Nothing is counted under the name “%(key)s”.") % {"key": key}) from None
    except (UnknownScope, ValueError) as error:
        raise Http404(str(error)) from None
    return question


@require_safe
def figure_detail(request: HttpRequest, key: str) -> HttpResponse:
    """The evidence of one figure."""
    question = _question(request, key)
    indicator = question.indicator
    shown = queries.columns(indicator.counted.opens)
    search = request.GET.get("q", "").strip()[:100]
    personal = request.user.has_perm("evidence.view_personal")
    pages = Paginator(range(queries.count_records(question, search if personal else "")), queries.PAGE)
    page = pages.get_page(request.GET.get("page"))
    rows_visible = request.user.has_perm("evidence.view_row")
    offset = max(page.start_index() - 1, 0)
    by = request.GET.get("by") or _telling_dimension(question)
    steps = why_moved(question, LONG_AGO, question.as_of)
    _value, scope_label, scope_url = question.scope.found()
    context = {
        "figure": answer(question),
        "indicator": indicator,
        "settle_url": _settle_url(request, question),
        "question": question,
        "as_of": question.as_of,
        "scope_label": scope_label,
        "scope_url": scope_url,
        "narrowed": [_narrowing(question, name, value) for name, value in question.where],
        "dimensions": [dimension(name) for name in indicator.dimensions],
        "by": dimension(by) if by in indicator.dimensions else None,
        "cells": _cells(question, by) if by in indicator.dimensions else [],
        "steps": steps[::-1],
        "history": _history(question, steps),
        "columns": shown,
        "records": queries.records(question, shown, search=search if personal else "", offset=offset, personal=personal)
        if rows_visible
        else [],
        "rows_visible": rows_visible,
        "page": page,
        "search": search,
        "personal": personal,
        "sources": queries.sources(question),
    }
    return render(request, "evidence/figure_detail.html", context)


def _settle_url(request: HttpRequest, question: Question) -> str:
    """Where what is open about the counted things is settled, for those who may."""
    doubt = question.indicator.unit.doubt
    return reverse(doubt.page) if doubt and request.user.has_perm(doubt.permission) else ""


def _telling_dimension(question: Question) -> str:
    """The dimension to show unasked: the one that a share or a ranking is made of, or one not yet narrowed."""
    made_of = getattr(question.indicator, "by", "")
    return made_of or next((name for name in question.indicator.dimensions if name not in dict(question.where)), "")


def _narrowing(question: Question, name: str, value: str) -> dict[str, object]:
    """One value that the question is confined to, and the address of the question without it."""
    wider = replace(question, where=tuple(pair for pair in question.where if pair != (name, value)))
    return {"dimension": dimension(name), "label": _value_label(name, value), "wider_url": wider.url()}


def _value_label(name: str, value: str) -> str:
    return str(dimension(name).names([value]).get(value, value)) if value else _("unknown")


def _cells(question: Question, by: str) -> dict[str, object]:
    """A breakdown as a table with a picture. The longest rows stand open, the unknown always does."""
    cells = breakdown(question, by)
    known, unknown = [cell for cell in cells if cell.known], [cell for cell in cells if not cell.known]
    head, rest = known[:SHOWN_CELLS], known[SHOWN_CELLS:]
    bar = [
        Bar(label=cell.label, value=cell.number, href=cell.question.url(), unknown=not cell.known)
        for cell in (*head, *unknown)
    ]
    unit, title = str(question.indicator.counted.unit.label), str(dimension(by).label)
    return {
        "head": head,
        "rest": rest[:LISTED_CELLS],
        "rest_count": len(rest),
        "unknown": unknown,
        "rest_sum": sum(cell.number for cell in rest),
        "picture": bars(bar, unit=unit, title=title, rtl=get_language_bidi()),
        "sum": sum(cell.number for cell in cells),
        "whole": answer(replace(question, key=question.indicator.counted.key)),
        "overlapping": dimension(by).overlapping,
    }


def _history(question: Question, steps: list[Step]) -> str:
    """The figure over its as-of dates: what it was at the end of each day on which it moved."""
    points = {
        step.at.date(): (step.at.date(), step.after, replace(question, as_of=step.at).url())
        for step in steps
        if isinstance(step.after, int | float)
    }
    if len(points) < 2:
        return ""
    return timeline(
        list(points.values()),
        title=_("What this figure was known to be"),
        unit=str(question.indicator.unit.label),
        rtl=get_language_bidi(),
    )


class _Echo:
    """What a CSV writer writes is handed on at once."""

    def write(self, value: str) -> str:
        return value


@require_safe
def figure_export(request: HttpRequest, key: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The records behind a figure as `csv` or `xlsx`; covered where the reader may not see personal fields."""
    question = _question(request, key)
    if kind not in ("csv", "xlsx") or not request.user.has_perm("evidence.view_row"):
        raise Http404
    shown = queries.columns(question.indicator.counted.opens)
    found = queries.all_records(question, shown, personal=request.user.has_perm("evidence.view_personal"))
    named = request.user.has_perm("evidence.view_source")
    table = (queries.plain(record, named=named) for record in found)
    name = f"{key}-{str(question.scope).replace(':', '-')}.{kind}"
    if kind == "xlsx":
        book = Workbook(title=str(question.indicator.label))
        book.sheet(_("Records"), queries.headers(shown), table)
        book.sheet(_("About"), [_("What"), _("Value")], _about(question, request))
        return book.response(name)
    writer = csv.writer(_Echo())
    lines = (writer.writerow([defuse(cell) for cell in row]) for row in table)
    response = StreamingHttpResponse(
        ("\ufeff" + writer.writerow(queries.headers(shown)) if first else line for first, line in _with_first(lines)),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _with_first(lines):  # type: ignore[no-untyped-def]
    yield True, ""
    for line in lines:
        yield False, line


def _about(question: Question, request: HttpRequest) -> list[list[str]]:
    figure = answer(question)
    return [
        [_("Indicator"), f"{question.indicator.label} ({question.key})"],
        [_("Definition"), str(question.indicator.definition)],
        [_("Value"), str(figure.value)],
        [_("Unit"), str(question.indicator.unit.label)],
        [_("About"), f"{question.scope.found()[1]} ({question.scope})"],
        [_("As known on"), figure.as_of.isoformat()],
        [_("Evidence"), request.build_absolute_uri(question.url())],
    ]
