"""Pairs of records that may be one person, with their probability and the reasons for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow
from splink import DuckDBAPI, Linker

from sarai.network.linkage.features import Features, features
from sarai.network.linkage.model import COMPARISONS, Parameters, committed_parameters, connect, rarity_columns, settings
from sarai.network.linkage.reasons import reasons_for
from sarai.network.linkage.records import PersonRecord
from sarai.network.linkage.rules import bounded

LARGEST_BLOCK = 150
LARGEST_NAME_BLOCK = 40
"""A key that more records share than this brings nobody together: it says too little, and would cost its square."""

MEMORY = "2GB"
THREADS = 2


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """Two records (smaller id left) and how likely they are one person; `reasons` are keys of `reasons.WORDS`."""

    left: int
    right: int
    probability: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """Which pairs are compared: all that share a key; of these, only those with one of `new`; or exactly `pairs`."""

    new: Sequence[int] | None = None
    pairs: Sequence[tuple[int, int]] | None = None


class Pool:
    """Records prepared once, to be scored in more than one way."""

    def __init__(self, records: Iterable[PersonRecord]) -> None:
        kept = list(records)
        self.records = {record.id: record for record in kept}
        if len(self.records) != len(kept):
            raise ValueError("Two records carry the same id; give every record its own.")
        self.table = features(kept)

    def score(self, *, floor: float, new: Sequence[int] | None = None) -> Iterator[ScoredPair]:
        """Pairs of at least the probability `floor`, likeliest first; with `new`, only pairs with one of these ids."""
        return self._scored(self.table, Meeting(new=new), floor)

    def score_pairs(self, pairs: Iterable[tuple[int, int]]) -> Iterator[ScoredPair]:
        """The probability of just these pairs of ids, however low, rarities counted in all records."""
        asked = sorted({(min(pair), max(pair)) for pair in pairs})
        return self._scored(self.table.of({number for pair in asked for number in pair}), Meeting(pairs=asked), 0.0)

    def _scored(self, table: Features, meeting: Meeting, floor: float) -> Iterator[ScoredPair]:
        if len(table.columns["unique_id"]) < 2:
            return
        with connect(threads=THREADS, memory=MEMORY) as connection:
            rows = compare(connection, table, committed_parameters(), meeting, floor=floor).fetchall()
        found = [pair for row in rows if (pair := self._judged(row)).probability >= floor]
        yield from sorted(found, key=lambda pair: (-pair.probability, pair.left, pair.right))

    def _judged(self, row: tuple[Any, ...]) -> ScoredPair:
        left, right, probability, *gammas = row
        levels = {
            comparison.key: comparison.level_of(gamma).key
            for comparison, gamma in zip(COMPARISONS, gammas, strict=True)
        }
        reasons = reasons_for(levels, self.records[left], self.records[right])
        return ScoredPair(left, right, bounded(probability, levels), reasons)


def score(records: Iterable[PersonRecord], *, floor: float) -> Iterator[ScoredPair]:
    """All pairs among `records` of at least the probability `floor`, the likeliest first.

    Raises ValueError where two records carry the same id.
    """
    return Pool(records).score(floor=floor)


def candidates(new: Iterable[PersonRecord], known: Iterable[PersonRecord], *, floor: float) -> Iterator[ScoredPair]:
    """As `score`, but only pairs with at least one of `new`: what an intake adds to people already known.

    Rarities are counted in both together; pairs among the known are neither met nor scored.
    """
    arriving = list(new)
    return Pool([*arriving, *known]).score(floor=floor, new=[record.id for record in arriving])


def compare(
    connection: duckdb.DuckDBPyConnection,
    table: Features,
    parameters: Parameters,
    meeting: Meeting,
    *,
    floor: float,
) -> duckdb.DuckDBPyRelation:
    """Rows (left, right, probability, the number of every comparison's level) of the pairs of `meeting`."""
    api = DuckDBAPI(connection)
    people = api.register(
        {name: values for name, values in table.columns.items() if not name.endswith("keys")}, table_name="people"
    )
    linker = Linker(people, settings(parameters, size=table.size), log_level=None, validate_settings=False)
    for column in rarity_columns():
        shares = table.rarity[column] or {"": 1.0}
        lookup = api.register(
            {column: list(shares), f"tf_{column}": list(shares.values())}, table_name=f"rarity_{column}"
        )
        linker.table_management.register_term_frequency_lookup(lookup, column)
    _block(connection, table, meeting)
    linker.table_management.register_blocked_pairs_for_predict(api.register("blocked", table_name="blocked_pairs"))
    predicted = linker.inference.predict(threshold_match_probability=floor or None, warning_mode="never")
    gammas = ", ".join(f"gamma_{comparison.key}" for comparison in COMPARISONS)
    return predicted.as_duckdbpyrelation().project(f"unique_id_l, unique_id_r, match_probability, {gammas}")


def _block(connection: duckdb.DuckDBPyConnection, table: Features, meeting: Meeting) -> None:
    """Fills `blocked` with the pairs to be compared."""
    if meeting.pairs is not None:
        lefts, rights = [left for left, _ in meeting.pairs], [right for _, right in meeting.pairs]
        _load(connection, "blocked", {"match_key": ["0"] * len(lefts), "join_key_l": lefts, "join_key_r": rights})
        return
    keys, names = table.columns["keys"], table.columns["name_only_keys"]
    _load(connection, "all_keys", {"id": table.columns["unique_id"], "keys": keys, "names": names})
    connection.execute(
        """
        CREATE TABLE block_keys AS
        SELECT id, key FROM (SELECT id, hash(unnest(keys)) AS key FROM all_keys)
        QUALIFY count(*) OVER (PARTITION BY key) BETWEEN 2 AND $most
        UNION ALL
        SELECT id, key FROM (SELECT id, hash(unnest(names)) AS key FROM all_keys)
        QUALIFY count(*) OVER (PARTITION BY key) BETWEEN 2 AND $most_by_name
        """,
        {"most": LARGEST_BLOCK, "most_by_name": LARGEST_NAME_BLOCK},
    )
    if meeting.new is not None:
        _load(connection, "new_ids", {"id": list(meeting.new)})
    connection.execute(_MEET if meeting.new is None else _MEET_NEW)


_MEET = """
    CREATE TABLE blocked AS
    SELECT DISTINCT '0' AS match_key, l.id AS join_key_l, r.id AS join_key_r
    FROM block_keys AS l JOIN block_keys AS r ON l.key = r.key AND l.id < r.id
"""
_MEET_NEW = """
    CREATE TABLE blocked AS
    SELECT DISTINCT '0' AS match_key, least(l.id, r.id) AS join_key_l, greatest(l.id, r.id) AS join_key_r
    FROM block_keys AS l SEMI JOIN new_ids ON l.id = new_ids.id JOIN block_keys AS r ON l.key = r.key AND l.id <> r.id
"""


def _load(connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, Sequence[Any]]) -> None:
    connection.register(f"{name}_given", pyarrow.table(dict(columns)))
    connection.execute(f"CREATE TABLE {name} AS FROM {name}_given")
    connection.unregister(f"{name}_given")
