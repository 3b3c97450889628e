"""The review in a real browser: what htmx swaps, and that the keyboard suffices."""

from __future__ import annotations

import pytest

from sarai.network import actions
from sarai.network.mentions import Mention
from sarai.network.models import LinkSuggestion, PersonLink, PlaceReading
from tests.browser import log_in
from tests.gazetteer import NAIROBI
from tests.making import day, make_source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def make(*mentions: Mention) -> list[int]:
    records = actions.Identifier(make_source(day(1))).identify([(m, str(n)) for n, m in enumerate(mentions)])
    return list(PersonLink.objects.filter(record__in=records).order_by("record").values_list("person", flat=True))


def test_a_city_is_looked_up_while_typing_and_decided_by_keyboard_alone(few_cities, steward, page):
    make(Mention(name="A", email="a@example.org", city="San José"))
    log_in(page, steward.email)
    page.goto("/review/places/")
    page.focus("input[type=search]")
    page.keyboard.type("nairo")
    page.wait_for_selector("text=Nairobi County")
    assert page.evaluate("document.activeElement.name") == "q"
    page.focus(f"input[value='city:{NAIROBI.id}']")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Take this decision back")
    assert page.url.endswith("/review/places/")
    assert page.evaluate("document.activeElement.id").startswith("typed-")
    assert PlaceReading.objects.get(retracted_at=None).city_id == NAIROBI.id
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("button:text-is('Decide')")
    assert PlaceReading.objects.get(retracted_at=None).status == "ask"
    assert page.complaints == []


def test_an_answer_replaces_its_pair_and_leaves_the_others(few_cities, steward, page):
    people = make(*(Mention(name=f"Person {n}", email=f"p{n}@example.org") for n in range(4)))
    for left, right in (people[:2], people[2:]):
        LinkSuggestion.objects.create(left_id=left, right_id=right, probability=0.9)
    log_in(page, steward.email)
    page.goto("/review/people/")
    page.fill("article:first-of-type input[name=reason]", "asked them")
    page.click("article:first-of-type button[value=same]")
    page.wait_for_selector("text=count as one person")
    assert page.locator("article table").count() == 1
    assert LinkSuggestion.objects.get(state="same").decided.reason == "asked them"
    page.click("article:last-of-type button[value=later]")
    page.wait_for_selector("text=Put off")
    assert page.complaints == []
