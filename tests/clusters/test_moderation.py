"""Members report, the team decides; two of the team at once are told of each other."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sarai.clusters import actions
from sarai.clusters.models import Hiding, Post, Report
from sarai.clusters.queries.moderation import state_of
from sarai.evidence.engine import Question, answer
from sarai.letters.models import Letter
from tests.clusters.community import joined, wrote

pytestmark = pytest.mark.django_db
PAGE = "/clusters/green/"


@pytest.fixture
def post(cluster, ana) -> Post:
    """A question that should not stand as it does."""
    return wrote(cluster, ana, "Buy now", title="An offer")


def report(client, post, text="It is spam."):
    return client.post(f"{PAGE}posts/{post.pk}/report/", {"text": text}, follow=True)


def decide(client, post, decision, seen=None, **said):
    sent = {"decision": decision, "seen": seen or state_of(post)} | said
    return client.post(f"/moderation/{post.pk}", sent, follow=True)


def posts(about, as_of=None):
    return answer(Question("clusters.posts", about.scope, as_of)).value


def test_what_members_report_is_hidden_with_a_reason_and_shown_again(post, cluster, as_partner, as_team, as_ana, ana):
    assert "Reported" in report(as_partner, post).content.decode()
    report(as_partner, post)
    assert Report.objects.count() == 1
    assert "It is spam." in as_team.get("/moderation/").content.decode()
    refused = decide(as_team, post, "hide")
    assert (refused.status_code, "Say why" in refused.content.decode()) == (422, True)
    assert "is told why" in decide(as_team, post, "hide", reason="No advertising.").content.decode()
    assert Report.objects.get().state == "hidden"
    assert as_partner.get(post.get_absolute_url()).status_code == 404
    assert "Hidden by the programme team" in as_ana.get(post.get_absolute_url()).content.decode()
    letter = Letter.objects.get()
    assert (letter.email, "No advertising." in letter.text) == (ana.email, True)
    before = timezone.now()
    assert posts(cluster) == 0
    assert "An offer" in as_team.get("/moderation/?which=hidden").content.decode()
    decide(as_team, post, "keep")
    assert as_partner.get(post.get_absolute_url()).status_code == 200
    assert (posts(cluster), posts(cluster, before)) == (1, 0)


def test_what_is_let_stand_waits_no_more(post, as_partner, as_team):
    report(as_partner, post)
    assert "It stands" in decide(as_team, post, "keep").content.decode()
    assert "Nothing waits" in as_team.get("/moderation/").content.decode()
    report(as_partner, post, "Really.")
    assert [one.state for one in Report.objects.all()] == ["kept", "open"]


def test_of_two_moderators_the_later_is_told(post, as_partner, as_team):
    report(as_partner, post)
    seen = state_of(post)
    decide(as_team, post, "keep", seen)
    late = decide(as_team, post, "hide", seen, reason="No.")
    assert "Somebody else has decided" in late.content.decode()
    assert not Hiding.objects.exists()


def test_a_post_that_was_changed_meanwhile_is_looked_at_again(post, ana, as_team):
    seen = state_of(post)
    actions.change_post(
        post=post, said=actions.Said("Sorry", "I meant well"), seen=post.changed_at, by=ana, at=timezone.now()
    )
    decide(as_team, post, "hide", seen, reason="No.")
    assert not Hiding.objects.exists()


def test_hidden_twice_is_hidden_once(post):
    said = {"reason": "No.", "by": "Tara", "at": timezone.now()}
    assert actions.hide_post(post=post, seen=state_of(post), **said)
    assert actions.hide_post(post=post, seen=state_of(post), **said) is None
    assert Letter.objects.count() == 1


def test_nobody_replies_to_what_is_hidden_nor_reads_replies_to_it(post, cluster, officer, as_officer, as_team):
    joined(cluster, officer)
    reply = wrote(cluster, officer, thread=post)
    decide(as_team, post, "hide", reason="No.")
    with pytest.raises(actions.Refused, match="does not stand here"):
        wrote(cluster, officer, thread=post)
    assert as_officer.get(f"{PAGE}posts/{reply.pk}/earlier/").status_code == 404


def test_a_post_that_its_writer_deleted_waits_no_more(post, as_partner, as_team, ana):
    report(as_partner, post)
    actions.delete_post(post=post, by="Ana", at=timezone.now())
    assert Report.objects.get().state == "gone"
    assert "Nothing waits" in as_team.get("/moderation/").content.decode()
    with pytest.raises(actions.Refused, match="has deleted"):
        actions.report_post(post=post, reporter=ana, text="x", at=timezone.now())


def test_a_report_needs_words(post, as_partner):
    assert report(as_partner, post, "").status_code == 422
    assert not Report.objects.exists()


def test_none_but_the_team_decides(post, as_officer, as_partner, as_ana, as_steward, as_stranger):
    for who in (as_officer, as_partner, as_ana, as_steward, as_stranger):
        assert who.get("/moderation/").status_code == 403
        assert decide(who, post, "hide", reason="No.").status_code == 403
    assert not Hiding.objects.exists()


def test_the_page_asks_as_many_questions_for_three_as_for_one(
    cluster, ana, officer, partner, as_team, django_assert_num_queries
):
    for who in (ana, partner, officer):
        joined(cluster, who) if who is not ana else None
    said = {"text": "Spam.", "at": timezone.now()}
    for author in (officer, partner):
        actions.report_post(post=wrote(cluster, author), reporter=ana, **said)
    as_team.get("/moderation/")
    with CaptureQueriesContext(connection) as few:
        as_team.get("/moderation/")
    for _number in range(3):
        actions.report_post(post=wrote(cluster, officer), reporter=ana, **said)
    with django_assert_num_queries(len(few)):
        as_team.get("/moderation/")
