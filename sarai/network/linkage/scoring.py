"""Pairs of records that may be one person, with their probability and the reasons for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
from splink import DuckDBAPI, Linker

from sarai.network.linkage.features import Features, features
from sarai.network.linkage.model import (
    COMPARISONS,
    Parameters,
    committed_parameters,
    connect,
    rarity_columns,
    settings,
)
from sarai.network.linkage.reasons import Agreement, reasons_for
from sarai.network.linkage.records import PersonRecord
from sarai.network.linkage.rules import bounded

LARGEST_BLOCK = 150
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


def score(records: Iterable[PersonRecord], *, floor: float) -> Iterator[ScoredPair]:
    """All pairs among `records` of at least the probability `floor`, the likeliest first.

    Record ids must be different. Raises ValueError where they are not.
    """
    return _score(list(records), _MEET, floor=floor)


def candidates(new: Iterable[PersonRecord], known: Iterable[PersonRecord], *, floor: float) -> Iterator[ScoredPair]:
    """As `score`, but only pairs with at least one of `new`: what an intake adds to people already known."""
    arriving = list(new)
    ids = [record.id for record in arriving]
    return _score([*arriving, *known], _MEET_NEW, floor=floor, ids=ids)


def score_pairs(records: Iterable[PersonRecord], pairs: Iterable[tuple[int, int]]) -> Iterator[ScoredPair]:
    """The probability of just these pairs of ids, however low, rarities counted in all `records`."""
    return _score(list(records), "", floor=0.0, pairs=sorted({(min(p), max(p)) for p in pairs}))


def _score(
    records: Sequence[PersonRecord],
    meeting: str,
    *,
    floor: float,
    ids: Sequence[int] = (),
    pairs: Sequence[tuple[int, int]] = (),
) -> Iterator[ScoredPair]:
    if len({record.id for record in records}) != len(records):
        raise ValueError("Two records carry the same id; give every record its own.")
    if len(records) < 2 or not (meeting or pairs):
        return
    with connect(threads=THREADS, memory=MEMORY) as connection:
        table = features(records)
        scored = compare(connection, table, committed_parameters(), floor=floor, meeting=meeting, ids=ids, pairs=pairs)
        found = [_judged(row) for row in scored.fetchall()]
    yield from sorted((pair for pair in found if pair.probability >= floor), key=lambda p: (-p.probability, p.left, p.right))


_MEET = """
    SELECT DISTINCT '0' AS match_key, l.id AS join_key_l, r.id AS join_key_r
    FROM block_keys AS l JOIN block_keys AS r ON l.key = r.key AND l.id < r.id
"""
_MEET_NEW = """
    SELECT DISTINCT '0' AS match_key, least(l.id, r.id) AS join_key_l, greatest(l.id, r.id) AS join_key_r
    FROM block_keys AS l SEMI JOIN asked_ids ON l.id = asked_ids.id JOIN block_keys AS r ON l.key = r.key AND l.id <> r.id
"""


def compare(
    connection: duckdb.DuckDBPyConnection,
    table: Features,
    parameters: Parameters,
    *,
    floor: float,
    meeting: str = _MEET,
    ids: Sequence[int] = (),
    pairs: Sequence[tuple[int, int]] = (),
) -> duckdb.DuckDBPyRelation:
    """Rows (left, right, probability, gamma of every comparison) of the pairs that meet, or of exactly `pairs`."""
    api = DuckDBAPI(connection)
    people = api.register({name: values for name, values in table.columns.items() if name != "keys"}, table_name="people")
    linker = Linker(people, settings(parameters, size=len(table)), log_level=None, validate_settings=False)
    for column in rarity_columns():
        shares = table.rarity[column] or {"": 1.0}
        lookup = api.register({column: list(shares), f"tf_{column}": list(shares.values())}, table_name=f"rarity_{column}")
        linker.table_management.register_term_frequency_lookup(lookup, column)
    _block(connection, table, meeting, ids, pairs)
    linker.table_management.register_blocked_pairs_for_predict(api.register("blocked", table_name="blocked_pairs"))
    predicted = linker.inference.predict(threshold_match_probability=floor or None, warning_mode="never")
    gammas = ", ".join(f"gamma_{comparison.key}" for comparison in COMPARISONS)
    return connection.sql(
        f"SELECT unique_id_l, unique_id_r, match_probability, {gammas} FROM {predicted.physical_name} ORDER BY 1, 2"
    )


def _block(
    connection: duckdb.DuckDBPyConnection,
    table: Features,
    meeting: str,
    ids: Sequence[int],
    pairs: Sequence[tuple[int, int]],
) -> None:
    """Fills `blocked` with the pairs to be compared."""
    if not meeting:
        asked = {"l": [left for left, _ in pairs], "r": [right for _, right in pairs]}
        _load(connection, "asked", asked)
        connection.execute("CREATE TABLE blocked AS SELECT '0' AS match_key, l AS join_key_l, r AS join_key_r FROM asked")
        return
    _load(connection, "asked_ids", {"id": list(ids)})
    _load(connection, "all_keys", {"id": table.columns["unique_id"], "keys": table.columns["keys"]})
    connection.execute(
        f"""
        CREATE TABLE block_keys AS
        WITH spread AS (SELECT id, hash(unnest(keys)) AS key FROM all_keys)
        SELECT id, key FROM spread QUALIFY count(*) OVER (PARTITION BY key) BETWEEN 2 AND {LARGEST_BLOCK}
        """
    )
    connection.execute(f"CREATE TABLE blocked AS {meeting}")


def _load(connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, Any]) -> None:
    import pyarrow

    connection.register(f"{name}_given", pyarrow.table(columns))
    connection.execute(f"CREATE TABLE {name} AS FROM {name}_given")
    connection.unregister(f"{name}_given")


def _judged(row: tuple[Any, ...]) -> ScoredPair:
    left, right, probability, *gammas = row
    levels = {comparison.key: comparison.level_of(gamma).key for comparison, gamma in zip(COMPARISONS, gammas, strict=True)}
    return ScoredPair(left, right, bounded(probability, levels), reasons_for(Agreement(levels)))
