from dataclasses import replace

import pytest

from sarai.network.linkage import AUTOMATIC, REVIEW, PersonRecord, candidates, link, score
from sarai.network.linkage.model import connect
from sarai.network.linkage.scoring import Pool
from sarai.network.linkage.synthetic import generate


@pytest.fixture(scope="module")
def crowd():
    """Strangers among whom two records are looked at: rarity needs a world."""
    return [replace(record, id=record.id + 1_000) for record in generate(300, seed=12, duplicate_rate=0.0)[0]]


ANA = PersonRecord(
    id=1,
    name="Ana Vasconcelos",
    email="ana.vasconcelos@recife.example.org",
    phone="+55 81 998877665",
    organisation="Recife City Council",
    city="Recife",
    country="BR",
    gender="f",
)


def chance(crowd, one, other):
    found = {(pair.left, pair.right): pair for pair in score([one, other, *crowd], floor=0.001)}
    pair = found.get((one.id, other.id))
    return pair.probability if pair else 0.0


@pytest.mark.parametrize(
    "change",
    [
        {"email": "ANA.Vasconcelos@Recife.Example.org", "phone": "", "organisation": "", "city": ""},
        {"name": "Vasconcelos, Ana", "email": "anav77@post.test"},
        {"name": "ANA VASCONCELOS", "email": "ana.vasconelos@recife.example.org", "phone": ""},
        {"name": "", "phone": ""},
    ],
    ids=["capitals", "order-and-other-address", "slip-in-the-address", "address-alone"],
)
def test_what_is_surely_one_person_is_linked(crowd, change):
    assert chance(crowd, ANA, replace(ANA, id=2, **change)) >= AUTOMATIC


@pytest.mark.parametrize(
    "change",
    [
        {"email": "", "phone": ""},
        {"email": "avasc1980@post.test", "phone": ""},
        {"email": "info@recife.example.org", "phone": ""},
    ],
    ids=["no-address", "private-address", "the-office's-address"],
)
def test_name_employer_and_city_are_offered_and_not_linked(crowd, change):
    assert REVIEW <= chance(crowd, ANA, replace(ANA, id=2, **change)) < AUTOMATIC


@pytest.mark.parametrize(
    "change",
    [
        {"email": "", "phone": "", "organisation": "", "city": ""},
        {"email": "other@post.test", "phone": "", "organisation": "Water Board", "city": "Manaus"},
        {"email": "", "phone": "", "organisation": "", "city": "", "country": "", "gender": ""},
    ],
    ids=["country", "another-life", "nothing-else"],
)
def test_a_name_alone_is_not_even_offered(crowd, change):
    assert chance(crowd, ANA, replace(ANA, id=2, **change)) < REVIEW


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Rui Vasconcelos", "email": "rui.vasconcelos@recife.example.org", "gender": "m"},
        {"name": "Paula Freitas", "email": "paula.freitas@recife.example.org"},
        {"name": "Rui Vasconcelos", "gender": "m"},
        {"email": "ana.vasconcelos2@recife.example.org", "phone": "+55 81 911112222"},
    ],
    ids=["relative-at-one-phone", "colleague-at-one-phone", "couple-with-one-address", "namesake-at-one-institution"],
)
def test_people_who_share_much_are_not_linked(crowd, change):
    assert chance(crowd, ANA, replace(ANA, id=2, **change)) < AUTOMATIC


def test_two_rows_are_enough_for_an_address_and_too_few_for_a_name():
    again = replace(ANA, id=2, name="Ana M. Vasconcelos", phone="")
    assert [(pair.left, pair.right) for pair in link([ANA, again]).automatic] == [(1, 2)]
    assert link([ANA, replace(ANA, id=2, email="", phone="")]).automatic == ()
    assert link([PersonRecord(1, "Ana Lima"), PersonRecord(2, "Ana Lima")]) == link([])


def test_a_pair_comes_with_its_reasons(crowd):
    (pair,) = (p for p in score([ANA, replace(ANA, id=2, email="", phone=""), *crowd], floor=REVIEW) if p.left == 1)
    assert pair.reasons == ("same-organisation-and-city", "same-name")


def test_ids_must_differ():
    with pytest.raises(ValueError, match="same id"):
        list(score([ANA, ANA], floor=0.5))


@pytest.mark.parametrize("records", [[], [ANA], [PersonRecord(1), PersonRecord(2)]])
def test_nothing_to_compare_is_no_pair(records):
    assert list(score(records, floor=0.0)) == []


def test_new_records_meet_the_known_and_each_other_only():
    records, _ = generate(400, seed=21)
    everything = {(p.left, p.right): p for p in score(records, floor=REVIEW)}
    new = {record.id for record in records[:100]}
    found = {(p.left, p.right): p for p in candidates(records[:100], records[100:], floor=REVIEW)}
    assert found == {pair: p for pair, p in everything.items() if new & set(pair)}
    assert any(set(pair) <= new for pair in found)
    assert any(len(new & set(pair)) == 1 for pair in found)


def test_linking_new_to_known_is_linking_all_but_the_known_pairs():
    records, _ = generate(400, seed=21)
    new = {record.id for record in records[:100]}
    result = link(records[:100], known=records[100:])
    assert result.automatic
    assert all(new & {pair.left, pair.right} for pair in result.review)
    assert {(p.left, p.right) for p in link(records).automatic} >= {(p.left, p.right) for p in result.automatic}


def test_pairs_that_are_asked_for_are_scored_however_unlikely(crowd):
    (pair,) = Pool([ANA, *crowd]).score_pairs([(crowd[0].id, 1)])
    assert (pair.left, pair.right) == (1, crowd[0].id)
    assert pair.probability < 0.001


def test_no_file_is_left_behind(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    link(generate(100, seed=3)[0])
    assert list(tmp_path.iterdir()) == []


def test_the_database_stays_in_memory_within_bounds_and_silent():
    with connect(threads=2, memory="500MB") as connection:
        names = ("enable_progress_bar", "temp_directory", "threads", "memory_limit")
        settings = [connection.execute("SELECT current_setting(?)", [name]).fetchall()[0][0] for name in names]
    assert settings == [False, "", 2, "476.8 MiB"]
