"""The evidence appendix: every figure of a report exactly, with its records and their sources."""

from __future__ import annotations

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from sarai.evidence.engine import Figure, Question
from sarai.evidence.formats import label
from sarai.evidence.models import Source
from sarai.evidence.queries import SourceShare, count_records, sources

from .document import Line, Part, SourceLine
from .speaking import exact


class Appendix:
    """Collects the figures that a report shows. Figures over the same records share what is asked about those."""

    def __init__(self) -> None:
        self._figures: dict[Question, Figure] = {}
        self._records: dict[object, tuple[int, list[SourceShare]]] = {}

    def add(self, figure: Figure) -> Figure:
        """Note a figure down, once."""
        return self._figures.setdefault(figure.question, figure)

    def lines(self) -> tuple[tuple[Line, ...], tuple[SourceLine, ...]]:
        """The table of figures and the table of their sources, by whose numbers the first refers to the second."""
        behind = {figure.question: self._behind(figure.question) for figure in self._figures.values()}
        held: dict[int, tuple[Source, int]] = {}
        for _count, shares in behind.values():
            for share in shares:
                most = held.get(share.source.pk, (share.source, 0))[1]
                held[share.source.pk] = (share.source, max(most, share.records))
        ordered = sorted(held.values(), key=lambda pair: (pair[0].recorded_at, pair[0].pk))
        numbers = {source.pk: n for n, (source, _records) in enumerate(ordered, 1)}
        lines = tuple(_line(figure, *behind[question], numbers) for question, figure in self._figures.items())
        return lines, tuple(_source(numbers[source.pk], source, records) for source, records in ordered)

    def _behind(self, question: Question) -> tuple[int, list[SourceShare]]:
        """How many records, and their sources. Asked once for all indicators that count the same table of records."""
        counted = question.indicator.counted
        same = (counted.rows, counted.opens, question.scope, question.as_of, question.since, question.until)
        if same not in self._records:
            shares = sources(question)
            number = sum(share.records for share in shares) if shares else count_records(question)
            self._records[same] = (number, shares)
        return self._records[same]


def _line(figure: Figure, records: int, shares: list[SourceShare], numbers: dict[int, int]) -> Line:
    question = figure.question
    return Line(
        key=question.key,
        value=figure.value,
        label=str(figure.indicator.label),
        definition=str(figure.indicator.definition),
        figure=Part(_with_unit(figure), figure.url),
        unit=str(figure.indicator.unit.label),
        scope=_scope(question),
        as_of=figure.as_of.isoformat(timespec="seconds"),
        records=number_format(records, force_grouping=True),
        sources=_spans(sorted(numbers[share.source.pk] for share in shares)),
    )


def _with_unit(figure: Figure) -> str:
    """A number with what it counts; shares and rankings say that themselves."""
    if figure.parts is not None or not isinstance(figure.value, int | float):
        return exact(figure)
    return _("%(number)s %(unit)s") % {"number": exact(figure), "unit": figure.indicator.unit.label}


def _scope(question: Question) -> str:
    """What the figure is about, as it is written in an address."""
    if question.since and question.until:
        return f"{question.scope}, {question.since.isoformat()} – {question.until.isoformat()}"
    return str(question.scope)


def _source(number: int, source: Source, records: int) -> SourceLine:
    return SourceLine(
        number=number_format(number),
        kind=source.get_kind_display(),
        format=label(source.format) or _("not stated"),
        known=date_format(source.recorded_at, "DATE_FORMAT"),
        records=number_format(records, force_grouping=True),
        sha256=source.sha256,
    )


def _spans(numbers: list[int]) -> str:
    """1, 2, 3, 5 as "1–3, 5"."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"{first}–{last}" if last > first else str(first) for first, last in spans)
