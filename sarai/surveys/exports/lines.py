"""Answers as CSV, written line by line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from sarai.evidence.reading.safe import defuse

from .columns import Cell
from .dataset import Dataset
from .hxl import tags


class _Echo:
    """What a CSV writer writes is handed on at once."""

    def write(self, value: str) -> str:
        return value


def lines(dataset: Dataset, table: str, *, hashtags: bool = False) -> Iterator[str]:
    """The lines of one table, its header first."""
    return written(_rows(dataset, table, hashtags))


def _rows(dataset: Dataset, table: str, hashtags: bool) -> Iterator[Sequence[Cell]]:
    yield dataset.header(table)
    if hashtags:
        yield tags(dataset.columns(table))
    yield from dataset.rows(table)


def written(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Rows as lines; with a mark at the beginning, by which spreadsheets know UTF-8, and without formulas."""
    writer = csv.writer(_Echo())
    mark = "\ufeff"
    for row in rows:
        yield mark + writer.writerow([defuse("" if cell is None else cell) for cell in row])
        mark = ""
