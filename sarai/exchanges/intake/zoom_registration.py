"""Zoom's registration report of a webinar or a meeting."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from sarai.evidence.formats import About, Context, Format, Problem, Where, declare
from sarai.evidence.reading import Book, Line, Sheet
from sarai.evidence.reading.dates import Sample
from sarai.evidence.reading.headers import Columns, is_blank, titled
from sarai.exchanges.intake import words, zoom
from sarai.exchanges.intake.records import Registration
from sarai.exchanges.intake.times import StayReader
from sarai.network.mentions import MentionColumns

_TIME, _STATUS = "registration time", "approval status"
_ATTENDANCE = ("join time", "attended")


@declare
class ZoomRegistration(Format):
    """Yields one `Registration` a row. The columns follow the form, so they are found by name."""

    key = "zoom-registration"
    label = _("Zoom: registration report")
    description = _(
        "In the Zoom web portal: Analytics & Reports, Usage Reports, Webinar (or Meeting), Registration Report, "
        "choose the event, Generate CSV Report."
    )

    def recognise(self, book: Book) -> About | None:
        """A header with registration time and approval status, and nothing about joining."""
        for head in book.head():
            if _header(head.lines):
                return zoom.about(zoom.block(head.lines), _samples(head.sheet.name, head.lines))
        return None

    def read(self, book: Book, context: Context) -> Iterator[Registration | Problem]:
        """Registrations and problems in the order of the file."""
        for sheet in book.sheets():
            dates = context.dates()
            if question := dates.decide(_samples(sheet.name, sheet.lines())):
                yield question
                return
            yield from _read(sheet, StayReader(dates, context.windows))


def _header(lines: tuple[Line, ...]) -> tuple[Line, Columns] | None:
    found = next(titled(lines, _TIME, _STATUS), None)
    return None if found is None or found[1].find(*_ATTENDANCE) is not None else found


def _rows(lines: Iterator[Line] | tuple[Line, ...]) -> Iterator[tuple[Columns, Line]]:
    columns: Columns | None = None
    for line in lines:
        if columns is not None and not is_blank(line.cells):
            yield columns, line
        elif columns is None and (found := _header((line,))):
            columns = found[1]


def _samples(sheet: str, lines: Iterator[Line] | tuple[Line, ...]) -> Iterator[Sample]:
    for columns, line in _rows(lines):
        place = columns.keys.index(_TIME)
        if place < len(line.cells):
            yield Sample(Where(sheet, line.number), line.cells[place].strip(), False)


def _read(sheet: Sheet, stays: StayReader) -> Iterator[Registration | Problem]:
    people: MentionColumns | None = None
    for columns, line in _rows(sheet.lines()):
        time, status = columns.keys.index(_TIME), columns.keys.index(_STATUS)
        people = people or MentionColumns(columns, (time, status), find=zoom.field)
        where = Where(sheet.name, line.number)
        cells, problem = columns.fit(line, sheet.name, time)
        if problem is not None:
            yield problem
        if cells is None:
            continue
        met: list[Problem] = []
        text = cells[time].strip()
        at = None if text in words.NOTHING else stays.instant(where, cells, text, met)
        yield from met
        yield Registration(where, people.mention(cells), at, words.status(cells[status]), people.answers(cells))
