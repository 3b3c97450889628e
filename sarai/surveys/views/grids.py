"""Tables as their pages show them: rows of cells that are written out, and link to the responses behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from sarai.evidence.pictures import Bar, bars, columns
from sarai.surveys.tables.asked import Show
from sarai.surveys.tables.shapes import NOTHING, Count, Crosstab, Hidden, Numbers, Place, Value, share

Opened = Callable[..., str]  # the address of the responses behind a row and a column; "" where they are not open
SHOWN_BARS = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and where the responses behind it are."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is called, and its cells. `known` is whether it is about an answer."""

    label: str
    cells: tuple[Cell, ...]
    known: bool = True


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on a page: what its columns are called, its rows, and the rows beneath the line."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]
    foot: tuple[Row, ...] = ()


def written(number: float | None, decimals: int = 1) -> str:
    """A number in the reader's language; a dash where there is none."""
    if number is None:
        return "–"
    places = 0 if number == int(number) and decimals < 2 else decimals
    # Rounded here: the format by itself would cut.
    return number_format(f"{number:.{places}f}", places, use_l10n=True, force_grouping=True)


def counted(count: Count, least: int) -> str:
    """A count, or what is said instead."""
    if count is Hidden.SMALL:
        return _("<%(number)d") % {"number": least}
    return "–" if count is Hidden.KEPT else written(count)


