"""Institutions that take part in the programme: since when, as what, until when; and how many there are."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from sarai.evidence.engine import Question, Scope, answer, breakdown
from sarai.evidence.models import Source
from sarai.evidence.queries import count_records
from sarai.network.actions import disengage, engage, take_back_engagement
from sarai.network.models import Act, Country, Engagement, Institution
from tests.making import day, make_source

pytestmark = pytest.mark.django_db
MARCH = date(2020, 3, 1)


@pytest.fixture
def un_women(countries):
    return Institution.objects.create(slug="un-women", name="UN Women", type="un_entity")


@pytest.fixture
def university(countries):
    kenya = Country.objects.get(pk="KE")
    return Institution.objects.create(slug="university", name="University", type="academia", country=kenya)


def by_team(number=1):
    return {"by": "Tara", "at": day(number)}


def count(key="network.partners", **asked):
    return answer(Question(key, **asked)).value


def cells(by, **asked):
    return {cell.value: cell.number for cell in breakdown(Question("network.partners", **asked), by)}


def test_an_institution_in_two_roles_is_one_partner(un_women, university):
    engage(institution=un_women, role="technical", since=MARCH, **by_team())
    engage(institution=un_women, role="donor", since=MARCH, **by_team())
    engage(institution=university, role="knowledge", since=MARCH, what="trainers", **by_team())
    assert (count(), count("network.un_entities")) == (2, 1)
    assert cells("organisation_type") == {"un_entity": 1, "academia": 1}
    assert cells("engagement_role") == {"technical": 1, "donor": 1, "knowledge": 1}
    assert cells("country") == {"KE": 1, "": 1}
    assert cells("region") == {"Sub-Saharan Africa": 1, "": 1}
    assert count(scope=Scope("institution", "university")) == 1
    assert count_records(Question("network.partners")) == 3


def test_said_again_it_changes_nothing(un_women):
    first = engage(institution=un_women, role="donor", since=MARCH, **by_team(1))
    assert engage(institution=un_women, role="donor", since=MARCH, **by_team(2)) == first
    assert Source.objects.count() == 1


def test_another_first_day_is_a_correction(un_women):
    engage(institution=un_women, role="donor", since=MARCH, **by_team(1))
    engage(institution=un_women, role="donor", since=date(2020, 5, 1), **by_team(3))
    assert [one.since for one in Engagement.objects.filter(retracted_at=None)] == [date(2020, 5, 1)]
    asked = {"as_of": day(2)}
    assert (count(**asked), count(until=date(2020, 4, 1)), count(until=date(2020, 4, 1), **asked)) == (1, 0, 1)


def test_who_left_took_part_and_may_come_back(un_women):
    held = engage(institution=un_women, role="donor", since=MARCH, **by_team(1))
    disengage(engagement=held, until=date(2020, 10, 4), **by_team(2))
    assert count() == 1
    assert (cells("engagement", as_of=day(3)), cells("engagement", as_of=day(5))) == ({"standing": 1}, {"ended": 1})
    engage(institution=un_women, role="donor", since=date(2020, 10, 8), **by_team(9))
    assert Engagement.objects.filter(retracted_at=None).count() == 2
    assert cells("engagement", as_of=day(10)) == {"standing": 1}


def test_who_takes_part_in_one_role_and_no_longer_in_a_later_one_takes_part(un_women):
    engage(institution=un_women, role="technical", since=MARCH, **by_team())
    engage(institution=un_women, role="donor", since=date(2020, 4, 1), until=date(2020, 5, 1), **by_team())
    assert cells("engagement") == {"standing": 1}


def test_what_never_was_is_taken_back(un_women):
    held = engage(institution=un_women, role="donor", since=MARCH, **by_team(1))
    take_back_engagement(engagement=held, reason="another institution", **by_team(3))
    assert (count(), count(as_of=day(2))) == (0, 1)
    source = Source.objects.get(format=Act.DISENGAGED)
    assert (source.reason, source.target) == ("another institution", {"institution": "un-women"})
    with pytest.raises(ValueError, match="taken back"):
        take_back_engagement(engagement=held, reason="again", **by_team(4))


def test_what_is_not_yet_does_not_count(un_women):
    engage(institution=un_women, role="donor", since=date(2020, 10, 20), **by_team(1))
    assert (count(as_of=day(19)), count(as_of=day(20))) == (0, 1)


def test_days_in_the_wrong_order_are_refused(un_women):
    with pytest.raises(ValueError, match="before it begins"):
        engage(institution=un_women, role="donor", since=MARCH, until=date(2020, 2, 1), **by_team())
    held = engage(institution=un_women, role="donor", since=MARCH, **by_team())
    with pytest.raises(ValueError, match="before it begins"):
        disengage(engagement=held, until=date(2020, 2, 1), **by_team())
    assert Engagement.objects.get() == held
    gone = disengage(engagement=held, until=MARCH, **by_team())
    with pytest.raises(ValueError, match="ended already"):
        disengage(engagement=gone, until=MARCH, **by_team())


@pytest.mark.parametrize(
    "days",
    [
        {"since": date(2020, 4, 1)},
        {"since": MARCH, "until": date(2020, 4, 1)},
        {"since": MARCH, "until": date(2019, 1, 1)},
    ],
    ids=["two stand", "twice from a day", "backward"],
)
def test_the_database_holds_it_too(un_women, days):
    held = engage(institution=un_women, role="donor", since=MARCH, **by_team())
    role = "network" if days.get("until") == date(2019, 1, 1) else "donor"
    with pytest.raises(IntegrityError), transaction.atomic():
        Engagement.objects.create(institution=un_women, role=role, source=held.source, recorded_at=day(1), **days)


@pytest.mark.parametrize("key", ["network.partners", "network.un_entities"])
def test_duckdb_gives_the_same(un_women, university, key, settings):
    engage(institution=un_women, role="donor", since=MARCH, until=date(2020, 5, 1), **by_team())
    engage(institution=university, role="network", since=MARCH, **by_team())
    dimensions = Question(key).indicator.dimensions
    here = count(key), [[(cell.value, cell.number) for cell in breakdown(Question(key), by)] for by in dimensions]
    make_source(day(9))  # what was remembered ends with it
    settings.FIGURES_ENGINE = "duckdb"
    assert here == (
        count(key),
        [[(cell.value, cell.number) for cell in breakdown(Question(key), by)] for by in dimensions],
    )
