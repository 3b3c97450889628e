"""Cities, institutions and people join and leave; that they did stays known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sarai.accounts.models import User
from sarai.clusters import actions
from sarai.clusters.forms import ClusterForm
from sarai.clusters.models import Cluster, Digest, Membership
from sarai.evidence.engine import Question, Scope, answer, breakdown
from sarai.evidence.models import Source
from tests.clusters.community import LONG_AGO, joined
from tests.people import logged_in, make_user

pytestmark = pytest.mark.django_db
PAGE = "/clusters/green/"


def press(client, what, **said):
    return client.post(f"{PAGE}{what}", said, follow=True).content.decode()


def number(key="clusters.members", about="cluster:green", as_of=None):
    return answer(Question(key, Scope.parse(about), as_of)).value


def test_an_officer_joins_for_their_city_and_a_partner_for_their_institution(cluster, as_officer, as_partner):
    assert "Join for Nairobi" in as_officer.get(PAGE).content.decode()
    assert "you can write here now" in press(as_officer, "join", **{"as": "city"})
    press(as_officer, "join", **{"as": "person"})
    press(as_partner, "join", **{"as": "institution"})
    assert "Say as what you join" in press(as_partner, "join", **{"as": "city"})
    kinds = breakdown(Question("clusters.members", cluster.scope), "member_kind")
    assert {cell.value: cell.number for cell in kinds if cell.number} == {"city": 1, "institution": 1, "person": 1}
    assert number("clusters.member_cities") == number("clusters.member_cities", "city:184745") == 1
    assert number(about="theme:green-city") == 3


def test_joined_twice_is_joined_once(cluster, as_officer):
    for _time in range(2):
        press(as_officer, "join", **{"as": "city"})
    assert Membership.objects.count() == 1


def test_the_database_knows_a_member_once_and_whom_a_membership_is_of(cluster, officer, nairobi):
    held = joined(cluster, nairobi)
    said = {"cluster": cluster, "source": held.source, "recorded_at": LONG_AGO}
    for wrong in (
        {"kind": "city", "member": f"city:{nairobi.pk}", "city": nairobi},
        {"kind": "city", "member": "city:1"},
        {"kind": "person", "member": "person:1", "city": nairobi},
        {"kind": "other", "member": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(**said, **wrong)


def test_who_leaves_and_joins_again_has_a_history(cluster, officer, as_officer):
    first = joined(cluster, officer)
    day = LONG_AGO + timedelta(days=1)
    assert "has ended" in press(as_officer, f"members/{first.pk}/end", leave="yes")
    assert "had ended already" in press(as_officer, f"members/{first.pk}/end", leave="yes")
    assert (number(), number(as_of=day)) == (0, 1)
    press(as_officer, "join", **{"as": "person"})
    assert (number(), Membership.objects.count(), Digest.objects.count()) == (1, 2, 1)
    listed = as_officer.get(f"{PAGE}members/").content.decode()
    assert listed.count("Omar Officer") == 2 and f"{timezone.now():%Y-%m-%d}" in listed


def test_nobody_ends_what_is_not_theirs(cluster, officer, nairobi, as_officer, as_ana, as_partner, as_team, ana):
    city, person = joined(cluster, nairobi), joined(cluster, officer)
    for who in (as_ana, as_partner):
        for one in (city, person):
            assert who.post(f"{PAGE}members/{one.pk}/end", {"leave": "yes"}).status_code == 403
    assert "Nothing was changed" in press(as_officer, f"members/{city.pk}/end")
    assert not Membership.objects.exclude(retracted_at=None).exists()
    press(as_officer, f"members/{city.pk}/end", leave="yes")
    press(as_team, f"members/{person.pk}/end", leave="yes", back="members")
    assert [one.user for one in Membership.objects.filter(retracted_at=None)] == [ana]


def test_a_closed_cluster_is_read_by_its_members_and_the_team_admits_them(
    cluster, as_officer, as_ana, ana, as_team, nairobi
):
    Cluster.objects.update(is_open=False)
    assert "The programme team admits them" in as_officer.get(PAGE).content.decode()
    assert "closed" in press(as_officer, "join", **{"as": "city"})
    assert as_officer.get(f"{PAGE}write/").status_code == 403
    assert as_ana.get(f"{PAGE}write/").status_code == 200
    assert "Admitted." in press(as_team, "admit", city="Nairobi, Kenya")
    assert as_officer.get(f"{PAGE}write/").status_code == 200
    assert Membership.objects.get(kind="city").city == nairobi


@pytest.mark.parametrize(("said", "told"), [
    ({}, "Name one"), ({"city": "Nairobi", "email": "omar@example.org"}, "Name one"),
    ({"city": "Qzxw"}, "is no city, or could be several"), ({"email": "nobody@example.org"}, "no account with this address"),
    ({"institution": "nobody"}, "Select a valid choice"),
])  # fmt: skip
def test_nobody_is_admitted_by_mistake(cluster, as_team, officer, said, told):
    answered = as_team.post(f"{PAGE}admit", said)
    assert answered.status_code == 422
    assert told in answered.content.decode()
    assert not Membership.objects.exists()


def test_the_team_admits_anybody(cluster, as_team, officer, institution):
    press(as_team, "admit", email="OMAR@example.org")
    press(as_team, "admit", institution=institution.slug)
    assert "already" in press(as_team, "admit", email="omar@example.org")
    assert number() == 2


def test_strangers_are_told_no_names_of_people(cluster, ana, as_stranger, nairobi):
    joined(cluster, nairobi)
    listed = as_stranger.get(f"{PAGE}members/").content.decode()
    assert "Nairobi" in listed
    assert "Ana" not in listed
    assert "Ana" not in as_stranger.get(PAGE).content.decode()


def test_the_list_says_since_when_and_until_when(cluster, ana, nairobi, as_stranger):
    held = joined(cluster, nairobi)
    actions.leave(membership=held, by="Omar", at=LONG_AGO + timedelta(days=2))
    listed = " ".join(as_stranger.get(f"{PAGE}members/").content.decode().split())
    ended = (LONG_AGO + timedelta(days=2)).date()
    assert f"<span>since <bdi>{LONG_AGO.date()}</bdi></span> <span>until <bdi>{ended}</bdi></span>" in listed


def test_a_member_without_a_name_is_not_shown_by_their_address(cluster, as_ana):
    joined(cluster, make_user("partner", "nameless", institution="x"))
    User.objects.filter(name="nameless").update(name="")
    listed = as_ana.get(f"{PAGE}members/").content.decode()
    assert "a member" in listed and "@example.org" not in listed


def test_pages_ask_as_many_questions_for_three_as_for_one(cluster, as_ana, ana, django_assert_num_queries):
    joined(cluster, make_user("partner", "Pia", institution="un-office"))
    clients = {"/clusters/": as_ana, f"{PAGE}members/": as_ana}
    queries = {}
    for page, client in clients.items():
        client.get(page)
        with CaptureQueriesContext(connection) as one:
            client.get(page)
        queries[page] = len(one)
    for name in ("bo", "cai"):
        joined(cluster, make_user("partner", name, institution="un-office"))
        actions.keep_cluster(cluster=Cluster(slug=name, title=name), themes=[], by="test", at=timezone.now())
    for page, client in clients.items():
        client.get(page)
        with django_assert_num_queries(queries[page]):
            client.get(page)


def test_the_team_sets_a_cluster_up_and_two_do_not_overwrite_each_other(cluster, as_team):
    said = {"title": "Transport", "slug": "transport", "position": "1", "is_open": "on"}
    assert as_team.post("/new-cluster/", said).url == "/clusters/transport/"
    assert as_team.post("/new-cluster/", said).status_code == 422
    page = as_team.get(f"{PAGE}change/").context["form"]
    seen = page.state
    said = {"title": "Greener cities", "position": "0", "is_open": "on", "seen": seen}
    assert as_team.post(f"{PAGE}change/", said).status_code == 302
    late = as_team.post(f"{PAGE}change/", said | {"title": "Other"})
    assert (late.status_code, Cluster.objects.get(slug="green").title) == (422, "Greener cities")


def test_of_two_who_set_up_a_cluster_of_one_name_at_once_the_second_gets_a_sentence(cluster, as_team, monkeypatch):
    valid = ClusterForm.is_valid

    def and_then_another_was_quicker(form):
        found = valid(form)
        Cluster.objects.get_or_create(slug="transport", title="Another's")
        return found

    monkeypatch.setattr(ClusterForm, "is_valid", and_then_another_was_quicker)
    answered = as_team.post("/new-cluster/", {"title": "T", "slug": "transport", "position": "1", "is_open": "on"})
    assert answered.status_code == 422
    assert "There is a cluster of this name already. Choose another one." in answered.content.decode()
    assert Cluster.objects.get(slug="transport").title == "Another's"
    assert not Source.objects.filter(format="cluster", title="T").exists()


def test_an_account_without_a_role_is_as_a_stranger(cluster, ana):
    client = logged_in(make_user("", "Nora Nobody"))
    page = client.get(PAGE).content.decode()
    assert "gives your account a role" in page
    assert client.post(f"{PAGE}join", {"as": "person"}).status_code == 403
