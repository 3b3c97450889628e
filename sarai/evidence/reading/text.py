"""CSV and its relatives, read as a stream with the physical line number of every row."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from sarai.evidence.reading import delimiters
from sarai.evidence.reading.book import Line, Sheet
from sarai.evidence.reading.encodings import Encoding, Opener
from sarai.evidence.reading.limits import Limits
from sarai.evidence.reading.problems import Unreadable, Where

_SNIFFED_LINES = 60


class _Feed:
    """Physical lines for `csv.reader`, none of absurd length. `ended` once the reader asked beyond the last line."""

    def __init__(self, text: io.TextIOWrapper, sheet: "TextSheet") -> None:
        self.text, self.sheet, self.ended = text, sheet, False

    def __iter__(self) -> Iterator[str]:
        limit = self.sheet.limits.max_line_chars
        readline, number, strip_nul = self.text.readline, 0, bool(self.sheet.encoding.nul_line)
        while line := readline(limit):
            number += 1
            if len(line) == limit and line[-1] not in "\r\n":
                raise self.sheet.too_long(number)
            yield line.replace("\0", "") if strip_nul else line
        self.ended = True


class TextSheet(Sheet):
    """The one sheet of a text file. `delimiter` is found from the first lines."""

    def __init__(self, name: str, opener: Opener, encoding: Encoding, limits: Limits) -> None:
        self.name, self.opener, self.encoding, self.limits = name, opener, encoding, limits
        with self._text() as text:
            first = list(islice(_Feed(text, self), _SNIFFED_LINES))
        self._declared = delimiters.declared(first[0]) if first else ""
        self.delimiter = self._declared or delimiters.sniff(first)

    def lines(self) -> Iterator[Line]:
        """Every row, blank ones included (with no cells)."""
        with self._text() as text:
            feed, start = _Feed(text, self), 1
            reader = csv.reader(iter(feed), delimiter=self.delimiter)
            if self._declared:
                next(reader)
                start = 2
            try:
                for cells in reader:
                    if feed.ended:  # the reader asks for another line only while a quotation mark is open
                        raise self._unclosed(start)
                    if len(cells) > self.limits.max_columns:
                        raise self.unreadable(
                            _("Line %(line)d has %(count)d columns; the limit is %(limit)d. Is this file a table?"),
                            start,
                            count=len(cells),
                            limit=self.limits.max_columns,
                        )
                    if reader.line_num > start and sum(map(len, cells)) > self.limits.max_line_chars:
                        raise self.too_long(start)
                    yield Line(start, cells)
                    start = reader.line_num + 1
            except csv.Error as error:
                if "field larger" not in str(error):
                    raise self.unreadable(_("Line %(line)d cannot be read as CSV."), start) from error
                if reader.line_num > start:
                    raise self._unclosed(start) from error
                raise self.unreadable(
                    _(
                        "Line %(line)d has a cell of more than %(limit)d characters: "
                        "this is not a table of short texts."
                    ),
                    start,
                    limit=csv.field_size_limit(),
                ) from error
            except UnicodeDecodeError as error:
                raise self.unreadable(_("The file changed while it was read, near line %(line)d."), start) from error

    def unreadable(self, sentence: str, line: int, **values: object) -> Unreadable:
        """The refusal of this sheet at a line; the sentence may name `%(line)d` and the values given."""
        return Unreadable(sentence % {"line": line, **values}, Where(self.name, line))

    def too_long(self, line: int) -> Unreadable:
        """The refusal of a row that no program would write."""
        return self.unreadable(
            _("Line %(line)d is longer than %(limit)d characters: this is not a table with one row a line."),
            line,
            limit=self.limits.max_line_chars,
        )

    def _unclosed(self, line: int) -> Unreadable:
        return self.unreadable(
            _(
                "A quotation mark opened on line %(line)d is never closed, so the rows after it cannot be told apart. "
                "Download the file again; if it was edited by hand, close the quotation mark."
            ),
            line,
        )

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(self.opener(), encoding=self.encoding.codec, newline="")
