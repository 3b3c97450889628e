"""What the editor calls the types of questions, and how a row of the form is told in a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sarai.surveys.pages import Tongue
from sarai.surveys.pages.languages import FROM_RIGHT
from sarai.surveys.questionnaire import editing
from sarai.surveys.questionnaire.faults import Fault
from sarai.surveys.questionnaire.languages import code
from sarai.surveys.questionnaire.simple import BEGIN, END, SimpleForm, SimpleQuestion, Words, shown_if

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KINDS: Mapping[str, _StrPromise] = {
    "text": _("Text"),
    "integer": _("Whole number"),
    "decimal": _("Number with decimals"),
    "range": _("Number on a scale"),
    "select_one": _("One choice"),
    "select_multiple": _("Several choices"),
    "rank": _("Choices put in order"),
    "acknowledge": _("Tick to agree"),
    "date": _("Date"),
    "time": _("Time of day"),
    "dateTime": _("Date and time"),
    "note": _("Words to read, nothing to answer"),
    "geopoint": _("Place on the map"),
    "image": _("Picture"),
    "audio": _("Sound"),
    "video": _("Video"),
    "file": _("File"),
    "begin_group": _("Group of questions"),
    "begin_repeat": _("Group asked several times"),
}
_ENDS = {"end_group": _("End of the group"), "end_repeat": _("End of what is asked several times")}


def kind_called(kind: str) -> str:
    """The words for a type; the type itself where there are none."""
    return str(KINDS.get(kind) or _ENDS.get(kind) or kind)


def tongue_called(language: str) -> Tongue:
    """A language of a form as the editor shows fields in it."""
    known = code(language)
    direction = "auto" if not known else "rtl" if known.partition("-")[0] in FROM_RIGHT else "ltr"
    return Tongue(language, language, known, direction)


def said(words: Words, form: SimpleForm) -> str:
    """A text in the form's own language, else in whichever has it."""
    preferred = (form.default_language, *form.spoken)
    return next((words[language] for language in preferred if words.get(language)), "")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the form as the list shows it."""

    place: int
    was: str
    kind: str
    label: str
    question: SimpleQuestion
    depth: int
    condition: str
    faults: list[Fault]

    @property
    def number(self) -> int:
        """Its number for people."""
        return self.place + 1

    @property
    def ends(self) -> bool:
        """Whether a group ends here."""
        return self.question.type in END

    @property
    def called(self) -> str:
        """What it is called, an end as such."""
        return f"{self.kind}: {self.label}" if self.ends else self.label

    @property
    def begins(self) -> bool:
        """Whether a group begins here."""
        return self.question.type in BEGIN


def lines(form: SimpleForm, faults: Mapping[int | None, list[Fault]]) -> list[Line]:
    """Every row of a form."""
    levels, titles = editing.depths(form), _titles(form)
    return [
        Line(
            place,
            editing.fingerprint(question),
            kind_called(question.type),
            titles[place],
            question,
            min(levels[place], 4),
            condition_told(question.relevant, form),
            faults.get(place, []),
        )
        for place, question in enumerate(form.questions)
    ]


def title_of(question: SimpleQuestion, form: SimpleForm) -> str:
    """What a row is called: by its words, else by its name, else by its type."""
    name = "" if editing.unnamed(question) else question.name
    return said(question.label, form) or name or kind_called(question.type)


def _titles(form: SimpleForm) -> list[str]:
    """What every row is called; an end by what ends there."""
    begun: list[str] = []
    found = []
    for question in form.questions:
        if question.type in END:
            found.append(begun.pop() if begun else "")
            continue
        found.append(title_of(question, form))
        if question.type in BEGIN:
            begun.append(found[-1])
    return found


def condition_told(relevant: str, form: SimpleForm) -> str:
    """A condition in words, where it is a simple one on a question of the form; else as it is written."""
    shown = shown_if(relevant)
    asked = next((one for one in form.questions if shown and one.name == shown.question), None)
    if shown is None or asked is None:
        return relevant
    choice = next((each for each in asked.choices if each.value == shown.value), None)
    answer = said(choice.label, form) if choice else ""
    return f"{said(asked.label, form) or asked.name} → {answer or shown.value}"