def percent(part: float | None) -> str:
    """A share as per cent, with one decimal."""
    if part is None:
        return "–"
    return _("%(number)s %%") % {"number": number_format(f"{100 * part:.1f}", 1, use_l10n=True)}


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a table is drawn: what counts are called, below which they are hidden, and where they open."""

    unit: str
    least: int
    opened: Opened

    def count(self, count: Count, **where: str) -> Cell:
        """A count that opens."""
        return Cell(counted(count, self.least), self.opened(**where) if isinstance(count, int) and count else "")

    def frequencies(self, table: Crosstab) -> Grid:
        """One question: how often each answer was given, and which share that is."""
        answered, answers = table.answered, table.answers
        head = [_("Answer"), self.unit, _("per cent of all"), _("per cent of those who answered")]
        if table.overlapping_rows:
            head.append(_("per cent of answers"))

        def row(value: Value) -> Row:
            count = table.row_total(value.value)
            said = share(count, answered) if value.known else None
            cells = [self.count(count, row=value.value), Cell(percent(share(count, table.total))), Cell(percent(said))]
            if table.overlapping_rows:
                cells.append(Cell(percent(share(count, answers)) if value.known else "–"))
            return Row(value.label, tuple(cells), value.known)

        shown = [row(value) for value in table.rows]
        whole = [self.count(table.total), Cell(percent(share(table.total, table.total)))]
        whole += [Cell("")] * (len(head) - 3)
        foot = (*(each for each in shown if not each.known), Row(_("All"), tuple(whole)))
        return Grid(tuple(head), tuple(each for each in shown if each.known), foot)

    def crossed(self, table: Crosstab, show: Show, *, turned: bool) -> Grid:
        """Two questions, or one by who answered; `turned` if rows and columns have changed places."""

        def opened(**where: str) -> dict[str, str]:
            other = {"row": "column", "column": "row"}
            return {other[name] if turned else name: value for name, value in where.items()}

        def cell(row: str, column: str) -> Cell:
            count = table.cell(row, column)
            if show == Show.COUNTS:
                return self.count(count, **opened(row=row, column=column))
            silent = table.cell(NOTHING, column) if show == Show.COLUMNS else table.cell(row, NOTHING)
            whole = table.column_total(column) if show == Show.COLUMNS else table.row_total(row)
            said = row if show == Show.COLUMNS else column
            told = whole - silent if isinstance(whole, int) and isinstance(silent, int) else None
            return Cell(percent(share(count, told)) if said != NOTHING else "–")

        def row(value: Value) -> Row:
            cells = [cell(value.value, column.value) for column in table.columns]
            return Row(
                value.label,
                (*cells, self.count(table.row_total(value.value), **opened(row=value.value))),
                value.known,
            )

        shown = [row(value) for value in table.rows]
        sums = [self.count(table.column_total(each.value), **opened(column=each.value)) for each in table.columns]
        foot = (*(each for each in shown if not each.known), Row(_("All"), (*sums, self.count(table.total))))
        head = ("", *(each.label for each in table.columns), _("All"))
        return Grid(head, tuple(each for each in shown if each.known), foot)


def ranking(found: Sequence[Place], shown: Sequence[Place | None], opened: Opened) -> Grid:
    """How choices were ranked; one that may not be `shown` has dashes."""
    head = (_("Choice"), _("first"), _("in the first three"), _("ranked at all"), _("points"))
    rows = []
    for place, told in zip(found, shown, strict=True):
        numbers = (told.first, told.three, told.placed, told.points) if told else (None,) * 4
        cells = [Cell(written(number)) for number in numbers]
        cells[2] = Cell(cells[2].text, opened(row=place.value.value) if told and told.placed else "")
        rows.append(Row(place.value.label, tuple(cells)))
    return Grid(head, tuple(rows))


def rankings(columns: Sequence[Value], found: Mapping[str, Sequence[Place | None]], choices: Sequence[Value]) -> Grid:
    """The points of each choice in each column."""
    points = {(each.value.value, column): each.points for column, places in found.items() for each in places if each}
    rows = [
        Row(choice.label, tuple(Cell(written(points.get((choice.value, column.value)))) for column in columns))
        for choice in choices
    ]
    return Grid((_("Points"), *(column.label for column in columns)), tuple(rows))


def numbers(found: Iterable[tuple[Value, Numbers]], *, extremes: bool) -> Grid:
    """Numbers in short, a row for each column of the table; with the smallest and largest where they may be told."""
    head = ["", _("answers"), _("mean"), _("median"), _("standard deviation")]
    head += [_("smallest"), _("largest")] if extremes else []
    rows = []
    for value, each in found:
        told = [written(each.n), written(each.mean, 2), written(each.median), written(each.sd, 2)]
        told += [written(each.least), written(each.most)] if extremes else []
        rows.append(Row(value.label, tuple(Cell(text) for text in told), value.known))
    return Grid(tuple(head), tuple(rows))


def picture(table: Crosstab, title: str, unit: str, opened: Opened, shown: int = SHOWN_BARS) -> SafeString:
    """The answers to one question as bars, those of no answer last; hidden counts have none."""
    known = [value for value in table.rows if value.known][:shown]
    told = [*known, *(value for value in table.rows if not value.known)]
    found = [
        Bar(
            label=value.label,
            value=count if isinstance(count, int) else None,
            href=opened(row=value.value) if isinstance(count, int) and count else "",
            unknown=not value.known,
        )
        for value in told
        for count in [table.row_total(value.value)]
    ]
    return bars(found, unit=unit, title=title, rtl=get_language_bidi())


def points(found: Sequence[Place], title: str, shown: int = SHOWN_BARS) -> SafeString:
    """A ranking as bars of its points."""
    drawn = [Bar(label=each.value.label, value=each.points) for each in found[:shown]]
    return bars(drawn, unit=_("points"), title=title, rtl=get_language_bidi())


def histogram(found: Numbers, title: str, unit: str) -> SafeString:
    """Numbers as columns, from the smallest to the largest; each is called by the number that it begins at."""
    drawn = [
        Bar(
            label=written(each.low),
            value=each.count if isinstance(each.count, int) else None,
            note="" if each.low == each.high else f"{written(each.low)}–{written(each.high)}",
        )
        for each in found.bins
    ]
    return columns(drawn, unit=unit, title=title, rtl=get_language_bidi())
