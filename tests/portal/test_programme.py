"""A programme file that cannot be applied says where, and changes nothing."""

import pytest
from django.core.management import CommandError, call_command

from sarai.exchanges.models import Event

pytestmark = pytest.mark.django_db
FILE = """
programme: {{slug: p, title: P, starts_on: 2020-01-01, ends_on: 2020-12-31}}
events:
  - slug: {slug}
    title: {title}
    timezone: UTC
    sessions: [{{title: One, day: 2020-09-08, at: "{at}", minutes: {minutes}}}]
    certificate: {{sessions: 1, share: {share}}}
"""
GOOD = {"slug": "training", "title": "T", "at": "07:30", "minutes": 90, "share": 0.5}


@pytest.fixture
def write(tmp_path):
    def file(**changed):
        path = tmp_path / "programme.yaml"
        path.write_text(FILE.format(**(GOOD | changed)), encoding="utf-8")
        return str(path)

    return file


@pytest.mark.parametrize(
    "changed",
    [
        {"slug": "''"},
        {"slug": "a/b"},
        {"slug": "x" * 51},
        {"title": "''"},
        {"title": "T" * 301},
        {"minutes": 0},
        {"minutes": -5},
        {"share": ".nan"},
        {"share": 2},
        {"at": "25:99"},
    ],
)
def test_a_value_that_cannot_be_is_refused(write, changed):
    with pytest.raises(CommandError) as refused:
        call_command("programme", "apply", write(**changed))
    assert "events[0]" in str(refused.value)
    assert not Event.objects.exists()


def test_applied_twice_it_changes_nothing(write, capsys):
    call_command("programme", "apply", write())
    call_command("programme", "apply", write())
    assert Event.objects.get().sessions.get().title == "One"
    assert "created" in capsys.readouterr().out


WHOLE = """
programme: {slug: p, title: P, starts_on: 2020-01-01, ends_on: 2020-12-31}
themes: [{slug: one, name: One}, {slug: two, name: Two}]
surveys: [{slug: needs, title: Needs, timezone: Africa/Nairobi, opens_on: 2020-01-01, closes_on: 2020-03-01}]
events:
  - slug: training
    title: Training
    timezone: UTC
    sessions: [{title: One, day: 2020-09-08, at: "07:30", minutes: 90}]
"""


@pytest.mark.parametrize(
    ("right", "wrong", "where"),
    [
        ("day: 2020-09-08", "day: 2026-02-30", "events[0].sessions[0].day"),
        ("day: 2020-09-08", "day: 9999-12-31", "events[0].sessions[0].day"),
        ("closes_on: 2020-03-01", "closes_on: 9999-12-31", "surveys[0].closes_on"),
        ("opens_on: 2020-01-01", "opens_on: 0001-01-01", "surveys[0].opens_on"),
        ("closes_on: 2020-03-01", "closes_on: 2019-03-01", "surveys[0].closes_on"),
        ("ends_on: 2020-12-31", "ends_on: 2019-12-31", "programme.ends_on"),
        ("ends_on: 2020-12-31", "ends_on: 2020-13-31", "programme.ends_on"),
        ("timezone: UTC", "timezone: America", "events[0]"),
        ("timezone: Africa/Nairobi", "timezone: Africa", "surveys, needs"),
        ("slug: two", "slug: one", "themes[1].slug"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(tmp_path, right, wrong, where):
    assert right in WHOLE
    path = tmp_path / "programme.yaml"
    path.write_text(WHOLE.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("programme", "apply", str(path))
    assert where in str(refused.value)
    assert not Event.objects.exists()


def test_the_whole_file_is_applied(tmp_path):
    path = tmp_path / "programme.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    call_command("programme", "apply", str(path))
    assert Event.objects.get().sessions.get().starts_at.isoformat() == "2020-09-08T07:30:00+00:00"


@pytest.mark.parametrize(("day", "at", "minutes"), [("2025-03-09", "01:30", 90), ("2025-11-02", "00:30", 120)])
def test_a_session_lasts_its_minutes_whatever_the_clock_does(tmp_path, day, at, minutes):
    path = tmp_path / "programme.yaml"
    text = FILE.format(**(GOOD | {"at": at, "minutes": minutes})).replace("timezone: UTC", "timezone: America/New_York")
    path.write_text(text.replace("2020-09-08", day), encoding="utf-8")
    call_command("programme", "apply", str(path))
    session = Event.objects.get().sessions.get()
    assert (session.ends_at - session.starts_at).total_seconds() == minutes * 60
