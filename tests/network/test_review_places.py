"""Settling typed places on their page."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from sarai.evidence.models import Source
from sarai.network import actions
from sarai.network.mentions import Mention
from sarai.network.models import PlaceName, PlaceReading
from tests.gazetteer import NAIROBI, SAN_JOSE_CR, SAN_JOSE_US
from tests.making import day, make_source
from tests.people import logged_in, make_user

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LATER = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def typed(few_cities) -> PlaceName:
    """“San José”, typed by three people without a country."""
    mentions = [(Mention(name=f"P{n}", email=f"p{n}@example.org", city="San José"), str(n)) for n in range(3)]
    actions.Identifier(make_source(day(1))).identify(mentions)
    return PlaceName.objects.get()


def current(place: PlaceName) -> PlaceReading:
    return place.readings.get(retracted_at=None)


def decide(client, place: PlaceName, choice: str, seen: int | None = None, headers=None, **more: str):
    data = {"choice": choice, "seen": seen or current(place).pk} | more
    return client.post(f"/review/places/{place.pk}/decide", data, headers=headers, follow=headers is None)


def text_of(response) -> str:
    """What a reader reads, without the tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def test_a_doubtful_place_shows_its_text_its_use_and_its_candidates(typed, as_steward):
    page = text_of(as_steward.get("/review/places/"))
    assert "“San José”" in page
    assert "3 records" in page
    assert "Several cities have this name" in page
    assert "San José, California, United States of America 1,013,240 people" in page
    assert "San José, San José Province, Costa Rica 335,007 people" in page


def test_a_city_is_chosen_and_the_decision_is_a_reading_with_an_author(typed, as_steward):
    page = decide(as_steward, typed, f"city:{SAN_JOSE_CR.id}", reason="they wrote from there")
    assert "“San José”: done." in text_of(page)
    reading = current(typed)
    assert (reading.city.name, reading.city.admin1, reading.country_id) == ("San José", "San José Province", "CR")
    assert (reading.status, reading.decided, reading.reason) == ("city", True, "they wrote from there")
    assert (reading.source.kind, reading.source.by) == (Source.Kind.ENTRY, "Stella Steward")
    decided = text_of(as_steward.get("/review/places/?which=decided"))
    assert "Read as San José (San José Province), Costa Rica." in decided
    assert "Decided by Stella Steward" in decided
    assert "No typed place is in doubt." in text_of(as_steward.get("/review/places/"))


@pytest.mark.parametrize("country", ["CR", "cr", "Costa Rica", "costa rica"])
def test_only_the_country_is_certain(country, typed, as_steward):
    decide(as_steward, typed, "country", country=country)
    assert (current(typed).status, current(typed).country_id, current(typed).city) == ("country", "CR", None)


def test_no_place_at_all(typed, as_steward):
    decide(as_steward, typed, "none")
    assert (current(typed).status, current(typed).country, current(typed).decided) == ("none", None, True)


@pytest.mark.parametrize(
    ("choice", "more", "sentence"),
    [
        ("", {}, "Choose a city, only the country, or no place."),
        ("city:1e3", {}, "Choose again."),
        ("city:999", {}, "There is no city with the GeoNames number 999."),
        ("city:999999999999999999", {}, "There is no city with the GeoNames number 999999999999999999."),
        ("country", {"country": "Atlantis"}, "There is no country “Atlantis”."),
        ("country", {"country": ""}, "There is no country “”."),
    ],
)
def test_what_cannot_be_is_refused_in_words_with_and_without_htmx(choice, more, sentence, typed, as_steward):
    for headers in (None, HTMX):
        assert sentence in text_of(decide(as_steward, typed, choice, headers=headers, **more))
    assert not current(typed).decided


def test_another_city_is_looked_up_by_the_beginning_of_its_name(typed, as_steward):
    page = as_steward.get("/review/places/", {"for": typed.pk, "q": "nai"})
    assert "Nairobi, Nairobi County, Kenya 4,397,073 people" in text_of(page)
    decide(as_steward, typed, f"city:{NAIROBI.id}")
    assert current(typed).city_id == NAIROBI.id
    other = as_steward.get("/review/places/", {"for": "1", "q": "zzz"})
    assert other.status_code == 200


