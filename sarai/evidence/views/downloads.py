"""What a figure's page shows, to take along: its numbers for everybody, its records for those who may see them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sarai.evidence import queries
from sarai.evidence.engine import Question, answer, breakdown, dimension
from sarai.evidence.reading.safe import defuse
from sarai.evidence.spreadsheet import Workbook

from .asking import asked, search_of, spare, telling_dimension, visible_rows

KINDS = ("csv", "xlsx", "numbers.csv", "numbers.xlsx")


@require_safe
def figure_export(request: HttpRequest, key: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """A figure as `csv` or `xlsx`: its records, with personal fields covered where the reader may not see them. Its
    numbers for whoever may not see records at all, and for everybody as `numbers.csv` or `numbers.xlsx`."""
    if kind not in KINDS:
        raise Http404
    spare(request)
    question = asked(request, key)
    rows_wanted = not kind.startswith("numbers.") and visible_rows(request, question)
    export = _records if rows_wanted else _numbers
    return export(request, question, kind.rpartition(".")[2])


def _records(request: HttpRequest, question: Question, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The records that the page lists: after a search those that it found."""
    shown, search = queries.columns(question.indicator.counted.opens), search_of(request)
    personal = request.user.has_perm("evidence.view_personal")
    named = request.user.has_perm("evidence.view_source")
    found = queries.all_records(question, shown, search=search, personal=personal)
    table = (queries.plain(record, named=named) for record in found)
    suffix = f"-{_('search')}-{slugify(search, allow_unicode=True)}".rstrip("-") if search else ""
    title = _("Records found") if search else _("Records")
    about = [[_("Search"), search]] if search else []
    return _file(question, kind, suffix, title, queries.headers(shown), table, about)


def _numbers(request: HttpRequest, question: Question, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The figure and its breakdown as the page shows them, each number with the address of its evidence."""
    headers = [_("What"), _("Broken down by"), _("Value"), _("Number"), _("Unit"), _("Evidence")]
    by = telling_dimension(request, question)
    return _file(question, kind, f"-{_('numbers')}", _("Numbers"), headers, _plain_numbers(question, by))


def _plain_numbers(question: Question, by: str) -> Iterator[list[str]]:
    figure, counted = answer(question), question.indicator.counted
    label, unit = str(question.indicator.label), str(question.indicator.unit.label)
    yield [label, "", "", _said(figure.value), unit, settings.SITE_URL + figure.url]
    for cell in breakdown(question, by) if by else ():
        where = settings.SITE_URL + cell.question.url()
        number, unit = str(cell.number), str(counted.unit.label)
        yield [str(counted.label), str(dimension(by).label), cell.label, number, unit, where]


def _said(value: object) -> str:
    """A value as one cell: the names of a ranking after one another, nothing for what is not known."""
    if isinstance(value, dict):
        return ", ".join(f"{label}: {_said(held)}" for label, held in value.items())
    return ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _file(
    question: Question,
    kind: str,
    suffix: str,
    title: str,
    headers: Sequence[str],
    table: Iterable[Sequence[str]],
    about: Sequence[Sequence[str]] = (),
) -> HttpResponse | StreamingHttpResponse:
    """A table as a download; beside it, in a workbook, what it is about."""
    name = f"{question.key}-{str(question.scope).replace(':', '-')}{suffix}.{kind}"
    response: HttpResponse | StreamingHttpResponse
    if kind == "xlsx":
        book = Workbook(title=str(question.indicator.label))
        book.sheet(title, headers, table)
        book.sheet(_("About"), [_("What"), _("Value")], [*about, *_about(question)])
        response = book.response(name)
    else:
        response = StreamingHttpResponse(_lines(chain([headers], table)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


class _Echo:
    """What a CSV writer writes is handed on at once."""

    def write(self, value: str) -> str:
        return value


def _lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a CSV file that spreadsheets open as UTF-8, and in which no cell is a formula."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([defuse(cell) for cell in row])


def _about(question: Question) -> list[list[str]]:
    figure = answer(question)
    return [
        [_("Indicator"), f"{question.indicator.label} ({question.key})"],
        [_("Definition"), str(question.indicator.definition)],
        [_("Value"), _said(figure.value)],
        [_("Unit"), str(question.indicator.unit.label)],
        [_("About"), f"{question.scope.found()[1]} ({question.scope})"],
        [_("As known on"), figure.as_of.isoformat()],
        [_("Evidence"), settings.SITE_URL + question.url()],
    ]
