"""`{{ amount|money:"USD" }}`: the one way in which the pages of pilots write money, and shares of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from babel.numbers import get_currency_precision
from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sarai.evidence.engine import Figure
from sarai.evidence.templatetags.figures import NO_BREAK_SPACE

register = template.Library()


@register.filter
def money(amount: Decimal | int, currency: str) -> str:
    """An amount with as many decimals as its currency has (none where it is told in whole units), and the code."""
    places = 0 if isinstance(amount, int) else get_currency_precision(currency)
    rounded = Decimal(amount).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    written = number_format(rounded, decimal_pos=places, use_l10n=True, force_grouping=True)
    return f"{written}{NO_BREAK_SPACE}{currency}"


@register.filter
def link_of(amounts: Mapping[str, Decimal | int], figure: Figure) -> SafeString:
    """Amounts in their currencies, as a link to the records of the figure that tells them."""
    written = ", ".join(money(amount, code) for code, amount in amounts.items())
    return format_html('<a class="figure" href="{}">{}</a>', figure.url, written or _("none"))


@register.filter
def per_cent(number: Decimal | int) -> str:
    """A share: what is less than one per cent and more than nothing is said to be."""
    said = _("under %(number)s %%") if 0 < number < 1 else _("%(number)s %%")
    written = number_format(max(number, 1) if number else 0, decimal_pos=0)
    return (said % {"number": written}).replace(" ", NO_BREAK_SPACE)