def test_a_place_that_geonames_lacks_may_be_chosen(typed, as_steward):
    decide(as_steward, typed, "city:-7")
    assert (current(typed).city_id, current(typed).city.name) == (-7, "Villa Nueva Norte")


def test_the_row_alone_is_swapped_where_there_is_htmx(typed, as_steward):
    row = decide(as_steward, typed, f"city:{SAN_JOSE_US.id}", headers=HTMX)
    assert row.status_code == 200
    assert row.content.decode().count("<article") == 1
    assert "<html" not in row.content.decode()
    assert "Read as San José (California), United States of America." in text_of(row)


def test_of_two_who_decide_at_once_the_second_gets_a_sentence(typed, as_steward):
    seen = current(typed).pk
    other = logged_in(make_user("team", "Tom Team"))
    decide(as_steward, typed, f"city:{SAN_JOSE_CR.id}", seen=seen)
    page = decide(other, typed, f"city:{SAN_JOSE_US.id}", seen=seen)
    assert "Somebody has decided on “San José” since you opened this page." in text_of(page)
    assert current(typed).city_id == SAN_JOSE_CR.id
    assert "since you opened" not in text_of(decide(other, typed, f"city:{SAN_JOSE_CR.id}", seen=seen))
    assert typed.readings.count() == 2


def test_a_decision_is_taken_back_by_a_new_one_and_the_gazetteer_s_reading_holds_again(typed, as_steward):
    before = current(typed)
    decide(as_steward, typed, f"city:{SAN_JOSE_CR.id}")
    decided = current(typed)
    as_steward.post(f"/review/places/readings/{decided.pk}/undo")
    after = current(typed)
    assert (after.status, after.candidates, after.decided) == ("ask", before.candidates, False)
    assert after.source.by == "Stella Steward"
    decided.refresh_from_db()
    assert decided.retracted_by == after.source
    again = as_steward.post(f"/review/places/readings/{decided.pk}/undo", follow=True)
    assert "does not hold any more" in text_of(again)
    assert typed.readings.count() == 3


def test_a_decision_over_a_decision_is_taken_back_to_the_first(typed, as_steward):
    decide(as_steward, typed, f"city:{SAN_JOSE_CR.id}")
    decide(as_steward, typed, "none")
    as_steward.post(f"/review/places/readings/{current(typed).pk}/undo")
    assert (current(typed).city_id, current(typed).decided) == (SAN_JOSE_CR.id, True)
    as_steward.post(f"/review/places/readings/{current(typed).pk}/undo")
    assert current(typed).status == "none"


def test_a_decision_cannot_hold_since_before_the_one_before_it(typed):
    said = {"reason": "", "by": "Stella", "at": LATER}
    actions.decide_place(place=typed, geonameid=SAN_JOSE_CR.id, country=None, known=day(9), **said)
    with pytest.raises(ValueError, match="cannot hold since 2020-10-08"):
        actions.decide_place(place=typed, geonameid=None, country=None, known=day(8), **said)
    assert current(typed).city_id == SAN_JOSE_CR.id


def test_pages_and_a_constant_number_of_queries(few_cities, as_steward, django_assert_max_num_queries):
    mentions = [
        (Mention(name=f"P{n}", email=f"p{n}@example.org", city="San José", country=f"Land {n}"), str(n))
        for n in range(23)
    ]
    actions.Identifier(make_source(day(1))).identify(mentions)
    with django_assert_max_num_queries(11):
        first = as_steward.get("/review/places/")
    second = as_steward.get("/review/places/?page=2")
    assert (first.content.decode().count("<article"), second.content.decode().count("<article")) == (20, 3)
    assert "Page 1 of 2" in text_of(first)


def test_what_was_typed_is_shown_as_text(few_cities, as_steward):
    text = "<script>alert(1)</script>"
    place = PlaceName.objects.create(key="k", text=text)
    PlaceReading.objects.create(
        place=place, source=make_source(day(1)), recorded_at=day(1), status="ask", confidence=0.1, candidates=[12]
    )
    page = as_steward.get("/review/places/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert text not in page


def test_an_empty_page_says_when_places_come_here(few_cities, as_steward):
    assert "fits several cities" in text_of(as_steward.get("/review/places/"))
    assert "Nobody has decided on a place yet" in text_of(as_steward.get("/review/places/?which=decided"))
