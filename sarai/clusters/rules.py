"""How much somebody may write, what is looked at before it is shown, and when a digest is due: pure decisions."""

from __future__ import annotations

from datetime import datetime, time, timedelta

AN_HOUR = timedelta(hours=1)
NEW = timedelta(days=7)  # so long somebody is new here
FEW = 3  # … and until they have written so many posts
MOST_LINKS = 2  # in a post of somebody who is new, or it is held
MOST_WHEN_NEW, MOST = 5, 20  # posts and changes of posts in an hour
LONGEST = 10_000  # letters of a post
MOST_FILES = 3  # of a post


def is_new(first: datetime | None, written: int, now: datetime) -> bool:
    """Whether somebody is new: they joined (or wrote for the first time) a few days ago, or have written little."""
    return first is None or now - first < NEW or written < FEW


def most_in_an_hour(*, new: bool) -> int:
    """How many posts and changes of posts somebody may make within an hour."""
    return MOST_WHEN_NEW if new else MOST


def is_held(*, new: bool, links: int) -> bool:
    """Whether the team looks at a post before it is shown: what spam is made of comes from who is new, with links."""
    return new and links > MOST_LINKS


def told_until(rhythm: str, now: datetime) -> datetime | None:
    """Until when a digest tells what is new: the beginning (UTC) of this day, or of this week's Monday; None for who
    wants none."""
    day = datetime.combine(now.date(), time(), now.tzinfo)
    if rhythm == "daily":
        return day
    return day - timedelta(days=day.weekday()) if rhythm == "weekly" else None
