"""A survey answered in a real browser without JavaScript: on a small screen, in Arabic, from the door to the thanks."""

from __future__ import annotations

import pytest

from sarai.surveys.models import Submission
from tests.browser import listened_to, serious
from tests.surveys.respondents import ask

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
NARROW = {"width": 390, "height": 844}


@pytest.fixture
def phone(chromium, live_server):
    """A page of Chromium without JavaScript, as wide as a telephone; and one with it, in which axe looks at pages."""
    how = {"base_url": live_server.url, "viewport": NARROW, "locale": "ar"}
    page = listened_to(chromium.new_context(java_script_enabled=False, **how).new_page())
    page.watcher = chromium.new_context(**how).new_page()
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


# What can be pressed and is lower than a finger; a link in a sentence may be.
SMALL = """[...document.querySelectorAll("main button, main select, main summary, main .option, main input, .tongues a")]
    .filter(each => !each.closest(".unseen, .option input") && each.type !== "hidden" && !each.matches(".option input"))
    .filter(each => { const box = each.getBoundingClientRect(); return box.height && box.height < 44; })
    .map(each => each.outerHTML.slice(0, 100))"""


def press(page) -> None:
    page.locator(".steps .main").click()


@pytest.mark.usefixtures("countries")
def test_a_survey_is_answered_in_arabic_on_a_telephone_without_javascript(phone, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "kept"
    ask()
    phone.goto("/s/city/")
    assert phone.get_attribute("html", "dir") == "rtl"
    look(phone)
    phone.locator("button.main").click()
    phone.get_by_label("اسمك").fill("آنا")
    look(phone)
    # Enter is the same as the first button, which goes on.
    phone.get_by_label("اسمك").press("Enter")
    assert phone.locator(".wrong").is_visible()
    assert phone.locator(".wrong a").count() == 2
    phone.locator(".wrong a").first.click()
    phone.keyboard.type("ana@city.example")
    phone.get_by_label("كينيا").check()
    press(phone)
    phone.get_by_label("نيروبي").check()
    press(phone)
    phone.get_by_label("الصحة العامة").check()
    phone.get_by_label("شيء آخر").check()
    phone.get_by_label("كم عدد الموظفين؟").fill("١٢")
    press(phone)
    phone.get_by_label("أي حاجة أخرى؟").fill("حدائق")
    look(phone)
    press(phone)
    phone.get_by_label("مال").select_option("1")
    look(phone)
    press(phone)
    phone.locator(".add button").click()
    for number, city in enumerate(("ديربان", "إنتشون"), 1):
        phone.locator(f"[name='/data/partner[{number}]/partner_city']").fill(city)
    press(phone)
    (tmp_path / "p.png").write_bytes(b"\x89PNG")
    phone.set_input_files("[type=file]", tmp_path / "p.png")
    phone.get_by_label("هل من شيء آخر؟").fill("شكرا\nلكم")
    look(phone)
    press(phone)
    assert "إنتشون" in phone.locator("main").inner_text()
    look(phone)
    press(phone)
    submission = Submission.objects.get()
    assert submission.violations == []
    assert str(submission.pk) in phone.locator("main").inner_text()
    assert submission.files.get().name == "p.png"
    look(phone)
    phone.locator(".address a").click()
    assert "حدائق" in phone.locator("main").inner_text()
    look(phone)
    # Chromium complains of the page that came back once with questions to look at again; of nothing else.
    assert [said for said in phone.complaints if "422" not in said] == []
