"""Eventbrite's attendee list."""

from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarai.evidence.formats import About, Context, Format, Problem, Where, declare
from sarai.evidence.reading import Book, Line, Sheet
from sarai.evidence.reading.dates import Sample
from sarai.evidence.reading.headers import Columns, is_blank
from sarai.exchanges.intake import words
from sarai.exchanges.intake.records import Registration, Status
from sarai.exchanges.intake.times import StayReader
from sarai.network.mentions import MentionColumns, field_for, folded_name

_ORDER, _STATUS = ("order #", "order id"), ("attendee status",)
_DATE = ("order date",)
_QUANTITY = ("quantity", "ticket quantity")
_STATUSES: dict[str, Status] = {
    "attending": "approved",
    "checked in": "approved",
    "not attending": "cancelled",
    "refunded": "cancelled",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "deleted": "cancelled",
    "transferred": "cancelled",
}


class _Holder(NamedTuple):
    """Whom a ticket names. Tickets sort by their number."""

    ticket: tuple[int, str]
    name: str
    email: str


class _Attendees:
    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        found = [columns.find(*names) for names in (_DATE, _STATUS, _QUANTITY)]
        self.date, self.needed = found[0], max(place or 0 for place in found[:2])
        token = columns.find("barcode #", "attendee #")
        taken = {place for place in found if place is not None}
        self.people = MentionColumns(columns, taken, find=lambda header: self._field(header, token))
        blank = len(columns)
        self._own = itemgetter(*(blank if place is None else place for place in found))

    def _field(self, header: str, token: int | None) -> str | None:
        field = field_for(header)
        return None if field == "token" and token is not None and header != self.columns.keys[token] else field

    def own(self, cells: list[str]) -> tuple[str, ...]:
        """Order date, status and quantity, trimmed."""
        return tuple(map(str.strip, self._own([*cells, ""])))

    def holder(self, cells: list[str]) -> _Holder:
        """Whom a ticket names, under which address."""
        mention = self.people.mention(cells)
        return _Holder((len(mention.token), mention.token), " ".join(folded_name(mention.name).split()), mention.email)


@declare
class Eventbrite(Format):
    """Yields one `Registration` a row; refunded tickets are cancelled registrations, so that nobody counts them.

    A buyer's address stands beside every ticket that they bought. It is that of the name on the first of them (by its
    number, so that the order of the rows does not matter); another name is somebody else, whose address is not known.
    """

    key = "eventbrite"
    label = gettext_lazy("Eventbrite: attendees")
    description = gettext_lazy(
        "In Eventbrite: open the event, Manage attendees, Attendees (or Reports, Attendees), Export as CSV or Excel."
    )

    def recognise(self, book: Book) -> About | None:
        """A header with an order number and the attendee's status."""
        for head in book.head():
            for columns, line in _rows(iter(head.lines)):
                name = columns.find("event name")
                return About(topic=line.cells[name].strip() if name is not None and name < len(line.cells) else "")
            if any(_columns(line) for line in head.lines):
                return About()
        return None

    def read(self, book: Book, context: Context) -> Iterator[Registration | Problem]:
        """Registrations and problems in the order of the file."""
        for sheet in book.sheets():
            dates = context.dates()
            if question := dates.decide(_samples(sheet)):
                yield question
                return
            yield from _read(sheet, StayReader(dates, context.windows))


def _columns(line: Line) -> Columns | None:
    columns = Columns(line.cells) if len(line.cells) > 4 else None
    known = columns is not None and columns.find(*_ORDER) is not None and columns.find(*_STATUS) is not None
    return columns if known else None


def _rows(lines: Iterator[Line]) -> Iterator[tuple[Columns, Line]]:
    columns: Columns | None = None
    for line in lines:
        if columns is None:
            columns = _columns(line)
        elif not is_blank(line.cells):
            yield columns, line


def _samples(sheet: Sheet) -> Iterator[Sample]:
    for columns, line in _rows(sheet.lines()):
        place = columns.find(*_DATE)
        if place is not None and place < len(line.cells):
            yield Sample(Where(sheet.name, line.number), line.cells[place].strip(), False)


def _owners(sheet: Sheet) -> dict[str, str]:
    """Address → whose it is by name, for the addresses that stand beside several names."""
    first: dict[str, _Holder] = {}
    shared: set[str] = set()
    table: _Attendees | None = None
    for columns, line in _rows(sheet.lines()):
        table = table or _Attendees(columns)
        cells, _problem = columns.fit(line, sheet.name, table.needed)
        holder = table.holder(cells) if cells else None
        if holder is None or not (holder.name and holder.email):
            continue
        known = first.setdefault(holder.email, holder)
        if holder.name != known.name:
            shared.add(holder.email)
        if holder.ticket < known.ticket:
            first[holder.email] = holder
    return {email: first[email].name for email in shared}


def _read(sheet: Sheet, stays: StayReader) -> Iterator[Registration | Problem]:
    owners = _owners(sheet)
    table: _Attendees | None = None
    for columns, line in _rows(sheet.lines()):
        table = table or _Attendees(columns)
        where = Where(sheet.name, line.number)
        cells, problem = columns.fit(line, sheet.name, table.needed)
        if problem is not None:
            yield problem
        if cells is None:
            continue
        ordered, status, quantity = table.own(cells)
        met: list[Problem] = []
        at = stays.instant(where, cells, ordered, met)
        yield from met
        if (count := words.whole(quantity) or 1) > 1:
            yield _several(where, cells, count)
        known = _STATUSES.get(status.lower(), "unknown")
        mention, holder = table.people.mention(cells), table.holder(cells)
        if holder.name and holder.name != owners.get(holder.email, holder.name):
            mention.email = ""
        yield Registration(where, mention, at, known, table.people.answers(cells))


def _several(where: Where, cells: list[str], count: int) -> Problem:
    sentence = _(
        "Line %(line)d stands for %(count)d tickets but names one person, and was taken as one registration. "
        "Export the list of attendees instead of the list of orders."
    )
    return Problem(where, sentence % {"line": where.line, "count": count}, tuple(cells), "warning")
