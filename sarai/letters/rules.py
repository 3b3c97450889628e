"""How a letter goes on its way, and what the answer of a mail server means: pure decisions.

The codes are those of RFC 5321 (4.2), the statuses ("5.1.1") those of RFC 3463 and RFC 7505.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

# How a letter goes: state → step → the state after it. The first is where every letter begins.
LETTER: Mapping[str, Mapping[str, str]] = {
    "waiting": {"claim": "sending", "stop": "stopped"},
    "sending": {"accept": "sent", "put off": "waiting", "refuse": "refused", "fail": "failed", "lose": "doubtful"},
    "sent": {"bounce": "refused"},
    "doubtful": {"accept": "sent", "again": "waiting", "leave": "stopped", "bounce": "refused"},
    "refused": {"again": "waiting", "leave": "stopped"},
    "failed": {"again": "waiting", "leave": "stopped"},
    "stopped": {"again": "waiting"},
}
TROUBLE = ("doubtful", "refused", "failed")  # what somebody of the team looks at


def after(state: str, step: str) -> str | None:
    """The state after a step; None where the step cannot be taken."""
    return LETTER[state].get(step)


def before(step: str) -> tuple[str, ...]:
    """The states in which a step can be taken."""
    return tuple(state for state, steps in LETTER.items() if step in steps)


# What a letter is for. Who does not want letters about something still gets those that answer an act of their own.
NECESSARY = frozenset({"confirmation", "change", "notice"})

# A claim that is older is of a worker that ended: no dialogue with a mail server, whose every answer is waited for half
# a minute, takes as long.
LOST_AFTER = timedelta(minutes=15)

_PAUSES = tuple(timedelta(minutes=number) for number in (1, 5, 15, 60, 180, 360, 720, 1440, 1440))
_OUTAGES = tuple(timedelta(minutes=number) for number in (1, 2, 5, 10))


def pause_after(tries: int) -> timedelta | None:
    """How long a letter waits that was put off so many times (from 1 up); None: three days are over, it is given up."""
    return _PAUSES[tries - 1] if tries <= len(_PAUSES) else None


def outage_after(failures: int) -> timedelta:
    """How long the mail server is left alone after it could not be reached so many times (from 1 up)."""
    return _OUTAGES[min(failures, len(_OUTAGES)) - 1]


class Verdict(Enum):
    """What became of a letter that was given to a mail server."""

    ACCEPTED = "accepted"
    LATER = "later"  # this letter, not now
    REFUSED = "refused"  # this address, never
    FAILED = "failed"  # this letter, never
    UNSURE = "unsure"  # all of it was given, and no answer came: it may have gone
    BROKEN = "broken"  # the connection ended before all of it was given: it has not gone
    DOWN = "down"  # the server takes nothing from us, whichever letter it is


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, in the server's own words."""

    verdict: Verdict
    words: str = ""


_STATUS = re.compile(r"\s*(\d\.\d{1,3}\.\d{1,3})\b")
_NO_SUCH_ADDRESS = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.0", "5.2.1"})
_NO_SUCH_MAILBOX = frozenset({550, 551, 553})  # where no status says more
_ABOUT_US = frozenset({503, 530, 535, 538})  # we did not say who we are, or not rightly
_GOODBYE = 421
_TOO_LARGE = 552


def is_of_the_address(status: str) -> bool:
    """Whether a status says that there is no such mailbox, or none that takes mail: the next letter fails as well.

    Statuses about the sender (5.1.7, 5.1.8), a full mailbox (5.2.2) or a policy (5.7) do not.
    """
    return status in _NO_SUCH_ADDRESS


def answer_to_sender(code: int, words: str) -> Answer:
    """What it means when the server does not take our own address: nothing goes, unless this letter is too large."""
    if code == _GOODBYE:
        return Answer(Verdict.BROKEN, f"{code} {words}")
    return Answer(Verdict.FAILED if code == _TOO_LARGE else Verdict.DOWN, f"{code} {words}")


def answer_to_recipient(code: int, words: str) -> Answer:
    """What it means when the server does not take the address to which a letter goes."""
    said = f"{code} {words}"
    if code == _GOODBYE:
        return Answer(Verdict.BROKEN, said)
    if code < 500:
        return Answer(Verdict.LATER, said)
    if code in _ABOUT_US:
        return Answer(Verdict.DOWN, said)
    status = _STATUS.match(words)
    dead = is_of_the_address(status[1]) if status else code in _NO_SUCH_MAILBOX
    return Answer(Verdict.REFUSED if dead else Verdict.FAILED, said)


def answer_to_content(code: int, words: str) -> Answer:
    """What it means when the server does not take a letter after it was given all of it."""
    said = f"{code} {words}"
    if code == _GOODBYE:
        return Answer(Verdict.BROKEN, said)
    if code < 500:
        return Answer(Verdict.LATER, said)
    status = _STATUS.match(words)
    return Answer(Verdict.REFUSED if status and is_of_the_address(status[1]) else Verdict.FAILED, said)
