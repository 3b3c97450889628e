"""A programme file that cannot be applied says where, and changes nothing."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sarai.evidence.models import Source
from sarai.exchanges import actions
from sarai.exchanges.models import Event
from sarai.letters.models import Letter
from sarai.network.actions import disengage
from sarai.network.models import Engagement
from sarai.surveys.models import Survey, Version
from tests.surveys.forms import NEEDS
from tests.surveys.questionnaire.workbooks import workbook

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


@pytest.mark.parametrize(
    ("right", "wrong", "where"),
    [
        ("slug: p,", "slug: Making Cities Resilient,", "programme.slug: “Making Cities Resilient”"),
        ("slug: two", "slug: two--", "themes[1].slug: “two--”"),
        ("slug: needs", "slug: Bedürfnisse", "surveys[0].slug: “Bedürfnisse”"),
        ("slug: training", "slug: a/b", "events[0].slug: “a/b”"),
    ],
)
def test_a_slug_that_cannot_be_is_told_in_plain_words(tmp_path, right, wrong, where):
    told = refusal(tmp_path, right, wrong)
    assert where in told
    assert "Use small letters, digits and hyphens, as in making-cities-resilient." in told
    assert "^[a-z" not in told


@pytest.mark.parametrize("code", ["klingonese", "xx", "English", "en_GB", "zz-Hans", "''"])
def test_a_language_that_nobody_speaks_is_refused_with_its_place(tmp_path, code):
    told = refusal(tmp_path, "timezone: UTC", f"timezone: UTC\n    languages: [en, {code}]")
    assert "events[0].languages[1]" in told
    assert "is no code of a language" in told


def test_languages_of_the_world_are_known_by_their_codes(tmp_path):
    path = tmp_path / "programme.yaml"
    path.write_text(WHOLE.replace("timezone: UTC", "timezone: UTC\n    languages: [en, zh-Hans, pt-BR, sw, quc]"))
    call_command("programme", "apply", str(path))
    assert Event.objects.get().languages == ["en", "zh-Hans", "pt-BR", "sw", "quc"]


def refusal(tmp_path, right: str, wrong: str) -> str:
    """What is said of the whole file with something wrong in it, of which nothing is applied."""
    assert right in WHOLE
    path = tmp_path / "programme.yaml"
    path.write_text(WHOLE.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        call_command("programme", "apply", str(path))
    assert not Event.objects.exists()
    return str(refused.value)


SURVEYS = """
programme: {slug: p, title: P, starts_on: 2020-01-01, ends_on: 2020-12-31}
surveys: [{slug: needs, title: Needs, form: forms/needs.xlsx}]
"""


@pytest.fixture
def with_form(tmp_path):
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "needs.xlsx").write_bytes(workbook(NEEDS))
    path = tmp_path / "programme.yaml"
    path.write_text(SURVEYS, encoding="utf-8")
    return path


def test_a_questionnaire_is_published_once(with_form, capsys):
    call_command("programme", "apply", str(with_form))
    call_command("programme", "apply", str(with_form))
    assert "0 created, 0 changed" in capsys.readouterr().out.splitlines()[-1]
    version = Version.objects.get()
    assert (version.survey.slug, version.name, version.by) == ("needs", "needs.xlsx", "command line")
    newer = NEEDS.replace("| needs    | 1 ", "| needs    | 2 ")
    (with_form.parent / "forms" / "needs.xlsx").write_bytes(workbook(newer))
    call_command("programme", "apply", str(with_form))
    assert [version.version for version in Version.objects.all()] == ["2", "1"]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("forms/needs.xlsx", "forms/other.xlsx", "there is no file"),
        ("forms/needs.xlsx", "programme.yaml", "surveys"),
    ],
)
def test_a_questionnaire_that_cannot_be_published_is_refused_with_its_place(with_form, right, wrong, said):
    with_form.write_text(SURVEYS.replace(right, wrong), encoding="utf-8")
    with pytest.raises(CommandError, match=said) as refused:
        call_command("programme", "apply", str(with_form))
    assert "surveys[0].form" in str(refused.value)
    assert not Survey.objects.exists()


def test_who_registered_is_told_when_the_file_moves_a_session_and_reminded_in_time(
    write, countries, django_capture_on_commit_callbacks
):
    soon = f"{timezone.now() + timedelta(days=9):%Y-%m-%d}"

    def applied(**changed):
        path = Path(write(**changed))
        path.write_text(path.read_text().replace("2020-09-08", soon))
        with django_capture_on_commit_callbacks(execute=True):
            call_command("programme", "apply", str(path))
        return Event.objects.get().sessions.get()

    Event.objects.filter(pk=applied().event_id).update(registers=True)
    reminders = DBTaskResult.objects.filter(task_path="sarai.exchanges.tasks.remind")
    assert reminders.count() == 2  # a day before, and an hour
    said = {"email": "ana@example.org", "name": "Ana", "language": "en"}
    one = actions.enrol(event=Event.objects.get(), said=said, at=timezone.now()).enrolment
    actions.prove(enrolment=one, at=timezone.now())
    moved = applied(at="09:30")
    assert moved.revision == 1
    assert Letter.objects.get(purpose="change").email == "ana@example.org"
    assert reminders.count() == 4
    applied(at="09:30")
    assert (Letter.objects.filter(purpose="change").count(), reminders.count()) == (1, 4)


PARTNERS = """
programme: {slug: p, title: P, starts_on: 2020-01-01, ends_on: 2020-12-31}
institutions:
  - {slug: un-women, name: UN Women, type: un_entity, partner_since: SINCE, role: technical}
  - {slug: other, name: Another, type: cso}
"""


@pytest.fixture
def apply_partners(tmp_path):
    def apply(since="2020-03-01"):
        path = tmp_path / "partners.yaml"
        path.write_text(PARTNERS.replace("SINCE", since), encoding="utf-8")
        call_command("programme", "apply", str(path))
        return [
            (one.institution.slug, one.role, f"{one.since}") for one in Engagement.objects.filter(retracted_at=None)
        ]

    return apply


def test_institutions_take_part_since_the_day_that_the_file_says(apply_partners):
    assert apply_partners() == [("un-women", "technical", "2020-03-01")]
    before = Source.objects.count()
    assert apply_partners() == [("un-women", "technical", "2020-03-01")]
    assert Source.objects.count() == before
    assert apply_partners("2020-04-01") == [("un-women", "technical", "2020-04-01")]


def test_who_left_since_is_not_taken_up_again_by_the_file(apply_partners):
    apply_partners()
    disengage(engagement=Engagement.objects.get(), until=date(2020, 5, 1), by="Tara", at=timezone.now())
    apply_partners()
    assert Engagement.objects.get(retracted_at=None).until == date(2020, 5, 1)


@pytest.mark.parametrize("day", ["2020-13-01", "1066-01-01"])
def test_a_day_that_cannot_be_is_refused_at_the_institution(apply_partners, day):
    with pytest.raises(CommandError, match=r"institutions\[0\].*partner_since"):
        apply_partners(day)
