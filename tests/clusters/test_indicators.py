"""What clusters count: the same on either engine, as it was on each day, and open to who may see the records."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from sarai.accounts.actions import erase_account
from sarai.clusters import actions
from sarai.clusters.queries.moderation import state_of
from sarai.evidence.engine import Question, Scope, answer, breakdown, why_moved
from tests.clusters.community import LONG_AGO, joined, wrote
from tests.making import day, make_source
from tests.people import make_user

pytestmark = pytest.mark.django_db
KEYS = (
    "clusters.members", "clusters.member_cities", "clusters.posts", "clusters.questions",
    "clusters.questions_answered", "clusters.answered_share",
)  # fmt: skip
ABOUT = ("programme", "cluster:green", "theme:green-city")
DAY = timedelta(days=1)


@pytest.fixture
def lively(cluster, ana, officer, nairobi, institution, team):
    """A cluster of four members with two questions, of which one is answered, an announcement, and a hidden post."""
    for number, member in enumerate((officer, nairobi, institution), 1):
        joined(cluster, member, at=LONG_AGO + number * DAY)
    question = wrote(cluster, ana, at=LONG_AGO + 5 * DAY)
    reply = wrote(cluster, officer, thread=question, at=LONG_AGO + 6 * DAY)
    actions.mark_answer(reply=reply, answers=True, by="Ana", at=LONG_AGO + 7 * DAY)
    wrote(cluster, ana, at=LONG_AGO + 8 * DAY)
    wrote(cluster, ana, at=LONG_AGO + 9 * DAY, kind="announcement")
    spam = wrote(cluster, ana, "Spam", at=LONG_AGO + 10 * DAY)
    how = {"seen": state_of(spam), "by": "Tara", "at": LONG_AGO + 11 * DAY}
    actions.hide_post(post=spam, reason="Spam.", **how)
    other = actions.keep_cluster(
        cluster=type(cluster)(slug="other", title="Other"), themes=[], by="test", at=LONG_AGO + DAY
    )
    joined(other, nairobi, at=LONG_AGO + 12 * DAY)
    return cluster


def test_ones_own_reply_answers_no_question_of_ones_own(cluster, ana, officer):
    """… also when both have no author any more."""
    question = wrote(cluster, ana, at=LONG_AGO + DAY)
    own = wrote(cluster, ana, thread=question, at=LONG_AGO + 2 * DAY)
    assert actions.mark_answer(reply=own, answers=True, by="Ana", at=LONG_AGO + 3 * DAY) is not None
    assert values("cluster:green")[3:] == [1, 0, 0]
    joined(cluster, officer)
    other = wrote(cluster, officer, thread=question, at=LONG_AGO + 4 * DAY)
    actions.mark_answer(reply=other, answers=True, by="Ana", at=LONG_AGO + 5 * DAY)
    for user in (officer, ana):
        assert values("cluster:green")[3:] == [1, 1, 100]
        erase_account(user=user, at=timezone.now())
    assert values("cluster:green")[3:] == [1, 1, 100]
    assert values("cluster:green", LONG_AGO + 4 * DAY)[3:] == [1, 0, 0]


def values(about, as_of=None):
    return [answer(Question(key, Scope.parse(about), as_of)).value for key in KEYS]


def test_each_figure_counts_what_it_says(lively):
    assert values("cluster:green") == values("theme:green-city") == [4, 1, 4, 2, 1, 50]
    assert values("programme") == [4, 1, 4, 2, 1, 50]  # a city in two clusters is one member
    assert values("cluster:other") == [1, 1, 0, 0, 0, None]
    assert values("cluster:green", LONG_AGO + 10 * DAY) == [4, 1, 5, 3, 1, 33]
    assert values("cluster:green", LONG_AGO + 2 * DAY) == [3, 1, 0, 0, 0, None]


def test_a_breakdown_by_kind_sums_and_one_by_cluster_says_that_members_overlap(lively):
    kinds = {cell.value: cell.number for cell in breakdown(Question("clusters.members"), "member_kind") if cell.number}
    assert kinds == {"city": 1, "institution": 1, "person": 2}
    by_cluster = [cell.number for cell in breakdown(Question("clusters.members"), "in_cluster") if cell.number]
    assert sorted(by_cluster) == [1, 4]
    kinds = {cell.value: cell.number for cell in breakdown(Question("clusters.posts"), "post_kind") if cell.number}
    assert kinds == {"question": 2, "reply": 1, "announcement": 1}


def test_duckdb_gives_the_same(lively, settings):
    asked = [(about, as_of) for about in ABOUT for as_of in (None, LONG_AGO + 10 * DAY)]
    on_the_database = [values(*question) for question in asked]
    make_source(day(9))  # what was remembered ends with it
    settings.FIGURES_ENGINE = "duckdb"
    assert [values(*question) for question in asked] == on_the_database


def test_why_it_moved_is_told_in_what_was_done(lively):
    question = Question("clusters.posts", lively.scope)
    steps = why_moved(question, LONG_AGO + 10 * DAY + timedelta(hours=1), timezone.now())
    assert [(step.difference, [source.format for source in step.sources]) for step in steps] == [
        (-1, ["cluster-moderated"])
    ]


def test_the_evidence_shows_neither_words_nor_names(lively, as_partner, as_stranger, as_team):
    for key in ("clusters.posts", "clusters.members", "clusters.questions_answered"):
        for who in (as_partner, as_stranger):
            page = who.get(f"/evidence/{key}/?scope=cluster:green")
            assert page.status_code == 200
            assert "Ana" not in page.content.decode() and "How?" not in page.content.decode()
        assert "How?" not in as_team.get(f"/evidence/{key}/?scope=cluster:green").content.decode()


def test_a_member_who_joins_two_clusters_is_one(cluster):
    user = make_user("partner", "Pia", institution="x")
    for slug in ("one", "two"):
        new = type(cluster)(slug=slug, title=slug)
        joined(actions.keep_cluster(cluster=new, themes=[], by="test", at=LONG_AGO), user)
    assert answer(Question("clusters.members")).value == 1
