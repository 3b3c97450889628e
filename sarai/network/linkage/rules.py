"""What a probability may lead to: pure decisions about pairs, whatever the model says of them."""

from __future__ import annotations

from collections.abc import Mapping

AUTOMATIC = 0.90
"""From this probability two records are linked without asking (chosen on a validation set: see `bench/linkage.py`)."""

REVIEW = 0.20
"""From this probability on a pair is shown to a person; below it is left alone."""

NAME_ALONE = 0.10
"""The most that a name gives by itself, whether or not country and gender fit: less than is worth anybody's time."""

CERTAIN = 0.99
"""At least this for one private address under like names: an address is the strongest mark of identity there is."""

LIKE_NAMES = frozenset(
    {"same-name", "same-name-elsewhere", "part-of-name", "sounds-alike", "initials", "near-name", "alike-name"}
)
"""Levels of the name at which two records may be one person's."""

UNLIKE_NAMES = frozenset({"two-shared", "one-shared", "other-name"})
"""… and at which not even one address makes them so without asking: people share addresses."""

OWN_ADDRESS = frozenset({"same-mailbox", "address-slip", "same-handle"})
OWN_PHONE = frozenset({"same-phone", "phone-slip"})
SAME_EMPLOYER = frozenset({"same-organisation", "like-organisation", "same-institution-domain"})

Levels = Mapping[str, str]
"""comparison → level of agreement, as `model.COMPARISONS` names them; blank where nothing is known."""


def bounded(probability: float, levels: Levels) -> float:
    """The model's probability within what the house allows.

    One private address is certain unless names or gender contradict it. A name alone is never proposed. Without an
    address or a telephone in common, or under unlike names, nothing is linked without asking: name, employer and place
    together are a suggestion.
    """
    if levels["email"] == "same-mailbox" and levels["name"] not in UNLIKE_NAMES and levels["gender"] != "other-gender":
        return max(probability, CERTAIN)
    if not is_corroborated(levels):
        return min(probability, NAME_ALONE)
    if levels["name"] not in LIKE_NAMES or not has_own_mark(levels):
        return min(probability, AUTOMATIC - 0.001)
    return probability


def is_corroborated(levels: Levels) -> bool:
    """Whether anything but name, country and gender speaks for one person."""
    return has_own_mark(levels) or levels["organisation"] in SAME_EMPLOYER or levels["place"] == "same-city"


def has_own_mark(levels: Levels) -> bool:
    """Whether the two share something that is one person's: an address or a telephone."""
    return levels["email"] in OWN_ADDRESS or levels["phone"] in OWN_PHONE
