"""How two come from an interest to a result: states, steps, consent, and the rungs of proof. Pure decisions.

A partnership is what its steps make of it: each is a fact, and taking the last one back brings back what stood before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Protocol

# State → step → the state after it. "" is before the first step. Some steps lead further only once both sides have
# taken them: see `after`.
PIPELINE: Mapping[str, Mapping[str, str]] = {
    "": {"ask": "interest", "propose": "match", "declare": "active"},
    "interest": {"accept": "introduction", "decline": "declined", "expire": "expired"},
    "match": {"accept": "introduction", "decline": "declined", "expire": "expired"},
    "introduction": {
        "talk": "dialogue",
        "agree": "agreement",
        "sign": "agreement",
        "withdraw": "match",
        "decline": "declined",
        "expire": "expired",
    },
    "dialogue": {
        "talk": "dialogue",
        "agree": "agreement",
        "sign": "agreement",
        "withdraw": "match",
        "decline": "declined",
        "expire": "expired",
    },
    "agreement": {
        "accept": "agreement",
        "talk": "agreement",
        "agree": "agreement",
        "sign": "agreement",
        "act": "active",
        "achieve": "result",
        "withdraw": "agreement",
        "end": "ended",
    },
    "active": {
        "accept": "active",
        "talk": "active",
        "agree": "active",
        "sign": "active",
        "act": "active",
        "achieve": "result",
        "withdraw": "active",
        "end": "ended",
    },
    "result": {
        "accept": "result",
        "talk": "result",
        "agree": "result",
        "sign": "result",
        "act": "result",
        "achieve": "result",
        "withdraw": "result",
        "end": "ended",
    },
    "declined": {},  # who asks again begins anew
    "expired": {},
    "ended": {},
}
STATES = tuple(state for state in PIPELINE if state)
CLOSED = frozenset({"declined", "expired", "ended"})
# A partnership in one of these exists; before them it is being sought.
STANDING = frozenset({"agreement", "active", "result"})

# What a side says of itself by a step: that the other may have its contact details, or may not any more.
CONSENTS = frozenset({"ask", "accept"})
REFUSES = frozenset({"withdraw", "decline"})
# Such a step leads no further before both sides have accepted; or have said that they work together, which a document
# that one of them adds does not say for the other.
TOGETHER = {"accept": "introduction", "agree": "agreement", "sign": "agreement"}
# Steps that nobody takes for a side, but the team or time.
OF_NOBODY = frozenset({"propose", "expire"})
# All that a third party says of the two whom it supports: that its contact details may be shown to them, or not.
OF_SUPPORT = frozenset({"accept", "withdraw"})
# What one side says it did with the other: either may take it back.
CLAIMS = frozenset({"talk", "sign", "act", "achieve"})

# The evidence ladder, from the bottom up. A partnership stands on the highest rung that any of its steps reaches.
RUNGS = ("declared", "confirmed", "document", "activity", "result")
SAYS_SO = frozenset({"agree", "declare"})  # one such word declares it; words of both sides confirm it
PROVES: Mapping[str, str] = {"sign": "document", "act": "activity", "achieve": "result"}

# A side that is asked is reminded once; then what was asked expires. Talks that rest are asked after, and end.
REMINDED_AFTER, EXPIRES_AFTER = timedelta(days=14), timedelta(days=30)
ASKED_AFTER_REST, RESTED = timedelta(days=60), timedelta(days=180)
WAITING = frozenset({"interest", "match"})
TALKING = frozenset({"introduction", "dialogue"})

# A side takes so many steps with another in a day: whoever turns a consent on and off only fills letter boxes.
MOST_STEPS_A_DAY = 12
MOST_MEETINGS_A_DAY = 6

# How much one side may ask for at once: whoever writes to a hundred cities means none of them.
MOST_OPEN_REQUESTS = 12
MOST_REQUESTS_A_DAY = 6


class Taken(Protocol):
    """A step as it was taken: the state after it, and by which side (a number; None: by nobody or all of them)."""

    @property
    def step(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def side_id(self) -> int | None: ...


def after(state: str, step: str, *, by_all: bool = True, of_support: bool = False) -> str | None:
    """The state after a step; None where the step cannot be taken. `by_all` says whether with this step both sides have
    accepted, or have said that they work together: until then, what needs both (`TOGETHER`) leaves the state as it is,
    as does all that a third party says (`of_support`)."""
    if of_support:
        return state if step in OF_SUPPORT and state not in CLOSED else None
    became = PIPELINE[state].get(step)
    if became is not None and TOGETHER.get(step) == became and not by_all:
        return state
    return became


def consenting(steps: Iterable[Taken]) -> set[int]:
    """The sides that agree, by their last word, that the others have their contact details; `steps` in order."""
    agree: set[int] = set()
    for taken in steps:
        if taken.step in CONSENTS and taken.side_id is not None:
            agree.add(taken.side_id)
        elif taken.step in REFUSES and taken.side_id is not None:
            agree.discard(taken.side_id)
        elif taken.step in ("expire", "end"):
            agree.clear()
    return agree


def supporting(steps: Iterable[Taken]) -> set[int]:
    """The sides that have accepted and not taken that back; what became of the whole since changes nothing."""
    said = {taken.side_id: taken.step for taken in steps if taken.step in OF_SUPPORT and taken.side_id is not None}
    return {side for side, step in said.items() if step == "accept"}


def confirming(steps: Iterable[Taken]) -> set[int]:
    """The sides that said that the partnership exists."""
    return {taken.side_id for taken in steps if taken.step in SAYS_SO and taken.side_id is not None}


def exists(steps: Iterable[Taken]) -> bool:
    """Whether a partnership with these steps came about: an agreement that one side alone speaks of is none."""
    return any(taken.state in STANDING for taken in steps)


def rung(steps: Iterable[Taken], main: Collection[int]) -> str:
    """On which rung of the ladder a partnership with these steps stands; "" beneath it. `main` are the numbers of the
    two sides: what a third party says confirms nothing."""
    listed = list(steps)
    if not exists(listed):
        return ""
    reached = {PROVES[taken.step] for taken in listed if taken.step in PROVES}
    if any(taken.step in SAYS_SO for taken in listed):
        reached.add("confirmed" if len(confirming(listed) & {*main}) > 1 else "declared")
    return max(reached, key=RUNGS.index, default="")


def due(state: str, rested: timedelta) -> str:
    """What is to be done with a partnership in which nothing was done for so long: "remind", "expire" or nothing."""
    if state in WAITING:
        return "expire" if rested >= EXPIRES_AFTER else "remind" if rested >= REMINDED_AFTER else ""
    if state in TALKING:
        return "expire" if rested >= RESTED else "remind" if rested >= ASKED_AFTER_REST else ""
    return ""
