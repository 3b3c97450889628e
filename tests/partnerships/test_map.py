"""Partnerships on a map and as a graph, at the end of a month: for everybody, those that stand, and nobody's name."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sarai.evidence.pictures import MAP_STYLE_CSP
from sarai.network.models import Country, Theme
from sarai.partnerships import actions
from sarai.partnerships.queries.map import as_arcs, as_chords, first_day, standing_on
from sarai.portal.setup import build_map
from tests.evidence.pictures.reading import assert_no_active_content, read, texts
from tests.partnerships.making import LUOYANG, NAIROBI, SANTIAGO, XIAMEN, agreed, asked, city, institution, step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
MAP, NETWORK = "/partnerships/map/", "/partnerships/network/"
MARCH, MAY, JULY = (datetime(2020, month, 10, 9, tzinfo=UTC) for month in (3, 5, 7))


@pytest.fixture
def tourism():
    return Theme.objects.create(slug="tourism", name="Tourism")


@pytest.fixture
def pair(tourism):
    """Nairobi and Luoyang agreed in March, and ended it in July."""
    made = agreed(city(NAIROBI), city(LUOYANG), MARCH, theme=tourism)
    step(made, "act", city(NAIROBI), MAY, happened_on=MAY.date())
    step(made, "end", None, JULY)
    return made


@pytest.fixture
def other():
    """Xiamen and an institution of Kenya since May, with Santiago as a third party."""
    office = institution(country=Country.objects.get(pk="KE"))
    made = agreed(city(XIAMEN), office, MAY, support=[city(SANTIAGO)])
    step(made, "accept", city(SANTIAGO), MAY)  # and has accepted, without which it is not named
    return made


@pytest.fixture
def asking():
    """Xiamen asked Nairobi, who has not answered."""
    return asked(city(XIAMEN), city(NAIROBI), MARCH)


@pytest.fixture
def world(settings, tmp_path):
    """The map of the world, as set-up builds it."""
    settings.WORLD_MAP = tmp_path / "world.json"
    build_map()


def stood(day, **asked_for):
    return {tie.partnership.pk: tie.rung for tie in standing_on(day, **asked_for)}


def number_of(year, month):
    """A month as the slider sends it."""
    return year * 12 + month - 1


def page(client, url=MAP, **asked_for):
    return client.get(url, asked_for).content.decode()


# --- What stood


def test_what_stood_on_a_day(pair, other, asking):
    assert first_day() == MARCH.date()
    assert stood(date(2020, 3, 9)) == {}
    assert stood(date(2020, 3, 10)) == {pair.pk: "confirmed"}
    assert stood(date(2020, 6, 1)) == {pair.pk: "activity", other.pk: "confirmed"}
    assert stood(date(2020, 12, 1)) == {other.pk: "confirmed"}


def test_what_stood_of_a_theme(pair, other, tourism):
    assert stood(date(2020, 6, 1), theme=tourism) == {pair.pk: "activity"}


def test_what_is_drawn_of_three(other):
    ties = standing_on(date(2020, 6, 1))
    places, arcs, lost = as_arcs(ties)
    assert {key: place.rough for key, place in places.items()} == {
        f"city:{XIAMEN}": False,
        f"city:{SANTIAGO}": False,
        "institution:un-office": True,
    }
    assert [(arc.start, arc.end, arc.weight) for arc in arcs] == [
        (f"city:{XIAMEN}", "institution:un-office", 1),
        (f"city:{XIAMEN}", f"city:{SANTIAGO}", 1),
    ]
    assert lost == []
    nodes, chords = as_chords(ties)
    assert {node.group for node in nodes.values()} == {
        "Eastern Asia",
        "Sub-Saharan Africa",
        "Latin America and the Caribbean",
    }
    assert len(chords) == 2


def test_who_has_no_place_is_told_beneath_the_map_and_in_the_network(as_stranger):
    agreed(city(XIAMEN), institution("nowhere"), MAY)
    _places, arcs, lost = as_arcs(standing_on(date(2020, 6, 1)))
    assert (arcs, [str(side) for side in lost]) == ([], ["Nowhere"])
    assert "Not on the map" in page(as_stranger)
    assert "Not on the map" not in page(as_stranger, NETWORK)
    assert "Nowhere" in page(as_stranger, "/partnerships/network.svg")


# --- The pages


@pytest.mark.parametrize("url", [MAP, NETWORK])
def test_everybody_sees_what_stands_and_nothing_that_is_sought(as_stranger, pair, other, asking, url):
    now = page(as_stranger, url)
    assert "Xiamen" in now and "Un Office" in now
    assert "Nairobi" not in now
    then = page(as_stranger, url, month="2020-04")
    assert "Nairobi" in then and "Luoyang" in then
    assert "Xiamen" not in then
    assert "April 30, 2020" in then
    assert "Ana" not in now + then


def test_months_are_chosen_without_a_script(as_stranger, pair, world):
    shown = page(as_stranger, month="2020-04")
    assert f'type="range" id="month" name="month" min="{number_of(2020, 3)}"' in shown
    assert f'value="{number_of(2020, 4)}" aria-valuetext="April 2020"' in shown
    assert '<output for="month" id="month-words">April 2020</output>' in shown
    assert "?month=2020-12" in shown
    assert "/partnerships/map.svg?month=2020-04" in shown
    assert "/partnerships/network/?month=2020-04" in shown
    assert "is no month" not in shown


@pytest.mark.parametrize("url", [MAP, NETWORK])
def test_what_the_slider_sends_becomes_an_address_that_people_read(as_stranger, pair, tourism, url):
    moved = as_stranger.get(url, {"month": number_of(2020, 4), "theme": "tourism"})
    assert moved.url == f"{url}?month=2020-04&theme=tourism"
    assert "April 30, 2020" in as_stranger.get(moved.url).content.decode()


@pytest.mark.parametrize("month", ["x", "-1", "0", "99999", "9" * 40, "²", "2020-13", "2020-00", "2020-6-1", "1999-01", "0000-01", "9999-12", "<b>"])  # fmt: skip
def test_a_month_that_cannot_be_is_the_nearest_and_told(as_stranger, pair, month):
    for url in (MAP, NETWORK):
        shown = as_stranger.get(url, {"month": month, "theme": "none", "page": "x"})
        assert shown.status_code == 200
        assert "is no month of this map" in shown.content.decode() and "<b>" not in shown.content.decode()
        [year, number] = map(int, shown.context["moment"].slug.split("-"))
        assert (year, number) >= (2020, 3)
    assert as_stranger.get("/partnerships/network.svg", {"month": month}).status_code == 200


def test_no_month_is_this_one_and_nothing_is_told(as_stranger, pair):
    for asked_for in ({}, {"month": ""}):
        shown = page(as_stranger, **asked_for)
        assert f"?month={timezone.now():%Y-%m}" in shown
        assert "is no month" not in shown


def test_years_stand_in_one_row_the_latest_first(as_stranger, pair):
    years = page(as_stranger).split('<nav class="tabs one"')[1].split("</nav>")[0]
    assert years.index("Today") < years.index(">2021<") < years.index(">2020<")


def test_the_figure_says_how_many_came_about_by_then(as_stranger, pair, other, tourism):
    def number(**asked_for):
        return as_stranger.get(MAP, asked_for).context["figure"].value

    assert (number(), number(month="2020-04"), number(theme="tourism")) == (2, 1, 1)


def test_nothing_stood_yet(as_stranger):
    for url in (MAP, NETWORK):
        shown = page(as_stranger, url)
        assert "No partnership stood then" in shown
        assert "<img" not in shown


def test_the_pictures_are_drawn_and_run_nothing(as_stranger, other, settings, tmp_path):
    settings.WORLD_MAP = tmp_path / "world.json"
    assert as_stranger.get("/partnerships/map.svg").status_code == 404
    assert "<img" not in page(as_stranger)
    build_map()
    for url in ("/partnerships/map.svg", "/partnerships/network.svg"):
        answer = as_stranger.get(url)
        root = read(answer.content.decode())
        assert_no_active_content(root)
        assert "Xiamen" in texts(root)
        assert "Partnerships on" in root.find("title").text
        policy = answer["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert MAP_STYLE_CSP not in policy


@pytest.mark.parametrize("url", [MAP, NETWORK, "/partnerships/network.svg"])
def test_three_cost_as_many_queries_as_one(as_stranger, other, url):
    def queries():
        page(as_stranger, url)
        with CaptureQueriesContext(connection) as asked_for:
            page(as_stranger, url)
            return len(asked_for)

    one = queries()
    agreed(city(NAIROBI), city(LUOYANG), MAY)
    agreed(city(SANTIAGO), institution("nowhere"), MAY)
    assert queries() == one


def test_a_page_of_many_is_light(as_stranger, world):
    """A hundred rows, and the picture of a hundred and ten arcs that loads with them."""
    lead = city(XIAMEN)
    country = Country.objects.get(pk="KE")
    for number in range(110):
        made = institution(f"institution-of-some-length-{number}", country=country)
        actions.declare(lead=lead, partner=made, by="Ana", at=MAY)
    sizes = {url: len(page(as_stranger, url).encode()) for url in (MAP, NETWORK, "/partnerships/map.svg")}
    assert sizes[MAP] + sizes["/partnerships/map.svg"] < 150_000, sizes
    assert sizes[NETWORK] < 75_000, sizes
    assert "Page 1 of 2" in page(as_stranger)
