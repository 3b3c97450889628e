"""Figures as words: a figure becomes a run of text that leads to its evidence, with the footnotes that it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sarai.evidence.engine import Figure, Question, Ranked, Share, breakdown, dimension
from sarai.evidence.templatetags.figures import shown

from ..rules import Manner, Word, worded
from .declare import Sentence
from .document import Note, Paragraph, Part

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PHRASES = {
    Word.OVER: gettext_lazy("over %(number)s"),
    Word.AT_LEAST: gettext_lazy("at least %(number)s"),
    Word.ABOUT: gettext_lazy("about %(number)s"),
    Word.CLOSE_TO: gettext_lazy("close to %(number)s"),
    Word.UNDER: gettext_lazy("under %(number)s"),
}
MARK = "\x00"


class Footnotes:
    """The footnotes of a document, each said once however many figures need it."""

    def __init__(self) -> None:
        self._numbers: dict[Paragraph, int] = {}

    def number(self, parts: Paragraph) -> int:
        """The number of the note that says this."""
        return self._numbers.setdefault(parts, len(self._numbers) + 1)

    def notes(self) -> tuple[Note, ...]:
        """All of them, in order."""
        return tuple(Note(number, parts) for parts, number in self._numbers.items())


def day(moment: datetime) -> Part:
    """An instant as a date in the reader's language, in UTC."""
    return Part(date_format(moment, "DATE_FORMAT"), moment=moment.date().isoformat())


def filled(template: str | _StrPromise, parts: Mapping[str, Part], **values: object) -> Paragraph:
    """A translated `%(name)s` template with its places taken by parts; `values` are those that only choose its form."""
    marked = template % ({name: f"{MARK}{name}{MARK}" for name in parts} | values)
    pieces = marked.split(MARK)
    return tuple(Part(piece) if n % 2 == 0 else parts[piece] for n, piece in enumerate(pieces) if piece)


def sentence(
    declared: Sentence, figures: Mapping[str, Figure], notes: Footnotes, also: Iterable[Paragraph] = ()
) -> Paragraph:
    """A sentence with its figures said. `also` are notes that go to the first figure."""
    spoken: dict[str, Part] = {}
    for name, figure in figures.items():
        spoken[name] = said(figure, declared.asks[name].manner, notes, () if spoken else also)
    count = figures[declared.plural].value if declared.plural else 0
    first, *others = filled(declared.text, spoken, count=count)
    return (replace(first, text=capfirst(first.text)), *others)


def said(figure: Figure, manner: Manner, notes: Footnotes, also: Iterable[Paragraph] = ()) -> Part:
    """A figure as text, with the notes that belong to it and `also` those."""
    numbers = tuple(notes.number(note) for note in (*also, *_notes_of(figure)))
    return Part(_text(figure, manner), figure.url, exact(figure), numbers)


def exact(figure: Figure) -> str:
    """A figure without rounding: a share with one decimal and what it is a share of."""
    if figure.parts is None or not figure.parts[1]:
        return shown(figure)
    some, whole = figure.parts
    said_of = {
        "percent": number_format(100 * some / whole, 1),
        "some": number_format(some, force_grouping=True),
        "whole": number_format(whole, force_grouping=True),
    }
    return _together(_("%(percent)s %% (%(some)s of %(whole)s)") % said_of)


def _together(number: str) -> str:
    """A number and its sign for per cent stay on one line."""
    return number.replace(" %", "\u00a0%")


def _text(figure: Figure, manner: Manner) -> str:
    if not isinstance(figure.value, int):
        return shown(figure)
    some, whole = figure.parts or (figure.value, 0)
    wording = worded(Fraction(100 * some, whole) if whole else Fraction(figure.value), manner)
    number = _together(shown(replace(figure, value=wording.number)))
    phrase = PHRASES.get(wording.word)
    return str(phrase % {"number": number}) if phrase else number


def _notes_of(figure: Figure) -> list[Paragraph]:
    found = []
    if would_be := figure.reconsidered:
        said_of = ngettext(
            "%(suggestions)s suggestion that two records are of one person has not been decided on; "
            "if it were accepted, the number would be %(would_be)s.",
            "%(suggestions)s suggestions that two records are of one person have not been decided on; "
            "if all were accepted, the number would be %(would_be)s.",
            would_be.suggestions,
        )
        numbers = {"would_be": would_be.value, "suggestions": would_be.suggestions}
        found.append(
            filled(said_of, {k: Part(number_format(n, force_grouping=True), figure.url) for k, n in numbers.items()})
        )
    if isinstance(figure.indicator, Share | Ranked) and (note := _unknown(figure)):
        found.append(note)
    return found


def _unknown(figure: Figure) -> Paragraph:
    """For how many the attribute is unknown that a share or a ranking is about; empty where it is known for all."""
    declared = figure.indicator
    assert isinstance(declared, Share | Ranked)
    whole = replace(figure.question, key=declared.of)
    return unknown_note(whole, declared.by)


def unknown_note(question: Question, by: str) -> Paragraph:
    """For how many of the counted an attribute is unknown."""
    cells = breakdown(question, by)
    unknown = next((cell for cell in cells if not cell.known), None)
    if unknown is None or not unknown.number:
        return ()
    total = sum(cell.number for cell in cells)
    return filled(
        _("%(attribute)s: not known for %(unknown)s of %(whole)s."),
        {
            "unknown": Part(number_format(unknown.number, force_grouping=True), unknown.question.url()),
            "whole": Part(number_format(total, force_grouping=True), question.url(by=by)),
        },
        attribute=capfirst(str(dimension(by).label)),
    )
