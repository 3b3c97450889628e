"""Setting up again what is set up: nothing is written, and rows stay the rows that they are."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sarai.network.actions import load_reference
from sarai.network.models import Country, CountryGroup, GroupMembership
from sarai.portal.setup import set_up

pytestmark = pytest.mark.django_db
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP)\b", re.IGNORECASE)


def ids() -> list[list[object]]:
    """The rows of reference data, by their numbers."""
    return [
        list(model.objects.order_by("pk").values_list("pk", flat=True)) for model in (CountryGroup, GroupMembership)
    ]


def test_done_again_it_writes_nothing():
    set_up()
    before = ids()
    assert len(before[1]) > 800
    with CaptureQueriesContext(connection) as asked:
        set_up()
    assert [query["sql"] for query in asked if WRITES.match(query["sql"])] == []
    assert ids() == before


def test_what_differs_from_the_lists_is_mended_and_what_a_team_added_is_left_alone():
    load_reference()
    own = CountryGroup.objects.create(slug="our-own", title="Our own")
    GroupMembership.objects.create(group=own, country_id="KE", source="the team")
    Country.objects.filter(pk="KE").update(name="Kenia")
    CountryGroup.objects.filter(slug="ldc").update(title="Least")
    first, second, *_others = GroupMembership.objects.filter(group__slug="ldc").order_by("pk")
    GroupMembership.objects.filter(pk=first.pk).update(source="hearsay")
    second.delete()
    GroupMembership.objects.create(group_id=first.group_id, country_id="FR", source="hearsay")
    load_reference()
    assert Country.objects.get(pk="KE").name == "Kenya"
    assert CountryGroup.objects.get(slug="ldc").title == "LDC"
    mended = GroupMembership.objects.get(pk=first.pk)
    assert (mended.source, mended.country_id) == (first.source, first.country_id)
    assert GroupMembership.objects.filter(
        group=first.group_id, country=second.country_id, source=second.source
    ).exists()
    assert not GroupMembership.objects.filter(group=first.group_id, country="FR").exists()
    assert own.memberships.get().source == "the team"
