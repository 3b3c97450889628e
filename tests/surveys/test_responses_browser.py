"""Responses browsed and reviewed in a real browser: wide, narrow, dark, from right to left, by keyboard; seen by axe."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sarai.surveys.models import Response
from tests.browser import log_in, serious
from tests.surveys.forms import NOW, filed, published, sent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LIST = "/surveys/needs/responses/"


def looked_at(page, address, **how) -> None:
    """The page fits, axe finds nothing serious in it, and the console does not complain."""
    page.emulate_media(color_scheme=how.get("scheme", "light"))
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert page.goto(address).status == 200
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert page.complaints == []
        assert serious(page) == []
        page.complaints.clear()  # axe would style the page, which complains of that
    assert len(page.content()) < 60 * 1024


@pytest.mark.usefixtures("countries")
def test_responses_are_browsed_and_reviewed(page, steward, live_server, settings):
    survey = published()
    for number in range(3):
        sent(survey, at=NOW + timedelta(hours=number), instance=f"uuid:{number}", name=f"Ana {number}",
             email=f"p{number}@city.example", city="Durban", needs="health", partners=["Incheon"])  # fmt: skip
    flagged = sent(survey, instance="uuid:1", needs="transport")
    filed(NOW + timedelta(days=1))
    log_in(page, steward.email)

    page.goto(LIST)
    page.get_by_label("In answers, names and places").fill("ana 1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/responses/?text=ana+1*")
    assert page.locator("tbody tr").count() == 1
    page.get_by_label("Choose the response of 2020-06-01 10:00").check()
    page.get_by_label("Why", exact=True).fill("A trial of ours")
    page.get_by_role("button", name="Reject").click()
    page.wait_for_selector("[role=status]")
    assert page.locator("[role=status]").inner_text() == "1 response was changed."
    assert "no: rejected by a reviewer" in page.locator("tbody tr").inner_text()

    page.locator("tbody a.door").click()
    assert page.locator("#counts").inner_text() == "It does not count"
    page.get_by_label("Why", exact=True).fill("It was none")
    page.get_by_role("button", name="Take the review back").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=status]")
    assert page.locator("#counts").inner_text() == "It counts"

    held = Response.objects.get(submission__instance_id="uuid:1", retracted_at=None)
    assert held.status == ""
    pages = [LIST, f"{LIST}{held.pk}/", "/surveys/needs/reviews/", f"/surveys/needs/submissions/{flagged.pk}/"]
    for scheme in ("light", "dark"):
        for address in pages:
            looked_at(page, address, scheme=scheme)
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "ar", "url": live_server.url}])
    for address in pages:
        looked_at(page, address)
        assert page.get_attribute("html", "dir") == "rtl"
