"""The budget of a pilot as a table: every amount in its own currency, and what it is in the currency of the totals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Context, Decimal

from django.utils.translation import gettext as _

from sarai.partnerships.queries.pilots import Budget
from sarai.partnerships.rules import pilots as rules

Row = Sequence[str | Decimal | None]
AS_PRECISE = Context(prec=15)  # digits of a rate: as many as a spreadsheet keeps


def header(budget: Budget) -> list[str]:
    """What the columns are called."""
    return [
        _("Who gives it"),
        _("What for"),
        _("Given in"),
        _("Amount"),
        _("Currency"),
        _("Estimated by"),
        _("How sure"),
        _("Since"),
        _("In %(code)s") % {"code": budget.currency},
        _("Rate"),
        _("Rate of"),
        _("Rate stated by"),
    ]


def rows(budget: Budget) -> Iterator[Row]:
    """A row a line; where there is no rate, the last four are blank."""
    for line, money in zip(budget.lines, budget.money, strict=True):
        given = _("in kind") if line.in_kind else _("money")
        own = (line.giver, line.what, given, line.amount, line.currency, line.basis)
        yield *own, line.get_stage_display(), line.happened_on.isoformat(), *_converted(budget, money)


def _converted(budget: Budget, money: rules.Money) -> Row:
    if money.currency == budget.currency:
        return money.amount, Decimal(1), "", ""
    found = rules.total([money], budget.currency, budget.rates, budget.on)
    if not found.rates:
        return None, None, "", ""
    [rate] = found.rates
    return found.amount, AS_PRECISE.create_decimal(rate.rate).normalize(), rate.on.isoformat(), rate.stated_by


def as_text(rows: Iterable[Row]) -> Iterator[list[str]]:
    """Rows for a file of text: numbers as plain decimals, in no notation that needs explaining."""
    for row in rows:
        yield [f"{cell:f}" if isinstance(cell, Decimal) else cell or "" for cell in row]


def as_numbers(rows: Iterable[Row]) -> Iterator[list[str | int | float | None]]:
    """Rows for a spreadsheet, in which numbers can be calculated with."""
    for row in rows:
        yield [float(cell) if isinstance(cell, Decimal) else cell for cell in row]


def about(budget: Budget) -> Iterator[tuple[str, str]]:
    """The total, and what is not in it."""
    whole = budget.whole
    yield _("Total"), f"{whole.amount:.2f} {whole.currency}"
    yield _("Lines in the total"), _("%(counted)d of %(lines)d") % {"counted": whole.counted, "lines": whole.lines}
    if whole.without_rate:
        yield _("Left out: no rate for"), ", ".join(whole.without_rate)
    for rate in whole.rates:
        told = {
            "of": rate.of,
            "rate": f"{rate.shown:f}",
            "to": rate.to,
            "on": rate.on.isoformat(),
            "by": rate.stated_by,
        }
        yield _("Rate"), _("1 %(of)s = %(rate)s %(to)s (%(on)s, %(by)s)") % told
