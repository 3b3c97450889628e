"""Pure decisions about attendance and certificates. No Django, no clock, no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor

Interval = tuple[datetime, datetime]
MARK = re.compile(r"(?P<points>\d{1,4}([.,]\d{1,4})?)\s*(?:%|/\s*(?P<of>[1-9]\d{0,3}([.,]\d{1,4})?))?")


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
    """What earns a certificate: a share of each of enough sessions; and the assignment, with a mark of at least so
    much, and the survey answered, where the event asks for them.

    Shares are compared in whole seconds, so that 60 % of 90 minutes is 54 minutes and not a second less.
    """

    sessions: int
    share: float
    assignment: bool = False
    least_mark: float | None = None
    survey: bool = False

    def needed(self, window: Interval) -> int:
        """The seconds of a session that count as having attended it."""
        return floor(self.share * (window[1] - window[0]).total_seconds() + 0.5)


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
    missing_marks: float = 0
    missing_survey: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody did beside being there: whether they handed in, the best mark of it, the survey answered."""

    handed_in: bool = False
    mark: float | None = None
    answered: bool = False


NOTHING_DONE = Done()


def points_of(mark: str) -> float | None:
    """A mark as a number: "85", "8,5", "90 %"; of so many ("17/20") as of a hundred. None where it is none ("B+")."""
    found = MARK.fullmatch(mark.strip())
    if not found:
        return None
    points = float(found["points"].replace(",", "."))
    return points if not found["of"] else round(100 * points / float(found["of"].replace(",", ".")), 6)


def graded(mark: str, out_of: int | None) -> str:
    """A mark as it is put on record: points are those of so many, where the assignment says of how many ("17" of 20 is
    "17/20"); whatever else was typed ("90 %", "pass") stays as it is."""
    mark = mark.strip()
    bare = MARK.fullmatch(mark)
    return f"{mark}/{out_of}" if out_of and bare and bare["points"] == mark else mark


def is_late(moment: datetime, due: datetime | None) -> bool:
    """Whether something came after it was due; what has no such time is never late."""
    return due is not None and moment > due


def judge(
    rule: CertificateRule, seconds: Mapping[int, int], windows: Mapping[int, Interval], done: Done = NOTHING_DONE
) -> Verdict:
    """Hold what somebody did against a rule. `seconds` and `windows` are by session number."""
    short = {number: rule.needed(window) - seconds.get(number, 0) for number, window in windows.items()}
    attended = [number for number, lacking in short.items() if lacking <= 0]
    missing = max(0, rule.sessions - len(attended))
    nearest = sorted((lacking, number) for number, lacking in short.items() if lacking > 0)[:missing]
    marks = _marks_missing(rule, done)
    assignment, survey = rule.assignment and not done.handed_in, rule.survey and not done.answered
    return Verdict(
        qualifies=not (missing or assignment or marks or survey),
        sessions=len(attended),
        missing_sessions=missing,
        short=tuple((number, lacking) for lacking, number in nearest),
        missing_assignment=assignment,
        missing_marks=marks,
        missing_survey=survey,
    )


def _marks_missing(rule: CertificateRule, done: Done) -> float:
    """By how much the mark of what was handed in is too low; all of it where it has none."""
    if rule.least_mark is None or not done.handed_in:
        return 0
    return max(0, rule.least_mark - (done.mark or 0))


EARLY, LATE = timedelta(minutes=15), timedelta(minutes=45)  # around a session: it may begin sooner and end later


def watching_window(starts_at: datetime, ends_at: datetime) -> Interval:
    """When watching is watching of a session, as it is planned."""
    return starts_at - EARLY, ends_at + LATE


def without_gaps(intervals: Iterable[Interval], shortest: timedelta) -> list[Interval]:
    """Intervals united, and over gaps that are shorter than this: a picture that stood still for a moment is no
    absence."""
    merged: list[Interval] = []
    for start, end in united(intervals):
        if merged and start - merged[-1][1] < shortest:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged
