"""Organisations as they are told apart."""

import pytest

from sarai.network.actions import erase_person
from sarai.network.mentions import folded_organisation
from sarai.network.models import Person, PersonRecord
from tests.making import day, file, make_event, person, registered


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("City of Durban", " CITY OF  durban!"),
        ("Ayuntamiento de León", "ayuntamiento de leon"),
        ("U.N. Office", "U N Office"),
        ("洛阳市政府", "洛阳市政府 "),
    ],
)
def test_one_organisation_written_in_two_ways(one, other):
    assert folded_organisation(one) == folded_organisation(other) != ""


def test_what_is_no_name_is_no_organisation():
    assert folded_organisation(" - ") == ""


@pytest.mark.django_db
def test_it_is_kept_with_a_record_and_leaves_with_it(countries):
    file(make_event(), day(1), registered(person("Ana One", organisation="Ayuntamiento de León")))
    assert PersonRecord.objects.get().folded_organisation == "ayuntamiento de leon"
    erase_person(person=Person.objects.get(), reason="asked", by="Stella", at=day(2))
    assert PersonRecord.objects.get().folded_organisation == ""
