"""The reference lists say what their publishers say, on the day that is asked about."""

import csv
from collections import Counter
from datetime import date, timedelta

import pycountry
import pytest

from sarai.network import reference

IN_2020 = date(2020, 6, 30)


@pytest.fixture
def own_lists(tmp_path, monkeypatch):
    """Lists that a test may spoil: `own_lists(file, column=value)` changes the first row of a file."""
    for source in reference.FOLDER.glob("*.csv"):
        (tmp_path / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(reference, "FOLDER", tmp_path)
    _forget()

    def spoil(file, **cells):
        with (tmp_path / file).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        with (tmp_path / file).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, rows[0].keys())
            writer.writeheader()
            writer.writerows([rows[0] | cells, *rows[1:]])
        return rows[0]

    yield spoil
    _forget()


def _forget():
    for cached in ("countries", "regions", "memberships", "groups", "south_definitions", "south"):
        getattr(reference, cached).cache_clear()


def test_every_code_of_iso_3166_and_kosovo_is_there_once():
    expected = {(c.alpha_2, c.alpha_3, c.numeric) for c in pycountry.countries} | {("XK", "XKX", "")}
    assert {(c.iso2, c.iso3, c.numeric) for c in reference.countries().values()} == expected
    assert len(reference.countries()) == 250


def test_kosovo_carries_the_resolution():
    assert "1244" in reference.countries()["XK"].note


def test_every_country_stands_in_regions_that_contain_each_other():
    regions = reference.regions()
    for country in reference.countries().values():
        chain = [country.intermediate_m49, country.subregion_m49, country.region_m49]
        codes = [code for code in chain if code]
        if country.iso2 == "AQ":
            assert codes == []  # M49 puts Antarctica under the world, and under no region
            continue
        for code, parent in zip(codes, [*codes[1:], "001"], strict=True):
            assert regions[code].parent_m49 == parent, country


@pytest.mark.parametrize(
    ("iso2", "region", "subregion", "intermediate"),
    [
        ("KE", "Africa", "Sub-Saharan Africa", "Eastern Africa"),
        ("SD", "Africa", "Northern Africa", ""),
        ("MX", "Americas", "Latin America and the Caribbean", "Central America"),
        ("BM", "Americas", "Northern America", ""),
        ("CN", "Asia", "Eastern Asia", ""),
        ("TW", "Asia", "Eastern Asia", ""),
        ("UZ", "Asia", "Central Asia", ""),
        ("CY", "Asia", "Western Asia", ""),
        ("RU", "Europe", "Eastern Europe", ""),
        ("TV", "Oceania", "Polynesia", ""),
        ("GU", "Oceania", "Micronesia", ""),
    ],
)
def test_countries_in_their_m49_regions(iso2, region, subregion, intermediate):
    country, regions = reference.countries()[iso2], reference.regions()
    names = [
        regions[code].name_en if code else ""
        for code in (country.region_m49, country.subregion_m49, country.intermediate_m49)
    ]
    assert names == [region, subregion, intermediate]


def test_a_country_that_is_no_m49_entry_says_so():
    assert {c.iso2 for c in reference.countries().values() if "not an M49 entry" in c.note} == {"TW", "XK"}


def test_sub_regions_have_as_many_countries_as_m49_lists():
    counted = Counter(
        c.subregion_m49 for c in reference.countries().values() if c.subregion_m49 and c.iso2 not in ("TW", "XK")
    )
    assert (counted["202"], counted["015"], counted["419"], counted["021"]) == (53, 7, 52, 5)
    assert (counted["143"], counted["030"], counted["035"], counted["034"], counted["145"]) == (5, 7, 11, 9, 18)
    assert (counted["053"], counted["054"], counted["057"], counted["061"]) == (6, 5, 8, 10)


