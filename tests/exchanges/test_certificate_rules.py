"""What earns a certificate is data: versions with dates, appeals, and a rule that is only tried."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from sarai.evidence.engine import Question, answer
from sarai.exchanges import actions
from sarai.exchanges.models import Appeal, Enrolment, Event, EventSurvey, Registration, RuleVersion, Ruling
from sarai.exchanges.queries.certificates import certificate_candidates, evidence
from sarai.exchanges.queries.enrolments import token_of
from sarai.exchanges.rules import CertificateRule
from sarai.network.actions import erase_person
from sarai.network.models import Person, PersonLink, PersonRecord
from sarai.surveys.models import Response, Survey
from tests.making import START, attended, day, file, handed_in, make_event, make_source, person, registered

pytestmark = pytest.mark.django_db


def count(event: Event, moment=None) -> int:
    return answer(Question("exchanges.certificates", event.scope, moment)).value


def set_rule(event, rule, survey=None, **fields):
    told = {"by": "tara", "at": timezone.now()} | fields
    return actions.set_rule(event=event, rule=rule, survey=survey, **told)


def survey_of(event: Event) -> Survey:
    survey = Survey.objects.create(slug="how-was-it", title="How was it?")
    EventSurvey.objects.create(event=event, survey=survey)
    return survey


def responded(survey: Survey, name: str, known) -> None:
    """Somebody's response, by the record that a file of attendance made of them."""
    record = PersonRecord.objects.filter(name=name).first()
    source = make_source(known)
    Response.objects.create(
        survey=survey, record=record, submitted_at=known, key=f"{source.pk}", content="", source=source,
        recorded_at=known,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_the_list_and_the_figure_agree_under_any_rule_at_any_moment(seed):
    rng = random.Random(seed)
    event = make_event(sessions=3)
    survey = survey_of(event)
    names = [f"Person {number}" for number in range(30)]
    people = {name: person(name) for name in names}
    for session in (1, 2, 3):
        rows = [
            attended(people[name], (begin, begin + rng.uniform(0, 80)), line, session, device=str(line))
            for line in range(2)
            for name in names
            if rng.random() < 0.7
            for begin in [rng.uniform(-20, 60)]
        ]
        file(event, day(session), *rows, session=session)
    marked = [handed_in(people[name]) for name in names if rng.random() < 0.8]
    for one in marked:
        object.__setattr__(one, "mark", rng.choice(["", "B+", "40", "8,5", "17/20", "85 %", "100"]))
    file(event, day(4), *marked)
    for name in names:
        if rng.random() < 0.5 and PersonRecord.objects.filter(name=name).exists():
            responded(survey, name, day(5))
    for number, known in enumerate((START, day(3), day(6), day(8))):
        rule = CertificateRule(
            sessions=rng.randint(1, 3), share=rng.choice([0.5, 0.6, 1 / 3, 0.3375, 0.9]), assignment=rng.random() < 0.6
        )
        rule = CertificateRule(
            rule.sessions, rule.share, rule.assignment, rng.choice([None, 50, 85]) if rule.assignment else None,
            survey=number >= 2 and rng.random() < 0.7,
        )  # fmt: skip
        set_rule(event, rule, survey if rule.survey else None, known=known)
    appealed = PersonRecord.objects.filter(name__in=rng.sample(names, 4))
    for record in appealed:
        appeal = actions.make_appeal(event=event, record=record, text="I was there.", at=day(9))
        actions.decide_appeal(appeal=appeal, granted=rng.random() < 0.7, reason="Seen.", by="tara", at=day(9))
    for moment in (*(day(n) + timedelta(hours=1) for n in range(1, 10)), timezone.now()):
        qualified = [one for one in certificate_candidates(event, moment) if one.qualifies]
        assert count(event, moment) == len(qualified), moment
    assert qualified


def test_every_version_is_a_fact_with_its_days():
    event = make_event(rule={"sessions": 1, "share": 0.5})
    file(event, day(1), attended(person("Ana"), (0, 50)), session=1)
    assert set_rule(event, CertificateRule(1, 0.6), known=day(5)) == "changed"
    assert set_rule(event, CertificateRule(1, 0.6), known=day(6)) == ""
    assert (count(event, day(4)), count(event, day(5)), count(event)) == (1, 0, 0)
    assert set_rule(event, None, known=day(7)) == "changed"
    assert RuleVersion.objects.filter(retracted_at=None).count() == 0
    with pytest.raises(ValueError, match="no certificate"):
        certificate_candidates(event, timezone.now())
    with pytest.raises(ValueError, match="later than that"):
        set_rule(event, CertificateRule(1, 0.9), known=day(20))
        set_rule(event, CertificateRule(1, 0.8), known=day(15))


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (CertificateRule(3, 0.5), "More sessions"),
        (CertificateRule(1, 0.5, False, 50), "together with the assignment"),
        (CertificateRule(1, 0.5, survey=True), "not asked at this event"),
    ],
)
def test_a_rule_that_nobody_could_fulfil_is_refused(rule, why):
    event = make_event(sessions=2)
    with pytest.raises(ValueError, match=why):
        set_rule(event, rule)


