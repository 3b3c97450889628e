"""Which languages a form is in, and which texts are missing in which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarai.surveys.questionnaire.checks import Book
from sarai.surveys.questionnaire.columns import MEDIA, TEXTS, Column, Entry, columns
from sarai.surveys.questionnaire.faults import Fault
from sarai.surveys.questionnaire.form import Form, Part, Text

_CODE = re.compile(r"\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\s*\)\s*$")
_MARKS = re.compile(r"</?[A-Za-z][^>]*>|\*\*|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)|^#{1,6} ", re.MULTILINE)
_NAMED_PLACES = 6


class Missing(NamedTuple):
    """A text that one language has and another lacks. `language` is empty for the unnamed one."""

    language: str
    sheet: str
    row: int
    column: str


def code(language: str) -> str:
    """The code that a form writes behind a language's name, in small letters: "Español (es)" → "es"; else empty."""
    matched = _CODE.search(language)
    return matched[1].lower() if matched else ""


def plain(parts: Sequence[Part]) -> str:
    """A text without what it shows of other answers, and without the marks of emphasis."""
    return _MARKS.sub("", "".join(part if isinstance(part, str) else "…" for part in parts)).strip()


def by_code(text: Text) -> dict[str, str]:
    """A text of a form in each of its languages, by code (by name, where a language has none; "" for no language)."""
    return {code(language) or language: plain(parts) for language, parts in text.by_language.items()}


def label_of(form: Form, text: Text) -> str:
    """A text as reports call it: in English where the form has that, else in the form's first language."""
    english = next((language for language in text.by_language if code(language) == "en"), form.default_language)
    return plain(text.parts(english, form.default_language))


def missing(book: Book) -> tuple[Missing, ...]:
    """Every text that some language of the form has and another has not, in the order of sheets and rows."""
    default = book.settings.text("default_language")
    languages = _languages(book, default)
    if len(languages) < 2:
        return ()
    return tuple(
        Missing(language, sheet, row.number, column)
        for sheet, rows in (("survey", book.survey), ("choices", book.choices))
        for row in rows
        for column, has in _said(row, default)
        for language in languages
        if language not in has
    )


def warnings(book: Book) -> Iterator[Fault]:
    """A sentence for every language that is not complete, and for every one without a code."""
    gaps: dict[str, list[Missing]] = {}
    for gap in missing(book):
        gaps.setdefault(gap.language, []).append(gap)
    for language, found in gaps.items():
        sentence = ngettext(
            "“%(language)s” lacks %(count)d text, which is shown in the form's first language: %(places)s.",
            "“%(language)s” lacks %(count)d texts, which are shown in the form's first language: %(places)s.",
            len(found),
        )
        values = {"language": language or _("(unnamed)"), "count": len(found), "places": _places(found)}
        yield Fault(found[0].sheet, found[0].row, found[0].column, sentence % values)
    for language in _languages(book, book.settings.text("default_language")):
        if language and not code(language):
            sentence = _(
                "The language “%(language)s” has no code in brackets, as “Español (es)” has. Without it the page "
                "cannot tell how the language is written or read aloud."
            )
            yield Fault("survey", 1, "", sentence % {"language": language})


def _places(found: list[Missing]) -> str:
    named = [
        _("%(sheet)s row %(row)d (%(column)s)") % {"sheet": gap.sheet, "row": gap.row, "column": gap.column}
        for gap in found[:_NAMED_PLACES]
    ]
    text = ", ".join(named)
    return text if len(found) <= _NAMED_PLACES else f"{text}, …"


def _languages(book: Book, default: str) -> tuple[str, ...]:
    """The languages that have a column of labels, from left to right; the unnamed one as the default."""
    found: dict[str, None] = {}
    for name in ("survey", "choices"):
        sheet = book.sheets.get(name)
        for column in columns(sheet.headers).values() if sheet else ():
            if column.name == "label":
                found[column.language or default] = None
    return tuple(found)


def _said(row: Entry, default: str) -> Iterator[tuple[str, set[str]]]:
    """Each kind of text that a row has, with the languages that have it."""
    found: dict[str, set[str]] = {}
    for column in row.cells:
        if _translated(column):
            found.setdefault(column.name, set()).add(column.language or default)
    yield from found.items()


def _translated(column: Column) -> bool:
    """Texts must be there in every language; a picture without a language is for all of them."""
    return column.name in TEXTS or (column.name in MEDIA and bool(column.language))
