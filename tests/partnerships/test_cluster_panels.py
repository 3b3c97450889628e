"""What a cluster's page says is sought and offered in its themes, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sarai.clusters.actions import keep_cluster
from sarai.clusters.models import Cluster
from sarai.network.models import Theme
from sarai.partnerships.actions import pilots as of_pilots
from tests.partnerships.making import LUOYANG, NAIROBI, agreed, city, institution
from tests.partnerships.piloting import AT, accept_all, entered, make_pilot
from tests.partnerships.test_advice import ask, make_expert, take
from tests.partnerships.test_offers import TODAY, make_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
PAGE = "/clusters/heritage/"
NOTHING = "Nothing is sought or offered in these themes just now."


@pytest.fixture
def heritage():
    return Theme.objects.create(slug="heritage", name="Heritage")


@pytest.fixture
def cluster(heritage):
    new = Cluster(slug="heritage", title="Heritage")
    return keep_cluster(cluster=new, themes=[heritage], by="test", at=AT)


def sought(client):
    """The part of the page."""
    page = client.get(PAGE).content.decode()
    return page.split('id="cluster-sought"')[1].split("</section>")[0]


def test_requests_for_advice_are_shown_to_those_who_see_them_in_the_list(
    cluster, heritage, as_officer, as_partner, as_team, as_stranger, as_steward
):
    institution()
    ask(NAIROBI, "How to mend a roof", theme=heritage, text="Secret words")
    ask(NAIROBI, "Of no theme")
    over = ask(NAIROBI, "Not any more", theme=heritage)
    take(over, "withdraw", "city")
    for client in (as_officer, as_partner, as_team):
        shown = sought(client)
        assert "How to mend a roof" in shown and "Nairobi" in shown and "All requests for advice" in shown
        assert "Of no theme" not in shown and "Not any more" not in shown and "Secret words" not in shown
    for client in (as_stranger, as_steward):
        assert NOTHING in sought(client)


def test_pilots_that_have_not_begun_and_have_no_partner(cluster, heritage, as_stranger):
    make_pilot("roofs", theme=heritage, city=city(NAIROBI))
    make_pilot("lamps")
    tied = agreed(city(NAIROBI), city(LUOYANG))
    tied_pilot = make_pilot("tied", theme=heritage, partnership=tied)
    assert "Tied" in sought(as_stranger)  # the other side has not accepted, and is no partner of it yet
    accept_all(tied_pilot)
    begun = make_pilot("begun", theme=heritage)
    for step in ("plan", "start"):
        seen = begun.steps.get(retracted_at=None).pk
        of_pilots.step_pilot(pilot=begun, step=step, seen=seen, **entered(), happened_on=TODAY)
    shown = sought(as_stranger)
    assert "Roofs" in shown and "Nairobi" in shown and "All pilots" in shown
    assert not [name for name in ("Lamps", "Tied", "Begun") if name in shown]


def test_offers_that_are_public_and_hold(cluster, heritage, as_stranger):
    make_offer("Stone saws", themes=[heritage])
    make_offer("Of no theme")
    make_offer("Not confirmed", themes=[heritage], confirmed=False)
    make_offer("Over", themes=[heritage], until=TODAY - timedelta(days=1))
    shown = sought(as_stranger)
    assert "Stone saws" in shown and "Un Office" in shown and "All offers" in shown
    assert not [name for name in ("Of no theme", "Not confirmed", "Over<") if name in shown]
    assert NOTHING not in shown


def test_a_cluster_without_themes_seeks_nothing(cluster, heritage, as_team):
    make_offer("Stone saws", themes=[heritage])
    cluster.themes.clear()
    assert NOTHING in sought(as_team)


def test_three_of_each_cost_as_many_queries_as_one(cluster, heritage, as_team, django_assert_num_queries):
    make_expert()

    def more(number):
        ask(LUOYANG if number % 2 else NAIROBI, f"Question {number}", theme=heritage)
        make_pilot(f"pilot-{number}", theme=heritage, city=city(NAIROBI))
        make_offer(f"Offer {number}", themes=[heritage], **({"city": city(LUOYANG)} if number % 2 else {}))

    more(0)
    as_team.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        as_team.get(PAGE)
    queries = len(one)
    for number in (1, 2):
        more(number)
    as_team.get(PAGE)
    with django_assert_num_queries(queries):
        as_team.get(PAGE)


def test_five_of_each_kind_are_shown(cluster, heritage, as_stranger):
    for number in range(6):
        make_offer(f"Offer {number}", themes=[heritage])
    assert sought(as_stranger).count("<h4") == 5
