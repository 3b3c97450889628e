"""What other apps show on a cluster's page, and clusters on theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sarai.clusters.models import Cluster
from sarai.exchanges.models import Event, Material, Session
from tests.clusters.community import joined
from tests.making import make_event

pytestmark = pytest.mark.django_db
PAGE = "/clusters/green/"


def held(cluster, slug, in_days, **fields):
    """An event about the cluster's themes, with a recording."""
    event = Event.objects.create(slug=slug, title=f"The {slug} event", timezone="UTC", **fields)
    event.themes.set(cluster.themes.all())
    starts = timezone.now() + timedelta(days=in_days)
    session = Session.objects.create(
        event=event, number=1, title="One", starts_at=starts, ends_at=starts + timedelta(hours=1)
    )
    for kind in ("recording", "slides"):
        Material.objects.create(
            session=session, kind=kind, title=f"{kind} of {slug}", url="https://a.example/1", added_at=starts
        )
    return event


def test_a_clusters_page_shows_the_events_of_its_themes_and_their_recordings(cluster, as_stranger, as_team):
    other = make_event()
    held(cluster, "next", 3)
    held(cluster, "last", -3)
    held(cluster, "draft", 5, state="draft")
    page = as_stranger.get(PAGE).content.decode()
    coming, rest = page.split("Events that were held")
    over, videos = rest.split('id="cluster-videos"')
    assert "The next event" in coming and "The last event" in over
    assert "recording of last" in videos and "The last event" in videos and "slides of last" not in page
    assert "recording of next" not in page
    assert other.title not in page and "The draft event" not in page
    assert "The draft event" in as_team.get(PAGE).content.decode()


def test_a_cluster_without_themes_has_no_events(cluster, as_stranger):
    held(cluster, "next", 3)
    cluster.themes.clear()
    assert "No event about these themes is planned" in as_stranger.get(PAGE).content.decode()


def test_three_events_cost_as_much_as_one(cluster, as_stranger, django_assert_num_queries):
    for days in (3, -3):
        held(cluster, f"first{days}", days)
    as_stranger.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        as_stranger.get(PAGE)
    for days in (4, 5, -4, -5):
        held(cluster, f"more{days}", days)
    with django_assert_num_queries(len(one)):
        as_stranger.get(PAGE)


def test_a_citys_page_names_its_clusters(cluster, nairobi, as_stranger):
    page = f"/cities/{nairobi.pk}/"
    assert "Green cities" not in as_stranger.get(page).content.decode()
    joined(cluster, nairobi)
    assert "Green cities" in as_stranger.get(page).content.decode()


def test_without_a_cluster_the_page_says_how_there_comes_to_be_one(countries, as_stranger):
    assert "sarai programme apply" in as_stranger.get("/clusters/").content.decode()
    assert as_stranger.get("/clusters/none/").status_code == 404


def test_the_list_tells_each_clusters_figures(cluster, nairobi, as_stranger):
    joined(cluster, nairobi)
    Cluster.objects.create(slug="other", title="Others")
    page = " ".join(as_stranger.get("/clusters/").content.decode().split())
    assert page.count("where.in_cluster") == 4
    assert ">1</a> member<" in page and ">0</a> members<" in page
