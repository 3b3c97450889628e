"""Zoom's webinar attendee report: one CSV file of several sections, as exported since 2020."""

from collections.abc import Iterator
from operator import itemgetter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarai.evidence.formats import About, Context, Format, Problem, Where, declare
from sarai.evidence.reading import Book, Line, Sheet
from sarai.evidence.reading.dates import Sample
from sarai.evidence.reading.headers import Columns, is_blank
from sarai.exchanges.intake import words, zoom
from sarai.exchanges.intake.records import Attendance, Registration, Role
from sarai.exchanges.intake.times import StayReader
from sarai.network.mentions import MentionColumns

_TITLES: dict[str, Role] = {
    "host details": "host",
    "panelist details": "panelist",
    "attendee details": "attendee",
    "other attended": "attendee",
}

Row = Registration | Attendance | Problem


_OWN = (
    ("attended",),
    ("registration time",),
    ("approval status",),
    ("join time",),
    ("leave time",),
    ("time in session (minutes)", "duration (minutes)"),
    ("is guest", "guest"),
    # Zoom finds this country by the IP address; what people state is a question of the registration form
    ("country/region name",),
)


class _Section:
    """One section: whose it is, and where its columns stand."""

    def __init__(self, role: Role, line: Line) -> None:
        self.role, self.line, self.columns = role, line, Columns(line.cells)
        places = [self.columns.find(*names) for names in _OWN]
        present = {place for place in places if place is not None}
        self.people = MentionColumns(self.columns, present, find=zoom.field)
        self.dates = [(place, place != places[1]) for place in places[1:5] if place is not None and place != places[2]]
        self.needed = max((place for place, _in_session in self.dates), default=0)
        self.is_known = places[3] is not None
        blank = len(self.columns)  # the place of the blank cell that `own` puts behind a row
        self._own = itemgetter(*(blank if place is None else place for place in places))

    def own(self, cells: list[str]) -> tuple[str, ...]:
        """The cells of `_OWN`, trimmed, blank where the section has no such column."""
        return tuple(map(str.strip, self._own([*cells, ""])))


@declare
class ZoomWebinar(Format):
    """Yields a `Registration` for every row with a registration time and an `Attendance` for every join.

    One person has a row for each join; the repeated rows carry no registration time and so register nobody twice.
    """

    key = "zoom-webinar"
    label = gettext_lazy("Zoom webinar: attendee report")
    description = gettext_lazy(
        "In the Zoom web portal: Analytics & Reports, Usage Reports, Webinar, Attendee Report, choose the webinar, "
        "Generate CSV Report."
    )

    def recognise(self, book: Book) -> About | None:
        """A section title of the report, over columns of joins."""
        for head in book.head():
            if any(section.is_known for section, _line in _rows(iter(head.lines))):
                samples = _samples(head.sheet.name, iter(head.lines))
                return zoom.about(zoom.block(head.lines), samples, zoom.drawn(head.lines))
        return None

    def read(self, book: Book, context: Context) -> Iterator[Row]:
        """Registrations, attendances and problems in the order of the file."""
        for sheet in book.sheets():
            dates = context.dates()
            if question := dates.decide(_samples(sheet.name, sheet.lines())):
                yield question
                return
            starts_at = zoom.about(zoom.block(sheet.head(40)), _samples(sheet.name, sheet.lines())).starts_at
            yield from _read(sheet, StayReader(dates, context.windows, starts_at))


def _rows(lines: Iterator[Line]) -> Iterator[tuple[_Section, Line | None]]:
    """Every section, with None, as its header is met, and then each of its rows."""
    role: Role | None = None
    section: _Section | None = None
    for line in lines:
        cells = line.cells
        first = cells[0].strip() if cells else ""
        if not first and is_blank(cells):
            continue
        if (title := _TITLES.get(first.lower())) and is_blank(cells[1:]):
            role, section = title, None
        elif role is None:
            continue
        elif section is None:
            section = _Section(role, line)
            yield section, None
        else:
            yield section, line


def _samples(sheet: str, lines: Iterator[Line]) -> Iterator[Sample]:
    for section, line in _rows(lines):
        if line is not None:
            for place, in_session in section.dates:
                if place < len(line.cells):
                    yield Sample(Where(sheet, line.number), line.cells[place], in_session)


def _read(sheet: Sheet, stays: StayReader) -> Iterator[Row]:
    name = sheet.name
    for section, line in _rows(sheet.lines()):
        if line is None:
            if not section.is_known:
                yield _unknown_section(name, section)
        elif section.is_known:
            cells, problem = section.columns.fit(line, name, section.needed)
            if problem is not None:
                yield problem
            if cells is not None:
                yield from _records(section, Where(name, line.number), cells, stays)


def _records(section: _Section, where: Where, cells: list[str], stays: StayReader) -> list[Row]:
    attended, registered, status, joined, left, minutes, guest, country = section.own(cells)
    mention, answers = section.people.mention(cells), section.people.answers(cells)
    found: list[Row] = []
    if registered not in words.NOTHING:
        at = stays.instant(where, cells, registered, found)
        found.append(Registration(where, mention, at, words.status(status), answers))
    is_there = words.yes_no(attended)
    if is_there or (is_there is None and joined not in words.NOTHING):
        stay = stays.read(where, cells, joined, left, minutes, found)
        if stay is not None:
            country = "" if country in words.NOTHING else country
            found.append(Attendance(where, mention, *stay, section.role, words.yes_no(guest), country, answers))
    elif not found:
        found.append(_says_nothing(where, cells))
    return found


def _unknown_section(sheet: str, section: _Section) -> Problem:
    sentence = _(
        "The section that begins on line %(line)d has no column “Join Time”, so its rows were not taken. "
        "Download the report again without changing it."
    )
    where = Where(sheet, section.line.number)
    return Problem(where, sentence % {"line": where.line}, tuple(section.line.cells))


def _says_nothing(where: Where, cells: list[str]) -> Problem:
    sentence = _("Line %(line)d gives neither a registration time nor a join, so nothing was taken from it.")
    return Problem(where, sentence % {"line": where.line}, tuple(cells), "warning")
