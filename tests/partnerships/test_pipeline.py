"""From an interest to a result: what each step leads to, who may take it, and what each side is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sarai.accounts.actions import record_consent
from sarai.evidence.actions import Overtaken
from sarai.evidence.engine import Question, Scope, answer, breakdown
from sarai.evidence.reading.documents import Document
from sarai.exchanges.models import Event, Series
from sarai.letters.models import Letter
from sarai.partnerships import actions
from sarai.partnerships.actions import NotNow
from sarai.partnerships.models import Partnership, Side, Step
from sarai.partnerships.queries.partnerships import contacts, of_party, standing
from sarai.partnerships.rules import pipeline
from sarai.partnerships.tasks import look_after
from tests.making import make_event
from tests.partnerships.making import (
    BUENOS_AIRES,
    LUOYANG,
    NAIROBI,
    NOW,
    PUEBLA,
    SANTIAGO,
    XIAMEN,
    agreed,
    asked,
    city,
    institution,
    shares,
    side,
    step,
)
from tests.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]


@pytest.fixture
def puebla():
    return city(PUEBLA)


@pytest.fixture
def luoyang():
    return city(LUOYANG)


def paper() -> Document:
    return Document("Memorandum.pdf", ContentFile(b"%PDF-1.7"))


def value(key: str, scope: str = "programme"):
    return answer(Question(key, Scope.parse(scope))).value


def test_every_state_can_be_left_for_a_known_one_and_closed_ones_for_none():
    for state, steps in pipeline.PIPELINE.items():
        assert set(steps) <= set(Step.Kind.values) and set(steps.values()) <= set(Step.State.values)
        assert (state in pipeline.CLOSED) == (not steps)
    assert set(pipeline.STATES) == set(Step.State.values)
    assert tuple(Step.Rung.values) == pipeline.RUNGS


def test_from_an_interest_to_a_result(puebla, luoyang, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    event = make_event("joint-workshop")
    made = asked(puebla, luoyang)
    seen = [(standing(made).state, standing(made).rung)]
    for name, who, said in (
        ("accept", luoyang, {}),
        ("talk", puebla, {}),
        ("agree", puebla, {}),
        ("agree", luoyang, {}),
        ("sign", puebla, {"document": paper()}),
        ("act", luoyang, {"activity": event}),
        ("achieve", puebla, {"what": "Twelve guides trained"}),
        ("end", puebla, {}),
    ):
        step(made, name, who, **said)
        seen.append((standing(made).state, standing(made).rung))
    assert seen == [
        ("interest", ""),
        ("introduction", ""),
        ("dialogue", ""),
        ("dialogue", ""),  # one side alone says so, which is not enough
        ("agreement", "confirmed"),
        ("agreement", "document"),
        ("active", "activity"),
        ("result", "result"),
        ("ended", "result"),
    ]
    assert Partnership.objects.get().is_open is False
    assert Step.objects.get(step="act").happened_on == date(2020, 9, 8)  # when the event was
    kept = Step.objects.get(step="sign")
    assert kept.what == "Memorandum.pdf" and "Memorandum" not in kept.document.name


def test_the_figures_say_how_many_stand_on_which_rung(puebla, luoyang):
    xiamen, santiago, buenos_aires = city(XIAMEN), city(SANTIAGO), city(BUENOS_AIRES)
    assert value("partnerships.brokered") == 0
    agreed(xiamen, santiago)
    made = agreed(xiamen, buenos_aires)
    step(made, "act", xiamen, happened_on=date(2020, 11, 2))
    actions.declare(lead=puebla, partner=institution(), by="team", at=NOW, said_by=puebla)
    asked(puebla, luoyang)  # which is on its way, and no partnership yet
    assert value("partnerships.brokered") == 3
    assert value("partnerships.evidence") == {"self-declared": 1, "confirmed by both": 1, "activity": 1}
    assert value("partnerships.city_level_brokered") == {"Xiamen": ["Buenos Aires", "Santiago"]}
    assert value("partnerships.pipeline") == 4
    assert value("partnerships.brokered", f"city:{XIAMEN}") == 2
    told = {cell.label: cell.number for cell in breakdown(Question("partnerships.pipeline"), "stage")}
    assert told == {"interest": 1, "agreement": 1, "active": 2}
    told = {cell.label: cell.number for cell in breakdown(Question("partnerships.brokered"), "between")}
    assert told == {"cities": 2, "a city and an institution": 1}
    of_one = Question("partnerships.brokered", Scope("partnership", str(made.pk)))
    assert {cell.value for cell in breakdown(of_one, "rung")} == {"activity"}


def test_the_figure_as_known_before_is_what_it_was(puebla, luoyang):
    made = agreed(puebla, luoyang)
    last = standing(made).latest
    actions.take_back(partnership=made, seen=last.pk, by="Ana", at=NOW + timedelta(days=3))
    then = Question("partnerships.brokered", as_of=NOW + timedelta(days=2))
    assert [(cell.value, cell.number) for cell in breakdown(then, "rung")] == [("confirmed", 1)]
    assert value("partnerships.brokered") == 0  # what one side alone says is no partnership


def test_partnerships_count_for_the_series_in_which_they_met(puebla, luoyang):
    series = Series.objects.create(slug="webinars", title="Webinars")
    event = make_event("webinar")
    Event.objects.filter(pk=event.pk).update(series=series)
    event.refresh_from_db()
    actions.declare(lead=puebla, partner=luoyang, by="team", at=NOW, event=event)
    actions.declare(lead=puebla, partner=institution(), by="team", at=NOW, series=series)
    assert (value("partnerships.brokered", "series:webinars"), value("partnerships.brokered", "event:webinar")) == (
        2,
        1,
    )


def test_to_ask_oneself_is_refused(puebla):
    with pytest.raises(NotNow, match="oneself"):
        asked(puebla, puebla)
    assert not Partnership.objects.exists()


def test_who_asks_twice_has_asked_once_and_who_is_asked_accepts_by_asking(puebla, luoyang):
    made = asked(puebla, luoyang)
    assert asked(puebla, luoyang) == made
    assert standing(made).state == "interest"
    assert asked(luoyang, puebla, NOW + timedelta(hours=1)) == made
    assert standing(made).state == "introduction"
    assert Step.objects.count() == 2


def test_the_database_knows_one_open_partnership_of_two(puebla, luoyang):
    made = asked(puebla, luoyang)
    with pytest.raises(IntegrityError, match="pair"), transaction.atomic():
        Partnership.objects.create(pair=made.pair, made_at=NOW)


def test_a_side_is_a_city_or_an_institution(puebla, luoyang):
    made = asked(puebla, luoyang)
    for who in ({}, {"city": city(NAIROBI), "institution": institution()}):
        with pytest.raises(IntegrityError, match="side_is_city_or_institution"), transaction.atomic():
            Side.objects.create(partnership=made, role="support", **who)


def test_what_the_team_proposes_is_asked_of_both(puebla, luoyang):
    made = actions.propose(lead=puebla, partner=luoyang, by="team", at=NOW)
    assert [str(one) for one in standing(made).waits_for] == ["Puebla", "Luoyang"]
    step(made, "accept", puebla)
    assert standing(made).state == "match" and [str(one) for one in standing(made).waits_for] == ["Luoyang"]
    step(made, "accept", luoyang)
    assert standing(made).state == "introduction"


def test_a_third_party_supports_and_does_not_hold_the_two_up(puebla, luoyang):
    made = actions.propose(lead=puebla, partner=luoyang, support=[institution()], by="team", at=NOW)
    step(made, "accept", puebla)
    step(made, "accept", luoyang)
    assert standing(made).state == "introduction"


def test_two_at_once_the_second_is_told(puebla, luoyang):
    made = asked(puebla, luoyang)
    seen = standing(made).seen
    step(made, "accept", luoyang)
    with pytest.raises(Overtaken, match="meanwhile"):
        actions.take_step(
            partnership=made, step="decline", side=side(made, luoyang), seen=seen, by="Bo", at=NOW + timedelta(hours=2)
        )
    assert standing(made).state == "introduction"


@pytest.mark.parametrize(
    ("name", "said", "why"),
    [
        ("act", {}, "which day"),
        ("sign", {}, "document"),
        ("act", {"happened_on": date(2021, 1, 1)}, "still to come"),
        ("expire", {}, "cannot be done"),
        ("ask", {}, "cannot be done"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_kept(puebla, luoyang, name, said, why):
    made = agreed(puebla, luoyang)
    before = Step.objects.count()
    with pytest.raises(NotNow, match=why):
        step(made, name, puebla, **said)
    assert Step.objects.count() == before


def test_who_asked_cannot_accept_for_themselves(puebla, luoyang):
    made = asked(puebla, luoyang)
    with pytest.raises(NotNow):
        step(made, "accept", puebla)
    with pytest.raises(NotNow):
        step(made, "agree", puebla)


def test_contact_details_are_shown_when_both_sides_and_the_person_agree(puebla, luoyang, db):
    ana = make_user("officer", "Ana Officer", city=PUEBLA)
    li = make_user("officer", "Li Officer", city=LUOYANG)
    made = asked(puebla, luoyang)
    for user in (ana, li):
        assert contacts(standing(made), side(made, puebla)) == []
        shares(user)
    step(made, "accept", luoyang)
    assert contacts(standing(made), side(made, puebla)) == [li]
    assert contacts(standing(made), side(made, luoyang)) == [ana]
    record_consent(user=li, purpose="share", given=False, at=NOW + timedelta(days=1))
    assert contacts(standing(made), side(made, puebla)) == []


def test_a_consent_that_is_taken_back_hides_the_details_and_asks_anew(puebla, luoyang):
    ana = shares(make_user("officer", "Ana Officer", city=PUEBLA))
    shares(make_user("officer", "Li Officer", city=LUOYANG))
    made = asked(puebla, luoyang)
    step(made, "accept", luoyang)
    step(made, "talk", puebla)
    step(made, "withdraw", puebla)
    now = standing(made)
    assert (now.state, contacts(now, side(made, puebla)), contacts(now, side(made, luoyang))) == ("match", [], [])
    with pytest.raises(NotNow):
        step(made, "talk", luoyang)
    step(made, "accept", puebla)
    assert contacts(standing(made), side(made, luoyang)) == [ana]


def test_a_partner_who_left_is_told_of_by_ending(puebla, luoyang):
    made = agreed(puebla, luoyang)
    step(made, "end", None, what="Luoyang has left the programme")
    assert standing(made).state == "ended"
    assert asked(puebla, luoyang, NOW + timedelta(days=9)) != made  # they may begin anew


def test_a_spammer_is_stopped(puebla):
    others = [institution(f"office-{number}") for number in range(20)]
    for number in range(pipeline.MOST_REQUESTS_A_DAY):
        asked(puebla, others[number])
    with pytest.raises(NotNow, match="tomorrow"):
        asked(puebla, others[10])
    for number in range(pipeline.MOST_REQUESTS_A_DAY, pipeline.MOST_OPEN_REQUESTS):
        asked(puebla, others[number], NOW + timedelta(days=2))
    with pytest.raises(NotNow, match="12 of your requests wait"):
        asked(puebla, others[15], NOW + timedelta(days=9))
    assert Partnership.objects.count() == pipeline.MOST_OPEN_REQUESTS


def test_who_is_asked_is_written_to_once_and_in_their_language(puebla, luoyang):
    li = make_user("officer", "Li Officer", city=LUOYANG)
    li.language = "fr"
    li.save()
    make_user("officer", "Ana Officer", city=PUEBLA)
    made = asked(puebla, luoyang)
    asked(puebla, luoyang)
    letter = Letter.objects.get()
    assert (letter.email, letter.language) == ("li@example.org", "fr")
    assert made.get_absolute_url() in letter.text
    step(made, "accept", luoyang)
    assert [one.email for one in Letter.objects.order_by("pk")] == ["li@example.org", "ana@example.org"]
    assert "li@example.org" not in Letter.objects.get(email="ana@example.org").text  # who has not agreed to that


def test_who_does_not_answer_is_reminded_once_and_then_it_expires(puebla, luoyang):
    make_user("officer", "Li Officer", city=LUOYANG)
    made = asked(puebla, luoyang)
    look = lambda days: actions.look_after(at=NOW + timedelta(days=days), by="time")  # noqa: E731
    assert [look(days) for days in (1, 15, 16, 29)] == [(0, 0), (1, 0), (0, 0), (0, 0)]
    assert look(31) == (0, 1)
    assert standing(made).state == "expired" and not Partnership.objects.get().is_open
    assert look(32) == (0, 0)


def test_a_step_that_is_taken_back_brings_back_what_was_before(puebla, luoyang):
    made = asked(puebla, luoyang)
    declined = step(made, "decline", luoyang)
    actions.take_back(partnership=made, seen=declined.pk, by="Li", at=NOW + timedelta(days=1))
    assert standing(made).state == "interest" and Partnership.objects.get().is_open
    with pytest.raises(Overtaken):
        actions.take_back(partnership=made, seen=declined.pk, by="Li", at=NOW + timedelta(days=1))
    with pytest.raises(NotNow, match="first step"):
        actions.take_back(partnership=made, seen=standing(made).seen, by="Li", at=NOW + timedelta(days=1))


def test_a_declined_one_is_not_brought_back_beside_a_new_one(puebla, luoyang):
    made = asked(puebla, luoyang)
    declined = step(made, "decline", luoyang)
    asked(puebla, luoyang, NOW + timedelta(days=2))
    with pytest.raises(NotNow, match="anew"):
        actions.take_back(partnership=made, seen=declined.pk, by="Li", at=NOW + timedelta(days=3))


def test_a_meeting_is_in_the_calendars_of_both_in_both_zones(puebla, luoyang):
    make_user("officer", "Ana Officer", city=PUEBLA)
    make_user("officer", "Li Officer", city=LUOYANG)
    made = asked(puebla, luoyang)
    begins = NOW + timedelta(days=7)
    said = {"title": "First talk", "starts_at": begins, "minutes": 45, "timezone": "America/Mexico_City", "link": ""}
    with pytest.raises(NotNow, match="accept"):
        actions.propose_meeting(partnership=made, side=side(made, puebla), **said, at=NOW)
    step(made, "accept", luoyang)
    meeting = actions.propose_meeting(partnership=made, side=side(made, puebla), **said, at=NOW)
    letters = Letter.objects.filter(subject__startswith="Meeting")
    assert {one.email for one in letters} == {"ana@example.org", "li@example.org"}
    for one in letters:
        assert "03:00–03:45" in one.text and "17:00–17:45" in one.text
        assert one.attachments[0]["type"] == "text/calendar; method=REQUEST"
    with pytest.raises(NotNow, match="other side"):
        actions.answer_meeting(meeting=meeting, side=side(made, puebla), accept=True, by="Ana", at=NOW)
    meeting = actions.answer_meeting(
        meeting=meeting, side=side(made, luoyang), accept=True, by="Li", at=NOW + timedelta(days=1)
    )
    assert (meeting.state, meeting.sequence, standing(made).state) == ("accepted", 1, "dialogue")
    again = actions.propose_meeting(partnership=made, side=side(made, puebla), **said, at=NOW)
    assert again == meeting and letters.all().count() == 4  # sent twice: it is the one that is there
    said["starts_at"] = begins + timedelta(days=1)
    other = actions.propose_meeting(partnership=made, side=side(made, puebla), **said, at=NOW)
    off = actions.answer_meeting(
        meeting=meeting, side=side(made, puebla), accept=False, by="Ana", at=NOW + timedelta(days=2)
    )
    assert off.sequence == 2
    assert Letter.objects.filter(subject__startswith="Cancelled").count() == 2
    with pytest.raises(Overtaken):
        actions.answer_meeting(meeting=off, side=side(made, luoyang), accept=True, by="Li", at=NOW + timedelta(days=3))
    step(made, "decline", luoyang, NOW + timedelta(days=4))
    other.refresh_from_db()
    assert (other.state, other.sequence) == ("cancelled", 1)
    assert Letter.objects.filter(subject__startswith="Cancelled").count() == 4


def test_time_is_looked_after_once_a_day(puebla, luoyang):
    caches["shared"].clear()
    make_user("officer", "Li Officer", city=LUOYANG)
    asked(puebla, luoyang, timezone.now() - timedelta(days=15))
    assert [look_after.call(), look_after.call()] == [(1, 0), (0, 0)]
    assert DBTaskResult.objects.filter(task_path__endswith="partnerships.tasks.look_after").count() == 1


def test_what_one_side_alone_says_is_no_partnership_and_a_decline_ends_it(puebla, luoyang):
    made = asked(puebla, luoyang)
    step(made, "accept", luoyang)
    step(made, "agree", puebla)
    assert (standing(made).rung, value("partnerships.brokered")) == ("", 0)
    step(made, "decline", luoyang)
    assert (standing(made).rung, value("partnerships.brokered")) == ("", 0)


def test_a_third_party_confirms_nothing_ends_nothing_and_sees_no_address_first(puebla, luoyang):
    ana = shares(make_user("officer", "Ana Officer", city=PUEBLA))
    make_user("partner", "Una Partner", institution="un-office")
    made = asked(puebla, luoyang, support=[institution()])
    assert Letter.objects.filter(email="una@example.org").count() == 1  # it is asked, too
    office = side(made, institution())
    assert standing(made).possible(office) == ["accept", "withdraw"]
    step(made, "accept", institution())
    now = standing(made)
    assert (now.state, contacts(now, office), str(made)) == ("interest", [], "Puebla – Luoyang")
    step(made, "accept", luoyang)
    assert contacts(standing(made), office) == [ana]
    step(made, "agree", puebla)
    for name in ("agree", "end", "decline"):
        with pytest.raises(NotNow):
            step(made, name, institution())
    assert standing(made).rung == ""
    step(made, "withdraw", institution())
    assert (standing(made).state, contacts(standing(made), office)) == ("introduction", [])


@pytest.mark.parametrize("which", ["lead", "partner"])
def test_the_third_party_is_none_of_the_two(puebla, which):
    office = institution()
    two = {"lead": puebla, "partner": office} if which == "partner" else {"lead": office, "partner": puebla}
    with pytest.raises(NotNow, match="one of the two"):
        actions.ask(**two, support=[office], by="Ana", at=NOW)


def test_what_one_claims_that_both_did_the_other_takes_back(puebla, luoyang):
    made = agreed(puebla, luoyang)
    with pytest.raises(NotNow, match="in a sentence"):
        step(made, "achieve", puebla)
    told = step(made, "achieve", puebla, what="All of it")
    assert standing(made).rung == "result"
    actions.take_back(partnership=made, seen=told.pk, side=side(made, luoyang), by="Li", at=NOW + timedelta(days=2))
    assert standing(made).rung == "confirmed"
    last = standing(made).seen
    with pytest.raises(NotNow, match="other side"):  # its own word is its own
        actions.take_back(partnership=made, seen=last, side=side(made, puebla), by="Ana", at=NOW + timedelta(days=3))


def test_nothing_is_told_of_a_day_before_they_were_in_touch(puebla, luoyang):
    made = agreed(puebla, luoyang)
    with pytest.raises(NotNow, match="not yet in touch"):
        step(made, "sign", puebla, document=paper(), happened_on=date(1990, 1, 1))
    # A day that has begun where the writer lives is no day to come.
    step(made, "act", puebla, happened_on=date(2020, 11, 3), at=NOW + timedelta(hours=12))


def test_a_consent_that_is_turned_on_and_off_does_not_fill_letter_boxes(puebla, luoyang):
    made = asked(puebla, luoyang)
    step(made, "accept", luoyang)
    with pytest.raises(NotNow, match="tomorrow"):
        for _time in range(20):
            now = standing(made)
            actions.take_step(
                partnership=made, step="withdraw" if now.is_introduced else "accept", side=side(made, luoyang),
                seen=now.seen, by="Li", at=now.latest.recorded_at + timedelta(minutes=1),
            )  # fmt: skip


def test_the_team_is_told_of_a_side_for_which_nobody_speaks(puebla, luoyang, team):
    asked(puebla, luoyang)
    [letter] = Letter.objects.all()
    assert (letter.email, "nobody speaks here for Luoyang" in letter.text) == (team.email, True)


def test_a_third_party_takes_part_once_it_has_accepted_and_is_counted_only_then(puebla, luoyang):
    office = institution()
    made = actions.declare(lead=puebla, partner=luoyang, support=[office, office], by="team", at=NOW)
    assert [str(one) for one in standing(made).invited] == ["Un Office"]
    assert not of_party(office).exists()
    step(made, "accept", office)
    assert (list(of_party(office)), standing(made).invited) == ([made], [])
    assert [str(one) for one in standing(made).supporting] == ["Un Office"]
    step(made, "end", puebla)
    assert [str(one) for one in standing(made).supporting] == ["Un Office"]  # it did support them
    actions.take_back(partnership=made, seen=standing(made).seen, by="Ana", at=NOW + timedelta(days=1))
    step(made, "withdraw", office)
    assert not of_party(office).exists() and standing(made).invited == []


@pytest.mark.parametrize("begin", [actions.ask, actions.propose, actions.declare])
def test_whoever_begins_it_the_third_party_is_none_of_the_two(begin, puebla, luoyang):
    with pytest.raises(NotNow, match="one of the two"):
        begin(lead=puebla, partner=luoyang, support=[luoyang], by="Ana", at=NOW)
    assert not Partnership.objects.exists()


def test_what_the_two_say_of_themselves_is_not_asked_of_who_supports_them(puebla, luoyang):
    make_user("partner", "Una Partner", institution="un-office")
    make_user("officer", "Ana Officer", city=PUEBLA)
    made = asked(puebla, luoyang, support=[institution()])
    step(made, "accept", luoyang)
    told = Letter.objects.filter(email="una@example.org")
    assert told.count() == 1  # it is asked; what the two do is theirs
    step(made, "accept", institution())
    step(made, "agree", luoyang)
    assert (
        told.count() == 1
        and Letter.objects.filter(email="ana@example.org", text__contains="you work together").exists()
    )
    step(made, "decline", puebla)
    assert told.count() == 2


def test_a_document_that_one_side_adds_is_not_the_word_of_the_other(puebla, luoyang):
    made = asked(puebla, luoyang)
    step(made, "accept", luoyang)
    paper = Document("mou.pdf", ContentFile(b"%PDF-1.7"))
    step(made, "sign", puebla, document=paper)
    step(made, "talk", puebla)
    assert (standing(made).state, standing(made).rung, value("partnerships.brokered")) == ("dialogue", "", 0)
    step(made, "agree", puebla)
    step(made, "agree", luoyang)
    assert (standing(made).rung, value("partnerships.brokered")) == ("document", 1)
    signed = next(one for one in standing(made).steps if one.step == "sign")
    known = {"partnership": made, "seen": standing(made).seen, "at": standing(made).latest.recorded_at}
    with pytest.raises(NotNow):  # by which they came to a dialogue
        first_talk = next(one for one in standing(made).steps if one.step == "talk")
        actions.take_back(**known, step=first_talk.pk, side=side(made, luoyang), by="Li")
    actions.take_back(**known, step=signed.pk, side=side(made, luoyang), by="Li")
    assert (standing(made).state, standing(made).rung) == ("agreement", "confirmed")
    assert [one.step for one in standing(made).steps] == ["ask", "accept", "talk", "agree", "agree"]


@pytest.mark.parametrize("since", [["talk"], ["withdraw", "accept"], ["talk", "end"], ["achieve", "talk"]])
def test_what_one_claims_the_other_takes_back_whatever_was_done_since(puebla, luoyang, since):
    made = agreed(puebla, luoyang)
    claimed = step(made, "act", puebla, happened_on=NOW.date())
    for name in since:
        step(made, name, puebla, what="So it was")
    at = standing(made).latest.recorded_at + timedelta(hours=1)
    number = len(standing(made).steps)
    for who, wrong in ((side(made, luoyang), standing(made).steps[2].pk), (None, standing(made).steps[1].pk)):
        with pytest.raises(NotNow):
            actions.take_back(partnership=made, step=wrong, seen=standing(made).seen, side=who, by="Li", at=at)
    actions.take_back(
        partnership=made, step=claimed.pk, seen=standing(made).seen, side=side(made, luoyang), by="Li", at=at
    )
    now = standing(made)
    assert [one.step for one in now.steps][4:] == since and len(now.steps) == number - 1
    assert now.rung == ("result" if "achieve" in since else "confirmed")
    assert now.state == {"end": "ended", "achieve": "result"}.get(
        since[-1] if since[-1] != "talk" else since[0], "agreement"
    )


def test_what_was_known_before_a_claim_was_taken_back_stays_known(puebla, luoyang):
    made = agreed(puebla, luoyang)
    claimed = step(made, "act", puebla, happened_on=NOW.date())
    step(made, "talk", puebla)
    before = standing(made).latest.recorded_at
    actions.take_back(
        partnership=made, step=claimed.pk, seen=standing(made).seen, side=side(made, luoyang), by="Li",
        at=before + timedelta(hours=1),
    )  # fmt: skip
    stages = {when: breakdown(Question("partnerships.pipeline", as_of=when), "stage")[0].value
              for when in (before, before + timedelta(hours=2))}  # fmt: skip
    assert list(stages.values()) == ["active", "agreement"]


def test_taking_a_consent_back_calls_off_the_meetings_to_come(puebla, luoyang):
    made = agreed(puebla, luoyang)
    said = {"title": "Talk", "starts_at": NOW + timedelta(days=9), "minutes": 45, "timezone": "UTC", "link": ""}
    meeting = actions.propose_meeting(partnership=made, side=side(made, puebla), **said, at=NOW + timedelta(hours=9))
    step(made, "withdraw", luoyang)
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"


def test_a_third_party_answers_no_meeting_for_the_two(puebla, luoyang):
    made = asked(puebla, luoyang, support=[institution()])
    step(made, "accept", luoyang)
    step(made, "accept", institution())
    said = {"title": "Talk", "starts_at": NOW + timedelta(days=9), "minutes": 45, "timezone": "UTC", "link": ""}
    at = NOW + timedelta(hours=9)
    meeting = actions.propose_meeting(partnership=made, side=side(made, puebla), **said, at=at)
    office = side(made, institution())
    for accept in (True, False):
        with pytest.raises(NotNow, match="for the two"):
            actions.answer_meeting(meeting=meeting, side=office, accept=accept, by="Una", at=at)
    own = actions.propose_meeting(partnership=made, side=office, **{**said, "title": "Ours"}, at=at)
    assert actions.answer_meeting(meeting=own, side=office, accept=False, by="Una", at=at).state == "cancelled"


def test_a_third_party_that_is_asked_may_say_no(puebla, luoyang):
    made = asked(puebla, luoyang, support=[institution()])
    step(made, "withdraw", institution())
    assert (standing(made).invited, standing(made).state) == ([], "interest")


def test_who_is_on_their_way_together_is_told_by_no_figure(puebla, luoyang, as_officer, as_team, as_stranger):
    asked(puebla, luoyang)
    address = "/evidence/partnerships.pipeline/"
    for browser in (as_officer, as_stranger):
        for asked_for in (
            "csv?where.stage=interest",
            "csv?by=at_city",
            "numbers.csv?by=at_city",
            "?where.stage=interest",
        ):
            found = browser.get(address + asked_for)
            content = b"".join(found.streaming_content) if found.streaming else found.content
            assert b"Puebla" not in content and b"Luoyang" not in content
        assert browser.get(f"{address}?where.at_city={PUEBLA}").status_code == 404
        assert browser.get(f"{address}?scope=city:{PUEBLA}").status_code == 404
    assert "Puebla – Luoyang" in as_team.get(f"{address}?where.stage=interest").content.decode()
