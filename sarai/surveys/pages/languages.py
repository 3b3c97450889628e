"""In which language and direction a page stands: that of the form, with the interface in the nearest of ours."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

from sarai.surveys.questionnaire.form import EVERY_LANGUAGE, Form
from sarai.surveys.questionnaire.languages import code

FROM_RIGHT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "ha-arab", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)
UNNAMED = "default"  # what pictures in no language leave behind in a form's list of languages


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of a form: its name as the form writes it, the name without the code, the code, the direction."""

    language: str
    name: str
    code: str
    direction: str


def tongues(form: Form) -> list[Tongue]:
    """The languages that a person may choose from; one without a name where the form has none."""
    named = [language for language in form.languages if language != UNNAMED] or [EVERY_LANGUAGE]
    return [tongue(form, language) for language in named]


def tongue(form: Form, language: str) -> Tongue:
    """What is known of one language of a form."""
    known = code(language)
    name = language.rpartition("(")[0].strip() if known else language
    return Tongue(language, name, known, _direction(form, language, known))


def _direction(form: Form, language: str, known: str) -> str:
    """By the code; where the form gives none, by the first letter of its first question that has a direction."""
    if known:
        return "rtl" if known in FROM_RIGHT or known.partition("-")[0] in FROM_RIGHT else "ltr"
    for question in form.questions():
        words = "".join(part for part in question.label.by_language.get(language, ()) if isinstance(part, str))
        for letter in words:
            if (way := unicodedata.bidirectional(letter)) in ("L", "R", "AL"):
                return "ltr" if way == "L" else "rtl"
    return "ltr"


def interface(known: str) -> str:
    """The language of the interface nearest to a code; the one that the reader's browser asks for, if none is near."""
    try:
        return get_supported_language_variant(known) if known else get_language() or "en"
    except LookupError:
        return get_language() or "en"


def wanted(found: Sequence[Tongue], asked: str, accepted: str, default: str) -> Tongue:
    """The language that somebody asks for by its code or name, else the first that their browser accepts (by the header
    Accept-Language), else the default of the form."""
    for one in found:
        if asked and asked in (one.code, one.language):
            return one
    for accept, _weight in parse_accept_lang_header(accepted):
        for one in found:
            if one.code and accept.partition("-")[0] == one.code.partition("-")[0]:
                return one
    return next((one for one in found if one.language == default), found[0])
