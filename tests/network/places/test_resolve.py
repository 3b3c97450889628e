"""What becomes of a typed place: city, country, question or nothing."""

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sarai.network.places import Gazetteer, Reason, Status
from sarai.network.places.reasons import SENTENCES

NAIROBI, KATHMANDU, SUVA, MANCHESTER = 184745, 1283240, 2198148, 2643123


def test_city_with_all_that_is_known_of_it(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve("Suva (Fiji)")
    assert (found.status, found.geonameid, found.iso2, found.name, found.reason) == (
        Status.CITY,
        SUVA,
        "FJ",
        "Suva",
        Reason.NAME,
    )
    assert found.place == found.geonameid
    assert 0.8 <= found.confidence <= 1
    assert found.candidates[0].city.geonameid == SUVA


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Umtali", Reason.ALIAS),
        ("KTM", Reason.CODE),
        ("Kathmando", Reason.SPELLING),
        ("San Cristóbal de las Ca, Mexico", Reason.SHORTENED),
    ],
)
def test_why(gazetteer: Gazetteer, text: str, reason: Reason) -> None:
    found = gazetteer.resolve(text)
    assert (found.status, found.reason) == (Status.CITY, reason)


@pytest.mark.parametrize("country", ["PH", "Philippines", "the Philippines", "Filipinas", "PHL"])
def test_homonyms_in_one_country_are_asked_about(gazetteer: Gazetteer, country: str) -> None:
    found = gazetteer.resolve("San Fernando", country)
    assert (found.status, found.geonameid, found.iso2) == (Status.ASK, None, "PH")
    assert found.reason is Reason.SEVERAL_CITIES
    assert {each.region for each in found.candidates[:2]} == {"Ilocos", "Central Luzon"}


