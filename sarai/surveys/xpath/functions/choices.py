"""Functions of choices, of the form's languages and of the form itself."""

from __future__ import annotations

from collections.abc import Callable

from sarai.surveys.xpath.context import Context
from sarai.surveys.xpath.functions.texts import whole
from sarai.surveys.xpath.nodes import Nodeset
from sarai.surveys.xpath.values import Value, to_string


def selected(_context: Context, chosen: Value, value: Value) -> bool:
    """Whether a value is among the chosen ones, which stand in one text with spaces between."""
    return f" {to_string(value).strip()} " in f" {to_string(chosen)} "


def selected_at(_context: Context, chosen: Value, index: Value) -> str:
    """The chosen value at an index, from 0; empty if there is none."""
    values, place = to_string(chosen).split(), whole(index)
    return values[place] if 0 <= place < len(values) else ""


def count_selected(_context: Context, chosen: Value) -> float:
    return float(len(to_string(chosen).split()))


def choice_name(context: Context, value: Value, path: Value) -> str:
    """The label of a choice, of the question at `path`, in the language of the person."""
    node = path[0] if isinstance(path, Nodeset) and path else None
    return context.world.choice_name(to_string(value), node, "" if node else to_string(path).strip())


def itext(context: Context, name: Value) -> str:
    return context.world.itext(to_string(name))


def version(context: Context) -> str:
    return context.world.version


def property_(context: Context, name: Value) -> str:
    return context.world.property(to_string(name))


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "selected": selected,
    "is-selected": selected,
    "selected-at": selected_at,
    "count-selected": count_selected,
    "jr:choice-name": choice_name,
    "jr:itext": itext,
    "itext": itext,
    "version": version,
    "property": property_,
}
