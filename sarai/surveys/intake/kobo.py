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
from sarai.surveys.intake.repeats import Repeats
from sarai.surveys.intake.rows import Questions, instant, rows

_UUID, _TIME, _STATUS, _VERSION = "_uuid", "_submission_time", "_validation_status", "__version__"
_META = ("_id", _UUID, _TIME, _STATUS, "_notes", "_status", "_submitted_by", _VERSION, "_tags", "_index")
_INDEX, _PARENT, _PARENT_TABLE = "_index", "_parent_index", "_parent_table_name"
_OF_A_REPEAT = (_PARENT, _PARENT_TABLE, "_submission__uuid")
_OF_THE_RESPONSE = "_submission_"  # columns of a repeat group that say again what the response says
_SHEET_NAME = 31  # as much of a name as a workbook keeps for its sheet
_NOT_IN_SHEET_NAMES = str.maketrans("[]:*?/\\", "_______")


@declare
class Kobo(Format):
    """Yields one `Response` a row of the main sheet; `_uuid` makes importing twice harmless.

    `_submission_time` is in UTC, as the server writes it. A row of HXL tags is passed over. The rows of a repeat group,
    in a sheet of its own, are a list under that sheet's name in the response that they belong to.
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
        with Repeats() as repeats:
            for head in book.head():
                if any(_repeat_columns(line) for line in head.lines):
                    yield from _read_repeat(head.sheet, repeats)
            for head in book.head():
                if any(_columns(line) for line in head.lines):
                    yield from _read(head.sheet, repeats)
            yield from repeats.left()


def _columns(line: Line) -> Columns | None:
    columns = Columns(line.cells) if _UUID in line.cells else None
    is_main = columns is not None and _TIME in columns and columns.find(*_OF_A_REPEAT) is None
    return columns if is_main else None


def _repeat_columns(line: Line) -> Columns | None:
    return Columns(line.cells) if _PARENT in line.cells else None


def _key(table: str, index: str) -> str:
    """What a row is referred to by: its number, and its table, of whose name a workbook may have kept a part."""
    return f"{table.translate(_NOT_IN_SHEET_NAMES)[:_SHEET_NAME]}:{index}" if index else ""


def _read_repeat(sheet: Sheet, repeats: Repeats) -> Iterator[Problem]:
    questions = None
    for columns, line in rows(sheet.lines(), _repeat_columns):
        if _is_hxl(line):
            continue
        hidden = [
            name for name in columns.names if name in (*_META, *_OF_A_REPEAT) or name.startswith(_OF_THE_RESPONSE)
        ]
        questions = questions or Questions(columns, hidden, about_others=True)
        cells, problem = columns.fit(line, sheet.name, columns.names.index(_PARENT))
        if problem is not None:
            yield problem
        if cells is not None:
            row = dict(zip(columns.names, map(str.strip, cells), strict=True))
            repeats.add(
                Where(sheet.name, line.number),
                cells,
                name=sheet.name,
                parent=_key(row.get(_PARENT_TABLE, ""), row[_PARENT]),
                own=_key(sheet.name, row.get(_INDEX, "")),
                answers=questions.answers(cells),
            )


def _read(sheet: Sheet, repeats: Repeats) -> Iterator[Response | Problem]:
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
        answers |= repeats.of(_key(sheet.name, row.get(_INDEX, "")))
        status, version = row.get(_STATUS, ""), row.get(_VERSION, "")
        yield Response(where, row[_UUID], at, mention, answers, status, version, questions.about(cells))


def _is_hxl(line: Line) -> bool:
    """Whether every cell that says anything is an HXL tag."""
    cells = [cell.strip() for cell in line.cells if cell.strip()]
    return all(cell.startswith("#") for cell in cells)


def _no_uuid(where: Where, cells: list[str]) -> Problem:
    sentence = _("Line %(line)d has no _uuid, so importing it twice would count it twice. It was not taken.")
    return Problem(where, sentence % {"line": where.line}, tuple(cells))
