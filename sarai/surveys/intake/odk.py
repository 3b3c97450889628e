"""ODK Central submissions (CSV)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarai.evidence.formats import About, Context, Format, Problem, Where, declare
from sarai.evidence.reading import Book, Line, Sheet
from sarai.evidence.reading.dates import DateReader
from sarai.evidence.reading.headers import Columns
from sarai.surveys.intake.records import Response
from sarai.surveys.intake.rows import Questions, instant, rows

_KEY, _TIME, _INSTANCE = "KEY", "SubmissionDate", "meta-instanceID"
_META = (
    *(_TIME, _INSTANCE, "meta-instanceName", _KEY, "SubmitterID", "SubmitterName", "AttachmentsPresent"),
    *("AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion"),
)


@declare
class OdkCentral(Format):
    """Yields one `Response` a submission. `ReviewState` becomes the validation status.

    The files of repeat groups in ODK's ZIP (they have a `PARENT_KEY`) are not read: a warning names each.
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
        for head in book.head():
            if any(_columns(line) for line in head.lines):
                yield from _read(head.sheet, context.dates())
            elif any("PARENT_KEY" in line.cells for line in head.lines):
                sentence = _("The file “%(sheet)s” holds the answers of a repeated group, which are not imported.")
                yield Problem(Where(head.sheet.name, 1), sentence % {"sheet": head.sheet.name}, (), "warning")


def _columns(line: Line) -> Columns | None:
    is_header = _KEY in line.cells and any(cell.lstrip("\ufeff") == _TIME for cell in line.cells[:1])
    return Columns(line.cells) if is_header else None


def _read(sheet: Sheet, dates: DateReader) -> Iterator[Response | Problem]:
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
        answers, mention = questions.answers(cells), questions.mention(cells)
        yield Response(where, uuid, at, mention, answers, row.get("ReviewState", ""), row.get("FormVersion", ""))