# --- Appeals


@pytest.fixture
def event() -> Event:
    """Of Ana, who was there long enough, Bo, who was not, and Cai, who only registered."""
    made = make_event(rule={"sessions": 1, "share": 0.5})
    file(made, day(1), *(registered(person(name), n) for n, name in enumerate(("Ana", "Bo", "Cai"), 2)))
    file(made, day(2), attended(person("Ana"), (0, 90)), attended(person("Bo"), (0, 20), 3), session=1)
    return made


def record_of(name: str) -> PersonRecord:
    return PersonRecord.objects.filter(name=name).latest("pk")


def appeal_of(event, name="Bo") -> Appeal:
    return actions.make_appeal(event=event, record=record_of(name), text="I used my phone.", at=day(3))


@pytest.mark.parametrize("name", ["Bo", "Cai"])
def test_who_is_granted_it_qualifies_from_then_on_with_the_reason_shown(event, name, as_team):
    appeal = appeal_of(event, name)
    actions.decide_appeal(appeal=appeal, granted=True, reason="Seen on film.", by="tara", at=day(4))
    assert (count(event, day(3)), count(event, day(5))) == (1, 2)
    assert count(event) == len([one for one in certificate_candidates(event, timezone.now()) if one.qualifies]) == 2
    assert "Seen on film." in as_team.get(f"/events/{event.slug}/certificates/").content.decode()
    assert as_team.get(f"/evidence/exchanges.certificates/?scope=event:{event.slug}").status_code == 200
    assert actions.issue_certificates(event=event, by="tara", at=timezone.now()).issued == 2


def test_a_decision_is_taken_back_and_may_be_taken_again(event):
    appeal = appeal_of(event)
    ruling = actions.decide_appeal(appeal=appeal, granted=True, reason="Seen.", by="tara", at=day(4))
    with pytest.raises(ValueError, match="decided already"):
        actions.decide_appeal(appeal=appeal, granted=False, reason="No.", by="tara", at=day(5))
    actions.undo_ruling(ruling=ruling, by="tara", at=day(6))
    assert (count(event, day(5)), count(event)) == (2, 1)
    with pytest.raises(ValueError, match="taken back already"):
        actions.undo_ruling(ruling=ruling, by="tara", at=day(7))
    again = actions.decide_appeal(appeal=appeal, granted=False, reason="Somebody else.", by="tara", at=day(8))
    assert (again.granted, again.source.reason, count(event)) == (False, "Somebody else.", 1)


def test_a_decision_needs_a_reason_and_an_appeal_words(event):
    with pytest.raises(ValueError, match="Write what"):
        actions.make_appeal(event=event, record=record_of("Bo"), text="  ", at=day(3))
    appeal = appeal_of(event)
    with pytest.raises(ValueError, match="being looked at"):
        appeal_of(event)
    with pytest.raises(ValueError, match="Give the reason"):
        actions.decide_appeal(appeal=appeal, granted=True, reason=" ", by="tara", at=day(4))


def test_of_who_is_forgotten_neither_words_nor_reason_stay_and_the_count_does(event):
    appeal = appeal_of(event)
    ruling = actions.decide_appeal(appeal=appeal, granted=True, reason="Bo was on film.", by="tara", at=day(4))
    whose = Person.objects.get(links__record=appeal.record, links__retracted_at=None)
    erase_person(person=whose, reason="asked", by="tara", at=timezone.now())
    appeal.refresh_from_db()
    ruling.source.refresh_from_db()
    assert (appeal.text, ruling.source.reason, count(event)) == ("", "•••", 2)


