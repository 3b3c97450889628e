"""Choices that a question looks up in a file by the ways that came before itemsets, read as itemsets all the same.

Two are in use still: the appearance `search('file', 'contains', 'column', value, 'column', value)` over a CSV file, in
which the question's own choice names the columns of the value and the label (ODK Docs, “Form Logic: search()”); and
the attribute `query`, which chooses from the lists of `itemsets.csv` (ODK XForms, “Secondary instances – external”).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from sarai.surveys.questionnaire.form import Choice, External, Itemset
from sarai.surveys.xpath import XPathError, parse

ITEMSETS = "itemsets.csv"
ALWAYS = "sarai-always"  # the column that keeps a choice of the form's own whatever is searched for

_SEARCH = "search("
_WHOLE = re.compile(r"-?\d+")
_NAME = re.compile(r"[^\W\d][\w.\-]*")
_QUERY = re.compile(r"""instance\(\s*(["'])(?P<id>[^"']*)\1\s*\)/root/item\s*(?P<filter>\[.*\])?""", re.DOTALL)
_CONDITIONS = {
    "matches": "{column} = ({value})",
    "contains": "contains({column}, {value})",
    "startswith": "starts-with({column}, {value})",
    "endswith": "ends-with({column}, {value})",
}


class Unsearchable(ValueError):
    """A search that cannot be read. The message is a sentence for the form's author."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """Where choices are looked up: the list, as a file beside the form holds it, and how a question reads it."""

    external: External
    itemset: Itemset


def is_search(word: str) -> bool:
    """Whether a word of an appearance is a search in a file."""
    return word.startswith(_SEARCH)


def searched(word: str, items: tuple[Choice, ...]) -> Lookup:
    """The choices that `search(…)` looks up; `items` are those in the question. Raises `Unsearchable`.

    A choice with a number for its value is one of the form's own; the first other one names the columns.
    """
    given = arguments(word.removeprefix(_SEARCH).removesuffix(")"))
    named = next((item for item in items if not _WHOLE.fullmatch(item.value)), None)
    if not 1 <= len(given) <= 6 or len(given) in (2, 3, 5) or named is None:
        raise Unsearchable(_("The search has another number of arguments than 1, 4 or 6, or no choice names columns."))
    file = _plain(given[0])
    own = tuple(_always(item) for item in items if _WHOLE.fullmatch(item.value))
    condition = _condition(given[1:])
    name = f"{file} {named.value} {_labels_of(named)}"
    external = External(name, f"{file.removesuffix('.csv')}.csv", "csv", named.value, named.label, own)
    if condition and own:
        condition = f"({condition}) or {ALWAYS} = 'yes'"
    return Lookup(external, _itemset(name, condition, named.value))


def _always(item: Choice) -> Choice:
    return replace(item, columns={**item.columns, ALWAYS: "yes"})


def _labels_of(named: Choice) -> str:
    """The columns of a label, in every language: lists of one file that are read otherwise are others."""
    return " ".join(str(part) for parts in named.label.by_language.values() for part in parts).replace("'", "")


def queried(query: str) -> Lookup:
    """The choices that a `query` finds in `itemsets.csv`. Raises `Unsearchable`."""
    matched = _QUERY.fullmatch(query.strip())
    if matched is None:
        raise Unsearchable(_("The query does not name a list of “itemsets.csv”."))
    name = matched["id"]
    external = External(name, ITEMSETS, "csv", "name", None, (), ("list_name", name))
    return Lookup(external, _itemset(name, (matched["filter"] or "")[1:-1].strip(), "name"))


def _itemset(name: str, condition: str, value: str) -> Itemset:
    nodes = f"instance('{name}')/root/item" + (f"[{condition}]" if condition else "")
    try:
        return Itemset(name, parse(condition) if condition else None, value_column=value, nodeset=parse(nodes))
    except XPathError as error:
        raise Unsearchable(error.message) from error


def _condition(given: list[str]) -> str:
    """What a row must be like: the search itself, and the filter beside it."""
    if not given:
        return ""
    pattern = _CONDITIONS.get(_plain(given[0]).lower())
    if pattern is None:
        raise Unsearchable(_("A search is “matches”, “contains”, “startswith” or “endswith”."))
    columns = [_column(name) for name in _plain(given[1]).split(",")]
    found = " or ".join(pattern.format(column=column, value=_value(given[2])) for column in columns)
    if len(given) < 5:
        return found
    return f"({found}) and {_column(_plain(given[3]))} = ({_value(given[4])})"


def _plain(argument: str) -> str:
    """A text in quotes."""
    text = argument.strip()
    if len(text) < 2 or text[0] not in "'\"" or text[-1] != text[0] or text[0] in text[1:-1]:
        raise Unsearchable(_("The search names its file, its way and its columns in quotation marks."))
    return text[1:-1].strip()


def _column(name: str) -> str:
    if not _NAME.fullmatch(name.strip()):
        raise Unsearchable(_("“%(name)s” cannot be the name of a column in a search.") % {"name": name.strip()})
    return name.strip()


def _value(argument: str) -> str:
    """An expression of the question, said from a row of the list."""
    text = argument.strip()
    return f"current()/{text}" if text.startswith(".") and not text[1:2].isdigit() else text


def arguments(text: str) -> list[str]:
    """The parts between the commas that stand outside of brackets and quotation marks."""
    found, depth, quote = [""], 0, ""
    for mark in text:
        if quote:
            quote = "" if mark == quote else quote
        elif mark in "'\"":
            quote = mark
        elif mark in "([":
            depth += 1
        elif mark in ")]":
            depth -= 1
        elif mark == "," and depth == 0:
            found.append("")
            continue
        found[-1] += mark
    return found if text.strip() else []


def labelled(external: External, columns: Mapping[str, str], label: str) -> dict[str, str]:
    """What a row of a file is called, by language: its `label`, or what the columns for each language say."""
    if external.label is not None:
        return {
            language: ", ".join(columns.get(name.strip(), "") for part in parts for name in str(part).split(","))
            for language, parts in external.label.by_language.items()
        }
    if label in columns:
        return {"": columns[label]}
    parted = {header: header.partition("::") for header in columns}
    return {language: columns[header] for header, (kind, mark, language) in parted.items() if mark and kind == label}
