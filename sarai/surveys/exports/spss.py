"""Answers as an SPSS file: choices as numbers with their labels, several choices as a variable of 0 and 1 each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import pyreadstat
from django.utils.translation import gettext as _

from sarai.surveys.answering.telling import NUMBERS
from sarai.surveys.models import Question

from .columns import CUT, Cell, Column, labelled
from .dataset import Dataset

LONGEST_NAME = 64  # bytes of a variable's name
LONGEST_LABEL = 255  # bytes
LONGEST_VALUE_LABEL = 120  # bytes
LONGEST_TEXT = 32_767  # bytes of a value
_RESERVED = frozenset(["ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"])
_ODD = re.compile(r"[^\w.]+")


@dataclass
class Variable:
    """A variable: its name and label, the labels of its values, and the number that stands for each choice."""

    name: str
    label: str
    kind: str  # "number" or "text"
    measure: str
    codes: dict[str, int] = field(default_factory=dict)
    value_labels: dict[int | float, str] = field(default_factory=dict)
    cut: bool = False  # whether a text was longer than SPSS holds

    def described(self) -> str:
        """The label, which says so where texts were cut."""
        if not self.cut:
            return self.label
        note = " " + _("(texts are cut at %(most)d bytes)") % {"most": LONGEST_TEXT}
        return _cut(self.label, LONGEST_LABEL - len(note.encode())) + note

    def value(self, cell: Cell) -> Cell:
        """What is written for a cell. An answer that is none of the choices gets the next number, and its own label."""
        if cell is None or cell == "":
            return None if self.kind == "number" else ""
        if self.measure == "nominal" and self.kind == "number" and isinstance(cell, str):
            if cell not in self.codes:
                self.codes[cell] = max(self.codes.values(), default=0) + 1
                self.value_labels[self.codes[cell]] = _cut(cell, LONGEST_VALUE_LABEL)
            return self.codes[cell]
        if self.kind == "text":
            return self._text(str(cell))
        return cell if isinstance(cell, int | float) else None

    def _text(self, text: str) -> str:
        data = text.encode()
        if len(data) <= LONGEST_TEXT:
            return text
        self.cut = True
        return data[: LONGEST_TEXT - len(CUT.encode())].decode(errors="ignore") + CUT


def codes_of(question: Question) -> dict[str, int]:
    """The number that stands for each choice: its own, where all are whole numbers, else its place."""
    values = [choice.value for choice in question.choices.all()]
    if values and all(re.fullmatch(r"-?\d{1,9}", value) for value in values):
        return {value: int(value) for value in values}
    return {value: place for place, value in enumerate(values, 1)}


def write_sav(dataset: Dataset, table: str, path: Path) -> None:
    """Write one table of the answers to `path`."""
    columns = dataset.columns(table)
    named = names([column.key for column in columns])
    found = [_variable(column, name, dataset.language) for column, name in zip(columns, named, strict=True)]
    # Names, not labels: the labels are those of the values.
    plain = replace(dataset, language="")
    rows = [[one.value(cell) for one, cell in zip(found, row, strict=True)] for row in plain.rows(table)]
    series = zip(*rows, strict=True) if rows else ([] for _one in found)
    types = {"number": "float64", "text": "object"}
    frame = pd.DataFrame(
        {one.name: pd.Series(list(cells), dtype=types[one.kind]) for one, cells in zip(found, series, strict=True)}
    )
    pyreadstat.write_sav(
        frame,
        path,
        file_label=_cut(dataset.asking.survey.title, 64),
        column_labels={one.name: one.described() for one in found},
        variable_value_labels={one.name: one.value_labels for one in found if one.value_labels},
        variable_measure={one.name: one.measure for one in found},
        row_compress=True,
    )


def _variable(column: Column, name: str, language: str) -> Variable:
    label = _cut(column.header(language or "en"), LONGEST_LABEL)
    question = column.question
    if question is None:
        counted = column.key in ("_index", "_parent_index")
        return Variable(name, label, "number" if counted else "text", "scale" if counted else "nominal")
    if column.choice is not None:
        ranked = question.kind == "rank"
        truth: dict[int | float, str] = {} if ranked else {0: "0", 1: "1"}
        return Variable(name, label, "number", "ordinal" if ranked else "nominal", value_labels=truth)
    if question.kind in NUMBERS:
        return Variable(name, label, "number", "scale")
    if question.kind != "select_one":
        return Variable(name, label, "text", "nominal")
    codes = codes_of(question)
    called = {choice.value: labelled(choice, choice.value, language or "en") for choice in question.choices.all()}
    labels: dict[int | float, str] = {
        number: _cut(called[value], LONGEST_VALUE_LABEL) for value, number in codes.items()
    }
    return Variable(name, label, "number", "nominal", codes, labels)


def names(keys: Sequence[str]) -> list[str]:
    """Names that SPSS takes: letters, digits, full stops and underscores, the first a letter, none twice."""
    taken: set[str] = set()
    return [_name(key, taken) for key in keys]


def _name(key: str, taken: set[str]) -> str:
    plain = _ODD.sub("_", key.strip("_/")).strip("._") or "v"
    if not plain[0].isalpha() or plain.upper() in _RESERVED:
        plain = f"v_{plain}"
    found, number = _cut(plain, LONGEST_NAME), 1
    while found.casefold() in taken:
        number += 1
        found = f"{_cut(plain, LONGEST_NAME - len(str(number)) - 1)}_{number}"
    taken.add(found.casefold())
    return found


def _cut(text: str, most: int) -> str:
    """A text of at most so many bytes."""
    return text.encode()[:most].decode(errors="ignore").rstrip("._ ")
