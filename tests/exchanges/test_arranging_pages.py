"""The team's pages on which an event is set up, from a draft to what is left of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sarai.exchanges import actions
from sarai.exchanges.models import AgendaItem, Contribution, Event, Material, Series, Session, TakingPart
from sarai.exchanges.queries.enrolments import token_of
from sarai.exchanges.rules import CertificateRule
from sarai.letters.models import Letter
from sarai.network.models import Institution, PersonRecord, Theme
from tests.making import attended, day, file, make_event, person, registered
from tests.surveys.forms import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]

TOMORROW = timezone.localtime(timezone.now()).date() + timedelta(days=9)
EVENT = {
    "title": "Travel South", "slug": "travel", "kind": "webinar", "state": "draft", "timezone": "Asia/Shanghai",
    "also_timezones": "Asia/Seoul, America/New_York", "languages": "en، zh-Hans", "interpreted": "ar",
    "reminders": "1, 24", "registers": "on", "capacity": "", "sdgs": ["11"],
}  # fmt: skip
SESSION = {"title": "Opening", "day": f"{TOMORROW:%Y-%m-%d}", "begins": "20:00", "minutes": "90"}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def event(db) -> Event:
    """A training whose two sessions are to come, on which people register."""
    made = make_event(sessions=2)
    Event.objects.update(registers=True)
    for number, session in enumerate(made.sessions.all(), 1):
        session.starts_at = timezone.now() + timedelta(days=number)
        session.ends_at = session.starts_at + timedelta(hours=1)
        session.save()
    return Event.objects.get()


@pytest.fixture
def past(db) -> Event:
    """A training whose two sessions are over, on which people registered."""
    made = make_event(sessions=2)
    Event.objects.update(registers=True)
    return made


def rows(*said: dict[str, object], initial: int = 0) -> dict[str, object]:
    """The form of an agenda, as a browser sends it."""
    sent: dict[str, object] = {"form-TOTAL_FORMS": len(said), "form-INITIAL_FORMS": initial}
    for number, row in enumerate(said):
        sent |= {f"form-{number}-{name}": value for name, value in row.items()}
    return sent


def sentences(answer) -> str:
    """What a refused form says."""
    assert answer.status_code == 422, answer.status_code
    return answer.content.decode()


def todo(client: Client, slug: str = "training") -> str:
    """What is still to be done, as the page of the event says it."""
    page = client.get(f"/events/{slug}/arrange/").content.decode()
    return page.partition('id="todo"')[2].partition("</section>")[0]


def test_who_holds_an_event_and_who_holds_it_with_them(as_team):
    first, second, third = (
        Institution.objects.create(slug=name, name=f"Office {name}", type="un") for name in ("a", "b", "c")
    )
    said = EVENT | {"state": "open", "hosts": [second.pk], "co_hosts": [first.pk, third.pk]}
    as_team.post("/new-event/", said)
    page = Client().get("/events/travel/").content.decode()
    assert re.findall(r"(Held by|Together with|Office .)</", page) == [
        "Held by", "Office b", "Together with", "Office a", "Office c",
    ]  # fmt: skip
    form = as_team.get("/events/travel/change/").content.decode()
    assert len(re.findall(r'name="(?:hosts|co_hosts)"[^>]* checked', form)) == 3
    twice = as_team.post("/events/travel/change/", said | {"co_hosts": [second.pk]})
    assert "Office b is chosen above already." in sentences(twice)


def test_an_event_from_a_draft_to_a_published_one(as_team):
    host = Institution.objects.create(slug="office", name="The Office", type="un")
    theme = Theme.objects.create(slug="water", name="Water", sdgs=[6])
    made = as_team.post("/new-event/", EVENT | {"hosts": [host.pk], "themes": [theme.pk], "closes_on": "2030-01-01"})
    assert made["Location"] == "/events/travel/arrange/"
    event = Event.objects.get()
    assert (event.state, event.registers, event.reminders, event.goals) == ("draft", True, [24, 1], [6, 11])
    assert (event.also_timezones, event.languages) == (["Asia/Seoul", "America/New_York"], ["en", "zh-Hans"])
    assert event.registration_closes_at == datetime(2030, 1, 1, 16, tzinfo=UTC)  # midnight in Shanghai
    assert "It has no session yet" in todo(as_team, "travel")
    assert as_team.post("/events/travel/new-session/", SESSION).status_code == 302
    assert "It has no session yet" not in todo(as_team, "travel")
    assert "Session 1 has no way to connect yet." in todo(as_team, "travel")
    as_team.post("/events/travel/sessions/1/", SESSION | {"link": "zoom.example/j/1", "platform_id": "900 0000-01"})
    session = Session.objects.get()
    assert (session.link, session.platform_id) == ("https://zoom.example/j/1", "900000001")
    assert f"{session.starts_at.astimezone(event.zone):%H:%M}" == "20:00"
    assert "no way to connect" not in todo(as_team, "travel")
    assert "It is a draft" in todo(as_team, "travel")
    assert Client().get("/events/travel/").status_code == 404
    published = as_team.post("/events/travel/change/", EVENT | {"state": "open", "hosts": [host.pk]})
    assert published.status_code == 302
    assert "It is a draft" not in todo(as_team, "travel")
    page = Client().get("/events/travel/").content.decode()
    assert "The Office" in page
    assert "21:00–22:30" in page  # in Seoul


def test_the_form_shows_what_was_said_before(as_team, event):
    as_team.post("/events/training/change/", EVENT | {"closes_on": "2030-01-01", "title": "Changed"})
    page = as_team.get("/events/training/change/").content.decode()
    for shown in ('value="2030-01-01"', 'value="24, 1"', 'value="Asia/Seoul, America/New_York"', 'value="Changed"'):
        assert shown in page
    assert Event.objects.get().slug == "training"  # a name in addresses stays what it is
    page = as_team.get("/events/training/sessions/1/").content.decode()
    starts = Session.objects.get(number=1).starts_at.astimezone(Event.objects.get().zone)
    assert f'value="{starts:%Y-%m-%d}"' in page
    assert f'value="{starts:%H:%M}"' in page
    assert 'value="60"' in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"timezone": "Beijing"}, "“Beijing” is no time zone."),
        ({"also_timezones": "Asia/Seoul, Nowhere/Town"}, "“Nowhere/Town” is no time zone."),
        ({"languages": "english"}, "“english” is no code of a language."),
        ({"interpreted": "Español!"}, "is no code of a language."),
        ({"capacity": "0"}, "An event has at least one place."),
        ({"capacity": "-3"}, "Ensure this value is greater than or equal to 0."),
        ({"reminders": "x"}, "Write whole hours from 1 to 720"),
        ({"reminders": "24, 0"}, "Write whole hours from 1 to 720"),
        ({"reminders": "9" * 5000}, "Write whole hours from 1 to 720"),
        ({"slug": "training"}, "There is an event of this name already."),
        ({"slug": "two words"}, "Enter a valid “slug”"),
        ({"title": "nul\x00"}, "Null characters are not allowed."),
        ({"title": ""}, "This field is required."),
        ({"closes_on": "20260-01-01"}, "Enter a valid date."),
        ({"closes_on": "9999-12-31"}, "Choose a year from 1990 to 2100."),
        ({"closes_on": "0001-01-01"}, "Choose a year from 1990 to 2100."),
    ],
)
def test_what_an_event_cannot_be_is_told(as_team, event, fields, sentence):
    assert sentence in sentences(as_team.post("/new-event/", EVENT | fields))
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"day": "2021-03-14", "begins": "02:30"}, "it is never 02:30 there on that day"),
        ({"day": "20260-01-01"}, "Enter a valid date."),
        ({"day": "2260-01-01"}, "Choose a year from 1990 to 2100."),
        ({"begins": "25:00"}, "Enter a valid time."),
        ({"minutes": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"minutes": "1441"}, "Ensure this value is less than or equal to 1440."),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"stream": "javascript:alert(1)"}, "This is no address."),
        ({"stream": "//evil.example/x.m3u8"}, "This is no address."),
        ({"stream": "/\\evil.example/x.mp4"}, "This is no address."),
        ({"stream": "https://evil.example;script-src*/x.m3u8"}, "This is no address."),
        ({"stream": "https://evil.example' *; script-src 'unsafe-inline'/x.m3u8"}, "This is no address."),
        ({"link": "https://zoom.example/\x00"}, "Null characters are not allowed."),
        ({"title": ""}, "This field is required."),
        ({"platform_id": "9" * 41}, "Ensure this value has at most 40 characters"),
    ],
)
def test_what_a_session_cannot_be_is_told(as_team, event, fields, sentence):
    before = Session.objects.get(number=1).starts_at
    assert sentence in sentences(as_team.post("/events/training/sessions/1/", SESSION | fields))
    assert sentence in sentences(as_team.post("/events/training/new-session/", SESSION | fields))
    assert Session.objects.get(number=1).starts_at == before
    assert Session.objects.count() == 2


@pytest.mark.parametrize(
    ("address", "one", "other"),
    [
        ("sessions/1/", SESSION | {"begins": "14:00"}, SESSION | {"title": "Another title"}),
        ("change/", EVENT | {"capacity": "50"}, EVENT | {"summary": "Another"}),
        ("assignment/", {"title": "A", "text": "Do it."}, {"title": "B", "text": "Do it."}),
        ("sessions/1/agenda/", {"title": "Opening"}, {"title": "Closing"}),
    ],
)
def test_what_one_saved_is_not_undone_unseen_by_who_had_the_page_open_before(as_team, event, address, one, other):
    address = f"/events/training/{address}"
    if "agenda" in address:
        one, other = (rows({"after": 0, "minutes": 5} | said) for said in (one, other))

    def seen(page) -> dict[str, str]:
        return {"seen": re.findall(r'name="seen" value="([^"]*)"', page.content.decode())[0]}

    opened = seen(as_team.get(address))
    assert as_team.post(address, one | opened).status_code == 302
    stale = as_team.post(address, other | opened)
    assert "Somebody else has changed this meanwhile" in sentences(stale)
    assert as_team.post(address, other | seen(stale)).status_code == 302


def test_an_agenda_is_kept_changed_and_taken_away(as_team, event):
    address = "/events/training/sessions/1/agenda/"
    opening = {"after": 0, "minutes": 10, "title": "Opening", "summary": "By the mayor"}
    talk = {"after": 10, "minutes": 40, "title": "第一讲"}
    assert as_team.post(address, rows(opening, talk, {"title": ""})).status_code == 302
    first, second = AgendaItem.objects.all()
    kept = rows({"id": second.pk, "after": 15, "minutes": 30, "title": "第二讲"}, initial=1)
    assert as_team.post(address, kept).status_code == 302
    assert list(AgendaItem.objects.values_list("pk", "after", "title")) == [(second.pk, 15, "第二讲")]
    page = Client().get("/events/training/").content.decode()
    assert "第二讲" in page
    assert first.title not in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (rows({"title": "Opening"}), "Say how many minutes."),
        (rows({"after": -1, "minutes": 0, "title": "Opening"}), "greater than or equal to 1"),
        (rows({"after": "x", "minutes": 5, "title": "Opening"}), "Enter a whole number."),
        (rows({"after": 0, "minutes": 5, "title": "x" * 301}), "at most 300 characters"),
        (rows(*({"after": 0, "minutes": 1, "title": "Part"} for _n in range(61))), "A session has at most 60 parts."),
        (rows(*({"after": 0, "minutes": 1, "title": "Part"} for _n in range(90))), "A session has at most 60 parts."),
        ({}, "Something of this form was lost on its way."),
    ],
)
def test_what_an_agenda_cannot_be_is_told(as_team, event, said, sentence):
    assert sentence in sentences(as_team.post("/events/training/sessions/1/agenda/", said))
    assert not AgendaItem.objects.exists()


def test_an_agenda_takes_nothing_from_another_session(as_team, event):
    """A number of a part that is not of this session is that of a new part: nobody chooses the numbers of rows."""
    other = AgendaItem.objects.create(session=event.sessions.get(number=2), after=0, minutes=5, title="There")
    said = rows({"id": other.pk, "after": 0, "minutes": 5, "title": "Here"}, initial=1)
    assert as_team.post("/events/training/sessions/1/agenda/", said).status_code == 302
    assert sorted(AgendaItem.objects.values_list("session__number", "title")) == [(1, "Here"), (2, "There")]


def test_who_speaks_is_named_shown_and_taken_back(as_team, event):
    item = AgendaItem.objects.create(session=event.sessions.get(number=1), after=0, minutes=5, title="Talk")
    assert "Nobody is named who speaks." in todo(as_team)
    said = {
        "role": "speaker",
        "name": "吴敏",
        "email": "WU@example.org",
        "organisation": "疾控中心",
        "where": f"i{item.pk}",
    }
    assert as_team.post("/events/training/speakers", said).status_code == 302
    one = Contribution.objects.get()
    assert (one.session.number, one.item, one.record.email) == (1, item, "wu@example.org")
    page = as_team.get("/events/training/arrange/").content.decode()
    assert "吴敏" in page
    assert "wu@example.org" not in page
    assert "Nobody is named who speaks." not in todo(as_team)
    as_team.post(f"/events/training/speakers/{one.pk}/remove")
    assert "吴敏" not in Client().get("/events/training/").content.decode()
    assert "Nobody is named who speaks." in todo(as_team)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Name a person, or choose an institution."),
        ({"role": "king"}, "Select a valid choice."),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"where": "s999"}, "Select a valid choice."),
        ({"name": "x\x00"}, "Null characters are not allowed."),
    ],
)
def test_whom_nobody_can_be_is_told(as_team, event, fields, sentence):
    said = {"role": "speaker", "name": "Wu"} | fields
    assert sentence in sentences(as_team.post("/events/training/speakers", said))
    assert not Contribution.objects.exists()


def test_cities_are_read_in_any_script_and_stay_when_saved_again(as_team, event):
    assert as_team.post("/events/training/cities", {"cities": "نابلس\n\n北京\nNairobi, Kenya\n"}).status_code == 302
    held = TakingPart.objects.filter(retracted_at=None)
    assert sorted(held.values_list("city__name", flat=True)) == ["Beijing", "Nablus", "Nairobi"]
    page = as_team.get("/events/training/arrange/").content.decode()
    shown = page.partition('name="cities"')[2].partition(">")[2].partition("</textarea>")[0].strip()
    before = set(held.values_list("pk", flat=True))
    assert as_team.post("/events/training/cities", {"cities": shown}).status_code == 302
    assert set(held.values_list("pk", flat=True)) == before


def test_a_line_that_is_no_city_is_told_and_nothing_is_changed(as_team, event):
    as_team.post("/events/training/cities", {"cities": "Nairobi"})
    said = sentences(as_team.post("/events/training/cities", {"cities": "Beijing\nXyzzyville\nQwertz"}))
    assert "Nobody knows which city this is: Xyzzyville; Qwertz." in said
    assert "Beijing" in said
    assert [one.city.name for one in TakingPart.objects.filter(retracted_at=None)] == ["Nairobi"]


def test_a_city_that_has_a_namesake_in_its_country_stays_when_saved_again(as_team, event, few_namesakes):
    actions.keep_taking_part(event=event, cities=few_namesakes, by="test", at=timezone.now())
    page = as_team.get("/events/training/arrange/").content.decode()
    shown = page.partition('name="cities"')[2].partition(">")[2].partition("</textarea>")[0].strip()
    assert as_team.post("/events/training/cities", {"cities": shown}).status_code == 302
    assert TakingPart.objects.filter(retracted_at=None).count() == len(few_namesakes)


@pytest.fixture
def few_namesakes(db):
    """Two towns of one country that are called the same."""
    from sarai.network.actions import gazetteer, keep_cities
    from sarai.network.models import City

    found = [one for one in gazetteer().search("Springfield", 20) if one.iso2 == "US"][:2]
    keep_cities(one.id for one in found)
    return list(City.objects.filter(pk__in=[one.id for one in found]))


def material(**fields: object) -> dict[str, object]:
    session = Session.objects.get(number=1)
    return {"session": session.pk, "kind": "slides", "title": "Slides"} | fields


def test_what_is_left_is_a_link_or_a_file_that_is_only_ever_downloaded(as_team, event):
    as_team.post("/events/training/materials", material(kind="recording", title="Recording", url="v.example/1"))
    page = b"<script>alert(1)</script>"
    upload = SimpleUploadedFile("slides.pdf", page, content_type="text/html")
    said = material(title='Slides of "the mayor"', file=upload, language="ar")
    assert as_team.post("/events/training/materials", said).status_code == 302
    link, kept = Material.objects.order_by("pk")
    assert link.url == "https://v.example/1"
    answer = Client().get(f"/materials/{kept.pk}")
    assert b"".join(answer.streaming_content) == page
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    shown = Client().get("/events/training/").content.decode()
    assert "https://v.example/1" in shown
    assert f"/materials/{kept.pk}" in shown
    Event.objects.update(state="draft")
    assert Client().get(f"/materials/{kept.pk}").status_code == 404
    path = kept.file.path
    as_team.post(f"/events/training/materials/{kept.pk}/remove")
    assert not Material.objects.filter(pk=kept.pk).exists()
    assert as_team.get(f"/materials/{kept.pk}").status_code == 404
    assert path


def test_a_title_of_two_lines_names_a_file(as_team, event):
    as_team.post("/events/training/materials", material(title="Two\nlines", file=SimpleUploadedFile("a.pdf", b"%PDF")))
    answer = Client().get(f"/materials/{Material.objects.get().pk}")
    answer.close()
    assert answer["Content-Disposition"] == 'attachment; filename="Two lines.pdf"'


@pytest.mark.parametrize(
    ("name", "size", "sentence"),
    [
        ("page.html", 10, "Choose a file of one of these kinds: pdf, pptx"),
        ("page.pdf.exe", 10, "Choose a file of one of these kinds"),
        ("nothing", 10, "Choose a file of one of these kinds"),
        ("empty.pdf", 0, "The submitted file is empty."),
        ("film.mp4", 60 * 1024**2, "This file is larger than 50 MB."),
    ],
)
def test_what_is_no_file_to_keep_is_told(as_team, event, name, size, sentence):
    said = material(file=SimpleUploadedFile(name, b"x" * size))
    assert sentence in sentences(as_team.post("/events/training/materials", said))
    assert not Material.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Give an address, or choose a file."),
        ({"url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"session": 0, "url": "a.example"}, "Select a valid choice."),
        ({"title": "", "url": "a.example"}, "This field is required."),
        ({"kind": "secret", "url": "a.example"}, "Select a valid choice."),
        ({"language": "english", "url": "a.example"}, "“english” is no code of a language."),
    ],
)
def test_what_is_nowhere_is_told(as_team, event, fields, sentence):
    assert sentence in sentences(as_team.post("/events/training/materials", material(**fields)))
    assert not Material.objects.exists()


def test_a_moved_session_is_told_and_a_cancelled_one_comes_back(as_team, event):
    enrolled(event)
    as_team.post("/events/training/sessions/1/", SESSION | {"title": "Session 1"})
    assert Letter.objects.filter(purpose="change").count() == 1
    for _twice in range(2):
        as_team.post("/events/training/sessions/1/cancel", {"verb": "cancel"})
        assert Session.objects.get(number=1).cancelled
        assert Session.objects.get(number=1).revision == 2
    as_team.post("/events/training/sessions/1/cancel", {"verb": "hold"})
    assert not Session.objects.get(number=1).cancelled
    assert Letter.objects.filter(purpose="change").count() == 3


def enrolled(event: Event):
    said = {"email": "lina@example.org", "name": "Lina", "language": "en"}
    at = event.sessions.get(number=1).starts_at - timedelta(days=1)
    one = actions.enrol(event=event, said=said, at=at).enrolment
    return actions.prove(enrolment=one, at=at)


def test_a_session_is_taken_away_unless_something_came_of_it(as_team, past):
    said = {"role": "speaker", "name": "Wu", "where": f"s{past.sessions.get(number=2).pk}"}
    as_team.post("/events/training/speakers", said)
    file(past, day(1), attended(person("Ana"), (0, 30)), session=1)
    kept = as_team.post("/events/training/sessions/1/cancel", {"verb": "remove"}, follow=True).content.decode()
    assert "Who was at this session is on record, so it stays." in kept
    gone = as_team.post("/events/training/sessions/2/cancel", {"verb": "remove"}, follow=True).content.decode()
    assert "The session is gone." in gone
    assert [one.number for one in Session.objects.all()] == [1]


def test_a_session_whose_views_were_read_stays(as_team, event):
    session = event.sessions.get(number=1)
    actions.enter_reading(
        event=event, session=session, platform="youtube", content_id="a", title="Live", mode="live", value=10,
        read_at=timezone.now(), by="test",
        at=timezone.now(),
    )  # fmt: skip
    kept = as_team.post("/events/training/sessions/1/cancel", {"verb": "remove"}, follow=True).content.decode()
    assert "so it stays. You can cancel it." in kept
    assert Session.objects.count() == 2


def test_another_event_like_this_one_and_a_weekly_one(as_team, event):
    series = Series.objects.create(slug="south", title="South")
    Event.objects.update(series=series)
    copy = as_team.post("/events/training/copy", {"title": "Again", "slug": "again", "weeks": "4"})
    assert copy["Location"] == "/events/again/arrange/"
    assert "This is the copy, a draft." in as_team.get(copy["Location"]).content.decode()
    weekly = as_team.post("/events/training/copy", {"times": "2"}, follow=True)
    assert "2 more are there, as drafts." in weekly.content.decode()
    assert weekly.redirect_chain[-1][0] == "/series/south/"
    assert Event.objects.filter(state="draft").count() == 3
    assert "(2)" not in Client().get("/series/south/").content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": "Again", "slug": "training", "weeks": "1"}, "There is an event of this name already."),
        ({"title": "Again", "slug": "again", "weeks": "-1"}, "greater than or equal to 0"),
        ({"title": "Again", "slug": "again", "weeks": "521"}, "less than or equal to 520"),
        ({"times": "0"}, "greater than or equal to 1"),
        ({"times": "53"}, "less than or equal to 52"),
        ({"times": "often"}, "Enter a whole number."),
    ],
)
def test_what_cannot_be_copied_is_told(as_team, event, said, sentence):
    assert sentence in sentences(as_team.post("/events/training/copy", said))
    assert Event.objects.count() == 1


def reminders(session: Session) -> list[timedelta]:
    """How long before a session its reminders are due, the longest first."""
    found = DBTaskResult.objects.filter(task_path="sarai.exchanges.tasks.remind", run_after__lt=session.starts_at)
    mine = [one for one in found if one.args_kwargs["args"][0] == session.pk]
    return sorted((session.starts_at - one.run_after for one in mine), reverse=True)


def test_people_are_reminded_of_new_moved_and_copied_sessions_and_as_the_event_says_later(
    as_team, django_capture_on_commit_callbacks
):
    hour = timedelta(hours=1)
    with django_capture_on_commit_callbacks(execute=True):
        as_team.post("/new-event/", EVENT)
        as_team.post("/events/travel/new-session/", SESSION)
    session = Session.objects.get()
    assert reminders(session) == [24 * hour, hour]
    with django_capture_on_commit_callbacks(execute=True):
        as_team.post("/events/travel/change/", EVENT | {"reminders": "48, 24, 1"})
    assert reminders(session) == [48 * hour, 24 * hour, hour]
    with django_capture_on_commit_callbacks(execute=True):
        as_team.post("/events/travel/sessions/1/", SESSION | {"begins": "21:00"})
        as_team.post("/events/travel/copy", {"title": "Again", "slug": "again", "weeks": "4"})
        as_team.post("/events/travel/copy", {"times": "1"})
    session.refresh_from_db()
    assert {48 * hour, 24 * hour, hour} <= set(reminders(session))
    for slug in ("again", "travel-2"):
        assert reminders(Session.objects.get(event__slug=slug)) == [48 * hour, 24 * hour, hour]


def test_a_series_is_begun_and_changed(as_team):
    made = as_team.post("/new-series/", {"title": "南南云游", "slug": "south", "summary": "Weekly"})
    assert made["Location"] == "/series/south/"
    again = as_team.post("/new-series/", {"title": "Other", "slug": "south"})
    assert "There is a series of this name already." in sentences(again)
    assert as_team.post("/series/south/change/", {"title": "Changed", "slug": "south"}).status_code == 302
    assert Series.objects.get().title == "Changed"
    assert "Changed" in as_team.get("/new-event/?series=south").content.decode()


def test_thanks_go_to_those_who_were_registered(as_team, past):
    enrolled(past)
    assert "Nobody has been thanked yet." in todo(as_team)
    said = as_team.post("/events/training/thank", follow=True).content.decode()
    assert "1 person is thanked, once." in said
    assert "Nobody has been thanked yet." not in todo(as_team)
    as_team.post("/events/training/thank")
    assert Letter.objects.filter(purpose="thanks").count() == 1


def test_thanks_lead_to_where_one_answers_as_oneself(as_team, past):
    one = enrolled(past)
    actions.ask_at_event(event=past, survey=published(slug="after"), purpose="after")
    as_team.post("/events/training/thank")
    assert f"/r/{token_of(one)}/#survey-after" in Letter.objects.get(purpose="thanks").text


def test_what_is_to_be_done_after_an_event_goes_away_when_it_is_done(as_team, past):
    left = todo(as_team)
    assert "Nobody is known to have been at session 1" in left
    assert "There is no recording" in left
    assert "No survey asks" in left
    file(past, day(1), attended(person("Ana"), (0, 30)), session=1)
    as_team.post("/events/training/materials", material(kind="recording", url="v.example/1"))
    left = todo(as_team)
    assert "been at session 1" not in left
    assert "been at session 2" in left
    assert "There is no recording" not in left


def test_an_appeal_that_nobody_has_decided_is_said_on_the_desk(as_team, past):
    file(past, day(1), attended(person("Ana"), (0, 30)), session=1)
    actions.set_rule(event=past, rule=CertificateRule(2, 0.8), by="tara", at=day(2))
    record = PersonRecord.objects.get(name="Ana")
    appeal = actions.make_appeal(event=past, record=record, text="I was there.", at=day(3))
    assert "1 person says that they earned a certificate: decide it." in todo(as_team)
    actions.decide_appeal(appeal=appeal, granted=False, reason="Not seen.", by="tara", at=day(4))
    assert "earned a certificate" not in todo(as_team)


def test_letters_that_could_not_be_sent_are_said_on_the_desk(as_team, event):
    enrolled(event)
    Letter.objects.update(state="failed", reason="refused")
    assert "2 letters could not be sent." in as_team.get("/organise/").content.decode()


def test_who_is_missing_is_named(as_steward, past):
    lina, ana = person("Lina Haddad"), person("Ana Diaz")
    file(past, day(1), registered(lina), registered(ana, 3))
    file(past, day(2), attended(ana, (0, 30)), session=1)
    page = as_steward.get("/events/training/missing/").content.decode()
    assert "Lina Haddad" in page
    assert "Ana Diaz" not in page


def test_an_event_that_is_not_there_is_not_found(as_team):
    for address in ("arrange/", "change/", "new-session/", "sessions/1/", "sessions/1/agenda/"):
        assert as_team.get(f"/events/nothing/{address}").status_code == 404


@pytest.mark.parametrize("who", ["as_officer", "as_partner", "as_steward", "as_stranger"])
def test_nobody_else_sets_events_up(request, event, who):
    client = request.getfixturevalue(who)
    before = changed()
    for address in ("/new-event/", "/new-series/", "/events/training/new-session/", "/events/training/change/"):
        assert client.get(address).status_code == 403
        assert client.post(address, EVENT | SESSION).status_code == 403
    for address in ("copy", "cities", "speakers", "materials", "thank", "sessions/1/cancel", "sessions/1/agenda/"):
        assert client.post(f"/events/training/{address}", {"cities": "Nairobi", "times": "2"}).status_code == 403
    for address in ("/organise/", "/events/training/arrange/"):
        assert client.get(address).status_code == 403
    assert changed() == before


def changed() -> list[object]:
    return [*Event.objects.values_list(), *Session.objects.values_list(), *TakingPart.objects.values_list()]


def several(count: int) -> SimpleNamespace:
    """So many events of one series, each with so many sessions that are over, and as many to come."""
    series = Series.objects.create(slug="south", title="South")
    for number in range(count):
        event = Event.objects.create(
            slug=f"event-{number}", title="Event", timezone="Asia/Shanghai", registers=True, series=series
        )
        for sitting in range(2 * count):
            starts = timezone.now() + timedelta(days=1 + sitting if sitting < count else -1 - sitting)
            Session.objects.create(
                event=event, number=sitting, title="Sitting", starts_at=starts, ends_at=starts + timedelta(hours=1)
            )
        actions.contribute(event=event, role="speaker", who=person(f"Speaker {number}"), by="test", at=timezone.now())
        enrolled(event)
    return SimpleNamespace(series=series)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("address", "most"), [("/organise/", 14), ("/events/event-0/arrange/", 34), ("/series/south/", 22)]
)
def test_the_pages_ask_the_same_number_of_questions(as_team, django_assert_max_num_queries, address, most, count):
    several(count)
    as_team.get(address)
    with django_assert_max_num_queries(most):
        assert as_team.get(address).status_code == 200
