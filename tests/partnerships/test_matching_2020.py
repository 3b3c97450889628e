"""The wishes of 2020 come out of the matches: Luoyang first for the Mexican cities; Beijing, Shanghai and Guangzhou for
the Uzbek ones. As in the surveys of that year: whom people named, what they need, and in which cities they live."""

from collections import Counter

import numpy as np
import pytest

from sarai.network.models import City
from sarai.partnerships.queries.match_world import make_world
from sarai.partnerships.queries.matching import matches
from sarai.partnerships.rules import Weights
from sarai.surveys.models import Choice
from tests.needs.surveys import FORM, sent
from tests.surveys.forms import NOW, filed, published

from .making import BUENOS_AIRES, SANTIAGO, city
from .matchable import says, theme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
BEIJING, SHANGHAI, GUANGZHOU, LUOYANG = 1816670, 1796236, 1809858, 1801792
MEXICAN = ("Puebla", "Mexico City", "Guadalajara", "Tijuana", "Morelia", "Oaxaca", "Querétaro", "Toluca", "Cuernavaca")
UZBEK = ("Tashkent", "Samarkand", "Bukhara", "Namangan", "Andijan", "Nukus", "Karshi", "Fergana", "Khiva", "Termez")
# As they were written: a city in whatever language, or a country and no city.
BY_MEXICANS = ("Luoyang", "Luoyang, China", "Huai'an", "Dunhuang", "Anyang", "Pekín", "China", "", "")
BY_UZBEKS = ("Beijing",) * 24 + ("Shanghai",) * 18 + ("Guangzhou",) * 13 + ("Shenzhen",) * 7 + ("Xi'an",) * 5


def answers():
    """A person of each Mexican city; 46 of Uzbek ones, who name up to two cities each, as two answers of theirs."""
    for number, (home, partner) in enumerate(zip(MEXICAN, BY_MEXICANS, strict=True)):
        yield {
            "email": f"mx{number}@x.example",
            "city": home,
            "country": "Mexico",
            "partner": partner,
            "needs": "tourism",
        }
    for number, partner in enumerate(BY_UZBEKS):
        home = UZBEK[number % 46 % len(UZBEK)]
        yield {
            "email": f"uz{number % 46}@x.example", "city": home, "country": "Uzbekistan", "partner": partner,
            "needs": "transport",
        }  # fmt: skip


@pytest.fixture
def programme():
    """The answers, and what Chinese cities and others offer by their officers' word."""
    survey = published("cities", FORM)
    for number, said in enumerate(answers()):
        assert sent(survey, number, **{name: text for name, text in said.items() if text}).violations == []
    filed()
    for word in ("tourism", "transport"):
        Choice.objects.filter(value=word).update(theme=theme(word))
    for number in (BEIJING, SHANGHAI, GUANGZHOU):
        says(city(number), "offer", "trade fairs", about=theme("e-commerce"))
    says(city(LUOYANG), "offer", "heritage management", about=theme("tourism"))
    # Neighbours with the same language offer the same, though nobody asked for them.
    for number in (SANTIAGO, BUENOS_AIRES):
        says(city(number), "offer", "old towns", about=theme("tourism"))
    return make_world(NOW)


def proposed(programme, country):
    """(for each city of a country, its partners in order; the sum of scores that each partner has in all of them)"""
    orders, sums = {}, Counter()
    for one in City.objects.filter(country=country):
        found = matches(programme, one.pk, Weights(), best=20)
        orders[one.name] = [match.name for match in found]
        sums.update({match.name: match.score for match in found})
    return orders, sums


def test_luoyang_comes_first_for_the_mexican_cities(programme):
    orders, sums = proposed(programme, "MX")
    assert len(orders) == len(MEXICAN)
    assert sums.most_common(1)[0][0] == f"city:{LUOYANG}"
    assert {order[0] for order in orders.values()} == {f"city:{LUOYANG}"}


def test_beijing_shanghai_and_guangzhou_come_first_for_the_uzbek_cities(programme):
    orders, sums = proposed(programme, "UZ")
    assert len(orders) == len(UZBEK)
    first = [f"city:{number}" for number in (BEIJING, SHANGHAI, GUANGZHOU)]
    assert [name for name, _sum in sums.most_common(3)] == first
    at = {name: [order.index(one) for one in first] for name, order in orders.items()}
    assert np.mean(list(at.values()), axis=0).max() < 3
    assert all(places == sorted(places) for places in at.values() if max(places) == 2)
