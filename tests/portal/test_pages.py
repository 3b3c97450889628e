"""Every page of the demonstration in a real browser: wide, narrow, dark, from right to left; seen by axe; light to load.

With SARAI_GUIDE=1 the pictures of the guide are taken anew.
"""

import os
from pathlib import Path

import pytest

from tests.browser import listened_to, serious
from tests.site import Site

pytestmark = [pytest.mark.browser]
ROOT = Path(__file__).parent.parent.parent
GUIDE = ROOT / "docs" / "guide"
EVENT = "/events/drr-training/"
EVIDENCE = "/evidence/exchanges.attendees/?scope=event:drr-training"
CITY = "/cities/3530597/"
PUEBLA = "/cities/3521081/"
SURVEY = "/surveys/development-needs-survey/"
PUBLIC = {
    "home": "/",
    "events": "/events/",
    "event": EVENT,
    "evidence": EVIDENCE,
    "indicators": "/evidence/",
    "needs": "/needs/",
    "assessment": "/needs/assessments/needs-2020/",
    "cities": "/cities/",
    "city": CITY,
    "survey": f"{SURVEY}tables/",
    "partnerships": "/partnerships/",
    "partnerships-map": "/partnerships/map/",
    "partnerships-network": "/partnerships/network/",
    "institutions": "/institutions/",
    "clusters": "/clusters/",
    "report": "/report/highlights/2020/",
    "login": "/accounts/login/",
}
STEWARD = {
    "evidence-records": EVIDENCE,
    "certificates": f"{EVENT}certificates/",
    "intake": "/intake/",
    "sources": "/sources/",
    "review": "/review/",
    "review-people": "/review/people/",
    "review-places": "/review/places/",
}
TEAM = {
    "survey-team": SURVEY,
    "responses": f"{SURVEY}responses/",
    "city-change": f"{CITY}needs/",
    "gaps": "/needs/gaps/",
    "contacts": "/needs/contacts/",
    "assessment-new": "/needs/new-assessment/",
    "board": "/partnerships/board/",
    "wishes": "/partnerships/wishes/",
    "matches": f"{PUEBLA}matches/",
    "city-of-its-officer": PUEBLA,
}
IN_GUIDE = {
    "city",
    "contacts",
    "home",
    "needs",
    "responses",
    "event",
    "evidence-records",
    "certificates",
    "intake",
    "review",
    "review-people",
    "review-places",
    "report",
}
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LIMIT = 60 * 1024


def visitor(browser, site: Site, role: str = "", **how):
    """A page for a stranger, or for somebody logged in, as they log in."""
    page = listened_to(browser.new_context(base_url=site.url, viewport=WIDE, **how).new_page())
    page.set_default_navigation_timeout(120_000)  # the first to open a page of many figures waits for all of them
    if role:
        email, password = site.logins[role]
        page.goto("/accounts/login/")
        page.fill("[name=login]", email)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_url(site.url + "/")
    return page


@pytest.fixture(scope="module")
def stranger(browser, site):
    return visitor(browser, site)


@pytest.fixture(scope="module")
def steward(browser, site):
    return visitor(browser, site, "data steward")


@pytest.fixture(scope="module")
def team(browser, site):
    return visitor(browser, site, "programme team")


def every_page():
    yield from (("stranger", name, address) for name, address in PUBLIC.items())
    yield from (("steward", name, address) for name, address in STEWARD.items())
    yield from (("team", name, address) for name, address in TEAM.items())


@pytest.mark.parametrize(("who", "name", "address"), list(every_page()), ids=lambda value: str(value))
def test_a_page_fits_every_screen_and_axe_finds_nothing_serious(who, name, address, request):
    page = request.getfixturevalue(who)
    page.complaints.clear()
    page.set_viewport_size(WIDE)
    answer = page.goto(address)
    assert answer.status == 200
    page.wait_for_load_state("networkidle")
    assert page.complaints == []
    if os.environ.get("SARAI_GUIDE") and name in IN_GUIDE:
        page.screenshot(path=GUIDE / f"{name}.png", full_page=True, clip=_worth_seeing(page))
    assert serious(page) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def _worth_seeing(page) -> dict[str, float]:
    """A screenful of the page, from its audience on where it has one."""
    audience = page.locator("#audience")
    top = audience.bounding_box()["y"] - 20 if audience.count() else 0
    return {"x": 0, "y": top, "width": WIDE["width"], "height": WIDE["height"]}