def test_centres_lie_on_the_globe_and_near_known_places():
    for country in reference.countries().values():
        assert -90 <= country.lat <= 90 and -180 <= country.lon <= 180, country
    for iso2, lat, lon in [("TV", -8.5, 179.2), ("FJ", -18, 178), ("RU", 60, 100), ("NP", 28, 84), ("CL", -35, -71)]:
        country = reference.countries()[iso2]
        assert (country.lat, country.lon) == (pytest.approx(lat, abs=6), pytest.approx(lon, abs=6))


@pytest.mark.parametrize(
    ("on", "count"),
    [
        (date(1971, 11, 17), 0),
        (date(1971, 11, 18), 24),
        (date(1994, 12, 18), 47),  # the day before Botswana left; Angola and Eritrea count from the end of the year
        (date(1995, 1, 1), 48),
        (date(2007, 12, 19), 50),
        (date(2007, 12, 20), 49),
        (date(2011, 1, 1), 48),
        (date(2012, 12, 31), 49),
        (date(2014, 1, 1), 48),
        (date(2017, 6, 4), 47),
        (date(2020, 12, 3), 47),
        (date(2020, 12, 4), 46),
        (date(2023, 12, 13), 45),
        (date(2024, 12, 13), 44),
    ],
)
def test_least_developed_countries_on_a_day(on, count):
    assert len(reference.groups(on)["LDC"]) == count


@pytest.mark.parametrize(
    ("iso2", "graduated"),
    [
        ("BW", date(1994, 12, 19)),
        ("CV", date(2007, 12, 20)),
        ("MV", date(2011, 1, 1)),
        ("WS", date(2014, 1, 1)),
        ("GQ", date(2017, 6, 4)),
        ("VU", date(2020, 12, 4)),
        ("BT", date(2023, 12, 13)),
        ("ST", date(2024, 12, 13)),
    ],
)
def test_a_country_is_least_developed_until_the_day_it_graduates(iso2, graduated):
    assert iso2 in reference.groups(graduated - timedelta(days=1))["LDC"]
    assert iso2 not in reference.groups(graduated)["LDC"]


@pytest.mark.parametrize(
    ("group", "count"),
    [
        ("UN-MEMBER", 193),
        ("UN-OBSERVER", 2),
        ("LLDC", 32),
        ("SIDS", 39),
        ("SIDS-ASSOCIATE", 18),
        ("G77", 133),
        ("G77-CHINA", 1),
        ("M49-DEVELOPING", 182),
        ("M49-DEVELOPED", 65),
        ("DAC-ODA", 142),
    ],
)
def test_groups_in_2020(group, count):
    assert len(reference.groups(IN_2020)[group]) == count


def test_the_group_of_77_was_founded_by_77():
    # Yugoslavia, the 77th, has no code any more.
    assert len(reference.groups(date(1964, 6, 15))["G77"]) == 76
    assert {"MX", "KR", "CY"} <= reference.groups(date(1990, 1, 1))["G77"]
    assert not {"MX", "KR", "CY", "MT", "RO", "PW", "BA"} & reference.groups(IN_2020)["G77"]


def test_m49_divided_the_world_without_remainder_while_it_did():
    groups = reference.groups(date(2021, 12, 31))
    assert not groups["M49-DEVELOPING"] & groups["M49-DEVELOPED"]
    in_m49 = set(reference.countries()) - {"AQ", "TW", "XK"}
    assert groups["M49-DEVELOPING"] | groups["M49-DEVELOPED"] == in_m49
    assert {"JP", "CY", "IL", "AU", "NZ", "BM", "RU"} <= groups["M49-DEVELOPED"]
    assert reference.groups(date(2022, 1, 1))["M49-DEVELOPING"] == frozenset()


def test_least_developed_and_landlocked_countries_are_developing():
    groups = reference.groups(IN_2020)
    assert groups["LDC"] <= groups["M49-DEVELOPING"]
    assert groups["LLDC"] - groups["M49-DEVELOPING"] == {"MD", "MK"}  # in Europe, which M49 called developed


def test_every_membership_names_a_country_a_source_and_a_start():
    for membership in reference.memberships():
        assert membership.iso2 in reference.countries()
        assert membership.source and membership.period.first
        assert membership.from_precision == "day" or membership.note, membership


