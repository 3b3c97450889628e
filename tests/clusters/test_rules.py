"""How much one may write, what is held, and when a digest is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sarai.clusters.rules import is_held, is_new, most_in_an_hour, told_until

NOW = datetime(2026, 5, 13, 9, 30, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(("first", "written", "new"), [
    (None, 99, True), (NOW - timedelta(days=6), 99, True), (NOW - timedelta(days=8), 2, True),
    (NOW - timedelta(days=7), 3, False),
])  # fmt: skip
def test_who_is_new(first, written, new):
    assert is_new(first, written, NOW) is new


def test_who_is_new_may_less():
    assert most_in_an_hour(new=True) < most_in_an_hour(new=False)
    assert [is_held(new=True, links=links) for links in (0, 2, 3)] == [False, False, True]
    assert not is_held(new=False, links=50)


def test_a_digest_tells_until_the_day_or_the_week_began():
    assert told_until("daily", NOW) == datetime(2026, 5, 13, tzinfo=UTC)
    assert told_until("weekly", NOW) == datetime(2026, 5, 11, tzinfo=UTC)
    assert told_until("none", NOW) is None
