from collections import Counter, defaultdict

from sarai.network.linkage.names import parse_name
from sarai.network.linkage.synthetic import generate, true_pairs


def test_one_seed_is_one_world():
    assert generate(300, seed=1) == generate(300, seed=1)
    assert generate(300, seed=1) != generate(300, seed=2)


def test_every_record_has_its_person_and_some_people_have_several():
    records, truth = generate(1_000, seed=4)
    assert [record.id for record in records] == list(range(1, len(records) + 1))
    assert set(truth) == {record.id for record in records}
    assert set(truth.values()) == set(range(1_000))
    several = sum(count > 1 for count in Counter(truth.values()).values())
    assert 200 < several < 300


def test_true_pairs_are_all_pairs_of_one_person():
    assert true_pairs({1: 7, 2: 8, 3: 7, 4: 7}) == {(1, 3), (1, 4), (3, 4)}


def test_no_address_can_be_a_real_one():
    records, _ = generate(1_000, seed=4)
    assert all(not r.email or r.email.lower().endswith((".test", ".example.org")) for r in records)


def test_strangers_share_names_employers_and_telephones():
    records, truth = generate(4_000, seed=4)
    people = defaultdict(set)
    for record in records:
        name = parse_name(record.name).key
        people["name and country", name, record.country].add(truth[record.id])
        people["name and employer", name, record.organisation].add(truth[record.id])
        people["phone", record.phone].add(truth[record.id])
    shared = Counter(key[0] for key, who in people.items() if len(who) > 1 and all(key))
    assert shared["name and country"] > 50
    assert shared["name and employer"] > 5
    assert shared["phone"] > 50
