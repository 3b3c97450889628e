"""Rounds, as the team runs them: begun, assigned, taken away as a table, and proposed to the cities."""

import csv
import html
import io
import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sarai.partnerships import actions
from sarai.partnerships.forms.rounds import RoundForm
from sarai.partnerships.models import Appointment, Participant, Partnership, Round, Slot, Uncovered
from sarai.partnerships.rules.rounds import is_awake
from tests.people import logged_in, make_user

from .making import LUOYANG, NAIROBI, PUEBLA, SANTIAGO, XIAMEN, asked, city
from .matchable import names, says, theme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
ROUNDS = "/partnerships/rounds/"
NEW = {
    "title": "China and Latin America", "slug": "china-latin-america", "event": "", "timezone": "America/Mexico_City",
    "capacity": "2", "minutes": "30", "ones": "Puebla, Mexico\nSantiago, Chile", "others": "Luoyang, China\nXiamen, China",
    "times": "2090-12-01 19:00\n2090-12-01 18:00\n2090-12-01 12:00",
}  # fmt: skip


@pytest.fixture
def needs():
    """Puebla needs tourism, which Luoyang offers, and health, which nobody does; Santiago tourism, too."""
    tourism = theme("tourism")
    says(city(PUEBLA), "need", "heritage", about=tourism)
    says(city(PUEBLA), "need", "clinics", about=theme("health"))
    says(city(SANTIAGO), "need", "heritage", about=tourism)
    says(city(LUOYANG), "offer", "old towns", about=tourism)
    city(XIAMEN)


def a_round(**fields):
    said = {"slug": "r", "title": "A round", "timezone": "UTC", "capacity": 1} | fields
    times = said.pop("times", ())
    return actions.begin_round(
        made=Round(**said), ones=[PUEBLA, SANTIAGO], others=[LUOYANG, XIAMEN], times=times, at=timezone.now()
    )


def at(*hours):
    return [(datetime(2020, 12, 1, hour, tzinfo=UTC), datetime(2020, 12, 1, hour, 30, tzinfo=UTC)) for hour in hours]


def left(of):
    return {
        (one.participant.city_id, one.theme.slug): one.why for one in Uncovered.objects.filter(participant__round=of)
    }


def test_a_round_is_begun_assigned_taken_away_and_proposed(as_team, needs):
    assert "There is no round yet" in as_team.get(ROUNDS).content.decode()
    answer = as_team.post(f"{ROUNDS}new/", NEW)
    assert answer.status_code == 302 and answer["Location"] == f"{ROUNDS}china-latin-america/"
    page = as_team.get(answer["Location"]).content.decode()
    assert "first group" in page and "2090-12-01 18:00" in page and "Assign meetings" in page
    as_team.post(f"{answer['Location']}assign")
    page = as_team.get(answer["Location"]).content.decode()
    assert "They cover 1 of the 3 themes" in page and "No other assignment is worth more" in page
    assert "Nobody whom it could meet in this round offers it." in page and "lives in hours that never meet" in page
    # At noon in Mexico it is night in China; when China wakes up it is past nine in the evening in Santiago.
    meetings = {(one.one.city_id, one.other.city_id): one for one in Appointment.objects.all()}
    assert set(meetings) == {(PUEBLA, LUOYANG)}
    assert meetings[PUEBLA, LUOYANG].begins_in("Asia/Shanghai").hour in (8, 9)
    table = list(csv.reader(io.StringIO(as_team.get(f"{answer['Location']}csv").content.decode("utf-8-sig"))))
    assert [row[2] for row in table[1:]] == ["Puebla, Mexico"] and len(table[0]) == 7
    asked = as_team.get(f"{answer['Location']}propose").content.decode()
    assert "1 meeting is proposed" in asked and "2 cities are written to" in asked and not Partnership.objects.exists()
    as_team.post(f"{answer['Location']}propose")
    assert [str(one) for one in Partnership.objects.all()] == ["Puebla – Luoyang"]
    page = as_team.get(answer["Location"]).content.decode()
    assert "They were proposed to the cities:" in page and "Propose these" not in page


