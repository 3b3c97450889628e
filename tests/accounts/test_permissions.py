"""Who may do what, and about what."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.people import NAIROBI

pytestmark = pytest.mark.django_db

WORK_WITH_DATA = (
    "evidence.view_personal", "evidence.view_source", "evidence.take_in", "network.decide", "exchanges.view_people",
)  # fmt: skip


@pytest.mark.parametrize("permission", WORK_WITH_DATA)
def test_records_are_for_the_team_and_the_steward(permission, team, steward, officer, partner):
    may = [user.has_perm(permission) for user in (team, steward, officer, partner, AnonymousUser())]
    assert may == [True, True, False, False, False]


def test_rows_are_for_anybody_with_a_role(team, steward, officer, partner, django_user_model):
    public = django_user_model.objects.create_user("public@example.org")
    may = [u.has_perm("evidence.view_row") for u in (team, steward, officer, partner, public, AnonymousUser())]
    assert may == [True, True, True, True, False, False]


def test_an_officer_speaks_for_one_city_and_for_what_belongs_to_it(team, officer, partner):
    nairobi, lagos = SimpleNamespace(geonameid=NAIROBI), SimpleNamespace(geonameid=2332459)
    offer = SimpleNamespace(city_id=NAIROBI)
    speaks = "network.speak_for_city"
    assert [officer.has_perm(speaks, about) for about in (nairobi, offer, lagos, None)] == [True, True, False, False]
    assert [partner.has_perm(speaks, nairobi), team.has_perm(speaks, lagos)] == [False, True]


def test_a_partner_speaks_for_one_institution_and_for_what_belongs_to_it(team, officer, partner):
    own, other = SimpleNamespace(slug="un-office"), SimpleNamespace(slug="university")
    pledge, nothing = SimpleNamespace(institution=own), SimpleNamespace(slug="")
    speaks = "network.speak_for_institution"
    may = [partner.has_perm(speaks, about) for about in (own, pledge, other, nothing, None)]
    assert may == [True, True, False, False, False]
    assert [officer.has_perm(speaks, own), team.has_perm(speaks, other)] == [False, True]


def test_an_account_that_was_closed_may_nothing(team):
    team.is_active = False
    assert not team.has_perm("network.decide")


def test_a_keeper_of_the_installation_may_everything(django_user_model):
    keeper = django_user_model.objects.create_superuser("keeper@example.org")
    assert keeper.has_perm("network.decide")
    assert keeper.has_perm("network.speak_for_city", SimpleNamespace(geonameid=1))
