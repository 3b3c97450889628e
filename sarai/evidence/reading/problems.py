"""What can be said about a place in a file: where it is, what is wrong there, and when to give up."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "skipped"]


class Where(NamedTuple):
    """A place as a person sees it: the sheet's name and the physical line (or spreadsheet row), from 1."""

    sheet: str
    line: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence about one row. `error`: the row was not taken; `warning`: it was, but something was not read;
    `skipped`: it was left out, rightly, for it is not what is counted here."""

    where: Where
    message: str
    raw: tuple[str, ...] = ()
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Ambiguous(Problem):
    """The file cannot be read before a person says whether its dates put the day or the month first."""


class Unreadable(Exception):
    """The file as a whole was refused. `str()` is the sentence for the person; `where`, if known, the place."""

    def __init__(self, message: str, where: Where | None = None) -> None:
        super().__init__(message)
        self.where = where
