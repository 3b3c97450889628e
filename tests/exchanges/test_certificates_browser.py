"""Certificates in a real browser: narrow, in Arabic, in the light and in the dark, with a stranger who checks one."""

from __future__ import annotations

import pytest
from django.utils import timezone

from sarai.exchanges import actions
from sarai.exchanges.exports.certificates import certificate_pdf
from sarai.exchanges.models import Certificate
from sarai.network.models import PersonLink
from tests.browser import serious
from tests.making import attended, day, file, make_event, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture
def event(settings, tmp_path):
    """Of Layla, who was there from two devices, and Bo, who was there too briefly and appeals."""
    settings.CERTIFICATE_KEY_FILE = tmp_path / "certificate-key"
    made = make_event(rule={"sessions": 1, "share": 0.5})
    layla, bo = person("ليلى منصور", email="layla@example.org", language="ar"), person("Bo")
    file(
        made, day(2), attended(layla, (-10, 50)), attended(layla, (30, 70), 3, device="2"), attended(bo, (5, 25), 4),
        session=1,
    )  # fmt: skip
    record = PersonLink.objects.get(record__name="Bo").record
    actions.make_appeal(event=made, record=record, text="I was there.", at=timezone.now())
    actions.issue_certificates(event=made, by="tara", at=timezone.now())
    return made


def look(page, complaints: list[str]) -> None:
    """The page fits, its console is silent, and axe finds nothing serious, in the light and in the dark."""
    assert complaints == []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate("Promise.all(document.getAnimations().map(each => each.finished))")  # colours that pass over
        assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    complaints.clear()  # axe puts a style into the page, which is refused


@pytest.mark.parametrize(("locale", "size"), [("ar", NARROW), ("en", WIDE)])
def test_the_teams_pages(chromium, event, as_team, live_server, locale, size):
    context = chromium.new_context(base_url=live_server.url, viewport=size, locale=locale)
    context.add_cookies([{"name": "sessionid", "value": as_team.cookies["sessionid"].value, "url": live_server.url}])
    page, complaints = context.new_page(), []
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    layla = PersonLink.objects.get(record__email="layla@example.org").person_id
    number = Certificate.objects.get().number
    base = f"/events/{event.slug}/certificates/"
    for address in (
        base, f"{base}people/{layla}/", f"{base}appeals/", f"{base}rule/?share=20&sessions=1",
        f"/certificates/{number}/change/",
    ):  # fmt: skip
        page.goto(address)
        look(page, complaints)


def test_a_rule_is_tried_and_kept_without_a_script(chromium, event, as_team, live_server):
    context = chromium.new_context(base_url=live_server.url, viewport=NARROW, java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": as_team.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"/events/{event.slug}/certificates/rule/")
    page.fill("[name=share]", "20")
    page.get_by_role("button", name="Try: who would qualify?").click()
    assert "do not now: 1" in page.content()
    assert page.input_value("[name=share]") == "20"
    page.get_by_role("button", name="Let it hold from now on").click()
    assert "It holds from now on." in page.content()
    assert event.certificate_rule.share == 0.2


@pytest.mark.parametrize(("locale", "size"), [("ar", NARROW), ("en", WIDE)])
def test_a_stranger_checks_a_certificate(chromium, event, live_server, tmp_path, locale, size):
    path = tmp_path / "certificate.pdf"
    certificate = Certificate.objects.get()
    path.write_bytes(certificate_pdf(certificate))
    page, complaints = chromium.new_page(base_url=live_server.url, viewport=size, locale=locale), []
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    page.goto("/certificates/verify/")
    look(page, complaints)
    page.set_input_files("[name=file]", path)
    page.click("main form.sheet button")
    assert page.locator(".note[role=status]").count() == 1
    assert "ليلى منصور" in page.content()
    look(page, complaints)
    page.fill("[name=number]", certificate.shown_number)
    page.click("main form.sheet button")
    page.wait_for_url(f"**/c/{certificate.number}/")
    assert "ليلى منصور" in page.locator("h1").inner_text()
    look(page, complaints)
