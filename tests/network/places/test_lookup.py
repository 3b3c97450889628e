"""Countries, single cities, and the first letters of a search."""

import threading

import pytest

from sarai.network.places import City, Gazetteer

KATHMANDU = 1283240


@pytest.mark.parametrize(
    ("text", "iso2"),
    [
        ("KE", "KE"),
        ("ke", "KE"),
        ("KEN", "KE"),
        ("Kenya", "KE"),
        ("The Gambia", "GM"),
        ("D.R. Congo", "CD"),
        ("République du Congo", "CG"),
        ("Congo (Kinshasa)", "CD"),
        ("Kosovo*", "XK"),
        ("Korea, Republic of", "KR"),
        ("中国", "CN"),
        ("مصر", "EG"),
        ("भारत", "IN"),
        ("Kennya", None),
        ("Nairobi", None),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_country(gazetteer: Gazetteer, text: str, iso2: str | None) -> None:
    assert gazetteer.country(text) == iso2


def test_city(gazetteer: Gazetteer) -> None:
    city = gazetteer.city(KATHMANDU)
    assert isinstance(city, City)
    assert (city.name, city.iso2, city.timezone) == ("Kathmandu", "NP", "Asia/Kathmandu")
    assert city.lat == pytest.approx(27.7, abs=0.1)
    assert city.lon == pytest.approx(85.3, abs=0.1)
    assert city.population > 1_000_000


@pytest.mark.parametrize("geonameid", [0, -999_999, 2**70])
def test_no_city(gazetteer: Gazetteer, geonameid: int) -> None:
    assert gazetteer.city(geonameid) is None


@pytest.mark.parametrize("prefix", ["Kathm", "kathmandu", "काठमा", "加德滿"])
def test_search_in_any_script(gazetteer: Gazetteer, prefix: str) -> None:
    assert gazetteer.search(prefix, limit=3)[0].id == KATHMANDU


def test_search_keeps_limit_country_and_order(gazetteer: Gazetteer) -> None:
    found = gazetteer.search("san", limit=5, country="CR")
    assert len(found) == 5
    assert {city.iso2 for city in found} == {"CR"}
    assert found[0].name == "San José"
    assert len({city.id for city in found}) == 5


def test_search_finds_small_towns_after_large_ones(gazetteer: Gazetteer) -> None:
    assert "Labasa" in {city.name for city in gazetteer.search("labas")}


def test_one_gazetteer_serves_several_threads(gazetteer: Gazetteer) -> None:
    found: list[int | None] = []
    threads = [threading.Thread(target=lambda: found.append(gazetteer.resolve("Pokhara").geonameid)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1282898] * 4
