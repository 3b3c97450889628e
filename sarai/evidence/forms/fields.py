"""Fields that forms of several apps have, and what they take."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
JOINERS = "\u200c\u200d"
YEARS = range(1990, 2101)  # clocks of every zone can tell these, and a slip of a finger is none of them


class Line(forms.CharField):
    """Something written on one line. What cannot be seen is left out, so that nobody writes a line more into a letter,
    turns what stands around it, or has a name that nobody sees; but for the joiners that some scripts need."""

    def to_python(self, value: Any) -> Any:
        text = "".join(_shown(letter) for letter in super().to_python(value) or "")
        return " ".join(text.split()) if text.strip(JOINERS + " ") else ""


def _shown(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in ("Cc", "Zl", "Zp"):
        return "\0" if letter == "\0" else " "  # which is refused, and not passed over
    return "" if kind == "Cf" and letter not in JOINERS else letter


class Words(forms.CharField):
    """Several words, with commas between."""

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(filter(None, re.split(r"[\s,;،、]+", super().to_python(value) or ""))))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)


def address(label: Any, help_text: Any = "") -> forms.URLField:
    """Where something is found in the web."""
    return forms.URLField(label=label, help_text=help_text, max_length=500, required=False, assume_scheme="https")


def languages(codes: Iterable[str]) -> list[str]:
    """Codes of languages (BCP 47). Raises ValidationError for one that is none."""
    for code in codes:
        if not LANGUAGE.fullmatch(code):
            raise forms.ValidationError(
                _("“%(code)s” is no code of a language. Write one like en, es or zh-Hans."), params={"code": code}
            )
    return list(codes)


def a_day(day: date) -> date:
    """A day of the years in which things happen here. Raises ValidationError for any other."""
    if day.year not in YEARS:
        raise forms.ValidationError(
            _("Choose a year from %(first)d to %(last)d."), params={"first": YEARS[0], "last": YEARS[-1]}
        )
    return day
