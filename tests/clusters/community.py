"""A cluster with an officer of a city, a partner and somebody of the team in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from sarai.accounts.models import User
from sarai.clusters import actions
from sarai.clusters.models import Cluster, Membership, Post
from sarai.network.actions import keep_cities
from sarai.network.models import City, Institution, Theme
from tests.people import NAIROBI, logged_in, make_user

__all__ = ["ana", "as_ana", "cluster", "institution", "nairobi"]

LONG_AGO = timezone.now() - timedelta(days=30)
_tokens = count()


@pytest.fixture
def nairobi(countries) -> City:
    """The officer's city."""
    keep_cities([NAIROBI])
    return City.objects.get(pk=NAIROBI)


@pytest.fixture
def institution(countries) -> Institution:
    """The partner's institution."""
    return Institution.objects.create(slug="un-office", name="An office of the United Nations", type="un_entity")


@pytest.fixture
def cluster(nairobi, institution) -> Cluster:
    """A cluster about one theme, to which nobody belongs yet."""
    theme = Theme.objects.create(slug="green-city", name="Green city")
    new = Cluster(slug="green", title="Green cities", summary="Waste, trees and roofs.")
    return actions.keep_cluster(cluster=new, themes=[theme], by="test", at=LONG_AGO)


@pytest.fixture
def ana(cluster) -> User:
    """Somebody of another city who has been a member for a month."""
    user = make_user("officer", "Ana Álvarez", city=3530597)
    joined(cluster, user)
    return user


@pytest.fixture
def as_ana(ana) -> Client:
    """Ana's browser."""
    return logged_in(ana)


def joined(cluster: Cluster, member: User | City | Institution, at: datetime = LONG_AGO) -> Membership:
    """A membership."""
    made = actions.join(cluster=cluster, member=member, by=str(member), at=at)
    assert made is not None
    return made


def wrote(cluster: Cluster, author: User, text: str = "How?", *, at: datetime | None = None, **said: Any) -> Post:
    """A post, or with `thread` a reply to one."""
    thread = said.get("thread")
    return actions.write_post(
        cluster=cluster,
        author=author,
        kind=said.get("kind", "reply" if thread else "question"),
        said=actions.Said("" if thread else said.get("title", "A question"), text, said.get("language", "en")),
        token=f"t{next(_tokens)}",
        thread=thread,
        documents=said.get("documents", ()),
        at=at or timezone.now(),
    )


def form(**said: str) -> dict[str, str]:
    """What a browser sends of a new post."""
    sent = {"kind": "question", "title": "A question", "text": "How?", "language": "en", "token": f"f{next(_tokens)}"}
    return sent | said
