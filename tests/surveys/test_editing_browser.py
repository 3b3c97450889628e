"""A questionnaire written in a real browser without JavaScript: on a small screen, by somebody who reads Arabic."""

from __future__ import annotations

import pytest

from sarai.surveys.models import Survey, Version
from tests.browser import serious

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
NARROW = {"width": 390, "height": 844}
EDIT = "/surveys/city/edit/"
# What can be pressed and is lower than a finger; a box to tick is as tall as its label.
SMALL = """[...document.querySelectorAll("main button, main select, main summary, main .button")]
    .filter(each => !each.closest(".unseen") && !each.matches(".unseen"))
    .filter(each => { const box = each.getBoundingClientRect(); return box.height && box.height < 44; })
    .map(each => each.outerHTML.slice(0, 100))"""


@pytest.fixture
def phone(chromium, live_server, as_team):
    """A page of Chromium without JavaScript, as wide as a telephone; and one with it, in which axe looks at pages."""
    how = {"base_url": live_server.url, "viewport": NARROW, "locale": "ar"}
    cookie = {"name": "sessionid", "value": as_team.cookies["sessionid"].value, "url": live_server.url}
    pages = []
    for scripts in (False, True):
        context = chromium.new_context(java_script_enabled=scripts, **how)
        context.add_cookies([cookie])
        pages.append(context.new_page())
    page, page.watcher = pages
    return page


def look(page) -> None:
    """The page fits, can be touched, and axe finds nothing serious in it, in the light and in the dark."""
    watcher = page.watcher
    for scheme in ("light", "dark"):
        watcher.emulate_media(color_scheme=scheme)
        watcher.goto(page.url.partition("#")[0])
        assert serious(watcher) == []
    assert watcher.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert watcher.evaluate(SMALL) == []


def add(page, kind: str) -> None:
    """Add a question at the end; its page is shown."""
    page.select_option("#type", kind)
    page.locator("button[name=do][value=add]").click()


def save(page) -> None:
    page.locator("button[name=do][value=save]").last.click()


@pytest.mark.usefixtures("countries")
def test_a_questionnaire_is_written_in_arabic_on_a_telephone_without_javascript(phone):
    Survey.objects.create(slug="city", title="Needs of cities", titles={"ar": "احتياجات المدن"})
    phone.goto("/surveys/city/")
    assert phone.get_attribute("html", "dir") == "rtl"
    phone.locator(f"a[href='{EDIT}']").click()
    look(phone)
    phone.locator("button[value=empty]").click()
    phone.locator(f"a[href='{EDIT}about/']").click()
    phone.fill("#added", "العربية (ar)")
    phone.locator("form.filling button").click()
    add(phone, "select_one")
    phone.fill("#label-0", "هل لمدينتكم خطة؟")
    for number, label in enumerate(("نعم", "لا")):
        phone.fill(f"#choice-0-{number}", label)
    phone.fill("#value-0", "yes")
    look(phone)
    phone.locator("button[value=stay]").click()
    phone.locator("button[value='down:0']").click()
    assert phone.input_value("#choice-0-0") == "لا"
    look(phone)
    save(phone)
    add(phone, "text")
    phone.fill("#label-0", "أي خطة؟")
    phone.select_option("#only", label="هل لمدينتكم خطة؟ → نعم")
    phone.select_option("#role", "organisation.name")
    save(phone)
    assert "هل لمدينتكم خطة؟ → نعم" in phone.locator("main").inner_text()
    look(phone)
    phone.locator(f"a[href='{EDIT}about/']").click()
    look(phone)
    phone.go_back()
    phone.locator(f"a[href='{EDIT}preview/']").click()
    assert phone.locator("h1").inner_text() == "احتياجات المدن"
    phone.get_by_label("نعم").check()
    phone.locator(".steps .main").click()
    assert phone.get_by_label("أي خطة؟").is_visible()
    look(phone)
    phone.goto(f"{EDIT}publish/")
    look(phone)
    phone.locator("main form button").click()
    version = Version.objects.get()
    assert version.languages == ["العربية (ar)"]
    phone.goto("/s/city/")
    assert phone.locator("h1").inner_text() == "احتياجات المدن"


def test_what_is_to_be_mended_is_found_by_axe_to_be_told_well(phone):
    Survey.objects.create(slug="city", title="Needs of cities")
    phone.goto(f"{EDIT}begin/")
    phone.locator("button[value=needs]").click()
    add(phone, "rank")
    look(phone)
    phone.locator("#name").fill("needs")
    save(phone)
    assert phone.locator("#name-error").is_visible()
    phone.goto(f"{EDIT}publish/")
    look(phone)
    assert phone.locator("main [role=alert] li").count() == 2
    phone.goto(EDIT)
    look(phone)
    assert len(phone.content()) < 60_000