def test_who_is_told_why(needs):
    made = actions.assign_round(of=a_round(), at=timezone.now())
    [one] = Appointment.objects.all()
    assert one.slot is None and one.other.city_id == LUOYANG
    other = SANTIAGO if one.one.city_id == PUEBLA else PUEBLA
    assert left(made) == {(PUEBLA, "health"): "nobody", (other, "tourism"): "full"}
    by_night = actions.assign_round(of=a_round(slug="night", capacity=2, times=at(18)), at=timezone.now())
    assert left(by_night) == {
        (PUEBLA, "health"): "nobody",
        (PUEBLA, "tourism"): "hours",
        (SANTIAGO, "tourism"): "hours",
    }
    asked(city(PUEBLA), city(LUOYANG))
    again = actions.assign_round(of=made, at=timezone.now())
    assert [one.one.city_id for one in again.appointments.all()] == [SANTIAGO]
    assert left(again) == {(PUEBLA, "health"): "nobody", (PUEBLA, "tourism"): "touch"}


def test_what_was_proposed_is_not_assigned_anew(as_team, needs):
    made = actions.assign_round(of=a_round(), at=timezone.now())
    as_team.post(f"{ROUNDS}r/propose")
    assert as_team.get(f"{ROUNDS}r/propose")["Location"] == f"{ROUNDS}r/"
    for verb, sentence in (
        ("assign", "were proposed to the cities already"),
        ("propose", "were proposed to the cities already"),
        ("remove/", "were proposed to the cities already"),
    ):
        answer = as_team.post(f"{ROUNDS}r/{verb}", follow=True)
        assert sentence in answer.content.decode()
    assert Partnership.objects.count() == made.appointments.count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ones": "Puebla, Mexico\nNowhere at all"}, "These lines are no city, or could be several: Nowhere at all"),
        ({"others": "Puebla, Mexico"}, "A city is in both groups"),
        ({"ones": "Puebla, Mexico", "others": ""}, "Name at least two cities"),
        ({"times": "tomorrow"}, "“tomorrow” is no time"),
        ({"times": "1820-12-01 14:00"}, "Choose a year"),
        ({"times": "2020-12-01 14:00"}, "“2020-12-01 14:00” has passed. A round is for meetings to come."),
        ({"times": "2090-12-01 14:00\n2090-12-01 14:10"}, "Two of these times overlap"),
        ({"timezone": "Mars/Olympus"}, "This is no time zone"),
        ({"capacity": "0"}, "greater than or equal to 1"),
        ({"slug": "new"}, "Choose another name"),
    ],
)
def test_bad_input_is_told_and_nothing_is_kept(as_team, wrong, sentence):
    answer = as_team.post(f"{ROUNDS}new/", NEW | wrong)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Round.objects.exists()


def test_a_round_of_a_name_that_is_taken(as_team):
    a_round(slug=NEW["slug"])
    answer = as_team.post(f"{ROUNDS}new/", NEW)
    assert answer.status_code == 422 and "There is a round of this name already" in answer.content.decode()


# --- Changed and removed


SAID = {
    "title": "A round", "event": "", "timezone": "UTC", "capacity": "1", "minutes": "30", "times": "",
    "ones": "Puebla, Mexico\nSantiago, Chile", "others": "Luoyang, China\nXiamen, China",
}  # fmt: skip


