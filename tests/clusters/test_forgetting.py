"""Somebody who is forgotten: what they wrote is gone, what others wrote stays, and every figure of before stays."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from sarai.accounts.actions import erase_account
from sarai.accounts.queries import kept_about
from sarai.clusters import actions
from sarai.clusters.models import Digest, Membership, Post, Report
from sarai.evidence.engine import Question, answer
from sarai.evidence.reading.documents import Document
from sarai.network.actions import erase_person
from sarai.network.models import PersonLink
from tests.clusters.community import LONG_AGO, joined, wrote
from tests.making import day as moment
from tests.making import file, make_event, person, registered
from tests.network.test_people_erasing import everything_stored

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def written(cluster, ana, officer):
    """A question of Ana's with a file, changed once, reported by her, and answered."""
    joined(cluster, officer)
    question = wrote(cluster, ana, "Zebra words", at=LONG_AGO, documents=[Document("zebra.pdf", ContentFile(b"%PDF"))])
    said = actions.Said("Zebra title", "Zebra again")
    actions.change_post(post=question, said=said, seen=question.changed_at, by=ana, at=timezone.now())
    reply = wrote(cluster, officer, "A reply that stays", thread=question)
    actions.report_post(post=reply, reporter=ana, text="Zebra report", at=timezone.now())
    return question


def figures(cluster, as_of=None):
    keys = ("clusters.members", "clusters.posts", "clusters.questions")
    return [answer(Question(key, cluster.scope, as_of)).value for key in keys]


def is_forgotten(cluster):
    assert "zebra" not in everything_stored()
    assert "a reply that stays" in everything_stored()
    assert figures(cluster) == [1, 2, 1]
    assert Membership.objects.filter(user=None, kind="person").exclude(retracted_at=None).count() == 1
    assert (Post.objects.filter(author=None).count(), Report.objects.get().reporter) == (1, None)
    assert Digest.objects.count() == 1


def test_an_erased_account(written, cluster, ana, as_officer, django_capture_on_commit_callbacks):
    before, held = timezone.now(), figures(cluster)
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(user=ana, at=timezone.now())
    is_forgotten(cluster)
    assert "álvarez" not in everything_stored()
    assert figures(cluster, before) == held == [2, 2, 1]
    shown = as_officer.get(written.get_absolute_url()).content.decode()
    assert "erased" in shown and "A reply that stays" in shown
    assert as_officer.get("/clusters/green/").status_code == 200
    assert as_officer.get("/clusters/green/members/").status_code == 200


def test_a_person_of_the_records_whose_address_has_an_account(
    written, cluster, ana, django_capture_on_commit_callbacks
):
    file(make_event(), moment(1), registered(person("Zebra One", email=ana.email)))
    record = PersonLink.objects.get(record__email=ana.email)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person=record.person, reason="", by="Stella", at=timezone.now())
    is_forgotten(cluster)


def test_what_is_kept_of_somebody_is_given_to_them(written, ana):
    kept = kept_about(ana)["under_this_account"]
    assert {one["what"] for one in kept} >= {"post", "membership", "digest", "report"}
    assert any(one.get("text") == "Zebra again" for one in kept)
