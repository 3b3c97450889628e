"""Instants of a file, in UTC."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarai.evidence.reading import Where
from sarai.evidence.reading.dates import DateReader, NotADate, Sample
from sarai.evidence.reading.shapes import Order

BERLIN = ZoneInfo("Europe/Berlin")
SHAPES = [
    "%b %d, %Y %I:%M %p",
    "%b %d, %Y %H:%M:%S",
    "%B %d, %Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%y, %I:%M:%S\u202f%p",
    "%m-%d-%Y %H:%M",
    "%d.%m.%Y, %H:%M:%S",
    "%d %b %Y %H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y/%m/%d %I:%M:%S %p",
    "%Y年%m月%d日 %H:%M:%S",
]


def samples(*texts, in_session=True):
    return [Sample(Where("s", line), text, in_session) for line, text in enumerate(texts, 1)]


def reader(zone="UTC", order=None, windows=()):
    return DateReader(ZoneInfo(zone), windows, order)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mar 28, 2020 8:07 AM", "2020-03-28 08:07:00"),
        ("Mar 22, 2025 19:28:32", "2025-03-22 19:28:32"),
        ("08/09/2026 02:31:08 PM", "2026-08-09 14:31:08"),
        ("7/22/26, 7:02:11\u202fPM", "2026-07-22 19:02:11"),
        ("7/22/26, 7:02:11\u00a0p.m.", "2026-07-22 19:02:11"),
        ("22.07.2026, 19:02:11", "2026-07-22 19:02:11"),
        ("2022/7/26 下午7:02:11", "2022-07-26 19:02:11"),
        ("2024-01-01 00:00:00", "2024-01-01 00:00:00"),
        ("2020/10/06 8:31:10 PM GMT+2", "2020-10-06 18:31:10"),
        ("2020/10/06 8:31:10 PM GMT-3:30", "2020-10-07 00:01:10"),
        ("2020-10-06T20:31:10.123+05:30", "2020-10-06 15:01:10"),
        ("2020-10-06T20:31:10.123Z", "2020-10-06 20:31:10"),
        ("2020-10-06 20:31:10-07:00", "2020-10-07 03:31:10"),
        ("12/01/2026 12:05 AM", "2026-12-01 00:05:00"),
        ("12/01/2026 12:05 PM", "2026-12-01 12:05:00"),
        ("2024-02-29", "2024-02-29 00:00:00"),
        ("Sept 5, 2020", "2020-09-05 00:00:00"),
    ],
)
def test_shapes(text, expected):
    assert f"{reader(order=Order.MONTH_FIRST).utc(text):%Y-%m-%d %H:%M:%S}" == expected


@pytest.mark.parametrize(
    "text",
    ["", "soon", "43918.338", "31/31/2020", "Feb 30, 2020", "2020-02-30", "10:00", "Foo 3, 2020", "2020-13-01 25:00"],
)
def test_what_is_no_date_is_said(text):
    with pytest.raises(NotADate, match="not a date that could be read"):
        reader(order=Order.DAY_FIRST).utc(text)


@given(
    st.datetimes(datetime(2001, 1, 1), datetime(2090, 1, 1)),
    st.sampled_from(SHAPES),
    st.sampled_from(["UTC", "Asia/Kolkata", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia"]),
)
def test_what_is_printed_is_read_back(at, shape, zone):
    """Over all shapes and zones: the local time that was printed is the local time that is read."""
    at = at.replace(microsecond=0, second=at.second if "%S" in shape else 0)
    dates = reader(zone, Order.MONTH_FIRST)
    local = at.replace(tzinfo=ZoneInfo(zone))
    if local.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != at:
        with pytest.raises(NotADate, match="skipped"):
            dates.utc(at.strftime(shape))
        return
    for _again in range(2):  # the second time from memory
        assert dates.utc(at.strftime(shape)) == local.astimezone(UTC)


class TestRule8AmbiguousDatesAreNeverGuessed:
    def test_a_number_above_twelve_settles_the_order(self):
        dates = reader()
        assert dates.decide(samples("03/04/2026 10:00", "13/04/2026 10:00")) is None
        assert dates.order is Order.DAY_FIRST
        assert dates.utc("03/04/2026 10:00") == datetime(2026, 4, 3, 10, tzinfo=UTC)
        dates = reader()
        assert dates.decide(samples("03/04/2026 10:00", "03/13/2026 10:00", in_session=False)) is None
        assert dates.order is Order.MONTH_FIRST

    def test_else_the_day_of_the_session_settles_it(self):
        session = (datetime(2026, 4, 3, 9, tzinfo=UTC), datetime(2026, 4, 3, 11, tzinfo=UTC))
        dates = reader(windows=[session])
        assert dates.decide(samples("03/04/2026 10:00")) is None
        assert dates.order is Order.DAY_FIRST

    def test_a_registration_weeks_before_is_no_evidence(self):
        session = (datetime(2026, 4, 3, 9, tzinfo=UTC), datetime(2026, 4, 3, 11, tzinfo=UTC))
        question = reader(windows=[session]).decide(samples("03/04/2026 10:00", in_session=False))
        assert question is not None

    def test_else_the_person_is_asked(self):
        dates = reader()
        question = dates.decide(samples("", "--", "03/04/2026 10:00", "05/04/2026 10:00"))
        assert question is not None
        assert question.where == ("s", 3)
        assert "2026-04-03" in question.message
        assert "2026-03-04" in question.message
        with pytest.raises(NotADate):
            dates.utc("03/04/2026 10:00")

    def test_the_answer_is_used(self):
        dates = reader(order=Order.DAY_FIRST)
        assert dates.decide(samples("03/04/2026 10:00")) is None
        assert dates.utc("03/04/2026 10:00") == datetime(2026, 4, 3, 10, tzinfo=UTC)

    def test_a_session_that_fits_both_orders_settles_nothing(self):
        year = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC))
        assert reader(windows=[year]).decide(samples("03/04/2026 10:00")) is not None

    def test_equal_day_and_month_ask_nothing(self):
        dates = reader()
        assert dates.decide(samples("04/04/2026 10:00")) is None
        assert dates.utc("04/04/2026 10:00") == datetime(2026, 4, 4, 10, tzinfo=UTC)

    def test_only_as_many_dates_are_looked_at_as_needed(self):
        seen = []
        dates = reader()
        dates.decide(seen.append(one) or one for one in samples("Mar 28, 2020 8:07 AM", "Mar 29, 2020 8:07 AM"))
        assert len(seen) == 1


class TestClockChanges:
    """Berlin, 2020: 02:00–03:00 did not exist on 29 March and came twice on 25 October."""

    def test_an_hour_that_was_skipped_is_refused(self):
        with pytest.raises(NotADate, match=r"02:30.*Europe/Berlin.*skipped"):
            reader("Europe/Berlin").utc("2020-03-29 02:30:00")

    def test_the_rest_of_such_a_day_is_read(self):
        dates = reader("Europe/Berlin")
        assert dates.utc("2020-03-29 01:30:00") == datetime(2020, 3, 29, 0, 30, tzinfo=UTC)
        assert dates.utc("2020-03-29 03:30:00") == datetime(2020, 3, 29, 1, 30, tzinfo=UTC)

    def test_an_hour_that_came_twice_is_the_first(self):
        assert reader("Europe/Berlin").utc("2020-10-25 02:30:00") == datetime(2020, 10, 25, 0, 30, tzinfo=UTC)

    def test_unless_the_session_was_in_the_second(self):
        session = (datetime(2020, 10, 25, 1, tzinfo=UTC), datetime(2020, 10, 25, 2, tzinfo=UTC))
        dates = reader("Europe/Berlin", windows=[session])
        assert dates.utc("2020-10-25 02:30:00") == datetime(2020, 10, 25, 1, 30, tzinfo=UTC)

    def test_a_leave_is_not_before_its_join(self):
        dates = reader("Europe/Berlin")
        joined = dates.utc("2020-10-25 02:50:00")
        assert dates.utc("2020-10-25 02:10:00", not_before=joined) == datetime(2020, 10, 25, 1, 10, tzinfo=UTC)

    def test_a_day_that_begins_with_a_jump(self):
        """Beirut skips midnight itself."""
        dates = reader("Asia/Beirut")
        assert dates.utc("2021-03-28 01:00:00") == datetime(2021, 3, 27, 22, tzinfo=UTC)
        with pytest.raises(NotADate):
            dates.utc("2021-03-28 00:30:00")


def test_memory_does_not_grow_with_the_file(monkeypatch):
    monkeypatch.setattr("sarai.evidence.reading.dates._REMEMBERED", 10)
    dates, start = reader(), datetime(2020, 1, 1)
    for step in range(100):
        at = start + timedelta(hours=31 * step, seconds=step)
        assert dates.utc(f"{at:%Y-%m-%d %H:%M:%S}") == at.replace(tzinfo=UTC)
    assert len(dates._days) <= 10
    assert len(dates._clocks) <= 10
