"""Why a file is not taken in, and what somebody could say so that it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from sarai.evidence.formats import ColumnGuess
from sarai.evidence.reading import Unreadable

Choice = tuple[dict[str, Any], str]
"""Something that a file may be about: the target, and what it is called."""


class Refused(Exception):
    """A file that is not taken in. `str()` is a sentence that says why and what to do."""


class NeedsTarget(Refused):
    """The file does not say what it is about. `choices` are what it may be."""

    def __init__(self, message: str, choices: Sequence[Choice] = ()):
        super().__init__(message)
        self.choices = list(choices)


class NeedsFormat(Refused):
    """The file could be of several formats, or of none. `choices` are their keys."""

    def __init__(self, message: str, choices: Sequence[str]):
        super().__init__(message)
        self.choices = list(choices)


class NeedsOrder(Refused):
    """The file's dates may put the day or the month first; somebody has to say."""


class NeedsColumns(Refused):
    """A table whose header row says nothing to us: somebody has to say what its `columns` mean."""

    def __init__(self, message: str, columns: Sequence[ColumnGuess]):
        super().__init__(message)
        self.columns = list(columns)


def located(refusal: Unreadable) -> str:
    """The sentence of a refusal, with the place where it was met."""
    if refusal.where is None:
        return str(refusal)
    where = _("line %(line)d") % {"line": refusal.where.line}
    if refusal.where.sheet:
        where = _("sheet “%(sheet)s”, line %(line)d") % {"sheet": refusal.where.sheet, "line": refusal.where.line}
    return f"{refusal} ({where})"
