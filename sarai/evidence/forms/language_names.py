"""Languages as people write them: by their names or their codes."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .fields import Words, languages


class LanguagesField(Words):
    """Languages, with commas between, as codes (BCP 47). They are written by their codes or their names: in the
    reader's language, in English or in their own."""

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=label,
            required=False,
            max_length=200,
            help_text=_("Names or codes, with commas: English, Spanish, zh-Hans."),
        )

    def to_python(self, value: Any) -> Any:
        """The codes, and what is none as it was written."""
        found: list[str] = []
        for piece in re.split(r"[,;،、\n]+", value or ""):
            code = code_of(piece)  # a name may be of several words
            found += [code] if code else [code_of(word) or word for word in super().to_python(piece)]
        return list(dict.fromkeys(found))

    def clean(self, value: Any) -> list[str]:
        """The codes. Raises ValidationError."""
        return languages(super().clean(value))


def code_of(written: str) -> str | None:
    """The code of a language by its name, in the reader's language, in English or its own: "Spanish" → "es", "espagnol"
    → "es". None where it is no name that is known; a code is none."""
    if written.strip() in _named("en").values():
        return None
    name = " ".join(written.split()).casefold()
    return _named(get_language() or settings.LANGUAGE_CODE).get(name) or _named("en").get(name) or _own().get(name)


@cache
def _named(language: str) -> dict[str, str]:
    """Name → code, as a language calls the others."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return {}
    return {name.casefold(): code.replace("_", "-") for code, name in sorted(locale.languages.items(), reverse=True)}


@cache
def _own() -> dict[str, str]:
    """Name → code of each language of the site, as it calls itself."""
    return {name: code for each, _name in settings.LANGUAGES for name, code in _named(each).items() if _is(code, each)}


def _is(code: str, language: str) -> bool:
    return language.partition("-")[0] == code or language.lower() == code.lower()