def test_a_round_is_changed_until_its_meetings_are_proposed(as_team, needs):
    made = actions.assign_round(of=a_round(times=at(14)), at=timezone.now())
    page = as_team.get(f"{ROUNDS}r/change/").content.decode()
    for line in ("Puebla, Mexico\nSantiago, Chile", "Luoyang, China\nXiamen, China", "2020-12-01 14:00"):
        assert line in page
    said = SAID | {"times": "2020-12-01 14:00"}
    assert as_team.post(f"{ROUNDS}r/change/", said | {"title": "Another name"})["Location"] == f"{ROUNDS}r/"
    made.refresh_from_db()
    assert made.title == "Another name" and made.assigned_at and made.participants.count() == 4
    as_team.post(f"{ROUNDS}r/change/", said | {"ones": "Puebla, Mexico", "capacity": "3", "times": "2090-12-01 14:00"})
    made.refresh_from_db()
    assert (made.capacity, made.assigned_at, made.appointments.count()) == (3, None, 0)
    assert [one.city_id for one in made.participants.all()] == [PUEBLA, XIAMEN, LUOYANG]
    assert [slot.starts_at.year for slot in made.slots.all()] == [2090]
    as_team.post(f"{ROUNDS}r/assign")
    assert made.appointments.count() == 0  # at that hour China sleeps
    as_team.post(f"{ROUNDS}r/change/", SAID)
    as_team.post(f"{ROUNDS}r/assign")
    as_team.post(f"{ROUNDS}r/propose")
    answer = as_team.post(f"{ROUNDS}r/change/", SAID | {"title": "Too late"}, follow=True)
    assert "were proposed to the cities already" in answer.content.decode()
    made.refresh_from_db()
    assert made.title == "A round" and made.appointments.count() == 1


def test_a_change_that_drops_what_was_assigned_says_so(as_team, needs):
    a_round()
    note = "the meetings that were assigned are dropped"
    assert note not in as_team.get(f"{ROUNDS}r/change/").content.decode()
    as_team.post(f"{ROUNDS}r/assign")
    assert note in as_team.get(f"{ROUNDS}r/change/").content.decode().partition('class="sheet"')[2]
    page = as_team.post(f"{ROUNDS}r/change/", SAID | {"title": "New"}, follow=True).content.decode()
    assert "Saved." in page and "are dropped" not in page
    page = as_team.post(f"{ROUNDS}r/change/", SAID | {"capacity": "2"}, follow=True).content.decode()
    assert "Saved. The meetings that were assigned are dropped: assign them anew." in page
    page = as_team.post(f"{ROUNDS}r/change/", SAID | {"capacity": "3"}, follow=True).content.decode()
    assert "Saved." in page and "are dropped" not in page


def test_a_change_is_not_saved_over_anothers(as_team):
    a_round()
    seen = re.search(r'name="seen" value="([^"]+)"', as_team.get(f"{ROUNDS}r/change/").content.decode())
    Round.objects.update(title="What Bo wrote")
    answer = as_team.post(f"{ROUNDS}r/change/", SAID | {"seen": seen[1]})
    assert answer.status_code == 422 and "changed this meanwhile" in answer.content.decode()
    assert Round.objects.get().title == "What Bo wrote"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [({"times": "2020-12-02 14:00"}, "has passed"), ({"others": "Puebla, Mexico"}, "A city is in both groups")],
)
def test_a_change_that_cannot_be_changes_nothing(as_team, wrong, sentence):
    made = a_round()
    answer = as_team.post(f"{ROUNDS}r/change/", SAID | {"title": "New"} | wrong)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    made.refresh_from_db()
    assert made.title == "A round" and made.participants.count() == 4 and not made.slots.exists()


def test_a_round_is_removed_and_brought_back(as_team, as_pueblas, needs):
    a_round()
    assert "Remove it" in as_team.get(f"{ROUNDS}r/remove/").content.decode()
    assert Round.objects.get().removed_at is None
    page = as_team.post(f"{ROUNDS}r/remove/", follow=True).content.decode()
    assert "This round was removed" in page and "Assign meetings" not in page
    assert "removed" in as_team.get(ROUNDS).content.decode()
    assert as_pueblas.get(f"{ROUNDS}r/").status_code == 404
    page = as_team.post(f"{ROUNDS}r/assign", follow=True).content.decode()
    assert "This round was removed. Bring it back first." in page and not Appointment.objects.exists()
    page = as_team.post(f"{ROUNDS}r/restore", follow=True).content.decode()
    assert "Assign meetings" in page and as_pueblas.get(f"{ROUNDS}r/").status_code == 200


