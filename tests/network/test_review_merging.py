"""Merges and their undoing, in any order: at every moment each record is of exactly one person, the right one."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q

from sarai.evidence.models import Source
from sarai.network import actions
from sarai.network.mentions import Mention
from sarai.network.models import LinkSuggestion, Merge, Person, PersonLink
from sarai.network.queries import asked_pairs, family, kept_apart, people_if_suggestions_were_accepted, whom_they_became
from tests.making import make_source

pytestmark = pytest.mark.django_db
START = datetime(2020, 10, 1, tzinfo=UTC)
LATER = datetime(2026, 1, 1, tzinfo=UTC)
State = LinkSuggestion.State


def moment(number: int) -> datetime:
    return START + timedelta(hours=number)


def said(number: int) -> dict:
    return {"reason": "asked", "by": "Stella", "at": LATER, "known": moment(number)}


def make_people(count: int) -> list[Person]:
    """So many people with a record each."""
    source = make_source(START)
    mentions = [(Mention(name=f"Person {n}", email=f"p{n}@example.org"), str(n)) for n in range(count)]
    records = actions.Identifier(source).identify(mentions)
    by_record = dict(PersonLink.objects.filter(record__in=records).values_list("record", "person"))
    return [Person.objects.get(pk=by_record[record]) for record in records]


def known_at(when: datetime) -> dict[int, list[int]]:
    """Which people each record is linked to, as known then."""
    links = PersonLink.objects.filter(Q(retracted_at=None) | Q(retracted_at__gt=when), recorded_at__lte=when)
    found = defaultdict(list)
    for record, person in links.values_list("record", "person"):
        found[record].append(person)
    return dict(found)


def partition(when: datetime) -> set[frozenset[int]]:
    """Records that are one person's, as known then; each is exactly one person's."""
    groups = defaultdict(set)
    for record, people in known_at(when).items():
        assert len(people) == 1, f"record {record} is linked to {people} at {when}"
        groups[people[0]].add(record)
    return {frozenset(group) for group in groups.values()}


def expected(first: dict[int, int]) -> set[frozenset[int]]:
    """What merges in force say: the connected parts of the graph whose edges they are. `first`: record → person."""
    part = {person: {person} for person in first.values()}
    for one, other in Merge.objects.filter(undone=None).values_list("kept", "absorbed"):
        if part[one] is not part[other]:
            part[one] |= part[other]
            for person in part[other]:
                part[person] = part[one]
    groups = defaultdict(set)
    for record, person in first.items():
        groups[id(part[person])].add(record)
    return {frozenset(group) for group in groups.values()}


def arrives(again: Person, number: int) -> tuple[int, int]:
    """A later file names the first address of somebody with another phone: a new record of the same person."""
    email = PersonLink.objects.filter(person=again, method="own").get().record.email
    [record] = actions.Identifier(make_source(LATER)).identify([(Mention(email=email, phone=str(number)), "1")])
    return record, again.pk


@pytest.mark.parametrize("seed", range(25))
def test_whatever_is_merged_and_undone_each_record_is_of_the_one_right_person(seed):
    rng = random.Random(seed)
    people = make_people(6)
    first = dict(PersonLink.objects.values_list("record", "person"))
    history = [(moment(0), partition(moment(0)))]
    for step in range(1, 13):
        act = rng.choice(["merge", "merge", "undo", "arrive"])
        active = list(Merge.objects.filter(undone=None).order_by("pk"))
        if act == "merge":
            one, other = rng.sample(people, 2)
            merge = actions.merge_people(kept=one, absorbed=other, **said(step))
            assert merge is not None or len({*whom_they_became([one.pk, other.pk]).values()}) == 1
        elif act == "undo" and active:
            actions.undo_merge(merge=rng.choice(active), **said(step))
        elif act == "arrive":
            record, person = arrives(rng.choice(people), step)
            first[record] = person
        assert partition(moment(step)) == expected(first)
        history.append((moment(step), partition(moment(step))))
    for when, then in history:
        # Records that came later are known for as long as their address was; those of then stand as they stood.
        there = set().union(*then)
        assert {frozenset(group & there) for group in partition(when)} - {frozenset()} == then
    rest = list(Merge.objects.filter(undone=None))
    rng.shuffle(rest)
    for merge in rest:
        actions.undo_merge(merge=merge, **said(20))
    alone = defaultdict(set)
    for record, person in first.items():
        alone[person].add(record)
    assert partition(moment(20)) == {frozenset(group) for group in alone.values()}
    assert {person for [person] in known_at(moment(20)).values()} == set(alone)


def test_undoing_the_first_of_two_merges_in_a_chain_frees_who_was_absorbed_first():
    a, b, c = make_people(3)
    first = actions.merge_people(kept=b, absorbed=a, **said(1))
    actions.merge_people(kept=c, absorbed=b, **said(2))
    actions.undo_merge(merge=first, **said(3))
    held = {person.pk: PersonLink.objects.filter(person=person, retracted_at=None).count() for person in (a, b, c)}
    assert held == {a.pk: 1, b.pk: 0, c.pk: 2}
    assert (family(a.pk), family(c.pk)) == ({a.pk}, {b.pk, c.pk})


def test_who_was_absorbed_stands_for_whom_they_became():
    a, b, c = make_people(3)
    actions.merge_people(kept=b, absorbed=a, **said(1))
    merge = actions.merge_people(kept=a, absorbed=c, **said(2))
    assert (merge.kept, merge.absorbed) == (b, c)
    assert actions.merge_people(kept=c, absorbed=a, **said(3)) is None


def test_a_decision_cannot_hold_since_before_what_was_decided_last():
    a, b, c = make_people(3)
    merge = actions.merge_people(kept=b, absorbed=a, **said(5))
    with pytest.raises(ValueError, match="cannot hold since 2020-10-01"):
        actions.merge_people(kept=c, absorbed=b, **said(4))
    with pytest.raises(ValueError, match="cannot hold since 2020-10-01"):
        actions.undo_merge(merge=merge, **said(4))
    assert Merge.objects.get().undone is None
    assert len(partition(moment(6))) == 2


def test_a_merge_is_undone_once():
    a, b = make_people(2)
    merge = actions.merge_people(kept=a, absorbed=b, **said(1))
    actions.undo_merge(merge=merge, **said(2))
    with pytest.raises(ValueError, match="undone already"):
        actions.undo_merge(merge=merge, **said(3))


def suggest(one: Person, other: Person) -> LinkSuggestion:
    left, right = sorted((one, other), key=lambda person: person.pk)
    return LinkSuggestion.objects.create(left=left, right=right, probability=0.9)


def states(*suggestions: LinkSuggestion) -> list[str]:
    for suggestion in suggestions:
        suggestion.refresh_from_db()
    return [suggestion.state for suggestion in suggestions]


def test_a_merge_answers_every_suggestion_about_the_two_under_whatever_name():
    a, b, c = make_people(3)
    ab, ac, bc = suggest(a, b), suggest(a, c), suggest(b, c)
    actions.decide_suggestion(suggestion=ab, same=True, **said(1))
    assert states(ab, ac, bc) == ["same", "open", "open"]
    actions.decide_suggestion(suggestion=bc, same=True, **said(2))
    assert states(ab, ac, bc) == ["same", "same", "same"]


def test_undoing_a_merge_says_different_and_reopens_what_merely_followed():
    a, b, c = make_people(3)
    ab, ac, bc = suggest(a, b), suggest(a, c), suggest(b, c)
    first = actions.decide_suggestion(suggestion=ab, same=True, **said(1))
    actions.decide_suggestion(suggestion=bc, same=True, **said(2))
    actions.undo_merge(merge=first, **said(3))
    absorbed = first.absorbed
    assert absorbed == b
    assert states(ab, ac, bc) == ["different", "same", "open"]


def test_suggestions_about_somebody_absorbed_are_about_whom_they_became():
    a, b, c = make_people(3)
    bc = suggest(b, c)
    actions.merge_people(kept=a, absorbed=b, **said(1))
    actions.decide_suggestion(suggestion=bc, same=True, **said(2))
    assert set(whom_they_became([a.pk, b.pk, c.pk]).values()) == {a.pk}


def test_different_answers_the_same_question_asked_under_another_name():
    a, b, c = make_people(3)
    ac, bc = suggest(a, c), suggest(b, c)
    actions.merge_people(kept=a, absorbed=b, **said(1))
    actions.decide_suggestion(suggestion=ac, same=False, **said(2))
    assert states(ac, bc) == ["different", "different"]
    with pytest.raises(ValueError, match="decided on this already"):
        actions.decide_suggestion(suggestion=bc, same=True, **said(3))
    assert len(partition(moment(3))) == 2


def test_how_many_people_there_would_be_counts_chains_through_merged_people():
    a, b, c, d = make_people(4)
    suggest(b, c)
    actions.merge_people(kept=a, absorbed=b, **said(1))
    assert people_if_suggestions_were_accepted({a.pk, c.pk, d.pk}) == (2, 1)
    suggest(c, d)
    assert people_if_suggestions_were_accepted({a.pk, c.pk, d.pk}) == (1, 2)
    assert people_if_suggestions_were_accepted({a.pk, d.pk}) == (1, 2)


def test_erasing_leaves_records_alone_that_were_only_once_linked_to_the_person():
    a, b = make_people(2)
    merge = actions.merge_people(kept=a, absorbed=b, **said(1))
    actions.undo_merge(merge=merge, **said(2))
    assert actions.erase_person(person=a, reason="asked for it", by="Stella", at=LATER) == 1
    names = {link.person_id: link.record.name for link in PersonLink.objects.filter(retracted_at=None)}
    assert names == {a.pk: "", b.pk: "Person 1"}


def test_who_was_parted_by_hand_is_known_to_be_different_under_every_later_name():
    a, b, c = make_people(3)
    actions.undo_merge(merge=actions.merge_people(kept=a, absorbed=b, **said(1)), **said(2))
    assert kept_apart(a.pk, b.pk)
    actions.merge_people(kept=c, absorbed=a, **said(3))
    assert kept_apart(b.pk, c.pk)
    assert not kept_apart(a.pk, c.pk)
    assert asked_pairs() == {(min(b.pk, c.pk), max(b.pk, c.pk))}


def test_nobody_is_absorbed_twice_at_a_time():
    a, b, c = make_people(3)
    first = actions.merge_people(kept=a, absorbed=c, **said(1))
    with pytest.raises(IntegrityError, match="absorbed"), transaction.atomic():
        Merge.objects.create(kept=b, absorbed=c, source=first.source)
    actions.undo_merge(merge=first, **said(2))
    assert actions.merge_people(kept=b, absorbed=c, **said(3)) is not None


def test_of_two_who_merge_at_the_same_moment_the_second_is_told_and_changes_nothing(monkeypatch):
    a, b, c = make_people(3)
    actions.merge_people(kept=a, absorbed=c, **said(1))
    ab = suggest(b, c)
    before = (known_at(moment(9)), Source.objects.count())
    # The second looked before the first had decided.
    monkeypatch.setattr("sarai.network.actions.merging.whom_they_became", lambda people: {p: p for p in people})
    for act in (
        lambda: actions.merge_people(kept=b, absorbed=c, **said(2)),
        lambda: actions.decide_suggestion(suggestion=ab, same=True, **said(2)),
        lambda: actions.decide_pair(one=b, other=c, same=True, **said(2)),
    ):
        with pytest.raises(ValueError, match="decided about these people at the same moment"):
            act()
    assert (known_at(moment(9)), Source.objects.count()) == before
    assert states(ab) == ["open"]


def test_the_page_tells_the_second_officer(monkeypatch, as_steward):
    a, b, c = make_people(3)
    actions.merge_people(kept=a, absorbed=c, **said(1))
    monkeypatch.setattr("sarai.network.actions.merging.whom_they_became", lambda people: {p: p for p in people})
    told = as_steward.post("/people/merge", {"people": [b.pk, c.pk], "reason": "the same"}, follow=True)
    assert told.status_code == 200
    assert "Somebody else decided about these people at the same moment." in told.content.decode()


def test_what_is_to_hold_since_a_day_to_come_is_refused():
    a, b = make_people(2)
    with pytest.raises(ValueError, match="still to come"):
        actions.merge_people(kept=a, absorbed=b, **said(1) | {"at": START, "known": moment(1)})
