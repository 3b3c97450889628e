"""A decision on a typed place holds for all that say the same, however and whenever they were typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sarai.network import actions, queries
from sarai.network.actions.places import PlaceReader, place_sense
from sarai.network.models import PlaceName, PlaceReading
from tests.gazetteer import SAN_JOSE_CR, SAN_JOSE_US
from tests.making import day, make_source

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 1, 1, tzinfo=UTC)
MORELIA, PUEBLA = 3995402, 3521081


def typed(*texts: str | tuple[str, str], on: int = 1) -> list[PlaceName]:
    """Places as a file of that day has them."""
    pairs = [text if isinstance(text, tuple) else (text, "") for text in texts]
    ids = PlaceReader(make_source(day(on))).read(pairs)
    return [PlaceName.objects.get(pk=ids[pair]) for pair in pairs]


def decide(place: PlaceName, geonameid: int | None, country: str | None = None, on: int = 5) -> PlaceReading:
    said = {"geonameid": geonameid, "country": country, "reason": "", "by": "Stella", "at": LATER, "known": day(on)}
    return actions.decide_place(place=place, **said)


def undo(reading: PlaceReading, on: int = 9) -> PlaceReading:
    return actions.undo_place_decision(reading=reading, reason="", by="Stella", at=LATER, known=day(on))


def held(place: PlaceName) -> PlaceReading:
    return place.readings.get(retracted_at=None)


def history(place: PlaceName) -> list[tuple[object, ...]]:
    """How a place was read, and when."""
    return [
        (one.city_id, one.status, one.decided, one.recorded_at, one.retracted_at)
        for one in place.readings.order_by("pk")
    ]


def test_deciding_one_answers_its_equals_that_wait(few_cities):
    one, other, foreign = typed("San José", "SAN  JOSE!", ("San José", "Atlantis"))
    assert len(queries.doubtful_places()) == 2
    decide(one, SAN_JOSE_CR.id)
    assert (held(other).city_id, held(other).decided) == (SAN_JOSE_CR.id, True)
    assert held(other).source == held(one).source
    assert not held(foreign).decided
    assert [reading.place for reading in queries.doubtful_places()] == [foreign]


def test_what_is_typed_later_is_read_as_decided_since_the_decision(few_cities):
    (first,) = typed("San José")
    decide(first, SAN_JOSE_CR.id)
    (later,) = typed("san josé.", on=8)
    assert history(later) == history(first)
    assert held(later).source == held(first).source


def test_a_decision_for_a_country_reaches_neither_another_country_nor_the_bare_name(few_cities):
    (place,) = typed(("San José", "Costa Rica"))
    decide(place, None, "CR")
    equal, other, bare = typed("San Jose, Costa Rica", ("San José", "United States"), "San José")
    assert (held(equal).status, held(equal).country_id, held(equal).decided) == ("country", "CR", True)
    assert (held(other).city_id, held(other).decided) == (SAN_JOSE_US.id, False)
    assert (held(bare).status, held(bare).decided) == ("ask", False)


def test_a_decision_on_the_bare_name_does_not_reach_a_name_with_its_country(few_cities):
    (bare,) = typed("San José")
    decide(bare, SAN_JOSE_CR.id)
    (other,) = typed(("San José", "United States"))
    assert held(other).city_id == SAN_JOSE_US.id


def test_a_decision_is_taken_back_for_all(few_cities):
    one, other = typed("San José", "SAN JOSE")
    decide(one, SAN_JOSE_CR.id)
    (later,) = typed("San-José", on=6)
    undo(held(later))
    assert {(held(place).status, held(place).decided) for place in (one, other, later)} == {("ask", False)}
    assert history(one) == history(other) == history(later)
    (after,) = typed("san jose", "san/jose", on=10)[1:]
    assert history(after) == history(one)


def test_a_decision_over_a_decision_holds_for_all_and_the_first_comes_back(few_cities):
    one, other = typed("San José", "SAN JOSE")
    decide(one, SAN_JOSE_CR.id, on=5)
    second = decide(other, SAN_JOSE_US.id, on=6)
    assert held(one).city_id == SAN_JOSE_US.id
    undo(second)
    assert {held(place).city_id for place in (one, other)} == {SAN_JOSE_CR.id}


def test_the_same_decision_again_changes_nothing(few_cities):
    one, other = typed("San José", "SAN JOSE")
    assert decide(one, SAN_JOSE_CR.id) == decide(one, SAN_JOSE_CR.id, on=7)
    assert decide(other, SAN_JOSE_CR.id, on=7) == held(other)
    assert one.readings.count() == other.readings.count() == 2


def test_a_place_may_be_decided_on_before_anybody_typed_it(few_cities):
    said = {"geonameid": SAN_JOSE_CR.id, "country": None, "reason": "", "by": "Stella", "at": LATER, "known": day(5)}
    actions.decide_text(text="San José", country_text="", **said)
    actions.decide_text(text="SAN JOSE", country_text="", **said)
    (later,) = typed("san josé")
    assert held(later).city_id == SAN_JOSE_CR.id
    assert PlaceReading.objects.filter(decided=True).count() == 1


def test_equals_are_one_question_with_all_their_records(few_cities, as_steward):
    from sarai.network.mentions import Mention

    texts = ["San José", "SAN JOSE", "san  josé", "San José"]
    mentions = [(Mention(name=f"P{n}", email=f"p{n}@example.org", city=city), str(n)) for n, city in enumerate(texts)]
    actions.Identifier(make_source(day(1))).identify(mentions)
    (question,) = queries.doubtful_places()
    assert question.used == 4
    page = as_steward.get("/review/places/").content.decode()
    assert page.count("<article") == 1
    assert "4 records" in page and "SAN JOSE" in page
    decide(question.place, SAN_JOSE_CR.id)
    assert [reading.used for reading in queries.decided_places()] == [4]


def test_senses_follow_a_changed_gazetteer(few_cities):
    (place,) = typed("San José")
    PlaceName.objects.update(sense="of an older gazetteer")
    assert actions.refresh_place_senses() == 1
    place.refresh_from_db()
    assert place.sense == place_sense("San José", "")
    assert actions.refresh_place_senses() == 0


def test_with_the_real_gazetteer_spellings_of_one_place_share_a_decision(place_index, countries):
    actions.gazetteer.cache_clear()
    spellings = ["Morelia, Mexico", "Morelia (México)", "MORELIA  MX", ("Morelia", "Mexique"), ("morelia", "MX")]
    elsewhere = ["Morelia", "Morelia, Colombia", ("Morelia", "Colombia"), "Morelia, Michoacán, Mexico"]
    first, *waiting = typed(*spellings[:3])
    others = typed(*elsewhere)
    before = [history(place) for place in others]
    decide(first, PUEBLA)
    assert {held(place).city_id for place in [*waiting, *typed(*spellings[3:])]} == {PUEBLA}
    assert [history(place) for place in others] == before
    assert held(typed("Morelia / Colombia")[0]).decided is False
