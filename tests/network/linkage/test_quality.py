"""How often the linkage is right, on people whom neither the weights nor the thresholds have seen.

Small sets, to be quick; `bench/linkage.py` measures 10,000 and 100,000 records.
"""

from itertools import combinations

import pytest

from sarai.network.linkage import link
from sarai.network.linkage.synthetic import generate, true_pairs
from tests.network.linkage.other_world import generate as generate_other

WORLDS = {
    "own": lambda: generate(2_400, seed=41),
    "own-few-repeats": lambda: generate(2_400, seed=42, duplicate_rate=0.1),
    "other": lambda: generate_other(2_200, seed=33),
    "other-common-names": lambda: generate_other(2_200, seed=34, name_stock=40),
}


@pytest.fixture(scope="module", params=WORLDS)
def outcome(request):
    records, truth = WORLDS[request.param]()
    result = link(records)
    automatic = {pair for group in result.clusters for pair in combinations(group, 2)}
    return records, true_pairs(truth), automatic, result


def test_automatic_links_are_right(outcome):
    _, true, automatic, _ = outcome
    assert len(automatic & true) / len(automatic) >= 0.995
    assert len(automatic & true) / len(true) >= 0.4


def test_with_review_hardly_anything_is_missed(outcome):
    _, true, automatic, result = outcome
    accepted = automatic | ({(pair.left, pair.right) for pair in result.review} & true)
    assert len(accepted & true) / len(accepted) >= 0.98
    assert len(accepted & true) / len(true) >= 0.93


def test_review_asks_about_what_is_worth_asking(outcome):
    records, true, _, result = outcome
    asked = {(pair.left, pair.right) for pair in result.review}
    assert len(asked & true) / len(asked) >= 0.6
    assert len(result.questions) <= 0.2 * len(records)


def test_automatic_and_review_do_not_overlap(outcome):
    *_, result = outcome
    inside = {(pair.left, pair.right) for pair in result.automatic}
    assert not inside & {(pair.left, pair.right) for pair in result.review}
    assert inside <= {pair for group in result.clusters for pair in combinations(group, 2)}