# --- Reasons, and who reads what


@pytest.fixture
def as_pueblas():
    city(PUEBLA)
    return logged_in(make_user("officer", "Olga", city=PUEBLA))


def test_a_meeting_says_why_to_both_and_what_is_uncovered_opens(as_team, needs):
    names(city(LUOYANG), city(PUEBLA))
    actions.assign_round(of=a_round(times=at(1)), at=timezone.now())  # evening in Mexico, morning in China
    actions.assign_round(of=a_round(slug="any"), at=timezone.now())
    page = as_team.get(f"{ROUNDS}any/").content.decode()
    assert "Said to <bdi>Puebla</bdi>" in page and "Said to <bdi>Luoyang</bdi>" in page
    assert "<bdi>Luoyang</bdi> offers help with <bdi>old towns</bdi> (Tourism), which your city says" in page
    assert "<bdi>Puebla</bdi> asked for" not in page and "Your city asked for <bdi>Puebla</bdi>." in page
    left = page.partition('id="uncovered"')[2]
    assert f'<a href="/cities/{SANTIAGO}/"><bdi>Santiago</bdi></a>: <a href="/evidence/needs.stated_needs/' in left
    assert f'Offered here by: <a href="/cities/{LUOYANG}/">' in left
    for address in map(html.unescape, re.findall(r'href="(/evidence/[^"]+)"', page)):
        assert as_team.get(address).status_code == 200


def test_an_officer_reads_their_own_meetings_by_their_own_clock(as_team, as_pueblas, needs):
    says(city(SANTIAGO), "offer", "ports", about=theme("tourism"))
    says(city(XIAMEN), "need", "harbours", about=theme("tourism"))
    made = actions.assign_round(of=a_round(times=at(0, 1, 11)), at=timezone.now())
    pairs = {(one.one.city_id, one.other.city_id) for one in made.appointments.all()}
    assert pairs == {(PUEBLA, LUOYANG), (SANTIAGO, XIAMEN)}
    own = made.appointments.get(one__city=PUEBLA)
    page = as_pueblas.get(f"{ROUNDS}r/").content.decode()
    assert f"{own.begins_in('America/Mexico_City'):%Y-%m-%d %H:%M} (<bdi>America/Mexico_City</bdi>)" in page
    assert "<bdi>Luoyang</bdi> offers help with" in page and "health" in page.lower()
    for private in ("Santiago", "Xiamen", "Said to", "Worth", "Assign meetings", "/change/", "csv"):
        assert private not in page
    assert f'href="{ROUNDS}r/"' in as_pueblas.get(ROUNDS).content.decode()
    assert f'href="{ROUNDS}r/"' in as_pueblas.get(f"/cities/{PUEBLA}/").content.decode()
    assert "New round" not in as_pueblas.get(ROUNDS).content.decode()


@pytest.fixture
def as_xiamens():
    city(XIAMEN)
    return logged_in(make_user("officer", "Xia", city=XIAMEN))


def test_an_officer_without_meetings_is_told_one_thing(as_xiamens, needs):
    actions.assign_round(of=a_round(), at=timezone.now())
    none, below, covered = "No meeting was assigned to your city.", "stands below", "Nothing: some meeting"
    page = as_xiamens.get(f"{ROUNDS}r/").content.decode()
    assert none in page and "Nothing is known of what your city needs" in page
    assert f'href="/cities/{XIAMEN}/needs/"' in page and below not in page and covered not in page
    says(city(XIAMEN), "need", "harbours", about=theme("ports"))
    page = as_xiamens.get(f"{ROUNDS}r/").content.decode()
    assert "became known only after these meetings were assigned" in page
    assert none in page and below not in page and covered not in page
    actions.assign_round(of=Round.objects.get(), at=timezone.now())
    page = as_xiamens.get(f"{ROUNDS}r/").content.decode()
    assert below in page and "Nobody whom it could meet" in page and covered not in page


