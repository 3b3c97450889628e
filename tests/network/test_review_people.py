"""Settling who is who on its pages."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from sarai.evidence.models import Source
from sarai.exchanges.models import Attendance, Registration
from sarai.network import actions
from sarai.network.mentions import Mention
from sarai.network.models import LinkSuggestion, Merge, Person, PersonLink, PersonRecord, Pseudonym
from sarai.network.queries import compare, profiles
from tests.making import attended, day, file, make_event, make_source, person, registered
from tests.people import logged_in, make_user

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def make(*mentions: Mention) -> list[int]:
    """The people of these mentions, each new."""
    source = make_source(day(1))
    records = actions.Identifier(source).identify([(mention, str(n)) for n, mention in enumerate(mentions)])
    people = dict(PersonLink.objects.filter(record__in=records).values_list("record", "person"))
    return [people[record] for record in records]


@pytest.fixture
def pair(few_cities) -> LinkSuggestion:
    """Two Marías, of one organisation and of two cities, whom the linkage takes for one."""
    left, right = make(
        Mention(
            name="María López Hernández", email="maria@example.org", organisation="City of Nairobi", city="Nairobi"
        ),
        Mention(name="Maria Lopez", email="mlopez@example.com", organisation="City of Nairobi", city="San Salvador"),
    )
    return LinkSuggestion.objects.create(left_id=left, right_id=right, probability=0.934, reasons=["same-organisation"])


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def people_now() -> int:
    return Person.objects.filter(links__retracted_at=None).distinct().count()


def answer(client, suggestion: LinkSuggestion, said: str, **more):
    return client.post(f"/review/people/{suggestion.pk}/decide", {"answer": said}, **({"follow": True} | more))


def test_a_pair_stands_side_by_side_with_what_differs_marked(pair, as_steward):
    page = as_steward.get("/review/people/").content.decode()
    assert "93 %" in page
    assert "same organisation" in page
    assert re.findall(r"<mark[^>]*>([^<]+)</mark>", page) == [
        *("María López Hernández", "Maria Lopez"),
        *("maria@example.org", "mlopez@example.com"),
        *("Nairobi, Kenya", "San Salvador, El Salvador"),
    ]
    assert page.count("City of Nairobi") == 2


def test_what_one_side_does_not_state_is_no_difference():
    left = make(Mention(name="Ana", email="a@example.org", phone="1"))[0]
    right = make(Mention(name="ANA", email="b@example.org"))[0]
    both = profiles([left, right])
    differs = {str(row.label): row.differs for row in compare(both[left], both[right])}
    assert differs == {"Name": False, "E-mail": True, "Telephone": False}


def test_the_same_person_is_counted_once_from_now_on(pair, as_steward):
    assert people_now() == 2
    page = answer(as_steward, pair, "same")
    assert "count as one person" in text_of(page)
    assert people_now() == 1
    merge = Merge.objects.select_related("source").get()
    assert merge.source.by == "Stella Steward"
    assert PersonLink.objects.get(retracted_at=None, source=merge.source).probability == 0.934
    assert "No pair of people waits for you." in text_of(as_steward.get("/review/people/"))


def test_different_people_stay_two_and_the_question_is_answered(pair, as_steward):
    assert "count as two people" in text_of(answer(as_steward, pair, "different"))
    pair.refresh_from_db()
    assert (pair.state, pair.decided.by, people_now()) == ("different", "Stella Steward", 2)


def test_later_puts_a_pair_last_and_decides_nothing(pair, as_steward):
    left, right = make(Mention(name="Li", email="li@example.org"), Mention(name="Li", email="li@example.com"))
    LinkSuggestion.objects.create(left_id=left, right_id=right, probability=0.8)
    shown = re.compile(r'id="pair-(\d+)"')
    before = shown.findall(as_steward.get("/review/people/").content.decode())
    answer(as_steward, pair, "later")
    after = shown.findall(as_steward.get("/review/people/").content.decode())
    assert (before[0], after) == (str(pair.pk), before[::-1])
    assert not Source.objects.filter(kind="entry").exists()


def test_of_two_who_decide_at_once_the_second_learns_what_was_decided(pair, as_steward):
    other = logged_in(make_user("team", "Tom Team"))
    answer(as_steward, pair, "different")
    page = text_of(answer(other, pair, "same"))
    assert "Somebody has decided on this already." in page
    assert "The answer was “different people”, by Stella Steward." in page
    assert people_now() == 2


def test_the_pair_alone_is_swapped_where_there_is_htmx(pair, as_steward):
    response = answer(as_steward, pair, "same", headers=HTMX, follow=False)
    assert response.status_code == 200
    assert "<html" not in response.content.decode()
    assert "list of merges" in text_of(response)


def test_an_answer_that_is_none_changes_nothing(pair, as_steward):
    assert "could not be read" in text_of(answer(as_steward, pair, "perhaps"))
    pair.refresh_from_db()
    assert pair.state == "open"


def test_a_pair_is_shown_as_the_people_are_now(pair, as_steward):
    third = make(Mention(name="M. López", email="m@example.org"))[0]
    said = {"reason": "", "by": "x", "at": day(3), "known": day(3)}
    kept, absorbed = Person.objects.get(pk=third), pair.left
    actions.merge_people(kept=kept, absorbed=absorbed, **said)
    page = text_of(as_steward.get("/review/people/"))
    assert "m@example.org" in page
    assert "maria@example.org" in page


def test_a_merge_is_taken_back_with_a_reason(pair, as_steward):
    answer(as_steward, pair, "same")
    merge = Merge.objects.get()
    page = text_of(as_steward.get("/review/merges/"))
    assert "Maria Lopez → María López Hernández" in page
    assert "Decided by Stella Steward" in page
    assert "Please say why" in text_of(as_steward.post(f"/review/merges/{merge.pk}/undo", follow=True))
    assert people_now() == 1
    done = as_steward.post(f"/review/merges/{merge.pk}/undo", {"reason": "they wrote to us"}, follow=True)
    assert "two people again" in text_of(done)
    assert "they wrote to us" in text_of(done)
    assert people_now() == 2
    again = as_steward.post(f"/review/merges/{merge.pk}/undo", {"reason": "again"}, follow=True)
    assert "undone already" in text_of(again)


@pytest.mark.parametrize("search", ["maria@", "MARIA@example.org", "hernández maria", "hernandez", "HERNÁNDEZ"])
def test_people_are_found_by_the_beginning_of_an_address_or_the_words_of_a_name(search, pair, as_steward):
    page = text_of(as_steward.get("/people/", {"q": search}))
    assert "maria@example.org" in page
    assert "mlopez@example.com" not in page


def test_two_spellings_of_one_city_are_one_place(few_cities):
    left, right = make(
        Mention(name="A", email="a@example.org", city="nairobi"),
        Mention(name="B", email="b@example.org", city="Nairobi", country="Kenya"),
    )
    both = profiles([left, right])
    assert both[left].stated["place"] == both[right].stated["place"] == ("Nairobi, Kenya",)


def test_a_search_for_nothing_finds_nobody(pair, as_steward):
    assert "example.org" not in text_of(as_steward.get("/people/", {"q": "  "}))
    assert "Nobody else is known under “zzz”" in text_of(as_steward.get("/people/", {"q": "zzz"}))


def test_two_people_found_one_after_the_other_are_compared_and_merged(pair, as_steward):
    left, right = pair.left_id, pair.right_id
    page = as_steward.get("/people/", {"q": "mlopez", "people": [left]}).content.decode()
    assert f'value="{left}" checked' in page
    assert f'value="{right}">' in page
    side = text_of(as_steward.get("/people/compare", {"people": [left, right]}))
    assert "maria@example.org" in side
    assert "mlopez@example.com" in side
    refused = as_steward.post("/people/merge", {"people": [left, right]}, follow=True)
    assert "say why they are one" in text_of(refused)
    as_steward.post("/people/merge", {"people": [left, right], "reason": "known to us"})
    again = as_steward.post("/people/merge", {"people": [left, right], "reason": "known to us"}, follow=True)
    assert "They are one person already." in text_of(again)
    assert (people_now(), Merge.objects.count()) == (1, 1)
    pair.refresh_from_db()
    assert pair.state == "same"


@pytest.mark.parametrize("people", [[], [1], [1, 1], [1, 2, 3], ["x", 2], [2**70, 1]])
def test_anything_but_two_people_is_refused(people, pair, as_steward):
    page = as_steward.get("/people/compare", {"people": people}, follow=True)
    assert "Choose exactly two people." in text_of(page)


def test_people_who_are_not_there_are_not_found(pair, as_steward):
    assert as_steward.get("/people/compare", {"people": [pair.left_id, 10**9]}).status_code == 404
    assert as_steward.get(f"/people/{10**9}/erase").status_code == 404


def test_the_people_s_search_is_asked_sixty_times_a_minute(db, as_steward, as_team, still):
    statuses = {as_steward.get("/people/").status_code for _time in range(60)}
    assert statuses == {200}
    assert as_steward.get("/people/").status_code == 429
    assert as_team.get("/people/").status_code == 200


def test_erasing_wants_whom_it_is_about_typed_again(pair, as_steward):
    url = f"/people/{pair.left_id}/erase"
    refused = as_steward.post(url, {"typed": "somebody@example.org", "reason": "asked"})
    assert refused.status_code == 422
    assert "This is not “maria@example.org”. Nothing was erased." in text_of(refused)
    assert PersonRecord.objects.filter(email="maria@example.org").exists()


def test_erasing_blanks_who_it_was_and_keeps_what_they_did(few_cities, as_steward):
    event = make_event()
    omar = person("Omar", organisation="City of Nairobi", city="Nairobi", gender="male")
    file(event, day(1), registered(omar, diet="none"), registered(person("Other"), line=3, diet="all"))
    file(event, day(2), attended(omar, (0, 90)), session=1)
    who = PersonLink.objects.filter(record__name="Omar").values_list("person", flat=True).first()
    done = as_steward.post(f"/people/{who}/erase", {"typed": "omar@example.org", "reason": "asked"}, follow=True)
    assert "records no longer say who they are about" in text_of(done)
    said = (
        PersonRecord.objects.filter(links__person=who).values_list("name", "email", "organisation", "gender").distinct()
    )
    assert list(said) == [("", str(Pseudonym.objects.get()), "", "male")]
    assert list(Registration.objects.order_by("pk").values_list("answers", flat=True)) == [{}, {"diet": "all"}]
    assert Attendance.objects.count() == 1
    assert Person.objects.get(pk=who).erased_at is not None
    assert as_steward.get(f"/people/{who}/erase").status_code == 404
    assert "omar@example.org" not in text_of(as_steward.get("/people/?q=omar"))


def test_every_post_needs_the_token_of_its_page(pair, steward):
    client = Client(enforce_csrf_checks=True)
    client.force_login(steward, "allauth.account.auth_backends.AuthenticationBackend")
    for url in (f"/review/people/{pair.pk}/decide", "/people/merge", f"/people/{pair.left_id}/erase"):
        assert client.post(url, {"answer": "same"}).status_code == 403
    pair.refresh_from_db()
    assert pair.state == "open"


def test_pages_of_pairs_and_a_constant_number_of_queries(few_cities, as_steward, django_assert_max_num_queries):
    people = make(*(Mention(name=f"N{n}", email=f"n{n}@example.org") for n in range(24)))
    for left, right in zip(people[::2], people[1::2], strict=True):
        LinkSuggestion.objects.create(left_id=left, right_id=right, probability=0.9)
    with django_assert_max_num_queries(10):
        page = as_steward.get("/review/people/").content.decode()
    assert page.count("<article") == 10


def test_the_review_tells_how_much_waits(pair, as_steward):
    page = text_of(as_steward.get("/review/"))
    assert "1 pair of people may be one person." in page
    assert "No typed place is in doubt." in page
    assert "0 merges in force" in page


def test_merges_that_moved_a_figure_together_are_counted_in_words_and_named_by_their_number(few_cities, as_steward):
    event = make_event()
    people = [person(f"Person {word}") for word in ("One", "Two", "Three")]
    file(event, day(1), *(registered(who, line) for line, who in enumerate(people, 2)))
    file(event, day(2), *(attended(who, (0, 90), line) for line, who in enumerate(people, 2)), session=1)
    kept, *others = Person.objects.order_by("pk")
    for absorbed in others:
        actions.merge_people(kept=kept, absorbed=absorbed, reason="", by="x", at=day(3), known=day(3))
    page = text_of(as_steward.get("/evidence/exchanges.attendees/moves?scope=event:training"))
    assert "Two records are one person 2 times" in page
    for merge in Merge.objects.all():
        assert f"Source number {merge.source_id} " in page