def test_homonyms_of_two_countries_leave_the_country_open(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve("Valencia")
    assert (found.status, found.geonameid, found.iso2) == (Status.ASK, None, None)
    assert {each.city.iso2 for each in found.candidates[:2]} == {"ES", "VE"}


@pytest.mark.parametrize(("country", "iso2"), [("ES", "ES"), ("Venezuela", "VE")])
def test_the_country_beside_decides(gazetteer: Gazetteer, country: str, iso2: str) -> None:
    found = gazetteer.resolve("Valencia", country)
    assert (found.status, found.iso2) == (Status.CITY, iso2)


def test_the_far_better_known_homonym_wins(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("Manchester").geonameid == MANCHESTER


@pytest.mark.parametrize(("text", "country"), [("Nairobi, Kenya", "Uganda"), ("Nairobi", "PE"), ("Kenya", "Uganda")])
def test_contradiction_is_asked_about(gazetteer: Gazetteer, text: str, country: str) -> None:
    found = gazetteer.resolve(text, country)
    assert (found.status, found.geonameid, found.iso2, found.reason) == (Status.ASK, None, None, Reason.CONTRADICTION)


@pytest.mark.parametrize(
    ("text", "country", "geonameid"),
    [("Benin City", "NIGERIA", 2347283), ("Liberia", "Costa Rica", 3623076), ("Santa Marta", "Colombia", 3668605)],
)
def test_a_city_called_like_a_country_is_itself_in_its_own(
    gazetteer: Gazetteer, text: str, country: str, geonameid: int
) -> None:
    assert gazetteer.resolve(text, country).geonameid == geonameid


def test_the_better_known_city_in_another_country_leaves_a_doubt(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("Mexico City", "Philippines").status is Status.ASK


def test_a_country_nobody_knows_is_no_contradiction(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("Nairobi", "Atlantis").geonameid == NAIROBI


@pytest.mark.parametrize(
    ("text", "iso2"), [("Hong Kong, China", "HK"), ("San Juan, USA", "PR"), ("Prishtina, Serbia", "XK")]
)
def test_territories_are_found_under_their_state(gazetteer: Gazetteer, text: str, iso2: str) -> None:
    found = gazetteer.resolve(text)
    assert (found.status, found.iso2) == (Status.CITY, iso2)


def test_a_place_of_our_own_has_no_geonames_id(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve("El Alto, Bolivia")
    assert (found.status, found.geonameid, found.iso2, found.name) == (Status.CITY, None, "BO", "El Alto")
    assert found.place is not None and found.place < 0
    city = gazetteer.city(found.place)
    assert city is not None and city.geonameid is None


def test_an_unknown_city_leaves_the_country(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve("Zzyzxville, Ghana")
    assert (found.status, found.geonameid, found.iso2, found.reason) == (
        Status.COUNTRY,
        None,
        "GH",
        Reason.CITY_NOT_FOUND,
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.EMPTY),
        (" \t\n", Reason.EMPTY),
        ("N/A", Reason.NO_PLACE),
        ("someone@example.org", Reason.NO_PLACE),
        ("Ministry of Health", Reason.ORGANISATION),
        ("WHO", Reason.NO_PLACE),
        ("Sub-Saharan Africa", Reason.BEYOND_COUNTRY),
        ("Qqqxzk Vvwpt", Reason.NOT_FOUND),
    ],
)
def test_no_place(gazetteer: Gazetteer, text: str, reason: Reason) -> None:
    found = gazetteer.resolve(text)
    assert (found.status, found.geonameid, found.iso2, found.reason) == (Status.NONE, None, None, reason)


@pytest.mark.parametrize("text", ["who", "un", "lax", "bom", "man"])
def test_small_words_are_not_airports(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.resolve(text).status is not Status.CITY


def test_no_place_in_a_known_country(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve("N/A", "Kenya")
    assert (found.status, found.geonameid, found.iso2) == (Status.COUNTRY, None, "KE")


@pytest.mark.parametrize(
    ("text", "iso2"), [("Kerala, India", "IN"), ("Gujarat", "IN"), ("Bali, Indonesia", "ID"), ("Punjab", None)]
)
def test_a_province_is_no_city_of_a_like_name(gazetteer: Gazetteer, text: str, iso2: str | None) -> None:
    found = gazetteer.resolve(text)
    assert (found.geonameid, found.iso2, found.reason) == (None, iso2, Reason.REGION_NAMED)


@pytest.mark.parametrize(
    ("text", "iso2"),
    [("中国的城市", "CN"), ("中国的其他城市", "CN"), ("墨西哥的城市", "MX"), ("印度，中国的城市", None)],
)
def test_the_cities_of_a_country_are_no_city_of_a_like_name(gazetteer: Gazetteer, text: str, iso2: str | None) -> None:
    found = gazetteer.resolve(text)
    assert (found.geonameid, found.iso2, found.text) == (None, iso2, text)


@pytest.mark.parametrize("text", ["Kano", "Lagos State", "Veracruz", "Nairobi City County"])
def test_a_province_called_like_its_chief_city_is_that_city(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.resolve(text).status is Status.CITY


@pytest.mark.parametrize(
    "text", ["Nairobi / Mombasa", "Delhi and Mumbai", "北京和上海", "Quito/Guayaquil, Ecuador", "Lima y Arequipa"]
)
def test_two_cities_are_asked_about(gazetteer: Gazetteer, text: str) -> None:
    found = gazetteer.resolve(text)
    assert (found.status, found.geonameid) == (Status.ASK, None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rafaela, Santa Fe", "Rafaela"),
        ("China - Yunnan - Guangtong", "Guangtong"),
        ("Villena (Valencia), Spain", "Villena"),
        ("Kaduna, Kaduna State", "Kaduna"),
        ("Argentina - Buenos Aires - Coronel Brandsen", "Coronel Brandsen"),
    ],
)
def test_a_province_beside_a_city_is_not_its_chief_city(gazetteer: Gazetteer, text: str, name: str) -> None:
    assert gazetteer.resolve(text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [("BA, Argentina", "Buenos Aires"), ("PP, Cambodia", "Phnom Penh"), ("CT, South Africa", "Cape Town")],
)
def test_initials_beside_a_country(gazetteer: Gazetteer, text: str, name: str) -> None:
    assert gazetteer.resolve(text).name == name


@pytest.mark.parametrize("text", ["Mexco", "Nigerria", "BA", "XQ, Argentina", "MQ, Kenya"])
def test_a_misspelt_country_and_unknown_initials_are_no_city(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.resolve(text).status is not Status.CITY


@pytest.mark.parametrize(
    ("text", "name"),
    [("广东省深圳市南山区", "Shenzhen"), ("서울특별시 강남구", "Seoul"), ("Администрация города Перми", "Perm")],
)
def test_what_stands_about_a_city_in_its_own_script(gazetteer: Gazetteer, text: str, name: str) -> None:
    assert gazetteer.resolve(text).name == name


HOSTILE = [
    "x" * 10_000,
    "Lima " * 2_000,
    "\x00",
    "Li\x00ma",
    "🙂🙃",
    "!?.,;:",
    "' OR 1=1 --",
    '"; DROP TABLE city; --',
    "NEAR(* AND ^",
    "%_%",
    "\ud800",
    "( ( ( (",
    "-" * 200,
    "\u202eamiL",
    "a\u0300" * 100,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_answered(gazetteer: Gazetteer, text: str) -> None:
    for country in (None, "PE", text):
        assert gazetteer.resolve(text, country).status in Status
    assert isinstance(gazetteer.search(text), list)
    assert gazetteer.country(text) is None


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=40), country=st.none() | st.text(max_size=12))
def test_any_text_is_answered_consistently(gazetteer: Gazetteer, text: str, country: str | None) -> None:
    found = gazetteer.resolve(text, country)
    assert found == gazetteer.resolve(text, country)
    assert 0 <= found.confidence <= 1
    assert (found.status is Status.CITY) == (found.place is not None)
    assert found.geonameid is None or found.status is Status.CITY


def test_answers_are_frozen_and_hashable(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve("Suva")
    assert len({found, gazetteer.resolve("Suva")}) == 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.iso2 = "XX"  # type: ignore[misc]


def test_many_at_once_in_order(gazetteer: Gazetteer) -> None:
    rows = [("Suva", None), ("Valencia", "ES"), ("Suva", None), ("N/A", None)]
    assert gazetteer.resolve_many(rows) == [gazetteer.resolve(*row) for row in rows]


def test_every_reason_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Reason)
