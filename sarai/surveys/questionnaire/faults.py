"""What can be said against a form, and the refusal that carries it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A sentence about one place of a form: what is wrong there and what to do. Also the shape of a warning.

    `sheet` and `column` are as the author wrote them, `row` is the spreadsheet's own (the header is row 1); they are
    empty, and 0, where the place is not known. `detail` is what another program said, in its own words.
    """

    sheet: str
    row: int
    column: str
    sentence: str
    detail: str = ""

    def __str__(self) -> str:
        """The sentence with its place in front: “survey, row 4, relevant: …”."""
        place = _place(self)
        return f"{place}: {self.sentence}" if place else self.sentence


def _place(fault: Fault) -> str:
    if fault.sheet and fault.row and fault.column:
        text = _("Sheet “%(sheet)s”, row %(row)d, column “%(column)s”")
    elif fault.sheet and fault.row:
        text = _("Sheet “%(sheet)s”, row %(row)d")
    elif fault.row:
        text = _("Row %(row)d")
    elif fault.sheet:
        text = _("Sheet “%(sheet)s”")
    else:
        return ""
    return text % {"sheet": fault.sheet, "row": fault.row, "column": fault.column}


class Refused(Exception):
    """A form that cannot be published. `faults` is never empty, and is in the order of the sheets and rows."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def refuse(sentence: str, *, sheet: str = "", row: int = 0, column: str = "", detail: str = "") -> Refused:
    """A refusal for one reason."""
    return Refused([Fault(sheet, row, column, sentence, detail)])
