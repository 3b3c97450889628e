"""Google Forms responses: the CSV download, or the linked sheet saved as CSV or XLSX."""

import hashlib
from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from sarai.evidence.formats import About, Context, Format, Problem, Where, declare
from sarai.evidence.reading import Book, Line, Sheet
from sarai.evidence.reading.dates import DateReader, Sample
from sarai.evidence.reading.headers import Columns, aliases
from sarai.network.mentions import MentionColumns, field_for
from sarai.surveys.intake.records import Answers, Response
from sarai.surveys.intake.rows import instant, rows, stated

_TIMESTAMP = aliases("""
    timestamp | marca temporal | horodateur | отметка времени | 时间戳记 | 时间戳 | طابع زمني | الطابع الزمني |
    carimbo de data/hora | stempel waktu | cap waktu
""")
_USERNAME = aliases("username | nombre de usuario | nom d'utilisateur | имя пользователя | 用户名 | اسم المستخدم")


@declare
class GoogleForms(Format):
    """Yields one `Response` a row.

    Forms gives no identifier, so one is made from the timestamp, the e-mail and the answers (`Response.uuid`): the same
    row imported again has the same, also after a question was added to the form. Several ticked boxes stay one text as
    typed, because their separator also occurs within choices; the questionnaire knows better.
    """

    key = "google-forms"
    label = gettext_lazy("Google Forms: responses")
    description = gettext_lazy(
        "In Google Forms: open the form, Responses, the menu ⋮, Download responses (.csv); unpack the ZIP file, or "
        "upload it as it is."
    )

    def recognise(self, book: Book) -> About | None:
        """A first row whose first column is the timestamp and which asks something."""
        return About() if any(_first(head.lines) for head in book.head()) else None

    def read(self, book: Book, context: Context) -> Iterator[Response | Problem]:
        """Responses and problems in the order of the file."""
        for head in book.head():
            if _first(head.lines) is None:
                continue
            dates = context.dates()
            if question := dates.decide(_samples(head.sheet)):
                yield question
                return
            yield from _read(head.sheet, dates)


def _first(lines: tuple[Line, ...]) -> Columns | None:
    return _columns(lines[0]) if lines else None


def _columns(line: Line) -> Columns | None:
    columns = Columns(line.cells)
    return columns if len(columns) > 1 and columns.keys[0] in _TIMESTAMP else None


def _samples(sheet: Sheet) -> Iterator[Sample]:
    for _header, line in rows(sheet.lines(), _columns):
        yield Sample(Where(sheet.name, line.number), line.cells[0].strip(), False)


def _field(header: str) -> str | None:
    return "email" if header in _USERNAME else field_for(header)


def _read(sheet: Sheet, dates: DateReader) -> Iterator[Response | Problem]:
    people: MentionColumns | None = None
    for columns, line in rows(sheet.lines(), _columns):
        people = people or MentionColumns(columns, (0,), find=_field)
        where = Where(sheet.name, line.number)
        cells, problem = columns.fit(line, sheet.name)
        if problem is not None:
            yield problem
        if cells is None:
            continue
        met: list[Problem] = []
        at = instant(dates, where, cells, cells[0], met)
        yield from met
        mention = people.mention(cells)
        answers: Answers = dict(people.answers(cells))
        about = stated(people, columns.names, cells)
        yield Response(where, _digest(columns, cells, mention.email), at, mention, answers, about=about)


def _digest(columns: Columns, cells: list[str], email: str) -> str:
    """SHA-256 over the timestamp as printed, the e-mail and the answered questions; blank answers do not matter."""
    answered = sorted((name, cell.strip()) for name, cell in zip(columns.names, cells, strict=True) if cell.strip())
    parts = [cells[0].strip(), email, *(part for pair in answered for part in pair)]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
