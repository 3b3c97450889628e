"""The map and the network in a real browser: the month beside the slider, on a telephone, in Arabic and the dark."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sarai.network.models import Theme
from sarai.portal.setup import build_map
from tests.exchanges.test_events_browser import NARROW, look
from tests.partnerships.making import LUOYANG, NAIROBI, agreed, city, institution

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
MAP, NETWORK = "/partnerships/map/", "/partnerships/network/"
WORDS, SLIDER = "#month-words", "#month"


@pytest.fixture
def pair(countries, settings, tmp_path):
    """Nairobi and Luoyang work together since March 2020, on a map."""
    settings.WORLD_MAP = tmp_path / "world.json"
    build_map()
    theme = Theme.objects.create(slug="tourism", name="Tourism")
    return agreed(city(NAIROBI), city(LUOYANG), datetime(2020, 3, 10, 9, tzinfo=UTC), theme=theme)


@pytest.mark.parametrize("address", [MAP, NETWORK])
def test_the_slider_says_its_month_while_it_is_moved_and_shares_it(page, pair, address):
    page.goto(f"{address}?month=2020-06")
    assert page.inner_text(WORDS) == "June 2020"
    page.focus(SLIDER)
    page.keyboard.press("ArrowRight")
    assert page.inner_text(WORDS) == page.get_attribute(SLIDER, "aria-valuetext") == "July 2020"
    page.select_option("#theme", "tourism")
    page.click("form button.quiet >> text=Show")
    page.wait_for_url(f"**{address}?month=2020-07&theme=tourism")
    assert page.inner_text(WORDS) == "July 2020"
    assert page.complaints == []


def test_it_is_seen_on_a_telephone(page, pair):
    institution()
    page.set_viewport_size(NARROW)
    page.goto(MAP)
    rows = page.evaluate("new Set([...document.querySelectorAll('.tabs.one a')].map(a => a.offsetTop)).size")
    assert rows == 1
    assert page.evaluate("Math.max(...[...document.querySelectorAll('.tabs.one a')].map(a => a.offsetHeight))") < 60
    look(page, MAP, NETWORK)
    page.goto("/institutions/")
    right = page.evaluate(
        "Math.max(...[...document.querySelectorAll('main .list *')].map(e => e.getBoundingClientRect().right))"
    )
    assert right <= NARROW["width"]
    assert page.complaints == []
