"""A figure's evidence: what it means, the records behind it, and why it moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby

from django.apps import apps
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sarai.evidence import queries
from sarai.evidence.engine import (
    Cell,
    Question,
    Step,
    answer,
    breakdown,
    dimension,
    indicators,
    moments,
    why_moved,
)
from sarai.evidence.engine.question import read_as_of
from sarai.evidence.pictures import Bar, bars, timeline

from .asking import asked, search_of, spare, telling_dimension, visible_rows

LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)
SHOWN_CELLS = 12  # rows of a breakdown that stand open
LISTED_CELLS = 5000  # rows that are listed at all
MOMENTS = 20  # after so many of those at which it may have moved, the history goes on on another page


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


@require_safe
def figure_detail(request: HttpRequest, key: str) -> HttpResponse:
    """The evidence of one figure. Why a part of it moved takes longer to work out, and is asked for by itself."""
    question = asked(request, key)
    indicator = question.indicator
    shown = queries.columns(indicator.counted.opens)
    search, personal = search_of(request), request.user.has_perm("evidence.view_personal")
    pages = Paginator(range(queries.count_records(question, search)), queries.PAGE)
    page = pages.get_page(request.GET.get("page"))
    rows_visible = visible_rows(request, question)
    offset = max(page.start_index() - 1, 0)
    by = telling_dimension(request, question)
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
        "by": dimension(by) if by else None,
        "cells": _cells(question, by) if by else [],
        "moves": None if _is_a_part(question) else _moves(question),
        "moves_url": _moves_url(question),
        "columns": shown,
        "records": queries.records(question, shown, search=search, offset=offset, personal=personal)
        if rows_visible
        else [],
        "rows_visible": rows_visible,
        "page": page,
        "search": search,
        "personal": personal,
        "covered": not personal and any(column.personal for column in shown),
        "sources": queries.sources(question),
    }
    return render(request, "evidence/figure_detail.html", context)


def _is_a_part(question: Question) -> bool:
    """Whether it is about some of the counted things only, by what is known of them (one country, one gender)."""
    return bool(question.where) or question.scope.kind in question.indicator.counted.dimensions


@require_safe
def figure_moves(request: HttpRequest, key: str) -> HttpResponse:
    """Why a figure moved: as a part of its page, or a page of its own."""
    spare(request)
    question = asked(request, key)
    try:
        before = read_as_of(request.GET.get("before", ""))
    except ValueError as error:
        raise Http404(str(error)) from None
    _value, scope_label, _scope_url = question.scope.found()
    context = {
        "indicator": question.indicator,
        "question": question,
        "scope_label": scope_label,
        "narrowed": [_narrowing(question, name, value) for name, value in question.where],
        "moves": _moves(question, before),
    }
    part = request.headers.get("HX-Request")
    return render(request, "evidence/_history.html" if part else "evidence/figure_moves.html", context)


def _moves_url(question: Question, **extra: str) -> str:
    address = reverse("evidence:figure-moves", args=[question.key])
    return f"{address}?{question.url(**extra).partition('?')[2]}"


def _moves(question: Question, before: datetime | None = None) -> dict[str, object]:
    """The latest moments at which the figure moved (up to `before`), and where the earlier ones are."""
    until = before or question.as_of
    known = moments(question, LONG_AGO, until)
    since = known[-MOMENTS - 1] if len(known) > MOMENTS else LONG_AGO
    steps = why_moved(question, since, until)
    return {
        "steps": steps[::-1],
        "history": _history(question, steps),
        "earlier_url": _moves_url(question, before=since.isoformat()) if since > LONG_AGO else "",
        "sums": since == LONG_AGO and before is None and any(step.difference is not None for step in steps),
    }


def _settle_url(request: HttpRequest, question: Question) -> str:
    """Where what is open about the counted things is settled, for those who may."""
    doubt = question.indicator.unit.doubt
    return reverse(doubt.page) if doubt and request.user.has_perm(doubt.permission) else ""


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
    if not unknown and not dimension(by).overlapping:
        unknown = [Cell("", _("unknown"), 0, replace(question, key=question.indicator.counted.key).narrowed(by, ""))]
    head, rest = known[:SHOWN_CELLS], known[SHOWN_CELLS:]
    bar = [
        Bar(label=cell.label, value=cell.number, href=cell.question.url(), unknown=not cell.known)
        for cell in (*head, *unknown)
        if cell.number
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
