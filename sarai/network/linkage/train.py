"""Fits the model's weights to synthetic people, whose truth is known: `python -m sarai.network.linkage.train`.

Same seeds, same file. Worlds of different size, with fewer or more repeated registrations, commoner or rarer names, and
questions that a form did not ask, so that the weights suit more than one of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sarai.network.linkage.features import Features, features
from sarai.network.linkage.model import COMPARISONS, Parameters, connect, prior, rarity_columns, untrained_parameters
from sarai.network.linkage.records import PersonRecord
from sarai.network.linkage.scoring import Meeting, compare
from sarai.network.linkage.synthetic import generate, true_pairs

PATH = Path(__file__).with_name("parameters.json")
RIDGE = 0.5
"""Strength of the pull of every weight towards nothing (on the natural logarithm of the odds)."""

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class World:
    """A set of synthetic people to learn from; `unasked` fields are blank in all records."""

    people: int
    seed: int
    duplicate_rate: float = 0.25
    namesakes: float = 0.004
    name_stock: float = 1.0
    unasked: tuple[str, ...] = ()


WORLDS = (
    World(2_000, 101),
    World(2_000, 102, duplicate_rate=0.4, unasked=("phone", "gender")),
    World(6_000, 103, namesakes=0.008),
    World(6_000, 104, duplicate_rate=0.12, unasked=("country", "organisation_type")),
    World(6_000, 105, name_stock=0.5, namesakes=0.001, unasked=("phone", "organisation_type")),
    World(6_000, 107, name_stock=0.25, namesakes=0.0, unasked=("organisation_type", "gender", "event")),
    World(20_000, 106, duplicate_rate=0.15, namesakes=0.001),
)


def train(worlds: Sequence[World] = WORLDS, *, path: Path = PATH) -> Parameters:
    """Fits the weights on `worlds`, writes them to `path` and returns them."""
    samples = [_sample(world) for world in worlds]
    weights = _fit(
        np.vstack([x for x, _, _ in samples]),
        np.concatenate([y for _, y, _ in samples]),
        np.concatenate([start for _, _, start in samples]),
    )
    parameters = _named(weights / np.log(2))
    path.write_text(json.dumps(asdict(parameters), indent=1) + "\n", encoding="utf-8")
    return parameters


def _terms() -> Iterator[tuple[str, str]]:
    """The model's terms in the order of the columns: levels, then rarities; the start is the last column."""
    for comparison in COMPARISONS:
        yield from ((comparison.key, level.key) for level in comparison.telling)
    yield from (("rarity", column) for column in rarity_columns())


def _sample(world: World) -> tuple[Vector, Vector, Vector]:
    """What is observed of all pairs that meet in a world, whether they are one person's, and the prior log-odds."""
    records, truth = generate(
        world.people,
        seed=world.seed,
        duplicate_rate=world.duplicate_rate,
        namesakes=world.namesakes,
        name_stock=world.name_stock,
    )
    records = [_unasked(record, world.unasked) for record in records]
    table, matches = features(records), true_pairs(truth)
    with connect(threads=2, memory="4GB") as connection:
        rows = compare(connection, table, untrained_parameters(), Meeting(), floor=0.0).fetchall()
    place = {term: number for number, term in enumerate(_terms())}
    observed = np.zeros((len(rows), len(place) + 1))
    observed[:, -1] = 1
    values = {
        column: dict(zip(table.columns["unique_id"], table.columns[column], strict=True)) for column in rarity_columns()
    }
    for number, (left, right, _probability, *gammas) in enumerate(rows):
        for comparison, gamma in zip(COMPARISONS, gammas, strict=True):
            level = comparison.level_of(gamma)
            if not level.key:
                continue
            observed[number, place[comparison.key, level.key]] = 1
            if level.rarity:
                share = _share(table, level.rarity, values[level.rarity], left, right)
                observed[number, place["rarity", level.rarity]] = -np.log2(share)
    same = np.array([(left, right) in matches for left, right, *_ in rows], dtype=float)
    chance = prior(len(records))
    return observed, same, np.full(len(rows), np.log(chance / (1 - chance)))


def _unasked(record: PersonRecord, fields: Sequence[str]) -> PersonRecord:
    blank: dict[str, Any] = dict.fromkeys(fields, "")
    return replace(record, **blank)


def _share(table: Features, column: str, values: dict[object, object], left: int, right: int) -> float:
    """The commoner of the two values, as Splink takes it."""
    shares = table.rarity[column]
    return max(shares.get(str(values[left]), 0.0), shares.get(str(values[right]), 0.0)) or 1.0


def _fit(observed: Vector, same: Vector, start: Vector) -> Vector:
    """Ridge logistic regression with a given offset, by Newton's method with step halving."""
    weights = np.zeros(observed.shape[1])
    pull = np.full(len(weights), RIDGE)
    pull[-1] = 1e-3

    def loss(at: Vector) -> float:
        odds = observed @ at + start
        return float(np.sum(np.logaddexp(0, odds) - same * odds) + 0.5 * np.sum(pull * at**2))

    for _ in range(200):
        chance = 0.5 * (1 + np.tanh(0.5 * (observed @ weights + start)))
        slope = observed.T @ (chance - same) + pull * weights
        curve = (observed * (chance * (1 - chance))[:, None]).T @ observed + np.diag(pull)
        step, before = np.linalg.solve(curve, slope), loss(weights)
        while loss(weights - step) > before and np.abs(step).max() > 1e-9:
            step /= 2
        weights -= step
        if np.abs(step).max() < 1e-7:
            return weights
    raise ArithmeticError("The weights did not settle in 200 steps.")


def _named(bits: Vector) -> Parameters:
    rounded = [float(f"{value:.4f}") for value in bits]
    terms = dict(zip(_terms(), rounded, strict=False))
    levels = {c.key: {level.key: terms[c.key, level.key] for level in c.telling} for c in COMPARISONS}
    return Parameters(rounded[-1], levels, {column: terms["rarity", column] for column in rarity_columns()})


if __name__ == "__main__":
    train()
