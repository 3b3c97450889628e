"""Many rows at once are stored as Django would store them one by one."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from sarai.evidence.actions import insert
from sarai.evidence.models import KeyedFact
from sarai.exchanges.models import Registration
from sarai.network.models import Person, PersonLink, PersonRecord
from tests.making import day, make_event, make_source

pytestmark = pytest.mark.django_db


def stored(**fields):
    """The values of the newest registration, without its number and key."""
    said = Registration.objects.filter(**fields).order_by("pk").values().last()
    return {name: value for name, value in said.items() if name not in ("id", "key")}


def test_what_is_inserted_is_what_django_would_store():
    record = PersonRecord.objects.create(content="a", name="Ana")
    said = {
        "event_id": make_event().pk, "source_id": make_source(day(1)).pk, "record_id": record.pk, "line": 7,
        "recorded_at": day(1), "registered_at": day(2).replace(microsecond=5), "status": Registration.Status.APPROVED,
        "answers": {"Why?": ["一", "“two”"]}, "content": "said",
    }  # fmt: skip
    Registration.objects.create(**said, key="one by one")
    insert(Registration, [said | {"key": "at once"}])
    assert stored(key="at once") == stored(key="one by one")


def test_the_database_still_has_the_last_word():
    record = PersonRecord.objects.create(content="a")
    said = {"record_id": record.pk, "person_id": Person.objects.create().pk, "source_id": make_source(day(1)).pk}
    row = said | {"recorded_at": day(1), "method": "own"}
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(PersonLink, [row, row])
    assert not PersonLink.objects.exists()


def test_a_column_that_the_table_does_not_have_is_a_mistake():
    with pytest.raises(KeyError, match=r"network\.PersonRecord has no column place"):
        insert(PersonRecord, [{"content": "a", "place": None}])


def test_nothing_is_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert(PersonRecord, [])


def test_every_table_of_keyed_facts_is_searched_by_key_without_reading_all_its_rows():
    """A batch of a large file asks for 2,000 keys: an index of what holds alone would not serve what was retracted."""
    models = [model for model in apps.get_models() if issubclass(model, KeyedFact)]
    without = [
        model._meta.label
        for model in models
        if not any(index.fields[-1] == "key" and index.condition is None for index in model._meta.indexes)
    ]
    assert (bool(models), without) == (True, [])