@pytest.mark.parametrize("how", [{"locale": "ar"}, {"color_scheme": "dark"}], ids=["arabic", "dark"])
@pytest.mark.parametrize("address", [EVENT, EVIDENCE, "/needs/", CITY, "/report/highlights/2020/"])
def test_arabic_runs_from_right_to_left_and_the_dark_is_readable(chromium, site, address, how):
    page = visitor(chromium, site, **how)
    page.goto(address)
    assert page.get_attribute("html", "dir") == ("rtl" if "locale" in how else "ltr")
    assert serious(page) == []
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("address", list(PUBLIC.values()), ids=list(PUBLIC))
def test_a_page_is_light(chromium, site, address):
    """Everything but images, as it comes over the wire to somebody who has never been here."""
    page = visitor(chromium, site)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, float] = {}
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    weight = sum(size for request, size in sizes.items() if kinds.get(request) != "Image")
    assert 0 < weight <= LIMIT


def test_any_number_lands_on_its_evidence_and_its_file(stranger, steward, site):
    stranger.set_viewport_size(WIDE)
    stranger.goto(EVENT)
    first = stranger.locator("main a.figure").first
    said = first.inner_text()
    first.click()
    assert "/evidence/exchanges.registrants/" in stranger.url
    assert said in stranger.locator("main").inner_text()
    assert "@" not in stranger.locator("main").inner_text().replace("team@", "")
    steward.goto(EVIDENCE)
    assert "@" in steward.locator("main").inner_text()
    steward.get_by_role("link", name="attendees-session-1.csv").first.click()
    assert "SHA-256" in steward.locator("main").inner_text()


ANOTHER = """
programme: {slug: cities, title: Cities Project, starts_on: 2020-01-01, ends_on: 2020-12-31, south: g77-china}
events:
  - slug: another-webinar
    title: Another webinar
    timezone: Asia/Manila
    sessions: [{title: The session, day: 2020-11-02, at: "10:00", minutes: 60}]
"""


def test_a_file_is_put_down_previewed_and_taken_in(steward, site, tmp_path):
    (tmp_path / "another.yaml").write_text(ANOTHER)
    site.run("programme", "apply", str(tmp_path / "another.yaml"))
    report = tmp_path / "late.csv"
    report.write_text(
        "First Name,Last Name,Email,Registration Time,Approval Status,City,Country/Region\n"
        'Late,Comer,late.comer@example.org,"Oct 01, 2020 08:00:00 AM",approved,Suva,Fiji\n',
        encoding="utf-8",
    )
    steward.set_viewport_size(WIDE)
    steward.goto("/intake/")
    steward.set_input_files("[name=files]", report)
    steward.locator("form:has([name=files]) button").first.click()
    steward.wait_for_selector("select[name=about]", timeout=60_000)
    assert steward.input_value("[name=about]") == ""  # nothing is answered beforehand
    steward.select_option("[name=about]", "event=another-webinar")
    steward.locator("form:has([name=about]) button").first.click()
    confirm = steward.locator("form[action$='/confirm'] button")
    confirm.wait_for(timeout=60_000)
    confirm.click()
    steward.wait_for_selector("main a[href^='/sources/']", timeout=60_000)
    steward.goto("/evidence/exchanges.registrants/?scope=event:another-webinar&q=late.comer")
    assert "late.comer@example.org" in steward.locator("main").inner_text()


def test_without_javascript_everything_is_there(chromium, site):
    page = visitor(chromium, site, java_script_enabled=False)
    page.goto(EVENT)
    assert page.locator("main a.figure").count() > 20
    page.goto(EVIDENCE)
    assert page.locator("main table").count() >= 1
