"""ODK Central submissions (CSV)."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarai.evidence.formats import About, Context, Format, Problem, Where, declare
from sarai.evidence.reading import Book, Line, Sheet
from sarai.evidence.reading.dates import DateReader
from sarai.evidence.reading.headers import Columns
from sarai.surveys.intake.records import Response
from sarai.surveys.intake.repeats import Repeats
from sarai.surveys.intake.rows import Questions, instant, rows

_KEY, _PARENT, _TIME, _INSTANCE = "KEY", "PARENT_KEY", "SubmissionDate", "meta-instanceID"
_META = (
    *(_TIME, _INSTANCE, "meta-instanceName", _KEY, "SubmitterID", "SubmitterName", "AttachmentsPresent"),
    *("AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion"),
)


@declare
class OdkCentral(Format):
    """Yields one `Response` a submission. `ReviewState` becomes the validation status.

    The rows of a repeat group, in a file of its own in ODK's ZIP (it has a `PARENT_KEY`), are a list under the group's
    name in the response that they belong to.
    """

    key = "odk-central"
    label = gettext_lazy("ODK Central: submissions")
    description = gettext_lazy(
        "In ODK Central: open the form, Submissions, Download, “All data (.zip)” or “Main data table (.csv)”."
    )
    default_zone = "UTC"

    def recognise(self, book: Book) -> About | None:
        """A header with `SubmissionDate` and `KEY`."""
        return About() if any(_columns(line) for head in book.head() for line in head.lines) else None

    def read(self, book: Book, context: Context) -> Iterator[Response | Problem]:
        """Responses and problems in the order of the file."""
        mains = [head.sheet for head in book.head() if any(_columns(line) for line in head.lines)]
        with Repeats() as repeats:
            for head in book.head():
                if any(_repeat_columns(line) for line in head.lines):
                    yield from _read_repeat(head.sheet, _group(head.sheet.name, mains), repeats)
            for main in mains:
                yield from _read(main, context.dates(), repeats)
            yield from repeats.left()


def _columns(line: Line) -> Columns | None:
    is_header = _KEY in line.cells and any(cell.lstrip("\ufeff") == _TIME for cell in line.cells[:1])
    return Columns(line.cells) if is_header else None


def _repeat_columns(line: Line) -> Columns | None:
    return Columns(line.cells) if _PARENT in line.cells and _KEY in line.cells else None


def _group(file: str, mains: list[Sheet]) -> str:
    """The name of a repeat group by that of its file: of `form-members.csv` beside `form.csv` it is `members`."""
    stem = PurePosixPath(file).stem
    forms = [f"{PurePosixPath(main.name).stem}-" for main in mains]
    return next((stem.removeprefix(form) for form in forms if stem.startswith(form)), stem)


def _read_repeat(sheet: Sheet, name: str, repeats: Repeats) -> Iterator[Problem]:
    questions = None
    for columns, line in rows(sheet.lines(), _repeat_columns):
        questions = questions or Questions(columns, (_KEY, _PARENT), about_others=True)
        key, parent = columns.names.index(_KEY), columns.names.index(_PARENT)
        cells, problem = columns.fit(line, sheet.name, max(key, parent))
        if problem is not None:
            yield problem
        if cells is not None:
            keys = {"parent": cells[parent].strip(), "own": cells[key].strip()}
            answers = questions.answers(cells)
            repeats.add(Where(sheet.name, line.number), cells, name=name, answers=answers, **keys)


def _read(sheet: Sheet, dates: DateReader, repeats: Repeats) -> Iterator[Response | Problem]:
    questions = None
    for columns, line in rows(sheet.lines(), _columns):
        questions = questions or Questions(columns, _META)
        where = Where(sheet.name, line.number)
        cells, problem = columns.fit(line, sheet.name, columns.names.index(_KEY))
        if problem is not None:
            yield problem
        if cells is None:
            continue
        row = dict(zip(columns.names, map(str.strip, cells), strict=True))
        if not (uuid := row[_KEY] or row.get(_INSTANCE, "")):
            sentence = _("Line %(line)d has no KEY, so importing it twice would count it twice. It was not taken.")
            yield Problem(where, sentence % {"line": where.line}, tuple(cells))
            continue
        met: list[Problem] = []
        at = instant(dates, where, cells, row[_TIME], met)
        yield from met
        answers, mention = questions.answers(cells) | repeats.of(row[_KEY]), questions.mention(cells)
        status, version = row.get("ReviewState", ""), row.get("FormVersion", "")
        yield Response(where, uuid, at, mention, answers, status, version, questions.about(cells))
