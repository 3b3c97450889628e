"""Registering here: a place at once, a letter, a fact once the address is proved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from sarai.evidence.engine import Question, answer
from sarai.exchanges import actions
from sarai.exchanges.desk.enrolments import file_enrolment, file_enrolments
from sarai.exchanges.models import Enrolment, Event, Registration
from sarai.exchanges.queries.enrolments import enrolment_by_token, going, is_full, standing, token_of
from sarai.letters.models import Letter
from sarai.network.actions import erase_person
from sarai.network.models import Person, PersonRecord
from tests.making import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]

NOW = datetime(2020, 9, 1, 9, tzinfo=UTC)


def said(email: str = "lina@example.org", **fields: object) -> dict[str, object]:
    return {"email": email, "name": "Lina Haddad", "city": "نابلس", "country": "", "language": "ar"} | fields


def open_event(**fields: object) -> Event:
    event = make_event()
    Event.objects.filter(pk=event.pk).update(registers=True, **fields)
    return Event.objects.get(pk=event.pk)


def enrolled(event: Event, email: str = "lina@example.org", at: datetime = NOW, prove: bool = True, **fields: object):
    one = actions.enrol(event=event, said=said(email, **fields), at=at).enrolment
    return actions.prove(enrolment=one, at=at) if prove else one


def registrants(event: Event) -> object:
    return answer(Question("exchanges.registrants", event.scope)).value


def test_who_registers_is_asked_to_confirm_and_does_not_count_until_then():
    event = open_event()
    one = enrolled(event, prove=False)
    file_enrolments(by="test", at=NOW)
    assert registrants(event) == 0
    [letter] = Letter.objects.all()
    assert letter.email == "lina@example.org"
    assert letter.language == "ar"
    assert f"/r/{token_of(one)}/" in letter.text


def test_whose_address_is_proved_counts_once_and_is_a_record_like_any_other():
    event = open_event()
    one = enrolled(event)
    assert file_enrolments(by="test", at=NOW) == 1
    assert file_enrolments(by="test", at=NOW) == 0
    assert registrants(event) == 1
    one.refresh_from_db()
    assert one.record.email == "lina@example.org"
    fact = Registration.objects.get()
    assert (fact.status, fact.registered_at, fact.line) == ("approved", NOW, one.pk)
    assert fact.source.kind == "form"


def test_one_can_be_filed_at_once_while_the_others_wait_for_their_turn():
    event = open_event()
    one, other = enrolled(event), enrolled(event, "b@example.org")
    file_enrolment(one, by="test", at=NOW)
    other.refresh_from_db()
    assert (one.record.email, other.filed_at) == ("lina@example.org", None)


def test_who_registers_again_changes_nothing_and_gets_the_link_again():
    event = open_event()
    one = enrolled(event)
    later = NOW + timedelta(hours=1)
    again = actions.enrol(event=event, said=said(name="Somebody Else"), at=later)
    assert again.again
    assert again.enrolment.pk == one.pk
    assert Enrolment.objects.get().name == "Lina Haddad"
    assert Letter.objects.filter(text__contains=token_of(one)).count() == 3


def test_pressing_twice_writes_one_letter():
    event = open_event()
    enrolled(event, prove=False)
    enrolled(event, prove=False, at=NOW + timedelta(seconds=2))
    assert Letter.objects.count() == 1


def test_a_withdrawn_registration_is_not_counted_and_can_be_taken_up_again():
    event = open_event()
    one = enrolled(event)
    file_enrolments(by="test", at=NOW)
    actions.withdraw(enrolment=one, at=NOW + timedelta(hours=1))
    file_enrolments(by="test", at=NOW + timedelta(hours=1))
    assert registrants(event) == 0
    assert list(Registration.objects.filter(retracted_at=None).values_list("status", flat=True)) == ["cancelled"]
    actions.come_back(enrolment=one, at=NOW + timedelta(hours=2))
    file_enrolments(by="test", at=NOW + timedelta(hours=2))
    assert registrants(event) == 1


def test_places_are_given_in_order_and_a_free_one_goes_to_who_waited_longest():
    event = open_event(capacity=2)
    people = [enrolled(event, f"p{n}@example.org", NOW + timedelta(minutes=n)) for n in range(4)]
    assert [one.place for one in people] == ["seat", "seat", "waiting", "waiting"]
    actions.withdraw(enrolment=people[0], at=NOW + timedelta(hours=1))
    assert set(going(event).values_list("email", flat=True)) == {"p1@example.org", "p2@example.org"}
    assert Letter.objects.filter(key__contains=":promoted:").get().email == "p2@example.org"
    file_enrolments(by="test", at=NOW + timedelta(hours=2))
    assert registrants(event) == 2


def test_nobody_overtakes_those_who_wait():
    event = open_event(capacity=1)
    enrolled(event, "a@example.org")
    waits = enrolled(event, "b@example.org")
    Event.objects.filter(pk=event.pk).update(capacity=2)
    event.refresh_from_db()
    assert is_full(event)
    late = enrolled(event, "c@example.org", NOW + timedelta(hours=2))
    assert (waits.place, late.place) == ("waiting", "waiting")


def test_of_two_who_registered_for_the_last_place_who_confirms_first_has_it():
    event = open_event(capacity=1)
    slow, quick = (enrolled(event, f"{name}@example.org", prove=False) for name in ("slow", "quick"))
    assert actions.prove(enrolment=quick, at=NOW + timedelta(minutes=1)).place == "seat"
    assert actions.prove(enrolment=slow, at=NOW + timedelta(minutes=2)).place == "waiting"
    assert Letter.objects.filter(email="slow@example.org", key__contains=":waiting:").exists()


def test_who_confirms_after_a_place_became_free_has_it():
    event = open_event(capacity=1)
    first = enrolled(event, "a@example.org")
    late = enrolled(event, "b@example.org", prove=False)
    assert late.place == "waiting"
    actions.withdraw(enrolment=first, at=NOW + timedelta(hours=1))
    late = actions.prove(enrolment=late, at=NOW + timedelta(hours=2))
    assert (late.place, is_full(event)) == ("seat", True)
    assert Letter.objects.filter(email="b@example.org", key__contains=":registered:").exists()


def test_who_never_confirms_keeps_nobody_from_a_free_place():
    event = open_event(capacity=1)
    first = enrolled(event, "a@example.org")
    enrolled(event, "bot@example.org", prove=False)
    actions.withdraw(enrolment=first, at=NOW + timedelta(hours=1))
    assert enrolled(event, "c@example.org", NOW + timedelta(hours=2)).place == "seat"


def test_the_letter_to_an_address_that_nobody_proved_delivers_no_words_of_who_typed_it():
    enrolled(open_event(), prove=False, name="You won! https://evil.example/")
    assert "evil" not in Letter.objects.get().text


@pytest.mark.parametrize("what", ["event", "session"])
def test_what_takes_place_after_all_has_the_places_that_became_free_meanwhile(what):
    event = open_event(capacity=1)
    event.sessions.filter(number=1).update(cancelled=True)
    first, waits = enrolled(event, "a@example.org"), enrolled(event, "b@example.org")
    called_off(event, what, True)
    actions.withdraw(enrolment=first, at=NOW + timedelta(hours=1))
    called_off(event, what, False)
    waits.refresh_from_db()
    assert waits.place == "seat"


def called_off(event: Event, what: str, cancelled: bool) -> None:
    """Call an event off, or its session; or not."""
    event.refresh_from_db()
    if what == "session":
        actions.set_cancelled(session=event.sessions.get(number=2), cancelled=cancelled, by="test", at=NOW)
    else:
        event.state = Event.State.CANCELLED if cancelled else Event.State.OPEN
        actions.keep_event(event=event, themes=[], hosts=[], by="test", at=NOW)


def test_who_waited_longest_confirmed_first():
    event = open_event(capacity=1)
    seat, early, late = (enrolled(event, f"{name}@example.org", prove=False) for name in ("seat", "early", "late"))
    for minute, one in enumerate((seat, late, early)):
        actions.prove(enrolment=one, at=NOW + timedelta(minutes=minute))
    actions.withdraw(enrolment=seat, at=NOW + timedelta(hours=1))
    assert going(event).get().email == "late@example.org"


def test_more_places_let_those_in_who_wait():
    event = open_event(capacity=1)
    for n in range(3):
        enrolled(event, f"p{n}@example.org", NOW + timedelta(minutes=n))
    event.capacity = 2
    actions.keep_event(event=event, themes=[], hosts=[], by="test", at=NOW + timedelta(hours=1))
    assert going(event).count() == 2


def test_what_somebody_types_for_who_withdrew_replaces_nothing():
    event = open_event()
    one = enrolled(event)
    actions.withdraw(enrolment=one, at=NOW + timedelta(hours=1))
    enrolled(event, prove=False, at=NOW + timedelta(hours=2), name="Mallory")
    assert Enrolment.objects.get().name == "Lina Haddad"


def test_who_changes_before_confirming_confirms_and_is_told():
    event = open_event()
    one = enrolled(event, prove=False)
    changed = actions.change(enrolment=one, said=said(name="Lina A."), at=NOW + timedelta(hours=1))
    assert changed.connects
    assert Letter.objects.filter(key__contains=":registered:").count() == 1


def test_nobody_confirms_for_what_does_not_take_place():
    event = open_event()
    one = enrolled(event, prove=False)
    event.sessions.update(cancelled=True)
    assert actions.prove(enrolment=one, at=NOW + timedelta(hours=1)).proved_at is None
    assert not Letter.objects.filter(key__contains=":registered:").exists()
    assert "any more" in Client().post(f"/r/{token_of(one)}/confirm", follow=True).content.decode()


def test_who_waits_is_told_of_changes_but_not_how_one_connects():
    event = open_event(capacity=1)
    enrolled(event, "a@example.org")
    waits = enrolled(event, "b@example.org")
    session = event.sessions.get(number=2)
    session.link, session.ends_at = "https://meet.example/x", session.ends_at + timedelta(minutes=5)
    actions.keep_session(session=session, by="test", at=NOW)
    with_place, without = Letter.objects.filter(purpose="change").order_by("email")
    assert with_place.attachments
    assert (without.email, without.attachments) == ("b@example.org", [])
    assert "meet.example" not in without.text
    assert Client().get(f"/r/{token_of(waits)}/calendar.ics").status_code == 404


def test_what_nobody_confirms_takes_no_place_and_is_forgotten_after_two_days():
    event = open_event(capacity=1)
    enrolled(event, "bot@example.org", prove=False)
    assert enrolled(event, "b@example.org", NOW + timedelta(minutes=1)).place == "seat"
    assert actions.forget_unproved(at=NOW + timedelta(days=1)) == 0
    assert actions.forget_unproved(at=NOW + timedelta(days=2, minutes=2)) == 1
    assert list(going(event).values_list("email", flat=True)) == ["b@example.org"]


def test_who_came_back_and_does_not_confirm_takes_no_place_either_and_stays_on_file():
    event = open_event(capacity=1)
    one = enrolled(event)
    file_enrolments(by="test", at=NOW)
    actions.withdraw(enrolment=one, at=NOW + timedelta(hours=1))
    file_enrolments(by="test", at=NOW + timedelta(hours=1))
    enrolled(event, at=NOW + timedelta(hours=2), prove=False)
    enrolled(event, "b@example.org", NOW + timedelta(hours=3))
    assert actions.forget_unproved(at=NOW + timedelta(days=2, hours=3)) == 1
    assert actions.forget_unproved(at=NOW + timedelta(days=3)) == 0
    assert list(going(event).values_list("email", flat=True)) == ["b@example.org"]
    one.refresh_from_db()
    assert one.withdrawn_at
    assert one.record_id


@pytest.mark.parametrize("how", ["over", "cancelled"])
def test_a_place_that_becomes_free_is_given_to_nobody_once_there_is_nothing_to_come(how):
    event = open_event(capacity=1)
    first, _waits = enrolled(event, "a@example.org"), enrolled(event, "b@example.org")
    at = NOW + timedelta(hours=1)
    if how == "cancelled":
        event.sessions.update(cancelled=True)
    else:
        at = max(event.sessions.values_list("ends_at", flat=True)) + timedelta(hours=1)
    actions.withdraw(enrolment=first, at=at)
    assert not going(event).exists()
    assert not Letter.objects.filter(key__contains=":promoted:").exists()


def test_what_is_changed_is_filed_anew():
    event = open_event()
    one = enrolled(event)
    file_enrolments(by="test", at=NOW)
    changed = said(name="Lina A. Haddad", organisation="Nablus Municipality")
    actions.change(enrolment=one, said=changed, at=NOW + timedelta(hours=1))
    file_enrolments(by="test", at=NOW + timedelta(hours=1))
    assert registrants(event) == 1
    held = Registration.objects.get(retracted_at=None)
    assert held.record.organisation == "Nablus Municipality"


def test_a_registration_that_changes_while_it_is_filed_is_filed_again(monkeypatch):
    event = open_event()
    one = enrolled(event)
    from sarai.exchanges.desk import enrolments as desk

    file = desk.ExchangesFiler.file
    once = iter([True])

    def meanwhile(filer, batch):
        if next(once, False):
            Enrolment.objects.filter(pk=one.pk).update(name="New Name", changed_at=NOW + timedelta(seconds=1))
        return file(filer, batch)

    monkeypatch.setattr(desk.ExchangesFiler, "file", meanwhile)
    assert file_enrolments(by="test", at=NOW + timedelta(minutes=1)) == 1
    assert Registration.objects.get(retracted_at=None).record.name == "New Name"


def test_the_same_person_by_another_platform_is_one_registrant():
    from tests.making import day, file, registered
    from tests.making import person as mention

    event = open_event()
    file(event, day(1), registered(mention("Lina Haddad", email="LINA@example.org".lower())))
    enrolled(event, at=day(2))
    file_enrolments(by="test", at=day(2))
    assert registrants(event) == 1


def test_who_is_forgotten_leaves_no_name_and_stays_counted():
    event = open_event()
    one = enrolled(event)
    file_enrolments(by="test", at=NOW)
    token = token_of(one)
    erase_person(person=Person.objects.get(), reason="asked", by="test", at=NOW + timedelta(days=1))
    one.refresh_from_db()
    assert (one.name, one.email, one.city) == ("", "", "")
    assert enrolment_by_token(token) is None
    assert registrants(event) == 1
    assert not PersonRecord.objects.filter(name__contains="Lina").exists()
    assert not Letter.objects.filter(text__contains="Lina").exists()


@pytest.mark.parametrize("token", ["", "1", "1.x", "99999999999999999999.x", "1." + "a" * 43])
def test_a_link_that_nobody_signed_is_nobodys(token):
    enrolled(open_event())
    assert enrolment_by_token(token) is None


@pytest.mark.parametrize(
    ("fields", "shut"),
    [
        ({"registers": False}, "elsewhere"),
        ({"state": "draft"}, "draft"),
        ({"state": "cancelled"}, "cancelled"),
        ({"registration_closes_at": NOW}, "closed"),
        ({}, ""),
    ],
)
def test_why_nobody_can_register(fields, shut):
    event = open_event(**{"state": "open"} | {k: v for k, v in fields.items() if k != "registers"})
    if "registers" in fields:
        event.registers = False
    assert standing(event, NOW).shut == shut


def test_nobody_registers_for_what_is_over():
    assert standing(open_event(), datetime(2021, 1, 1, tzinfo=UTC)).shut == "over"


def test_who_is_forgotten_is_not_in_what_waits_to_be_confirmed_either():
    """Of what nobody confirmed nothing is kept; what was confirmed, and not filed yet, is not filed any more."""
    first, full, other = open_event(), make_event("full", sessions=1), make_event("other", sessions=1)
    Event.objects.update(registers=True)
    Event.objects.filter(pk=full.pk).update(capacity=1)
    full.refresh_from_db()
    enrolled(first)
    file_enrolments(by="test", at=NOW)
    enrolled(full, prove=False)
    next_one = enrolled(full, email="bo@example.org", name="Bo")
    enrolled(other)
    bystander = enrolled(other, email="ana@example.org", name="Ana", prove=False)
    erase_person(person=Person.objects.get(), reason="asked", by="test", at=NOW + timedelta(hours=1))
    assert set(Enrolment.objects.exclude(email="")) == {next_one, bystander}
    assert not Enrolment.objects.filter(name__contains="Lina").exists()
    next_one.refresh_from_db()
    assert next_one.place == "seat"
    assert registrants(first) == 1
