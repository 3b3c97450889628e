"""Open answers in six languages, grouped by shared words and by meaning: how far each agrees with the themes they are
about, and how many answers a second are read. Target: V-measure 0.8 by meaning, 2,000 different answers in 10 seconds.
"""

import time

import django

django.setup()

from sarai.surveys.tables import meaning, terms  # noqa: E402
from tests.surveys.tables.agreement import rand_index, v_measure  # noqa: E402
from tests.surveys.tables.answers_by_theme import LABELLED  # noqa: E402

TARGET, SECONDS = 0.8, 10


def labels(found: list[terms.Group]) -> list[int]:
    """The number of its group for each answer; those that are in none are in one."""
    place_of = {place: number for number, group in enumerate(found) for place in group.places}
    return [place_of[place] for place in range(len(place_of))]


def main() -> int:
    """Print what was measured; 1 if a target is missed."""
    texts, themes = zip(*LABELLED, strict=True)
    print(f"{len(texts)} answers about {len(set(themes))} themes")
    ways = {"shared words": terms.groups} | ({"meaning": meaning.groups} if meaning.available() else {})
    reached = {}
    for name, way in ways.items():
        found = labels(way(texts))
        reached[name] = v_measure(themes, found)
        print(f"  by {name:13} adjusted Rand {rand_index(themes, found):5.2f}   V-measure {reached[name]:5.2f}")
    if "meaning" not in ways:
        print("  by meaning: the extra sarai[meaning] is not installed")
        return 0
    many = [f"{text} ({number})" for number in range(12) for text in texts][:2_000]
    begun = time.perf_counter()
    meaning.groups(many)
    took = time.perf_counter() - begun
    print(f"  {len(many):,} different answers in {took:.1f} s, {len(many) / took:,.0f} a second (target: {SECONDS} s)")
    return int(reached["meaning"] < TARGET or took > SECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
