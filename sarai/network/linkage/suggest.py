"""What open suggestions would come to."""

from __future__ import annotations

from collections.abc import Iterable


def after_acceptance(ids: set[int], pairs: Iterable[tuple[int, int]]) -> int:
    """How many people `ids` would be, were every suggestion in `pairs` accepted.

    A pair also counts through somebody outside `ids`: with 1 and 3 asked for, 1–2 and 2–3 leave one person.
    """
    parent: dict[int, int] = {}

    def root(number: int) -> int:
        while (above := parent.setdefault(number, number)) != number:
            parent[number] = parent[above]
            number = parent[number]
        return number

    for left, right in pairs:
        parent[root(left)] = root(right)
    return len({root(number) for number in ids})
