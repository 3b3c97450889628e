"""The Highlights of a year, on screen and on paper."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from sarai.evidence.engine.question import read_as_of
from sarai.evidence.pictures import MAP_STYLE_CSP

from . import queries
from .report import HIGHLIGHTS, Document, chart, compose, typeset


def _as_of(request: HttpRequest) -> datetime | None:
    try:
        return read_as_of(request.GET.get("as_of", ""))
    except ValueError as error:
        raise Http404(str(error)) from None


def _document(request: HttpRequest, year: int) -> Document:
    try:
        return compose(HIGHLIGHTS, queries.year_of(year), _as_of(request))
    except queries.NoYear as nothing:
        raise Http404(str(nothing)) from None


@require_safe
def highlights_latest(request: HttpRequest) -> HttpResponse:
    """The report of the latest year in which something took place."""
    years = queries.years()
    if not years:
        return _empty(request, str(HIGHLIGHTS.title), queries.why_never(), 200)
    return redirect("results:highlights", years[0])


@require_safe
def highlights(request: HttpRequest, year: int) -> HttpResponse:
    """The report of a year. A year without anything says so; one outside the programme is not found."""
    as_of = _as_of(request)
    try:
        found = queries.year_of(year)
        document = compose(HIGHLIGHTS, found, as_of)
    except queries.NoYear as nothing:
        return _empty(request, f"{HIGHLIGHTS.title} {year}", str(nothing), 200 if nothing.planned else 404)
    sections = [(section, [(table, chart(table)) for table in section.tables]) for section in document.sections]
    context = {
        "document": document,
        "sections": sections,
        "as_of": as_of,
        "years": [other for other in queries.years() if other != year],
    }
    return render(request, "results/highlights.html", context)


def _empty(request: HttpRequest, title: str, why: str, status: int) -> HttpResponse:
    context = {"title": title, "why": why, "years": queries.years()}
    return render(request, "results/highlights_empty.html", context, status=status)


@require_safe
def highlights_pdf(request: HttpRequest, year: int) -> HttpResponse:
    """The report of a year as a PDF in the reader's language."""
    made = typeset(_document(request, year))
    response = HttpResponse(made.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="highlights-{year}-{get_language()}.pdf"'
    return response


@require_safe
def highlights_map(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The map of one section of the report, as an image."""
    sections = _document(request, year).sections
    world = next((section.world for section in sections if section.slug == slug and section.world), None)
    if world is None:
        raise Http404
    response = HttpResponse(world.svg, content_type="image/svg+xml")
    response["Content-Security-Policy"] = f"default-src 'none'; style-src {MAP_STYLE_CSP}"
    response["Cache-Control"] = "max-age=300"
    return response
