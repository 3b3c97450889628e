"""What the survey importers share: rows under a header, and questions with several choices."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sarai.evidence.formats import Problem, Where
from sarai.evidence.reading import Line
from sarai.evidence.reading.dates import DateReader, NotADate
from sarai.evidence.reading.headers import Columns, is_blank
from sarai.network.mentions import Mention, MentionColumns, field_for
from sarai.surveys.intake.records import Answers

_CHOSEN = frozenset(("1", "1.0", "true", "yes"))

Know = Callable[[Line], Columns | None]


class Row(NamedTuple):
    """A row under its header."""

    columns: Columns
    line: Line


def rows(lines: Iterable[Line], know: Know) -> Iterator[Row]:
    """The rows below the first line that `know` takes for the header, blank ones left out."""
    columns: Columns | None = None
    for line in lines:
        if columns is None:
            columns = know(line)
        elif not is_blank(line.cells):
            yield Row(columns, line)


def instant(dates: DateReader, where: Where, cells: list[str], text: str, met: list[Problem]) -> datetime | None:
    """A time of submission in UTC; None, with a warning unless it is blank, where it cannot be read."""
    if not text.strip():
        return None
    try:
        return dates.utc(text.strip())
    except NotADate as error:
        met.append(Problem(where, str(error), tuple(cells), "warning"))
        return None


def stated(people: MentionColumns, names: Sequence[str], cells: list[str]) -> dict[str, tuple[str, str]]:
    """Header → the field of the mention and the text, for the columns that say who answers and are not blank."""
    found = {names[place]: (field, cells[place].strip()) for field, place in people.places.items()}
    return {header: said for header, said in found.items() if said[1]}


class Questions:
    """The questions among the columns of an XLSForm tool's export: who answered, and what.

    A question with several choices stands in the column `group/q` and, split, in one column of 0 and 1 a choice,
    `group/q/choice`: its answer is the list of the choices with 1. Where the export holds only the split columns, they
    cannot be told from questions in a group and remain single answers. With `about_others`, whoever is named in a row
    is not who answered: those questions are answers like all others.
    """

    def __init__(self, columns: Columns, meta: Iterable[str], *, about_others: bool = False) -> None:
        hidden = {place for place, name in enumerate(columns.names) if name in set(meta)}
        self._choices = {name: split for name in columns.names if (split := _split(columns.names, name))}
        parts = {place for split in self._choices.values() for place in split.values()}
        self._people = MentionColumns(columns, hidden | parts, find=_nothing if about_others else _field)
        self._names = columns.names

    def mention(self, cells: list[str]) -> Mention:
        """Who answered, as far as a question asked for it."""
        return self._people.mention(cells)

    def about(self, cells: list[str]) -> dict[str, tuple[str, str]]:
        """The columns that say who answers: see `records.Response`."""
        return stated(self._people, self._names, cells)

    def answers(self, cells: list[str]) -> Answers:
        """Question → answer, for the questions that were answered."""
        answers: Answers = dict(self._people.answers(cells))
        for question, split in self._choices.items():
            chosen = [choice for choice, place in split.items() if cells[place].strip().casefold() in _CHOSEN]
            if chosen:
                answers[question] = chosen
        return answers


def _field(header: str) -> str | None:
    """What a question asks for, in a group or not."""
    return field_for(header) or field_for(header.rpartition("/")[2])


def _nothing(_header: str) -> None:
    return None


def _split(names: tuple[str, ...], question: str) -> Mapping[str, int]:
    prefix = question + "/"
    return {name.removeprefix(prefix): place for place, name in enumerate(names) if name.startswith(prefix)}
