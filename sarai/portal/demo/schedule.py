"""When the event took place, and the rule for its certificates. Wall times are New York's."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

TITLE = "Making Cities Resilient (synthetic demonstration data)"
TIME_ZONE = "America/New_York"  # of the webinar account, so of every time in its reports
FORM_TIME_ZONE = "Asia/Seoul"  # of the form account
WEBINAR_ID = "900-2020-0908"

SESSION_DATES = (date(2020, 9, 8), date(2020, 9, 15), date(2020, 9, 22), date(2020, 9, 29), date(2020, 10, 6))
SESSIONS = range(1, len(SESSION_DATES) + 1)
OPENS_AT = time(7, 30)
WINDOW = 90 * 60  # seconds
SEOUL_AHEAD = timedelta(hours=13)  # of New York, until it leaves summer time on 1 November

MIN_SESSIONS = 4
MIN_SHARE = 0.6  # of a session's minutes
THRESHOLD = 54 * 60  # seconds: 60 % of the window

REGISTRATION_OPENS = datetime(2020, 8, 10, 9)
EVE = datetime(2020, 9, 7, 18)  # the first registration report is drawn
FINAL = datetime(2020, 10, 7, 9)  # and the last


def opening(session: int) -> datetime:
    """Start of a session's window, as New York wall time; `session` counts from 1."""
    return datetime.combine(SESSION_DATES[session - 1], OPENS_AT)


def closing(session: int) -> datetime:
    """End of a session's window, as New York wall time."""
    return opening(session) + timedelta(seconds=WINDOW)
