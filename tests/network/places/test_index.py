"""The index file, and our own tables that go into it."""

import csv
from pathlib import Path

import pytest

from sarai.network.places import Gazetteer, NoIndex, build_index, index, sources
from sarai.network.places.folding import key, tokens
from sarai.network.places.fuzzy import allowed, slips, stored_signatures, typed_signatures
from sarai.network.places.vocabulary import Vocabulary


def test_a_current_index_is_left_alone(place_index: Path) -> None:
    before = place_index.stat()
    build_index(place_index)
    after = place_index.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_index_is_one_file_of_bearable_size(place_index: Path) -> None:
    assert place_index.stat().st_size < 150_000_000
    assert not place_index.with_name(place_index.name + "-wal").exists()


def test_a_broken_or_old_index_is_not_current(tmp_path: Path, place_index: Path) -> None:
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"not a database, although long enough to be taken for one" * 20)
    assert not index.is_current(broken, "1")
    assert not index.is_current(tmp_path / "absent.sqlite3", "1")
    assert not index.is_current(place_index, "another fingerprint")


def test_a_failed_build_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(db: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(index, "_fill", fail)
    with pytest.raises(OSError, match="no space left"):
        build_index(tmp_path / "places.sqlite3")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match="sarai setup"):
        Gazetteer(tmp_path / "absent.sqlite3")


@pytest.mark.parametrize("name", ["renamings", "aliases", "abbreviations"])
def test_our_names_point_at_the_city_they_say(gazetteer: Gazetteer, name: str) -> None:
    for row in sources.table(name):
        city = gazetteer.city(int(row["geonameid"]))
        assert city is not None, row
        assert (city.name, city.iso2) == (row["city"], row["iso2"])
        assert key(row["alias"]), row


def test_our_regions_exist() -> None:
    known = {(row["iso2"], row["code"]) for row in sources.table("admin1")}
    assert {(row["iso2"], row["code"]) for row in sources.table("regions")} <= known


def test_supplement_is_ours_and_sourced(gazetteer: Gazetteer) -> None:
    for row in sources.table("supplement"):
        assert int(row["id"]) < 0 and row["source"], row
        assert gazetteer.resolve(row["name"], row["iso2"]).place == int(row["id"])


def test_tables_have_no_row_twice() -> None:
    for path in sources.TABLES.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = [tuple(row) for row in csv.reader(lines)]
        assert len(rows) == len(set(rows)), path.name


@pytest.mark.parametrize(
    ("typed", "name"), [("honaria", "honiara"), ("guadalahara", "guadalajara"), ("paramirbo", "paramaribo")]
)
def test_slips_share_a_signature(typed: str, name: str) -> None:
    assert typed_signatures(typed) & stored_signatures(name, twice=True)
    assert [near for near, _ in slips(typed, iter([name, "elsewhere"]))] == [name]


def test_short_names_are_not_corrected() -> None:
    assert [allowed(name) for name in ("lima", "accra", "bukavu", "honiara")] == [0, 1, 1, 2]


def test_vocabulary_reads_the_name_out_of_municipal_words() -> None:
    vocabulary = Vocabulary(sources.words())
    readings = dict(vocabulary.readings(tokens("Nagar Nigam Indore")))
    assert readings["nagarnigamindore"] == 0 < readings["indore"]
    assert "IN" in vocabulary.lands(tokens("Nagar Nigam Indore"))
    assert vocabulary.names_organisation(tokens("Ministry of Health"))
    assert not vocabulary.names_organisation(tokens("Banja Luka"))
    assert vocabulary.beyond_country(tokens("the Middle East"))
