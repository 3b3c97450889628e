"""How a request for advice goes, and an offer of technology or know-how: states, and who takes which step. Pure
decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

# State → step → the state after it. "" is before the first step.
ADVICE: Mapping[str, Mapping[str, str]] = {
    "": {"ask": "asked"},
    "asked": {"offer": "offered", "assign": "offered", "decline": "declined", "withdraw": "withdrawn"},
    "offered": {"agree": "agreed", "release": "asked", "withdraw": "withdrawn"},
    "agreed": {"arrange": "arranged", "report": "reported", "release": "asked", "withdraw": "withdrawn"},
    "arranged": {"arrange": "arranged", "report": "reported", "release": "asked", "withdraw": "withdrawn"},
    "reported": {"rate": "rated"},
    "rated": {},
    "declined": {},
    "withdrawn": {},
}
CITY, ADVISER, TEAM = "city", "adviser", "team"
# Who takes a step; the team takes any of them for who cannot. Nobody rates what they did themselves.
TAKEN_BY: Mapping[str, frozenset[str]] = {
    "ask": frozenset({CITY}),
    "offer": frozenset({ADVISER}),
    "assign": frozenset({TEAM}),
    "decline": frozenset({TEAM}),
    "agree": frozenset({CITY}),
    "arrange": frozenset({CITY, ADVISER}),
    "report": frozenset({ADVISER}),
    "rate": frozenset({CITY}),
    "release": frozenset({ADVISER, CITY}),
    "withdraw": frozenset({CITY}),
}
OPEN = frozenset({"asked", "offered", "agreed", "arranged"})
GIVEN = frozenset({"reported", "rated"})
# How many requests of one city may be open at once.
MOST_OPEN = 10
# How many steps of one request each side takes in a day: every step is a letter to both. The team's are not counted.
MOST_STEPS_A_DAY = 12
AGAIN_AFTER = timedelta(days=1)  # an adviser offers anew to advise on what was given back

# An offer is public once the team has confirmed it. What its offerer changes then waits to be confirmed, too, while
# what was confirmed before stays public.
OFFER: Mapping[str, Mapping[str, str]] = {
    "": {"publish": "waiting"},
    "waiting": {"change": "waiting", "confirm": "public", "refuse": "refused", "withdraw": "withdrawn"},
    "public": {"change": "changed", "refuse": "refused", "withdraw": "withdrawn"},
    "changed": {
        "change": "changed", "confirm": "public", "decline": "public", "drop": "public", "withdraw": "withdrawn",
    },
    "refused": {"change": "waiting"},
    "withdrawn": {"change": "waiting"},
}  # fmt: skip
SHOWN = frozenset({"public", "changed"})  # everybody reads what was confirmed
UNDECIDED = frozenset({"waiting", "changed"})  # something waits for the team
OF_TEAM = frozenset({"confirm", "refuse", "decline"})
# How many new offers of one city or institution may wait for the team at once, and how many it makes in a day.
MOST_WAITING = 5
MOST_OFFERS_A_DAY = 10

# Taking an offer up: a city asks, its offerer accepts.
TAKE_UP: Mapping[str, Mapping[str, str]] = {
    "": {"ask": "asked"},
    "asked": {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"},
    "accepted": {"withdraw": "withdrawn"},
    "declined": {"ask": "asked"},
    "withdrawn": {"ask": "asked"},
}
OF_OFFERER = frozenset({"accept", "decline"})

FEWEST_RATINGS = 3  # fewer than these would tell who gave which


@dataclass(frozen=True, slots=True)
class Rated:
    """What cities say of advice: how many have, and the mean of 1 to 5 (None: too few to be told)."""

    number: int
    mean: float | None


def rated(ratings: Iterable[int]) -> Rated:
    """How many ratings there are, and their mean once there are enough that none can be told from it."""
    listed = list(ratings)
    return Rated(len(listed), round(sum(listed) / len(listed), 1) if len(listed) >= FEWEST_RATINGS else None)


def speaks(languages: Iterable[str], wanted: str) -> bool:
    """Whether a language is among these (BCP 47), or one that is more exact: "zh-Hans" is "zh"."""
    return any(f"{code}-".lower().startswith(f"{wanted}-".lower()) for code in languages)


def after(machine: Mapping[str, Mapping[str, str]], state: str, step: str) -> str | None:
    """The state after a step; None where the step cannot be taken."""
    return machine[state].get(step)


def may(step: str, roles: Iterable[str]) -> bool:
    """Whether somebody in these roles takes this step of a request for advice."""
    return taken_as(step, roles) is not None


def taken_as(step: str, roles: Iterable[str]) -> str | None:
    """In which of these roles somebody takes this step of a request for advice: a side's before the team's, and the
    adviser's before the city's. None where in none of them."""
    who = frozenset(roles)
    if step == "rate" and ADVISER in who:
        return None
    return next((role for role in (ADVISER, CITY, TEAM) if role in who and role in TAKEN_BY[step] | {TEAM}), None)
