"""Time in a session, and what earns a certificate: examples, and properties that hold of any joins."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarai.exchanges.rules import CertificateRule, Done, clipped, judge, seconds_within, united

START = datetime(2020, 9, 8, 11, 30, tzinfo=UTC)
WINDOW = (START, START + timedelta(minutes=90))


def interval(start, end):
    return START + timedelta(seconds=start), START + timedelta(seconds=end)


intervals = st.lists(
    st.tuples(st.integers(-3000, 8000), st.integers(0, 6000)).map(lambda pair: interval(pair[0], pair[0] + pair[1]))
)


def test_two_devices_at_once_count_once():
    assert seconds_within([interval(0, 1800), interval(600, 2400)], WINDOW) == 2400


def test_time_before_and_after_the_session_does_not_count():
    assert seconds_within([interval(-600, 60), interval(5340, 9000)], WINDOW) == 120
    assert clipped(interval(-600, 0), WINDOW) is None


@given(intervals)
def test_united_intervals_neither_touch_nor_lose_time(joins):
    found = united(joins)
    assert all(one[1] < other[0] for one, other in zip(found, found[1:], strict=False))
    for start, end in joins:
        assert any(s <= start and end <= e for s, e in found)


@given(intervals)
def test_seconds_equal_a_count_of_every_second(joins):
    seconds = {
        s
        for start, end in joins
        for s in range(int((start - START).total_seconds()), int((end - START).total_seconds()))
    }
    assert seconds_within(joins, WINDOW) == len([s for s in seconds if 0 <= s < 5400])


@given(intervals, intervals)
def test_more_joins_never_mean_less_time(some, more):
    assert seconds_within(some + more, WINDOW) >= seconds_within(some, WINDOW)


RULE = CertificateRule(sessions=2, share=0.6, assignment=True)
WINDOWS = {1: WINDOW, 2: WINDOW, 3: WINDOW}


def test_exactly_the_share_is_enough():
    verdict = judge(RULE, {1: 3240, 2: 3240}, WINDOWS, Done(handed_in=True))
    assert (verdict.qualifies, verdict.sessions) == (True, 2)


def test_what_is_missing_is_said_by_how_much_for_the_nearest_sessions():
    verdict = judge(RULE, {1: 5400, 2: 3180, 3: 60}, WINDOWS, Done(handed_in=True))
    assert (verdict.qualifies, verdict.missing_sessions, verdict.short) == (False, 1, ((2, 60),))


def test_without_the_assignment_no_certificate():
    verdict = judge(RULE, {1: 5400, 2: 5400}, WINDOWS, Done())
    assert (verdict.qualifies, verdict.missing_assignment, verdict.short) == (False, True, ())


@pytest.mark.parametrize(("share", "needed"), [(0.6, 3240), (1, 5400), (1 / 3, 1800)])
def test_the_needed_time_is_in_whole_seconds(share, needed):
    assert CertificateRule(1, share, False).needed(WINDOW) == needed
