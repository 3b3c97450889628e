"""What an answer means, where the form leaves it to a word: pure decisions.

The values are those of a form's choices (the column `name`), or numbers. A form that uses other words is counted once
its choices have one of these.
"""

from __future__ import annotations

from collections.abc import Mapping

# Whoever gave one of these as what they learned knows more than before. Of a scale from 1 to 5, the upper two are.
LEARNED = frozenset(
    {
        *("yes", "agree", "strongly_agree", "somewhat", "much", "very_much", "a_lot"),
        *("increased", "greatly_increased", "4", "5"),
    }
)
LEARNED_FROM = 4

# Whoever gave one of these does not, or not yet, wish to work together; every other answer names with whom or in what.
NOT_INTERESTED = frozenset(
    {"no", "none", "not_interested", "not_now", "later", "maybe", "unsure", "not_sure", "dont_know", "false", "0", "n"}
)

SURGICAL_MASKS = ("surgical_masks", "surgical masks", "Surgical masks")
OTHER = "other"

# The roles by which a survey asks what cities need, wish for or offer: one that has any of them is a needs survey.
ASKS_FOR_NEEDS = frozenset(
    {
        "need.priority",
        "wish.partner_city",
        "wish.support",
        "offer.theme",
        "goods.item",
        "goods.quantity",
        "collaboration.interest",
    }
)

# The roles whose answers belong to a theme of the programme.
THEMED = ("need.priority", "offer.theme")

# Of what a person ranks, the first so many count as what their city needs most; all that somebody ticks does.
FIRST = 3

# How following up on somebody goes: state → step → the state after it. The first is where everybody begins who asked
# to be contacted.
FOLLOW_UP: Mapping[str, Mapping[str, str]] = {
    "asked": {"take": "taken", "close": "closed"},
    "taken": {"reach": "reached", "miss": "missed", "release": "asked", "close": "closed"},
    "missed": {"reach": "reached", "miss": "missed", "release": "asked", "close": "closed"},
    "reached": {"reach": "reached", "miss": "missed", "release": "asked", "close": "closed"},
    "closed": {"reopen": "taken"},
}
BEGINNING = "asked"


def after(state: str, step: str) -> str | None:
    """The state after a step; None where the step cannot be taken."""
    return FOLLOW_UP[state].get(step)


def order_of_needs(
    rank: int | None, people: int, said: int | None, subject: str
) -> tuple[bool, int, int, bool, int, str]:
    """By what the needs of a city are put in order: the city's own ranks first, then how many people named each; of
    those that as many named, what the city itself has said first, in the order in which it said them (`said`)."""
    return rank is None, rank or 0, -people, said is None, said or 0, subject
