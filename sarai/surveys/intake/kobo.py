"""KoboToolbox exports, CSV (with semicolons) or XLSX."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarai.evidence.formats import About, Context, Format, Problem, Where, declare
from sarai.evidence.reading import Book, Line, Sheet
from sarai.evidence.reading.dates import DateReader
from sarai.evidence.reading.headers import Columns
from sarai.surveys.intake.records import Response
from sarai.surveys.intake.rows import Questions, instant, rows

_UUID, _TIME, _STATUS, _VERSION = "_uuid", "_submission_time", "_validation_status", "__version__"
_META = ("_id", _UUID, _TIME, _STATUS, "_notes", "_status", "_submitted_by", _VERSION, "_tags", "_index")
_OF_A_REPEAT = ("_parent_index", "_parent_table_name", "_submission__uuid")


@declare
class Kobo(Format):
    """Yields one `Response` a row of the main sheet; `_uuid` makes importing twice harmless.

    `_submission_time` is in UTC, as the server writes it. A row of HXL tags is passed over. Sheets of repeat groups are
    not read: a warning names each.
    """

    key = "kobo"
    label = gettext_lazy("KoboToolbox: responses")
    description = gettext_lazy(
        "In KoboToolbox: open the project, Data, Downloads, CSV or XLS, value and header format “XML values and "
        "headers”, Export, then Download."
    )
    default_zone = "UTC"

    def recognise(self, book: Book) -> About | None:
        """A header with `_uuid` and `_submission_time` that is not one of a repeat group."""
        heads = [head for head in book.head() if any(_columns(line) for line in head.lines)]
        return About(topic=heads[0].sheet.name if book.kind == "xlsx" else "") if heads else None

    def read(self, book: Book, context: Context) -> Iterator[Response | Problem]:
        """Responses and problems in the order of the file."""
        for head in book.head():
            if any(_columns(line) for line in head.lines):
                yield from _read(head.sheet)
            elif head.lines and (first := _repeat(head.lines)):
                yield _repeat_group(Where(head.sheet.name, first.number), head.sheet.name)


def _columns(line: Line) -> Columns | None:
    columns = Columns(line.cells) if _UUID in line.cells else None
    is_main = columns is not None and _TIME in columns and columns.find(*_OF_A_REPEAT) is None
    return columns if is_main else None


def _repeat(lines: tuple[Line, ...]) -> Line | None:
    return next((line for line in lines if not set(_OF_A_REPEAT).isdisjoint(line.cells)), None)


def _read(sheet: Sheet) -> Iterator[Response | Problem]:
    dates, questions = DateReader(ZoneInfo("UTC")), None
    for columns, line in rows(sheet.lines(), _columns):
        if _is_hxl(line):
            continue
        questions = questions or Questions(columns, _META)
        where = Where(sheet.name, line.number)
        cells, problem = columns.fit(line, sheet.name, columns.keys.index(_UUID))
        if problem is not None:
            yield problem
        if cells is None:
            continue
        row = dict(zip(columns.names, map(str.strip, cells), strict=True))
        if not row[_UUID]:
            yield _no_uuid(where, cells)
            continue
        met: list[Problem] = []
        at = instant(dates, where, cells, row[_TIME], met)
        yield from met
        answers, mention = questions.answers(cells), questions.mention(cells)
        yield Response(where, row[_UUID], at, mention, answers, row.get(_STATUS, ""), row.get(_VERSION, ""))


def _is_hxl(line: Line) -> bool:
    """Whether every cell that says anything is an HXL tag."""
    cells = [cell.strip() for cell in line.cells if cell.strip()]
    return all(cell.startswith("#") for cell in cells)


def _no_uuid(where: Where, cells: list[str]) -> Problem:
    sentence = _("Line %(line)d has no _uuid, so importing it twice would count it twice. It was not taken.")
    return Problem(where, sentence % {"line": where.line}, tuple(cells))


def _repeat_group(where: Where, name: str) -> Problem:
    sentence = _("The sheet “%(sheet)s” holds the answers of a repeated group, which are not imported.")
    return Problem(where, sentence % {"sheet": name}, (), "warning")
