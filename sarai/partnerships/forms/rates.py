"""Exchange rates: typed one by one, or as a table of another's."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sarai.evidence.forms import Line, a_day
from sarai.partnerships.models import few_digits
from sarai.partnerships.rules.pilots import Rate

from .pilots import CurrencyField, come, day_field

MOST_BYTES = 200_000
MOST_ROWS = 2_000
COLUMNS = ("from", "to", "rate", "on")
LARGEST = Decimal(10) ** 9


def _stated_by() -> Line:
    return Line(
        label=_("Who states it"),
        max_length=200,
        help_text=_("So that a reader can look it up: UN operational rates of exchange, November 2026."),
    )


def _number(**said: Any) -> forms.DecimalField:
    """The number of a rate, in as many digits as are kept."""
    return forms.DecimalField(
        max_digits=20,
        decimal_places=10,
        max_value=LARGEST,
        min_value=Decimal("0.0000000001"),
        validators=[few_digits],
        error_messages={"min_value": _("A rate is more than nothing.")},
        **said,
    )


def _two(of: str, to: str) -> None:
    if of == to:
        raise forms.ValidationError(_("A rate is of two different currencies."))


class RateForm(forms.Form):
    """One rate."""

    of = CurrencyField(_("One unit of"))
    rate = _number(label=_("is"))
    to = CurrencyField(_("in"))
    on = day_field(_("On"))
    stated_by = _stated_by()

    def clean_on(self) -> date:
        """A day that has come."""
        return come(self.cleaned_data["on"])

    def clean(self) -> dict[str, Any]:
        """Two currencies."""
        said = super().clean() or self.cleaned_data
        if said.get("of") and said.get("to"):
            _two(said["of"], said["to"])
        return said

    @property
    def rates(self) -> list[Rate]:
        """The rate, alone in a list."""
        return [Rate(**self.cleaned_data)]


class RatesForm(forms.Form):
    """A small table of rates, as CSV with the columns from, to, rate, on."""

    file = forms.FileField(
        label=_("A table (CSV)"),
        help_text=_("With the columns from, to, rate and on (2026-11-01); up to 2,000 rows."),
    )
    stated_by = _stated_by()

    def clean(self) -> dict[str, Any]:
        """Every row is a rate: one that is none is named, and nothing is kept."""
        said = super().clean() or self.cleaned_data
        if said.get("file") and said.get("stated_by"):
            try:
                self.rates = _agreeing(_read(said["file"], said["stated_by"]))
            except forms.ValidationError as error:
                self.add_error("file", error)
        return said


def _agreeing(numbered: Iterable[tuple[int, Rate]]) -> list[Rate]:
    """Rates with the numbers of their lines, if no two of them say something else of the same currencies and day."""
    said: dict[tuple[str, str, date], tuple[int, Rate]] = {}
    for number, rate in numbered:
        first, known = said.setdefault((rate.of, rate.to, rate.on), (number, rate))
        if known.rate != rate.rate:
            raise forms.ValidationError(
                _(
                    "Line %(number)d says another rate of %(of)s in %(to)s on %(day)s than line %(first)d. Leave one "
                    "out."
                ),
                params={"number": number, "of": rate.of, "to": rate.to, "day": rate.on.isoformat(), "first": first},
            )
    return [rate for _number, rate in said.values()]


def _read(file: Any, stated_by: str) -> Iterator[tuple[int, Rate]]:
    """Each rate of a file, with the number of its line."""
    if file.size > MOST_BYTES:
        raise forms.ValidationError(_("This file is larger than 200 kB. Leave out what is not needed."))
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise forms.ValidationError(_("This is no text in UTF-8. Save the table as “CSV UTF-8”.")) from error
    comma = ";" if ";" in text.partition("\n")[0] else ","
    lines = csv.reader(StringIO(text), delimiter=comma)
    try:
        header = [name.strip().lower() for name in next(lines, [])]
        rows = [(lines.line_num, row) for row in lines if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise forms.ValidationError(_("This is no table that can be read.")) from error
    if missing := [name for name in COLUMNS if name not in header]:
        raise forms.ValidationError(
            _("The first line names the columns. There is none called: %(names)s."),
            params={"names": ", ".join(missing)},
        )
    if not rows or len(rows) > MOST_ROWS:
        raise forms.ValidationError(_("The table has from 1 to 2,000 rows."))
    places = [header.index(name) for name in COLUMNS]
    for number, row in rows:
        yield number, _rate(number, [row[place].strip() if place < len(row) else "" for place in places], stated_by)


def _rate(number: int, cells: list[str], stated_by: str) -> Rate:
    of, to, written, day = cells
    try:
        currency = CurrencyField("")
        pair = currency.clean(of), currency.clean(to)
        _two(*pair)
        rate = _number().clean(written)
        on = date.fromisoformat(day)
        a_day(on)
        if on > timezone.now().date():
            raise ValueError
    except (ValueError, InvalidOperation, forms.ValidationError) as error:
        raise forms.ValidationError(
            _(
                "Line %(number)d is no rate: %(cells)s. Write two codes of currencies, a number above 0 of 15 digits "
                "at most, and a day."
            ),
            params={"number": number, "cells": " ".join(cells)[:100]},
        ) from error
    return Rate(*pair, rate, on, stated_by)
