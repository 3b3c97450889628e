"""The pages on which one registers, and what follows from the link in the letter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sarai.evidence.models import Source
from sarai.exchanges.models import Enrolment, Event, EventSurvey, Session
from sarai.exchanges.queries.enrolments import token_of
from sarai.letters.models import Letter
from sarai.surveys.models import Invitation, Submission
from tests.surveys.forms import published, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]

SAID = {
    "name": "Lina Haddad",
    "email": "Lina@Example.org",
    "city": "نابلس",
    "gender": "undisclosed",
    "consents": ["contact"],
}


@pytest.fixture
def event(db) -> Event:
    made = Event.objects.create(slug="soon", title="Soon", timezone="Asia/Shanghai", registers=True)
    starts = timezone.now() + timedelta(days=3)
    Session.objects.create(
        event=made, number=1, title="First", starts_at=starts, ends_at=starts + timedelta(hours=1),
        link="https://zoom.example/j/1", link_note="Passcode 42",
    )  # fmt: skip
    return made


def test_registering_takes_one_page_and_one_letter(event):
    client = Client(HTTP_ACCEPT_LANGUAGE="ar")
    sent = client.post("/events/soon/register/", SAID | {"zone": "Asia/Hebron"})
    assert (sent.status_code, sent["Location"]) == (302, "/events/soon/register/sent/")
    one = Enrolment.objects.get()
    assert (one.email, one.city, one.language, one.zone) == ("lina@example.org", "نابلس", "ar", "Asia/Hebron")
    assert one.consents == ["contact"]
    assert client.get("/events/soon/register/sent/").status_code == 200
    assert Letter.objects.count() == 1


def test_whoever_asks_again_sees_the_same_whether_registered_or_not(event):
    first = Client().post("/events/soon/register/", SAID)
    again = Client().post("/events/soon/register/", SAID | {"name": "A Stranger"})
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert first.cookies.keys() == again.cookies.keys()
    assert Enrolment.objects.get().name == "Lina Haddad"


def test_the_link_confirms_shows_how_to_connect_and_is_known_again_in_this_browser(event):
    Client().post("/events/soon/register/", SAID)
    one = Enrolment.objects.get()
    link = f"/r/{token_of(one)}/"
    client = Client()
    before = client.get(link).content.decode()
    assert "Confirm my registration" in before
    assert "zoom.example" not in before
    assert client.post(f"{link}confirm")["Location"] == link
    after = client.get(link).content.decode()
    assert "https://zoom.example/j/1" in after
    assert "Passcode 42" in after
    assert link in client.get("/events/soon/").content.decode()
    assert link in client.get("/events/soon/register/").content.decode()
    assert link not in Client().get("/events/soon/").content.decode()


def test_looking_at_the_link_confirms_nothing(event):
    """Programs that look at the links of a mail before its reader does must not register anybody."""
    Client().post("/events/soon/register/", SAID)
    Client().get(f"/r/{token_of(Enrolment.objects.get())}/")
    assert Enrolment.objects.get().proved_at is None


def test_what_was_said_is_changed_withdrawn_and_taken_up_again(event):
    Client().post("/events/soon/register/", SAID)
    link = f"/r/{token_of(Enrolment.objects.get())}/"
    client = Client()
    assert 'value="Lina Haddad"' in client.get(f"{link}change/").content.decode()
    assert client.post(f"{link}change/", {"name": "Lina H.", "city": "Ramallah"}).status_code == 302
    assert Enrolment.objects.get().city == "Ramallah"
    client.post(f"{link}withdraw")
    assert Enrolment.objects.get().withdrawn_at
    assert "zoom.example" not in client.get(link).content.decode()
    assert client.get(f"{link}calendar.ics").status_code == 404
    client.post(f"{link}return")
    assert Enrolment.objects.get().withdrawn_at is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"email": "no address"}, "Enter a valid email address."),
        ({"name": "\u200b\u2060 \u200d"}, "This field is required."),
        ({"name": "x" * 201}, "Ensure this value has at most 200 characters"),
        ({"gender": "robot"}, "Select a valid choice."),
        ({"consents": ["everything"]}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_kept(event, fields, sentence):
    answer = Client().post("/events/soon/register/", SAID | fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Enrolment.objects.exists()


def test_a_name_is_one_line_that_everybody_sees(event):
    typed = "Bob\r\nBcc: x@example.org\u2028\u202egnp.exe  نرگس‌ها"
    Client().post("/events/soon/register/", SAID | {"name": typed})
    assert Enrolment.objects.get().name == "Bob Bcc: x@example.org gnp.exe نرگس‌ها"


def test_a_machine_that_fills_everything_in_is_thanked_and_forgotten(event):
    answer = Client().post("/events/soon/register/", SAID | {"website": "https://spam.example"})
    assert answer["Location"] == "/events/soon/register/sent/"
    assert not Enrolment.objects.exists()
    assert not Letter.objects.exists()


def test_one_address_is_not_flooded_with_letters(event, still):
    codes = [Client(REMOTE_ADDR=f"10.0.0.{n}").post("/events/soon/register/", SAID).status_code for n in range(13)]
    assert codes == [302] * 12 + [429]


def test_however_an_address_is_written_it_is_one_and_who_forgets_theirs_is_not_stopped(event, still):
    forms = ("lina@example.org", "Lina@Example.org", " LINA@example.org ")
    codes = [
        Client(REMOTE_ADDR=f"10.0.0.{n}").post("/events/soon/register/", SAID | {"email": forms[n % 3]}).status_code
        for n in range(13)
    ]
    assert codes == [302] * 12 + [429]
    assert {Client().post("/events/soon/register/", SAID | {"email": ""}).status_code for _n in range(13)} == {422}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"link_open": True}, "No registration is needed. Each session says how to connect."),
        ({}, "People do not register for this event here. Who holds it says how to take part."),
        ({"state": "cancelled"}, "This event does not take place."),
    ],
)
def test_an_event_of_another_platform_says_how_one_takes_part(event, fields, sentence):
    Event.objects.update(registers=False, **fields)
    page = Client().get("/events/soon/").content.decode()
    assert sentence in page
    assert sentence in Client().get("/events/soon/register/").content.decode()
    assert ("https://zoom.example/j/1" in page) == bool(fields.get("link_open"))
    assert "/events/soon/register/" not in page
    assert Client().post("/events/soon/register/", SAID).status_code == 403


def test_what_is_over_or_has_no_day_yet_says_so(event):
    Session.objects.update(starts_at="2020-03-28T23:30Z", ends_at="2020-03-29T00:30Z")
    assert "This event is over." in Client().get("/events/soon/register/").content.decode()
    Event.objects.update(registers=False, link_open=True)
    assert "No registration is needed" not in Client().get("/events/soon/").content.decode()
    Session.objects.all().delete()
    for address in ("/events/soon/", "/events/soon/register/"):
        assert "It is not known yet when this event is." in Client().get(address).content.decode()


def test_an_event_whose_sessions_are_all_cancelled_does_not_take_place(event):
    Session.objects.update(cancelled=True)
    assert "This event does not take place." in Client().get("/events/soon/register/").content.decode()


@pytest.mark.parametrize("registers", [True, False])
def test_of_a_draft_no_page_tells_a_stranger(event, registers):
    Event.objects.update(state=Event.State.DRAFT, registers=registers)
    for address in ("", "register/", "register/sent/", "share.png", "qr.svg", "map.svg", "audience/", "views/"):
        assert Client().get(f"/events/soon/{address}").status_code == 404
    assert Client().get("/evidence/exchanges.registrants/?scope=event:soon").status_code == 404


def test_a_source_does_not_tell_a_stranger_of_a_draft(event, as_team):
    now = timezone.now()
    source = Source.objects.create(
        kind="form", format="x", title="x", target={"event": "soon"}, entered_at=now, recorded_at=now, by="t"
    )
    address = f"/sources/{source.pk}/"
    assert "/events/soon/" in Client().get(address).content.decode()
    Event.objects.update(state=Event.State.DRAFT)
    assert "/events/soon/" not in Client().get(address).content.decode()
    assert "/events/soon/" in as_team.get(address).content.decode()


def test_what_nobody_confirms_is_swept_up_also_when_nobody_else_comes(event):
    Client().post("/events/soon/register/", SAID)
    Client().post("/events/soon/register/", SAID | {"email": "bo@example.org"})
    found = DBTaskResult.objects.filter(task_path="sarai.exchanges.tasks.forget_unproved").order_by("run_after")
    assert found.count() == 2
    later = found.last().run_after
    assert all(one.made_at + timedelta(days=2) < later for one in Enrolment.objects.all())


def test_nobody_registers_for_a_draft_and_strangers_do_not_see_it(event, as_team):
    Event.objects.update(state=Event.State.DRAFT)
    assert Client().get("/events/soon/").status_code == 404
    assert Client().get("/events/soon/register/").status_code == 404
    assert Client().post("/events/soon/register/", SAID).status_code == 404
    assert as_team.get("/events/soon/").status_code == 200
    assert "Soon" not in Client().get("/events/").content.decode()


def test_a_forged_link_and_another_events_cookie_open_nothing(event):
    Client().post("/events/soon/register/", SAID)
    one = Enrolment.objects.get()
    assert Client().get(f"/r/{one.pk}.{'A' * 43}/").status_code == 404
    client = Client()
    client.cookies[f"registered-{event.pk + 1}"] = token_of(one)
    assert token_of(one) not in client.get("/events/soon/").content.decode()


def test_the_events_own_questions_follow_and_know_whose_answers_they_are(event):
    survey = published()
    EventSurvey.objects.create(event=event, survey=survey, purpose="registering")
    Client().post("/events/soon/register/", SAID)
    link = f"/r/{token_of(Enrolment.objects.get())}/"
    answer = Client().post(f"{link}confirm")
    invitation = Invitation.objects.get()
    assert answer["Location"] == f"/s/{survey.slug}/i/{invitation.key}/"
    assert invitation.record.email == "lina@example.org"
    again = f"{link}answer/{survey.slug}"
    assert again in Client().get(link).content.decode()
    sent(survey, instance="uuid:lina")
    invitation.submission = Submission.objects.get()
    invitation.save()
    page = Client().get(link).content.decode()
    assert again not in page
    assert "You have answered this already." in page


@pytest.mark.parametrize("sessions", [1, 3])
@pytest.mark.parametrize("address", ["/events/soon/", "/events/soon/register/"])
def test_pages_are_light_and_ask_little(event, settings, django_assert_max_num_queries, address, sessions):
    settings.FIGURES_CACHED_IN_TRANSACTIONS = True
    for number in range(2, sessions + 1):
        starts = timezone.now() + timedelta(days=number)
        Session.objects.create(
            event=event, number=number, title="More", starts_at=starts, ends_at=starts + timedelta(hours=1)
        )
    Client().get(address)
    with django_assert_max_num_queries(6):
        answer = Client(HTTP_ACCEPT_ENCODING="gzip").get(address)
    assert len(answer.content) < 20_000


def test_the_page_tells_the_time_where_the_reader_is(event):
    Session.objects.update(starts_at="2026-03-28T23:30Z", ends_at="2026-03-29T00:30Z")
    page = Client().get("/events/soon/?where=نابلس").content.decode()
    assert "07:30–08:30" in page  # the host's, in Beijing time
    assert "01:30–03:30" not in page
    assert "02:30–03:30" in page  # summer time began in Hebron that night
    other = Client(HTTP_COOKIE="zone=America/New_York").get("/events/soon/").content.decode()
    assert "19:30–20:30" in other
    assert "Saturday, March 28, 2026" in other