def test_a_day_that_is_not_known_is_not_given_as_known():
    precision = {(m.group, m.iso2): m.from_precision for m in reference.memberships()}
    assert precision["LDC", "SS"] == "year"
    assert precision["LLDC", "NP"] == "by"
    assert precision["LDC", "NP"] == "day"


def test_nobody_is_in_a_group_twice_on_one_day():
    rows: dict[tuple[str, str], list[reference.Period]] = {}
    for membership in reference.memberships():
        others = rows.setdefault((membership.group, membership.iso2), [])
        assert not any(membership.period.overlaps(other) for other in others)
        others.append(membership.period)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((1, 5), (5, 9), True),
        ((1, 5), (6, 9), False),
        ((6, 9), (1, 5), False),
        ((1, None), (9, None), True),
        ((None, 5), (6, None), False),
        ((None, None), (3, 3), True),
    ],
)
def test_periods_overlap_when_a_day_lies_in_both(one, other, expected):
    first, second = (reference.Period(*(day and date(2020, 1, day) for day in days)) for days in (one, other))
    assert first.overlaps(second) is expected


def test_the_south_differs_by_definition():
    m49, g77 = reference.south("m49-developing", IN_2020), reference.south("g77-china", IN_2020)
    assert len(g77) == 134
    assert {"MX", "TR", "KR", "PW", "TV", "PF"} <= m49 - g77
    assert g77 - m49 == set()
    assert {"CN", "IN", "BR", "PH"} <= m49 & g77
    assert "UA" in reference.south("dac-oda", IN_2020) - m49 - g77


def test_the_south_differs_by_day():
    assert "MX" in reference.south("g77-china", date(1992, 1, 1))
    assert "MX" not in reference.south("g77-china", IN_2020)
    assert reference.south("dac-oda", date(2019, 12, 31)) - reference.south("dac-oda", date(2020, 1, 1)) == {"CK"}


def test_an_unknown_definition_names_those_that_there_are():
    with pytest.raises(reference.UnknownDefinition, match=r"'global-south'.*dac-oda, g77-china, m49-developing"):
        reference.south("global-south", IN_2020)


def test_a_definition_out_of_force_is_an_error_and_not_an_empty_world():
    assert reference.south("m49-developing", date(2021, 12, 31))
    with pytest.raises(reference.DefinitionNotInForce, match="2018-01-01 to 2021-12-31, not on 2022-01-01"):
        reference.south("m49-developing", date(2022, 1, 1))


def test_a_team_may_define_its_own_south_from_groups(own_lists):
    own_lists("south.csv", definition="ours", rule="LDC + SIDS - UN-MEMBER", valid_from="2020-01-01", valid_to="")
    assert reference.south("ours", IN_2020) == {"CK", "NU"}


@pytest.mark.parametrize(
    ("file", "cells", "message"),
    [
        ("groups.csv", {"iso2": "QQ"}, "'QQ', which is not in countries.csv"),
        ("groups.csv", {"valid_from": "2018"}, "not written as year-month-day"),
        ("groups.csv", {"valid_from": ""}, "needs valid_from"),
        ("groups.csv", {"from_precision": "about"}, "as from_precision"),
        ("groups.csv", {"valid_to": "1990-01-01"}, "before valid_from"),
        ("groups.csv", {"iso2": "AG"}, "two rows for the same days"),
        ("groups.csv", {"source": ""}, "without a source"),
        ("south.csv", {"rule": "LDC + NOBODY"}, "'NOBODY', which is no group"),
        ("south.csv", {"rule": "LDC or SIDS"}, "or 'SIDS'"),
        ("south.csv", {"rule": "LDC +"}, "LDC \\+"),
    ],
)
def test_a_spoiled_list_says_where(own_lists, file, cells, message):
    own_lists(file, **cells)
    with pytest.raises(reference.BadReference, match=message):
        reference.south_definitions()