def test_the_holder_appeals_by_their_own_link(event, as_stranger, as_team):
    enrolment = Enrolment.objects.create(
        event=event, email="bo@example.org", record=record_of("Bo"), name="Bo", made_at=day(1), changed_at=day(1),
        proved_at=day(1), filed_at=day(1),
    )  # fmt: skip
    token = token_of(enrolment)
    page = as_stranger.get(f"/r/{token}/").content.decode()
    assert "I earned it, but it is missing" in page
    as_stranger.post(f"/r/{token}/appeal", {"text": "I was on my phone."})
    appeal = Appeal.objects.get()
    assert (appeal.record, appeal.by) == (record_of("Bo"), "")
    assert "being looked at" in as_stranger.get(f"/r/{token}/").content.decode()
    listed = as_team.get(f"/events/{event.slug}/certificates/appeals/").content.decode()
    assert "I was on my phone." in listed
    as_team.post(f"/events/{event.slug}/certificates/appeals/{appeal.pk}/decide", {"reason": "Seen.", "verb": "grant"})
    assert "was granted" in as_stranger.get(f"/r/{token}/").content.decode()
    actions.issue_certificates(event=event, by="tara", at=timezone.now())
    page = as_stranger.get(f"/r/{token}/").content.decode()
    [address] = {part.split('"')[0] for part in page.split('href="') if ".pdf" in part.split('"')[0]}
    assert as_stranger.get(address).content.startswith(b"%PDF-")
    as_team.post(f"/events/{event.slug}/certificates/appeals/{Ruling.objects.get().pk}/undo")
    assert Ruling.objects.get().retracted_at
    assert as_stranger.post("/r/made-up/appeal", {"text": "x"}).status_code == 404


def test_the_team_notes_an_appeal(event, as_team):
    bo = PersonLink.objects.filter(record__name="Bo").first().person_id
    answered = as_team.post(f"/events/{event.slug}/certificates/people/{bo}/appeal", {"text": "Rang us up."})
    assert answered.url.endswith("/appeals/")
    assert Appeal.objects.get().by == "tara@example.org"
    assert as_team.post(f"/events/{event.slug}/certificates/people/999999/appeal", {"text": "x"}).status_code == 404


# --- Pages


def test_a_rule_is_tried_without_being_kept(event, as_team):
    page = as_team.get(f"/events/{event.slug}/certificates/rule/?share=20&sessions=1").content.decode()
    assert "Would qualify by it, and do not now: 1" in page
    assert "Bo" in page
    assert "Qualify now, and would not by it: 0" in page
    page = as_team.get(f"/events/{event.slug}/certificates/rule/?share=100&sessions=2").content.decode()
    assert "Qualify now, and would not by it: 1" in page
    assert RuleVersion.objects.count() == 1


def test_a_rule_is_kept_and_given_up_on_the_page(event, as_team):
    page = f"/events/{event.slug}/certificates/rule/"
    as_team.post(page, {"share": "20", "sessions": "1"})
    assert (event.certificate_rule, count(event)) == (CertificateRule(1, 0.2), 2)
    assert as_team.post(page, {"share": "0", "sessions": "1"}).status_code == 422
    assert as_team.post(page, {"share": "20", "sessions": "9"}).status_code == 422
    as_team.post(page, {"share": "20", "sessions": "1", "least_mark": "50"})
    assert event.certificate_rule == CertificateRule(1, 0.2, True, 50)
    as_team.post(page, {"none": "1"})
    assert event.certificate_rule is None
    assert "gives no certificate yet" in as_team.get(page).content.decode()
    assert "until" in as_team.get(page).content.decode()


def test_a_persons_page_draws_their_stays_and_says_what_was_missed(event, as_team):
    bo = PersonLink.objects.filter(record__name="Bo").first().person_id
    page = as_team.get(f"/events/{event.slug}/certificates/people/{bo}/").content.decode()
    assert "20 minutes, 45 needed: missed by 25 minutes." in page
    assert "chart-presence" in page
    assert "Not seen in this session." in page
    cai = PersonLink.objects.filter(record__name="Cai").first().person_id
    assert as_team.get(f"/events/{event.slug}/certificates/people/{cai}/").status_code == 404


def test_the_same_people_are_judged_by_any_rule(event):
    known = evidence(event, timezone.now())
    assert [one.name for one in known.judged(CertificateRule(1, 0.2)) if one.qualifies] == ["Ana", "Bo"]
    assert [one.name for one in known.judged(CertificateRule(2, 0.2)) if one.qualifies] == []
    assert Registration.objects.count() == 3
