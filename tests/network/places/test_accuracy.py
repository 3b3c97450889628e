"""The acceptance table: what people type, and what it must become."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from sarai.network.places import Gazetteer, Status

HERE = Path(__file__).parent
RIGHT = 0.95  # of all rows
CITIES_RIGHT = 0.98  # of the rows for which a city was returned


def is_right(row: dict[str, str], geonameid: int | None, iso2: str | None) -> bool:
    if row["expected_geonameid"]:
        return str(geonameid) == row["expected_geonameid"]
    return geonameid is None and (iso2 or "") == row["expected_iso2"]


def table(right: Counter[str], total: Counter[str], wrong: list[str]) -> str:
    kinds = (f"{kind:20} {right[kind]:4} of {total[kind]:4}" for kind in sorted(total))
    return "\n".join([*kinds, *wrong])


# How many cases each has at least.
TABLES = {
    "cases.csv": 150,
    "cases_held_out.csv": 300,
    "cases_hard.csv": 700,
    "cases_hard_held_out.csv": 390,
    "cases_hard_unseen.csv": 220,
}


@pytest.mark.parametrize("name", TABLES)
def test_accuracy(gazetteer: Gazetteer, name: str) -> None:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    right: Counter[str] = Counter()
    cities: Counter[bool] = Counter()
    wrong = []
    for row in rows:
        found = gazetteer.resolve(row["text"])
        good = is_right(row, found.geonameid, found.iso2)
        right[row["kind"]] += good
        if found.geonameid is not None:
            cities[good] += 1
            assert found.status is Status.CITY
        if not good:
            wrong.append(
                f"{row['kind']}: {row['text']!r} became {found.name or found.iso2 or 'nothing'}, {found.status}"
            )
    message = table(right, Counter(row["kind"] for row in rows), wrong)
    assert right.total() >= RIGHT * len(rows), message
    assert cities[True] >= CITIES_RIGHT * cities.total(), message


def test_cases_are_many_and_distinct() -> None:
    texts = []
    for name, least in TABLES.items():
        with (HERE / name).open(encoding="utf-8", newline="") as lines:
            found = [row["text"] for row in csv.DictReader(lines)]
        assert len(found) >= least
        texts += found
    assert len(set(texts)) == len(texts)
