"""Events in a real browser: what everybody sees, and what the team sets up; wide, narrow, in Arabic, in the dark; by
keyboard; seen by axe; in whatever time zone the browser is.

With SARAI_GUIDE=1 the pictures of the guide are taken anew.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from sarai.exchanges import actions
from sarai.exchanges.models import Event, Material, Series, Session
from sarai.exchanges.queries.enrolments import token_of
from tests.browser import log_in, serious
from tests.making import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.usefixtures("countries")]
ROOT = Path(__file__).parent.parent.parent
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
SMALL = """[...document.querySelectorAll("main button, main .button, main input[type=text], main select")]
    .filter(each => { const box = each.getBoundingClientRect();
                      return box.height && box.height < 44 && !each.closest(".unseen"); })
    .map(each => each.outerHTML.slice(0, 100))"""
LOOKS = (("en", WIDE, "light"), ("en", NARROW, "dark"), ("ar", NARROW, "light"), ("ar", WIDE, "dark"))


@pytest.fixture
def event(countries) -> Event:
    """An event of Shanghai with everything that its page can show."""
    series = Series.objects.create(slug="south", title="Travel South over Cloud", summary="Every week another city.")
    event = Event.objects.create(
        slug="soon", title="Heritage after the pandemic: how cities of the South learn from each other", series=series,
        timezone="Asia/Shanghai", also_timezones=["America/New_York"], registers=True, languages=["en", "ar"],
        interpreted=["zh-Hans"], sdgs=[11], summary="For cities that live from their visitors.",
    )  # fmt: skip
    starts = (timezone.now() + timedelta(days=3)).replace(hour=23, minute=30, second=0, microsecond=0)
    for number in (1, 2):
        Session.objects.create(
            event=event, number=number, title=f"Session {number}", starts_at=starts + timedelta(weeks=number - 1),
            ends_at=starts + timedelta(weeks=number - 1, hours=1), link="https://zoom.example/j/1", link_note="Code 42",
        )  # fmt: skip
    Session.objects.filter(number=2).update(link="")
    first = event.sessions.get(number=1)
    now = {"by": "test", "at": timezone.now()}
    items = [{"id": None, "after": 0, "minutes": 10, "title": "Opening", "summary": "With a minute of silence"}]
    actions.keep_agenda(session=first, items=items, **now)
    actions.contribute(event=event, role="speaker", who=person("Dr. Wu", organisation="CDC"), session=first, **now)
    Material.objects.create(
        session=first, kind="slides", title="Slides", url="https://a.example/1", added_at=timezone.now()
    )
    return event


def enrolled(event: Event) -> str:
    """The address of the page of somebody who is registered."""
    said = {"email": "lina@example.org", "name": "Lina Haddad", "city": "نابلس", "country": "", "language": "ar"}
    one = actions.enrol(event=event, said=said | {"zone": "Asia/Hebron"}, at=timezone.now()).enrolment
    return f"/r/{token_of(actions.prove(enrolment=one, at=timezone.now()))}/"


def look(reader, *addresses: str) -> None:
    """Each page fits, can be touched, and axe finds nothing serious in it: wide and narrow, in the light and the dark,
    in English and in Arabic."""
    # Axe writes styles of its own, of which the reader's page would complain: it looks over the reader's shoulder.
    base = "/".join(reader.url.split("/")[:3])
    context = reader.context.browser.new_context(storage_state=reader.context.storage_state(), base_url=base)
    page = context.new_page()
    for language, viewport, scheme in LOOKS:
        context.add_cookies([{"name": "django_language", "value": language, "url": base}])
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        for address in addresses:
            answer = page.goto(address)
            assert answer.status == 200, (address, answer.status)
            assert page.get_attribute("html", "lang") == language
            where = (address, language, viewport["width"], scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], where
            assert page.evaluate(SMALL) == [], where
            assert serious(page) == [], where
    context.close()


def picture(page, address: str, name: str) -> None:
    """A picture of a page for the guide, a screenful."""
    if os.environ.get("SARAI_GUIDE"):
        page.set_viewport_size(WIDE)
        page.goto(address)
        page.screenshot(path=ROOT / "docs" / "guide" / f"{name}.png")


def test_what_everybody_sees(page, event):
    picture(page, "/events/soon/", "event-to-come")
    mine = enrolled(event)
    addresses = ("/events/soon/", "/events/soon/register/", "/events/soon/register/sent/", "/series/south/", "/events/")
    for address in (*addresses, mine, f"{mine}change/"):
        page.goto(address)
    look(page, *addresses, mine, f"{mine}change/")
    assert page.complaints == []


def test_what_the_team_sees(page, event, team):
    log_in(page, team.email)
    addresses = (
        "/organise/", "/events/soon/arrange/", "/events/soon/change/", "/events/soon/sessions/1/",
        "/events/soon/sessions/1/agenda/", "/new-event/", "/new-series/", "/events/soon/missing/",
    )  # fmt: skip
    picture(page, "/events/soon/arrange/", "arrange")
    look(page, *addresses)
    page.goto("/events/soon/arrange/")
    page.locator("summary", has_text="Cities that take part").click()
    page.fill("[name=cities]", "نابلس\nXyzzyville")
    page.locator('form[action$="/cities"] button').click()
    assert "Xyzzyville" in page.locator(".errorlist").inner_text()
    page.fill("[name=cities]", "نابلس\n北京")
    page.locator("form.sheet button").click()
    page.wait_for_url("**/arrange/")
    assert sorted(event.taking_part.values_list("city__name", flat=True)) == ["Beijing", "Nablus"]
    page.complaints.remove(next(one for one in page.complaints if "422" in one))  # the browser tells of the status
    assert page.complaints == []


def test_a_city_is_chosen_by_keyboard_and_put_away(page, event):
    page.goto("/events/soon/register/")
    city = page.locator("[name=city]")
    offered = page.locator("[role=option]")
    city.press_sequentially("نابل")
    offered.first.wait_for()
    assert city.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    active = city.get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    before = page.url
    page.keyboard.press("Enter")
    assert page.url == before
    assert (city.input_value(), page.input_value("[name=country]")) == ("Nablus", "State of Palestine")
    assert city.get_attribute("aria-expanded") == "false"
    city.fill("")
    city.press_sequentially("Nai")
    offered.first.wait_for()
    page.keyboard.press("Escape")
    assert not offered.first.is_visible()
    assert city.input_value() == "Nai"
    assert page.complaints == []


@pytest.fixture
def plain(page, live_server):
    """A browser that runs no script."""
    context = page.context.browser.new_context(java_script_enabled=False, base_url=live_server.url, locale="en-GB")
    yield context.new_page()
    context.close()


def test_one_registers_without_a_script(plain, event):
    plain.goto("/events/soon/")
    plain.locator("main a.button", has_text="Register").click()
    assert plain.locator("[name=city]").get_attribute("role") is None
    for name, value in {"name": "Lina", "email": "lina@example.org", "city": "نابلس"}.items():
        plain.fill(f"[name={name}]", value)
    plain.locator("form.sheet button").click()
    plain.wait_for_url("**/sent/")
    one = event.enrolments.get()
    assert (one.city, one.country, one.zone) == ("نابلس", "", "")


def test_the_times_of_another_place_are_shown_without_a_script(plain, event):
    Session.objects.filter(number=1).update(starts_at="2026-03-28T23:30Z", ends_at="2026-03-29T00:30Z")
    plain.goto("/events/soon/")
    plain.fill("[name=where]", "نابلس")
    plain.locator("form.where button").click()
    mine = plain.locator(".times .mine").first.inner_text()
    assert "02:30–03:30" in mine
    assert plain.locator(".times.yours").first.is_hidden()


@pytest.mark.parametrize(
    ("zone", "time", "day"),
    [
        ("Asia/Hebron", "02:30–03:30", ""),
        ("America/Los_Angeles", "16:30–17:30", "Saturday, March 28, 2026"),
        ("Asia/Shanghai", None, ""),
    ],
)
def test_the_browser_tells_the_time_where_its_reader_is(page, live_server, event, zone, time, day):
    """07:30 on Sunday in Shanghai; the day is spelled out where it is another."""
    starts = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    Session.objects.filter(number=1).update(starts_at=starts, ends_at=starts + timedelta(hours=1))
    context = page.context.browser.new_context(timezone_id=zone, base_url=live_server.url, locale="en-US")
    reader = context.new_page()
    reader.goto("/events/soon/")
    mine = reader.locator("#session-1 .yours")
    if time is None:
        assert mine.is_hidden()
    else:
        assert time in mine.inner_text()
        assert reader.locator("#session-1 [data-yours-day]").inner_text() == day
        reader.goto("/events/soon/")  # now the site knows, and writes it itself
        assert time in reader.locator("#session-1 .times .mine").inner_text()
    context.close()
