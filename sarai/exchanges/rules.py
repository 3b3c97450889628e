"""Pure decisions about attendance and certificates. No Django, no clock, no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

Interval = tuple[datetime, datetime]


def clipped(interval: Interval, window: Interval) -> Interval | None:
    """The part of an interval inside a window; None where they do not overlap."""
    start, end = max(interval[0], window[0]), min(interval[1], window[1])
    return (start, end) if start < end else None


def united(intervals: Iterable[Interval]) -> list[Interval]:
    """Intervals as a sorted list in which none overlaps or touches another: two devices at once count once."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def seconds_within(intervals: Iterable[Interval], window: Interval) -> int:
    """How long somebody was in a session, in seconds: joins clipped to the session and united."""
    inside = [part for interval in intervals if (part := clipped(interval, window))]
    return sum(int((end - start).total_seconds()) for start, end in united(inside))


@dataclass(frozen=True, slots=True)
class CertificateRule:
    """What earns a certificate: a share of each of enough sessions, and the assignment where there is one.

    Shares are compared in whole seconds, so that 60 % of 90 minutes is 54 minutes and not a second less.
    """

    sessions: int
    share: float
    assignment: bool

    def needed(self, window: Interval) -> int:
        """The seconds of a session that count as having attended it."""
        return round(self.share * (window[1] - window[0]).total_seconds())


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody earned the certificate, and if not, what is missing.

    `short` is, for the sessions that were nearest to counting, by how many seconds each was missed.
    """

    qualifies: bool
    sessions: int
    missing_sessions: int
    short: tuple[tuple[int, int], ...]
    missing_assignment: bool


def judge(
    rule: CertificateRule, seconds: Mapping[int, int], windows: Mapping[int, Interval], handed_in: bool
) -> Verdict:
    """Hold what somebody did against a rule. `seconds` and `windows` are by session number."""
    short = {number: rule.needed(window) - seconds.get(number, 0) for number, window in windows.items()}
    attended = [number for number, lacking in short.items() if lacking <= 0]
    missing = max(0, rule.sessions - len(attended))
    nearest = sorted((lacking, number) for number, lacking in short.items() if lacking > 0)[:missing]
    return Verdict(
        qualifies=missing == 0 and (handed_in or not rule.assignment),
        sessions=len(attended),
        missing_sessions=missing,
        short=tuple((number, lacking) for lacking, number in nearest),
        missing_assignment=rule.assignment and not handed_in,
    )
