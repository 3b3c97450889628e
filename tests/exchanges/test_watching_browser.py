"""Watching in a real browser: a stream that ffmpeg made is played by the running site, and the seconds are found in the
database; and how the page looks on a small screen, in Arabic, in the dark."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from sarai.exchanges.models import AgendaItem, SessionQuestion
from tests.browser import serious
from tests.exchanges.running import play_until
from tests.exchanges.test_watch_page import make_session

pytestmark = [pytest.mark.browser]
NARROW = {"width": 390, "height": 844}
SMALL = """[...document.querySelectorAll("main button, main .button, main input:not([type=hidden]), main textarea")]
    .filter(each => { const box = each.getBoundingClientRect(); return box.height && box.height < 44; })
    .map(each => each.outerHTML.slice(0, 100))"""


def test_the_seconds_that_a_stream_was_watched_are_in_the_database(chromium, served):
    page = chromium.new_page(base_url=served.url)
    complaints, beats, others = [], [], []
    page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", lambda answer: answer.url.endswith("/beat") and beats.append(answer.status))
    page.on("request", lambda asked: None if asked.url.startswith((served.url, "blob:")) else others.append(asked.url))
    # As most browsers are, which play HLS by the library alone.
    page.add_init_script("HTMLMediaElement.prototype.canPlayType = () => ''")
    began = time.monotonic()
    page.goto("/events/training/watch/1/")
    play_until(page, 4)
    page.evaluate("document.querySelector('video').pause()")
    page.wait_for_timeout(1500)  # nothing is counted while it stands still
    play_until(page, 7)
    elapsed = time.monotonic() - began
    page.goto("about:blank")  # the last heartbeat is on its way, and a browser that is closed would take it back
    [(seconds, stretches)] = served.viewings(seconds=5)
    page.close()
    assert 5 <= seconds <= elapsed - 1
    assert stretches.count(";") >= 2
    assert set(beats) == {204}
    assert (complaints, others) == ([], ["about:blank"] if others else [])


@pytest.fixture
def phone(chromium, live_server):
    return chromium.new_context(base_url=live_server.url, viewport=NARROW, locale="ar").new_page()


@pytest.mark.django_db(transaction=True)
def test_the_page_fits_a_telephone_in_arabic_and_in_the_dark(phone):
    session = make_session(stream="https://youtu.be/dQw4w9WgXcQ", link="https://meeting.example.org/j/1")
    AgendaItem.objects.create(session=session, after=0, minutes=30, title="الافتتاح")
    AgendaItem.objects.create(session=session, after=30, minutes=30, title="المياه")
    for number in range(3):
        SessionQuestion.objects.create(
            session=session, viewer=f"a{number}", name="سارة", text="لماذا؟ " * 30, asked_at=timezone.now()
        )
    for scheme in ("light", "dark"):
        phone.emulate_media(color_scheme=scheme)
        phone.goto("/events/talk/watch/1/")
        assert phone.get_attribute("html", "dir") == "rtl"
        assert serious(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert phone.evaluate(SMALL) == []


@pytest.mark.django_db(transaction=True)
def test_a_question_is_asked_without_a_script_and_seen_by_others_without_loading_anew(chromium, live_server):
    make_session(stream="https://youtu.be/dQw4w9WgXcQ")
    plain = chromium.new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    other = chromium.new_context(base_url=live_server.url).new_page()
    other.clock.install()
    other.goto("/events/talk/watch/1/")
    plain.goto("/events/talk/watch/1/")
    assert "JavaScript" in plain.locator(".counted").inner_text()
    plain.get_by_label("Your question").fill("Why is it so?")
    plain.get_by_label("Your name").fill("Bo")
    plain.get_by_role("button", name="Ask").click()
    assert "Why is it so?" in plain.locator(".questions").inner_text()
    other.clock.run_for(20_000)
    other.locator(".questions").get_by_text("Why is it so?").first.wait_for()
    other.get_by_role("button", name="want to know").click()
    assert other.get_by_role("button", name="want to know").get_attribute("aria-pressed") == "true"


@pytest.mark.django_db(transaction=True)
def test_what_is_now_moves_by_itself(chromium, live_server):
    session = make_session(begins=-29, stream="https://youtu.be/dQw4w9WgXcQ")
    AgendaItem.objects.create(session=session, after=0, minutes=30, title="Opening")
    AgendaItem.objects.create(session=session, after=30, minutes=30, title="Water")
    page = chromium.new_context(base_url=live_server.url).new_page()
    page.clock.install(time=timezone.now() + timedelta(seconds=5))
    page.goto("/events/talk/watch/1/")
    assert page.locator("[aria-current=time]").inner_text().endswith("Opening now")
    page.clock.run_for(90_000)
    assert page.locator("[aria-current=time]").inner_text().endswith("Water now")
