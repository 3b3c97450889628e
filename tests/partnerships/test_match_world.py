"""What matches are made from: surveys, officers' words, partnerships, what was shown; and every number opens."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sarai.evidence.engine import answer
from sarai.exchanges.models import Event, Host
from sarai.network.models import City, Theme
from sarai.partnerships.models import Offer, OfferStep
from sarai.partnerships.queries import match_strengths
from sarai.partnerships.queries.match_reasons import explained
from sarai.partnerships.queries.match_strengths import Strength, declare_strengths
from sarai.partnerships.queries.match_world import make_world, world
from sarai.partnerships.queries.matching import Sought, matches
from sarai.partnerships.rules import Weights
from sarai.surveys.models import Choice
from tests.making import make_source
from tests.needs.surveys import asked_cities  # noqa: F401

from .making import LUOYANG, NAIROBI, NOW, PUEBLA, SANTIAGO, XIAMEN, agreed, asked, city, institution, step
from .matchable import names, says, theme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
MEXICO_CITY, SUVA = 3530597, 2198148


@pytest.fixture
def puebla():
    return city(PUEBLA)


@pytest.fixture
def luoyang():
    return city(LUOYANG)


def found(of, at=NOW, sought=Sought(), how=Weights()):
    return matches(make_world(at), of.pk, how, sought)


def called(of, **how):
    return [one.name for one in found(of, **how)]


def adds(of, partner, **how):
    return next((one.adds for one in found(of, **how) if one.name == f"city:{partner.pk}"), {})


def test_who_offers_what_one_needs(puebla, luoyang):
    tourism, health = theme("tourism"), theme("health")
    says(puebla, "need", "heritage", about=tourism)
    says(puebla, "need", "vaccines", "clinics", about=health)
    says(luoyang, "offer", "heritage management", about=tourism)
    assert adds(puebla, luoyang) == pytest.approx({"needs": 3 * 0.5, "alone": 0.5 * 0.5})
    assert found(puebla)[0].theme == tourism.pk


def test_what_its_officer_denies_is_no_need(puebla, luoyang):
    tourism = theme("tourism")
    says(puebla, "need", "heritage", about=tourism)
    says(luoyang, "offer", "heritage management", about=tourism)
    says(puebla, "need", "heritage", about=tourism, holds=False)
    assert found(puebla) == []


def test_both_put_the_same_first(puebla, luoyang):
    tourism, health = theme("tourism"), theme("health")
    for one in (puebla, luoyang):
        says(one, "need", "clinics", about=health, rank=2)
        says(one, "need", "heritage", about=tourism, rank=1)
    assert adds(puebla, luoyang) == {"priorities": 1}
    says(luoyang, "need", "clinics", about=health, rank=1)
    says(luoyang, "need", "heritage", about=tourism, rank=2)
    assert adds(puebla, luoyang) == {}


def test_wishes_of_one_of_the_other_and_of_both(puebla, luoyang):
    names(puebla, luoyang)
    assert adds(puebla, luoyang) == {"wish": 2}
    assert adds(luoyang, puebla) == {"asked": 1}
    names(luoyang, puebla)
    assert adds(puebla, luoyang) == {"wish": 2, "asked": 1, "mutual": 1}


def test_only_what_is_ranked_first_by_both_is_said_to_come_first(puebla, luoyang):
    tourism, health = theme("tourism"), theme("health")

    def reasons():
        [proposal] = explained(make_world(NOW), puebla, found(puebla), Weights())
        return [(one.what, one.is_first) for one in proposal.reasons if one.part == "priorities"]

    for one in (puebla, luoyang):
        says(one, "need", "heritage", about=tourism)
    assert reasons() == [("Tourism", False)]
    says(puebla, "need", "heritage", about=tourism, rank=1)
    assert reasons() == [("Tourism", False)]
    says(luoyang, "need", "heritage", about=tourism, rank=2)
    assert reasons() == [("Tourism", False)]
    says(luoyang, "need", "heritage", about=tourism, rank=1)
    says(luoyang, "need", "clinics", about=health, rank=2)
    assert reasons() == [("Tourism", True)]


def test_cities_of_the_same_country_follow_the_wishes_of_one_another(puebla, luoyang):
    other, xiamen = city(MEXICO_CITY), city(XIAMEN)
    names(city(3995402), luoyang)  # Morelia
    names(other, luoyang, xiamen)
    assert adds(puebla, luoyang) == {"peers": 1}
    assert adds(puebla, xiamen) == {"peers": 0.5}
    assert called(puebla) == [f"city:{LUOYANG}", f"city:{XIAMEN}"]


def test_a_citys_own_wish_is_none_of_the_others(puebla, luoyang):
    names(puebla, luoyang)
    names(city(3995402), luoyang, city(XIAMEN))  # Morelia
    names(city(MEXICO_CITY), city(XIAMEN))
    assert adds(puebla, luoyang) == {"wish": 2, "peers": 0.5}
    assert adds(puebla, city(XIAMEN)) == {"peers": 1}


def test_a_city_of_the_same_country_is_proposed_only_where_one_asked_for_the_other(luoyang):
    xiamen, tourism = city(XIAMEN), theme("tourism")
    says(luoyang, "need", "heritage", about=tourism)
    says(xiamen, "offer", "heritage management", about=tourism)
    assert found(luoyang) == []
    names(xiamen, luoyang)
    assert adds(luoyang, xiamen) == pytest.approx(
        {"needs": 3, "alone": 0.5, "languages": 0.5, "regions": 0.25, "asked": 1}
    )


def test_who_shares_a_language_or_region_alone_is_not_proposed(puebla):
    city(SANTIAGO)
    assert found(puebla) == []
    names(puebla, city(SANTIAGO))
    assert adds(puebla, city(SANTIAGO)) == {"languages": 0.5, "regions": 0.25, "wish": 2}


def test_who_is_in_touch_or_has_declined_within_a_year_is_not_proposed(puebla, luoyang):
    names(puebla, luoyang)
    made = asked(puebla, luoyang)
    assert found(puebla) == found(luoyang) == []
    declined = step(made, "decline", luoyang)
    assert found(puebla) == []
    assert adds(puebla, luoyang, at=declined.recorded_at + timedelta(days=366))["wish"] == 2


def test_how_far_partnerships_of_the_other_came_counts_and_who_is_alone(puebla, luoyang):
    tourism = theme("tourism")
    says(puebla, "need", "heritage", about=tourism)
    says(luoyang, "offer", "heritage management", about=tourism)
    asked(luoyang, city(NAIROBI), theme=tourism)
    assert set(adds(puebla, luoyang)) == {"needs", "alone"}
    agreed(luoyang, city(SANTIAGO), theme=tourism)
    assert adds(puebla, luoyang) == pytest.approx({"needs": 3, "outcomes": 0.5 * 2 / 5})


def held_event(slug, host, about):
    event = Event.objects.create(slug=slug, title=f"The {slug}", timezone="UTC")
    event.themes.add(about)
    Host.objects.create(event=event, institution=host, position=1)
    return event


def test_institutions_have_shown_the_themes_of_events_that_they_held(puebla):
    tourism, host = theme("tourism"), institution()
    says(puebla, "need", "heritage", about=tourism)
    held_event("first", host, tourism)
    assert [(one.name, one.adds) for one in found(puebla)] == [("institution:un-office", {"practices": 0.75})]
    held_event("second", host, tourism)
    [proposal] = explained(make_world(NOW), puebla, found(puebla), Weights())
    assert proposal.score == pytest.approx(1.5 * 2 / 3)
    assert [one.title for one in proposal.reasons[0].shown] == ["The first", "The second"]


def test_technology_that_is_offered_to_all_is_an_offer(puebla):
    tourism = theme("tourism")
    says(puebla, "need", "heritage", about=tourism)
    offer = Offer.objects.create(title="Scanners", text="3D", institution=institution(), made_at=NOW)
    offer.themes.add(tourism)
    assert found(puebla) == []
    OfferStep.objects.create(offer=offer, step="publish", state="public", source=make_source(NOW), recorded_at=NOW)
    assert [(one.name, one.adds) for one in found(puebla)] == [
        ("institution:un-office", {"needs": 1.5, "alone": 0.25}),
    ]
    Offer.objects.update(until=NOW.date())
    assert found(puebla) == []


def test_the_third_party_has_shown_most_in_the_theme(puebla, luoyang):
    tourism = theme("tourism")
    says(puebla, "need", "heritage", about=tourism)
    says(luoyang, "offer", "heritage management", about=tourism)
    assert found(puebla)[0].third == ""
    nairobi = city(NAIROBI)
    says(nairobi, "offer", "parks", about=tourism)
    made = agreed(nairobi, city(SANTIAGO))
    step(made, "act", nairobi, happened_on=NOW.date())
    [first, second] = found(puebla)
    assert (first.name, first.third) == (f"city:{NAIROBI}", "")
    assert (second.name, second.third) == (f"city:{LUOYANG}", f"city:{NAIROBI}")
    held_event("first", institution("one"), tourism)
    for slug in ("second", "third"):
        held_event(slug, institution("two"), tourism)
    assert {one.third for one in found(puebla, sought=Sought("city"))} == {"institution:two"}


def test_apps_above_tell_what_they_know(puebla, luoyang, monkeypatch):
    tourism = theme("tourism")
    monkeypatch.setattr(match_strengths, "_told", {"offers": [], "practices": []})
    says(puebla, "need", "heritage", about=tourism)
    declare_strengths("practices", lambda: [Strength(f"city:{LUOYANG}", tourism.pk, "Longmen", "/practices/longmen/")])
    declare_strengths("offers", lambda: [Strength("institution:unknown", tourism.pk, "nobody knows whose")])
    assert adds(puebla, luoyang) == {"practices": 0.75}
    with pytest.raises(KeyError):
        declare_strengths("wishes", list)


def test_what_is_looked_for(puebla, luoyang):
    tourism = theme("tourism")
    says(puebla, "need", "heritage", about=tourism)
    says(luoyang, "offer", "heritage management", about=tourism)
    names(puebla, city(SANTIAGO))
    held_event("first", institution(), tourism)
    both = {f"city:{LUOYANG}", "institution:un-office"}
    assert set(called(puebla)) == both | {f"city:{SANTIAGO}"}
    assert set(called(puebla, sought=Sought(theme=tourism.pk))) == both
    assert called(puebla, sought=Sought(kind="institution")) == ["institution:un-office"]
    assert called(puebla, sought=Sought(region="Eastern Asia")) == [f"city:{LUOYANG}"]
    assert called(puebla, sought=Sought(theme=theme("other").pk)) == []


# --- From surveys


@pytest.fixture
def surveyed(asked_cities):  # noqa: F811
    for word in ("health", "tourism", "transport"):
        Choice.objects.filter(value=word).update(theme=theme(word))
    return City.objects.get(pk=MEXICO_CITY), City.objects.get(pk=SUVA)


def test_every_number_of_a_reason_opens_what_it_counts(surveyed):
    mexico_city, suva = surveyed
    says(suva, "offer", "sea walls", about=theme("tourism"))
    names(suva, mexico_city)
    names(city(LUOYANG), mexico_city)
    everybody = make_world(NOW)
    opened = set()
    for of in (mexico_city, suva):
        for proposal in explained(everybody, of, matches(everybody, of.pk, Weights()), Weights()):
            assert sum(one.adds for one in proposal.added) == pytest.approx(proposal.score)
            assert sum(one.adds for one in proposal.reasons) == pytest.approx(proposal.score)
            for one in proposal.reasons:
                for cell in filter(None, (one.people, one.offering)):
                    assert answer(cell.question).value == cell.number
                    opened.add(one.part)
    assert opened == {"needs", "wish", "peers"}


def test_what_an_officer_denies_is_no_wish_of_their_city_nor_of_its_country(surveyed):
    mexico_city, luoyang = surveyed[0], City.objects.get(pk=LUOYANG)
    puebla = city(PUEBLA)
    assert adds(mexico_city, luoyang)["wish"] == 2
    assert adds(puebla, luoyang)["peers"] == 1
    assert "asked" in adds(luoyang, mexico_city)
    says(mexico_city, "partner", str(LUOYANG), holds=False)
    assert adds(mexico_city, luoyang) == adds(puebla, luoyang) == adds(luoyang, mexico_city) == {}


def test_an_officers_word_opens_too(puebla, luoyang):
    tourism = theme("tourism")
    says(puebla, "need", "heritage", about=tourism)
    says(luoyang, "offer", "heritage management", about=tourism)
    names(puebla, luoyang)
    names(city(3995402), luoyang)  # Morelia
    agreed(luoyang, city(SANTIAGO))
    [proposal] = explained(make_world(NOW), puebla, found(puebla), Weights())
    asked_for = {one.part: one.evidence for one in proposal.reasons}
    assert {part: answer(question).value for part, question in asked_for.items() if question} == {
        "needs": 1, "wish": 1, "peers": 2, "outcomes": 1,
    }  # fmt: skip
    [needs] = [one for one in proposal.reasons if one.part == "needs"]
    assert answer(needs.offered).value == 1


def test_shares_of_what_is_said_in_a_city(surveyed):
    mexico_city, suva = surveyed
    everybody = make_world(NOW)
    [row] = everybody.seekers.only(everybody.rows[f"city:{mexico_city.pk}"]).needs
    told = {Theme.objects.get(pk=pk).slug: share for pk, share in zip(everybody.themes, row, strict=True) if share}
    # Two said health and one tourism; what else one of them needs has no theme.
    assert told == pytest.approx({"health": 2 / 4, "tourism": 1 / 4})
    offers = everybody.partners.only([everybody.rows[f"city:{suva.pk}"]]).offers[0]
    assert sorted(offers) == [0, 0, 0.5]


def test_the_world_is_made_once_for_each_state_of_the_records(surveyed, settings):
    settings.FIGURES_CACHED_IN_TRANSACTIONS = True
    first = world()
    with CaptureQueriesContext(connection) as queries:
        assert world() is first
    assert len(queries) == 2
    says(surveyed[0], "offer", "sea walls", about=theme("tourism"))
    assert world() is not first
