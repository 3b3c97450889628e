"""Finding people: by the beginning of an address, by the words of a name, however they are written."""

from __future__ import annotations

import pytest
from django.utils import timezone

from sarai.network import actions
from sarai.network.mentions import Mention
from sarai.network.models import PersonLink, PersonRecord
from sarai.network.queries import FOUND_PEOPLE, people_found
from tests.making import day, make_source

pytestmark = pytest.mark.django_db


def known(*mentions: Mention) -> list[int]:
    """Their people."""
    records = actions.Identifier(make_source(day(1))).identify([(one, str(n)) for n, one in enumerate(mentions)])
    people = dict(PersonLink.objects.filter(record__in=records).values_list("record", "person"))
    return [people[record] for record in records]


def found(text: str) -> list[str]:
    return [str(profile) for profile in people_found(text)]


@pytest.fixture
def _three() -> None:
    known(
        Mention(name="Łukasz Żółć-Nowák", email="lukasz@example.org"),
        Mention(name="José MARTÍNEZ", email="jm_100%@example.org"),
        Mention(name="", email="martinez@example.com"),
    )


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("martinez jose", ["José MARTÍNEZ"]),
        ("MARTÍ", ["José MARTÍNEZ"]),
        ("martinez@", ["martinez@example.com"]),
        ("Martinez", ["José MARTÍNEZ", "martinez@example.com"]),
        ("nowak", ["Łukasz Żółć-Nowák"]),
        ("jm_100%@", ["José MARTÍNEZ"]),
        ("jmx100", []),
        ("%", []),
        ("example.org", []),
        ("   ", []),
    ],
)
def test_an_address_is_found_by_its_beginning_and_a_name_by_its_words(text, expected):
    assert found(text) == expected


def test_so_many_are_found_and_no_more_with_a_constant_number_of_queries(django_assert_num_queries):
    known(*(Mention(name=f"Ana {n}", email=f"{n}@example.org") for n in range(FOUND_PEOPLE + 5)))
    with django_assert_num_queries(2):
        assert len(people_found("ana")) == FOUND_PEOPLE
    with django_assert_num_queries(2):
        assert len(people_found("ana 7")) == 2


def test_who_was_erased_is_found_no_more():
    [ana] = known(Mention(name="Ana Diaz", email="ana@example.org"))
    person = PersonLink.objects.get(person=ana).person
    actions.erase_person(person=person, reason="", by="x", at=timezone.now())
    assert found("ana") == []
    assert PersonRecord.objects.get().folded_name == ""


def test_whoever_was_merged_is_found_under_every_name():
    ana, anita = known(Mention(name="Ana", email="a@example.org"), Mention(name="Anita", email="b@example.org"))
    links = {link.person_id: link.person for link in PersonLink.objects.all()}
    now = timezone.now()
    actions.merge_people(kept=links[ana], absorbed=links[anita], reason="", by="x", at=now, known=now)
    assert [profile.person for profile in people_found("anita")] == [ana]
