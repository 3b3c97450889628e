import random

from sarai.network.linkage import ScoredPair, after_acceptance, clusters
from sarai.network.linkage.clusters import chains


def pairs(*rows):
    return [ScoredPair(left, right, chance) for left, right, chance in rows]


def test_what_is_linked_to_one_is_linked_to_the_other():
    found = clusters(pairs((1, 2, 0.99), (2, 3, 0.98), (8, 9, 0.95), (4, 5, 0.5)), 0.9)
    assert found.groups == ((1, 2, 3), (8, 9))
    assert found.refused == ()


def test_a_contradicted_pair_is_refused_and_reported():
    found = clusters(pairs((1, 2, 0.99), (2, 3, 0.95), (1, 3, 0.001)), 0.9)
    assert found.groups == ((1, 2),)
    assert found.refused == ((2, 3),)


def test_one_pair_does_not_join_two_crowds():
    def crowd(ids):
        return [(a, b, 0.99) for a in ids for b in ids if a < b]

    found = clusters(pairs(*crowd(range(1, 6)), *crowd(range(11, 16)), (5, 11, 0.91)), 0.9)
    assert found.groups == ((1, 2, 3, 4, 5), (11, 12, 13, 14, 15))
    assert found.refused == ((5, 11),)


def test_the_order_of_the_pairs_does_not_matter():
    rows = pairs(*((a, a + step, 0.9 + a / 1000) for a in range(1, 40) for step in (1, 5)), (3, 30, 0.001))
    expected = clusters(rows, 0.9)
    for seed in range(5):
        shuffled = random.Random(seed).sample(rows, len(rows))
        assert clusters(shuffled, 0.9) == expected


def test_what_a_chain_would_imply_is_asked_for_once():
    assert chains(pairs((1, 2, 0.95), (2, 3, 0.95), (3, 4, 0.95), (1, 3, 0.3)), 0.9) == [(2, 4)]


def test_people_are_counted_as_if_all_were_accepted():
    assert after_acceptance({1, 2, 3, 4}, [(1, 2), (3, 9)]) == 3


def test_people_count_as_one_through_somebody_else():
    assert after_acceptance({1, 3}, [(1, 2), (2, 3)]) == 1
    assert after_acceptance(set(), [(1, 2)]) == 0
    assert after_acceptance({5, 6}, []) == 2
