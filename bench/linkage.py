"""Linking people: right, complete and quick, at 10,000 and 100,000 records of synthetic people with their truth.

Targets: automatic links at least 99.5 % right; with review (every offered pair decided by truth) at least 98 % right
and 93 % complete at 10,000 records; F1 above 0.9 at 100,000 records in less than a minute on two cores. The seeds were
used neither to train the weights nor to choose the thresholds.
"""

import resource
import sys
import time
from itertools import combinations

import django

django.setup()

from sarai.network.linkage import AUTOMATIC, REVIEW, LinkResult, PersonRecord, candidates, link, score  # noqa: E402
from sarai.network.linkage.synthetic import generate, true_pairs  # noqa: E402
from tests.network.linkage.other_world import generate as generate_other  # noqa: E402

PROOF_SEED, CHOICE_SEED = 303, 202
RECORDS_A_PERSON = 1.345


def main() -> int:
    """Print every measure; `small` leaves out the large set, `choice` shows how the thresholds were chosen."""
    if "choice" in sys.argv:
        _choice()
    for size in (10_000,) if "small" in sys.argv else (10_000, 100_000):
        people = round(size / RECORDS_A_PERSON)
        _measure("own world", *generate(people, seed=PROOF_SEED))
        _measure("other world", *generate_other(people, seed=PROOF_SEED))
        _arrival(*generate(people, seed=PROOF_SEED))
    return 0


def _measure(label: str, records: list[PersonRecord], truth: dict[int, int]) -> None:
    started, cpu = time.perf_counter(), time.process_time()
    result = link(records)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    true = true_pairs(truth)
    automatic = {pair for group in result.clusters for pair in combinations(group, 2)}
    accepted = automatic | ({(pair.left, pair.right) for pair in result.review} & true)
    print(
        f"linkage, {label}, {len(records):,} records, {len(true):,} true pairs: {seconds:.1f} s ({cpu:.1f} s of CPU), "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB at most"
    )
    print(f"  automatic   {_quality(automatic, true)}")
    print(f"  with review {_quality(accepted, true)}; {_effort(result, len(records))}")


def _quality(found: set[tuple[int, int]], true: set[tuple[int, int]]) -> str:
    right = len(found & true)
    precision, recall = right / max(len(found), 1), right / max(len(true), 1)
    return f"precision {precision:.4f}, recall {recall:.4f}, F1 {2 * precision * recall / (precision + recall):.4f}"


def _effort(result: LinkResult, size: int) -> str:
    pairs, questions = len(result.review), len(result.questions)
    return f"{pairs:,} pairs in {questions:,} questions ({questions / size * 10_000:.0f} per 10,000 records)"


def _arrival(records: list[PersonRecord], truth: dict[int, int]) -> None:
    """An intake of 2,000 records among people known already."""
    started = time.perf_counter()
    found = list(candidates(records[:2_000], records[2_000:], floor=REVIEW))
    seconds = time.perf_counter() - started
    print(f"linkage, 2,000 new among {len(records) - 2_000:,} known: {seconds:.1f} s, {len(found):,} pairs")


def _choice() -> None:
    """Precision and recall over thresholds, on the seed they were chosen with."""
    records, truth = generate(7_400, seed=CHOICE_SEED)
    true, pairs = true_pairs(truth), list(score(records, floor=0.05))
    print(f"linkage, thresholds in use: automatic {AUTOMATIC}, review {REVIEW}")
    for threshold in (0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99):
        found = {(pair.left, pair.right) for pair in pairs if pair.probability >= threshold}
        print(f"  from {threshold:.2f}: {len(found):5d} pairs, {_quality(found, true)}")


if __name__ == "__main__":
    sys.exit(main())
