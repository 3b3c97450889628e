"""Somebody who is in no record, and is known by an address alone: by an account, an entry, letters."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from sarai.accounts.models import User
from sarai.clusters.models import Membership, Post
from sarai.evidence.engine import Question, answer
from sarai.letters.models import Letter
from sarai.network import actions
from sarai.network.models import Erasure, Person, PersonLink, PersonRecord, Pseudonym
from sarai.partnerships.actions import advice
from sarai.partnerships.models import Expert
from tests.clusters.community import *  # noqa: F403
from tests.clusters.community import joined, wrote
from tests.letters.drafts import posted
from tests.making import day, file, make_event, person, registered
from tests.network.test_people_erasing import ANA, BEN, is_nowhere, report, take
from tests.network.test_review_people import text_of
from tests.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
ADDRESS = "zebra@example.org"


def erased(address: str = ADDRESS, reason: str = "asked") -> dict:
    out = StringIO()
    call_command("people", "erase", address, reason=reason, json=True, stdout=out)
    return json.loads(out.getvalue())


def erase(**said) -> int:
    return actions.erase_address(**{"email": ADDRESS, "reason": "asked", "by": "Stella", "at": timezone.now()} | said)


@pytest.fixture
def member(cluster, nairobi) -> User:
    """Somebody with an account, a membership and a post, and no record."""
    user = make_user("officer", "Zebra Zorro", city=nairobi.pk)
    joined(cluster, user)
    wrote(cluster, user, "Zebra words")
    return user


@pytest.fixture
def expert(db) -> Expert:
    """Somebody whom the team proposed: they have an entry and a letter, and no account."""
    said = {"themes": [], "consents": False, "by": "Tara", "at": timezone.now()}
    return advice.keep_expert(expert=Expert(name="Zebra Zorro", email=ADDRESS, headline="Zebras"), **said)


def is_forgotten() -> None:
    assert is_nowhere("zebra", "zorro")
    assert Person.objects.get().erased_at is not None and Erasure.objects.count() == 1


def test_an_account_with_what_was_written_under_it(member, django_capture_on_commit_callbacks):
    posts = answer(Question("clusters.posts")).value
    with django_capture_on_commit_callbacks(execute=True):
        assert erased(" Zebra@Example.org ", "Zebra Zorro asked") == {"erased_records": 0, "blanked_rows": 0}
    is_forgotten()
    assert not User.objects.exists()
    assert not Membership.objects.filter(retracted_at=None).exists()
    assert (Post.objects.get().author, answer(Question("clusters.posts")).value) == (None, posts)


def test_an_entry_and_its_letter_without_an_account(expert):
    erased()
    expert.refresh_from_db()
    assert (expert.state, expert.name, Letter.objects.get().email) == ("removed", "", "")
    is_forgotten()


def test_a_file_that_is_still_to_come_counts_them_without_a_name(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    make_user("", "Ana Diaz")
    erase(email="ana@example.org")
    forgotten, event = Person.objects.get(), make_event(sessions=2)
    take(report(tmp_path, ANA, BEN))
    actions.sweep_files(at=timezone.now())
    assert is_nowhere("ana@example.org", "diaz")
    assert PersonLink.objects.filter(person=forgotten, record__attendances__isnull=False).count() == 1
    assert answer(Question("exchanges.registrants", event.scope)).value == 2


def test_who_comes_back_is_erased_again_and_stays_one(member):
    erase()
    make_user("", "Zebra Again")
    erase()
    assert (User.objects.count(), Person.objects.count(), Pseudonym.objects.count(), Erasure.objects.count()) == (
        0, 1, 1, 2,
    )  # fmt: skip
    with pytest.raises(CommandError, match="Nobody is known under “zebra@"):
        erased()


def test_the_account_of_somebody_in_the_records_is_erased_with_them(member):
    file(make_event(), day(1), registered(person("Zebra Zorro", email=ADDRESS)))
    assert erase() == 1
    assert not User.objects.exists() and Post.objects.get().author is None


def test_nobody_erases_a_colleague_by_their_address(team, steward):
    for user in (team, steward):
        with pytest.raises(ValueError, match="works with the records here"):
            erase(email=user.email)
    file(make_event(), day(1), registered(person("Tara Team", email=team.email)))
    with pytest.raises(ValueError, match="works with the records here"):
        erase(email=team.email)
    assert User.objects.count() == 2 and PersonRecord.objects.get().name == "Tara Team"


def test_by_the_page(member, as_steward):
    found = as_steward.get("/people/", {"q": "Zebra@example.org"}).content.decode()
    assert "stands in no record, but something is kept under it" in found
    assert 'href="/people/erase?email=zebra%40example.org"' in found
    url = "/people/erase?email=zebra%40example.org"
    assert "This address stands in no record" in text_of(as_steward.get(url))
    refused = as_steward.post(url, {"typed": "other@example.org", "reason": "asked"})
    assert refused.status_code == 422 and User.objects.filter(email=ADDRESS).exists()
    done = as_steward.post(url, {"typed": ADDRESS, "reason": "asked"}, follow=True)
    assert "nothing is kept under this address any more" in text_of(done)
    assert not User.objects.filter(email=ADDRESS).exists() and not Post.objects.exclude(text="").exists()
    assert as_steward.get(url).status_code == 404
    assert "is kept under it" not in text_of(as_steward.get("/people/", {"q": ADDRESS}))


def test_the_page_of_an_address_that_is_in_records_is_that_of_the_person(as_steward):
    file(make_event(), day(1), registered(person("Zebra Zorro", email=ADDRESS)))
    who = PersonLink.objects.get().person_id
    assert as_steward.get("/people/erase", {"email": ADDRESS}).url == f"/people/{who}/erase"
    for nobody in ("", "nobody@example.org"):
        assert as_steward.get("/people/erase", {"email": nobody}).status_code == 404


def test_the_page_says_why_a_colleague_is_not_erased(as_steward, team):
    told = as_steward.post(f"/people/erase?email={team.email}", {"typed": team.email, "reason": "asked"})
    assert (told.status_code, "works with the records here" in text_of(told)) == (422, True)


def test_letters_alone_are_reason_enough():
    posted("zebra")
    address = Letter.objects.get().email
    assert erase(email=address) == 0
    assert Letter.objects.get().email == ""
