"""Fields that forms of several apps have, and what they take."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from sarai.evidence.reading.seen import on_one_line, readable

LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
YEARS = range(1990, 2101)  # clocks of every zone can tell these, and a slip of a finger is none of them


class Line(forms.CharField):
    """Something written on one line. What cannot be seen is left out, so that nobody writes a line more into a letter,
    turns what stands around it, or has a name that nobody sees."""

    def to_python(self, value: Any) -> Any:
        return on_one_line(super().to_python(value) or "")


class Prose(forms.CharField):
    """Something written on several lines. What cannot be seen is left out; where nothing can, it is empty."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return text if "\0" in text else readable(text)  # NUL is refused, and not passed over


class Words(forms.CharField):
    """Several words, with commas between."""

    def to_python(self, value: Any) -> Any:
        return list(dict.fromkeys(filter(None, re.split(r"[\s,;،、]+", super().to_python(value) or ""))))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)


def address(label: Any, help_text: Any = "") -> forms.URLField:
    """Where something is found in the web. A name before the host ("https://bank.example@evil.example") misleads."""
    return forms.URLField(
        label=label,
        help_text=help_text,
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[_without_user],
    )


def _without_user(url: str) -> None:
    if "@" in urlsplit(url).netloc:
        raise forms.ValidationError(_("Leave out what stands before the @ in this address."))


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
