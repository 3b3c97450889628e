"""`{% figure "exchanges.attendees" event %}`: the one way a number reaches a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sarai.evidence.engine import Cell, Figure, Question, Scope, answer

register = template.Library()
NO_BREAK_SPACE = "\u00a0"


def scope_of(about: Any) -> Scope:
    """The scope of a model instance, of a written scope, or the whole programme."""
    if isinstance(about, Scope):
        return about
    return about.scope if hasattr(about, "scope") else Scope.parse(about or "programme")


@register.filter
def shown(figure: Figure) -> str:
    """A figure's value in the reader's language; "unknown" is a value too."""
    value = figure.value
    if value is None:
        return _("unknown")
    if isinstance(value, list):
        return ", ".join(value) or _("unknown")
    if isinstance(value, dict):
        between = "; " if any(isinstance(held, list) for held in value.values()) else ", "
        return between.join(f"{label} {_one(held)}" for label, held in value.items()) or _("unknown")
    number = number_format(value, use_l10n=True, force_grouping=True)
    if figure.indicator.unit.key != "percent":
        return number
    return (_("%(number)s %%") % {"number": number}).replace(" ", NO_BREAK_SPACE)


def _one(held: int | list[str]) -> str:
    return ", ".join(held) if isinstance(held, list) else grouped(held)


@register.simple_tag(takes_context=True)
def figure(context: template.Context, key: str, about: Any = None, as_of: datetime | None = None) -> SafeString:
    """The value as a link to its evidence."""
    found = answer(Question(key, scope_of(about), as_of or context.get("as_of")))
    return figure_link(found)


@register.filter
def figure_link(found: Figure) -> SafeString:
    """A figure that has been asked for already, as a link to its evidence."""
    return format_html('<a class="figure" href="{}">{}</a>', found.url, shown(found))


@register.filter
def cell_link(cell: Cell) -> SafeString:
    """The number of one row of a breakdown, as a link to the records of that row."""
    return format_html('<a class="figure" href="{}">{}</a>', cell.question.url(), grouped(cell.number))


@register.filter
def grouped(number: float) -> str:
    """A number with its thousands apart."""
    return number_format(number, use_l10n=True, force_grouping=True)
