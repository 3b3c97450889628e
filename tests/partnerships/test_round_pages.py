"""Rounds, as the team runs them: begun, assigned, taken away as a table, and proposed to the cities."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sarai.partnerships import actions
from sarai.partnerships.models import Appointment, Participant, Partnership, Round, Slot, Uncovered
from sarai.partnerships.rules.rounds import is_awake

from .making import LUOYANG, PUEBLA, SANTIAGO, XIAMEN, asked, city
from .matchable import says, theme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
ROUNDS = "/partnerships/rounds/"
NEW = {
    "title": "China and Latin America", "slug": "china-latin-america", "event": "", "timezone": "America/Mexico_City",
    "capacity": "2", "minutes": "30", "ones": "Puebla, Mexico\nSantiago, Chile", "others": "Luoyang, China\nXiamen, China",
    "times": "2020-12-01 19:00\n2020-12-01 18:00\n2020-12-01 12:00",
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
    assert "first group" in page and "2020-12-01 18:00" in page and "Assign meetings" in page
    as_team.post(f"{answer['Location']}assign")
    page = as_team.get(answer["Location"]).content.decode()
    assert "They cover 1 of the 3 themes" in page and "No other assignment is worth more" in page
    assert "Nobody whom it could meet in this round offers it." in page and "lives in hours that never meet" in page
    # At noon in Mexico it is night in China; when China wakes up it is past nine in the evening in Santiago.
    meetings = {(one.one.city_id, one.other.city_id): one for one in Appointment.objects.all()}
    assert set(meetings) == {(PUEBLA, LUOYANG)}
    assert meetings[PUEBLA, LUOYANG].hours[1] in ("08:00", "09:00")
    table = list(csv.reader(io.StringIO(as_team.get(f"{answer['Location']}csv").content.decode("utf-8-sig"))))
    assert [row[2] for row in table[1:]] == ["Puebla, Mexico"] and len(table[0]) == 7
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
    for verb, sentence in (
        ("assign", "were proposed to the cities already"),
        ("propose", "There is nothing to propose"),
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
        ({"times": "2020-12-01 14:00\n2020-12-01 14:10"}, "Two of these times overlap"),
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


def test_times_are_kept_in_utc(as_team):
    as_team.post(f"{ROUNDS}new/", NEW)
    assert [slot.starts_at for slot in Slot.objects.all()] == [
        datetime(2020, 12, 1, 18, tzinfo=UTC), datetime(2020, 12, 2, 0, tzinfo=UTC), datetime(2020, 12, 2, 1, tzinfo=UTC),
    ]  # fmt: skip


@pytest.mark.parametrize(("hour", "awake"), [(5, True), (4, False), (16, True), (17, False)])
def test_people_meet_from_8_to_20(hour, awake):
    starts, ends = datetime(2020, 12, 1, hour, 0, tzinfo=UTC), datetime(2020, 12, 1, hour, 59, tzinfo=UTC)
    assert is_awake("Africa/Nairobi", starts, ends) == awake


def test_no_meeting_goes_on_past_midnight():
    assert not is_awake("UTC", datetime(2020, 12, 1, 19, tzinfo=UTC), datetime(2020, 12, 2, 9, tzinfo=UTC))