def test_the_team_is_told_where_no_needs_were_known(as_team):
    for number in (PUEBLA, SANTIAGO, LUOYANG, XIAMEN):
        city(number)
    actions.assign_round(of=a_round(), at=timezone.now())
    page = as_team.get(f"{ROUNDS}r/").content.decode()
    assert "Nothing was known of what these cities need" in page
    assert "They cover" not in page and "Nothing: some meeting" not in page


@pytest.mark.parametrize(("who", "listed"), [("as_officer", 200), ("as_partner", 403), ("as_stranger", 403)])
def test_a_round_is_not_there_for_others(who, listed, needs, request):
    city(NAIROBI)
    a_round()
    client = request.getfixturevalue(who)  # the officer's city is in no round
    assert client.get(f"{ROUNDS}r/").status_code == 404
    page = client.get(ROUNDS)
    assert (
        page.status_code == listed
        and "A round" not in page.content.decode().partition("<main")[2].partition("takes")[0]
    )
    for verb in ("change/", "remove/", "csv"):
        assert client.get(f"{ROUNDS}r/{verb}").status_code == 403
    for verb in ("assign", "propose", "restore", "remove/"):
        assert client.post(f"{ROUNDS}r/{verb}").status_code == 403


def test_pages_ask_no_more_of_three_than_of_one(as_team, needs):
    def asked_for(address):
        with CaptureQueriesContext(connection) as queries:
            assert as_team.get(address).status_code == 200
        return len(queries)

    made = actions.assign_round(of=a_round(), at=timezone.now())
    asked_for(ROUNDS)
    of_one = [asked_for(address) for address in (ROUNDS, f"{ROUNDS}r/", f"{ROUNDS}r/csv")]
    ones, others = Participant.objects.filter(group="a"), Participant.objects.filter(group="b")
    for slug in ("s", "t"):
        a_round(slug=slug)
    Appointment.objects.all().delete()
    Appointment.objects.bulk_create(
        Appointment(round=made, one=one, other=other, value=1)
        for one in ones.filter(round=made) for other in others.filter(round=made)
    )  # fmt: skip
    assert made.appointments.count() == 4
    assert [asked_for(address) for address in (ROUNDS, f"{ROUNDS}r/", f"{ROUNDS}r/csv")] == of_one


def test_of_two_who_begin_a_round_of_one_name_at_once_the_second_gets_a_sentence(as_team, needs, monkeypatch):
    valid = RoundForm.is_valid
    another = {"title": "Another's", "capacity": 1, "made_at": timezone.now()}

    def and_then_another_was_quicker(form):
        found = valid(form)
        Round.objects.get_or_create(slug=NEW["slug"], defaults=another)
        return found

    monkeypatch.setattr(RoundForm, "is_valid", and_then_another_was_quicker)
    answered = as_team.post(f"{ROUNDS}new/", NEW)
    assert answered.status_code == 422
    assert "There is a round of this name already. Choose another one." in answered.content.decode()
    assert (Round.objects.get().title, Participant.objects.count()) == ("Another's", 0)


def test_times_are_kept_in_utc(as_team):
    as_team.post(f"{ROUNDS}new/", NEW)
    assert [slot.starts_at for slot in Slot.objects.all()] == [
        datetime(2090, 12, 1, 18, tzinfo=UTC), datetime(2090, 12, 2, 0, tzinfo=UTC), datetime(2090, 12, 2, 1, tzinfo=UTC),
    ]  # fmt: skip


@pytest.mark.parametrize(("hour", "awake"), [(5, True), (4, False), (16, True), (17, False)])
def test_people_meet_from_8_to_20(hour, awake):
    starts, ends = datetime(2020, 12, 1, hour, 0, tzinfo=UTC), datetime(2020, 12, 1, hour, 59, tzinfo=UTC)
    assert is_awake("Africa/Nairobi", starts, ends) == awake


def test_no_meeting_goes_on_past_midnight():
    assert not is_awake("UTC", datetime(2020, 12, 1, 19, tzinfo=UTC), datetime(2020, 12, 2, 9, tzinfo=UTC))
