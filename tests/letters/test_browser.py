"""The mailbox, the team's page and the page that stops letters in a real browser: narrow, in Arabic, in the dark."""

from __future__ import annotations

import pytest

from sarai.letters import mailbox
from sarai.letters.models import Letter, Stop
from sarai.letters.writing import stop_url
from tests.browser import log_in, serious
from tests.letters.drafts import posted, sent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
SMALL = """[...document.querySelectorAll("main button, main select, main .button, footer a")]
    .filter(each => { const box = each.getBoundingClientRect(); return box.height && box.height < 44; })
    .map(each => each.outerHTML.slice(0, 100))"""


def look(reader, address: str) -> None:
    """The page fits, can be touched, and axe finds nothing serious in it, in the light and in the dark."""
    # Axe writes styles of its own, of which the reader's page would complain: it looks over the reader's shoulder.
    page = reader.context.browser.new_context(storage_state=reader.context.storage_state()).new_page()
    for viewport, scheme in ((WIDE, "light"), (NARROW, "dark")):
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        assert page.evaluate(SMALL) == []
    page.context.close()


def test_a_reader_opens_a_letter_in_the_mailbox_and_stops_the_next(page, live_server, settings, tmp_path, team):
    settings.MAIL_TRANSPORT, settings.MAIL_FOLDER = "sarai.letters.transports.Folder", tmp_path
    settings.SITE_URL = live_server.url
    page.context.add_cookies([{"name": "django_language", "value": "ar", "url": live_server.url}])
    posted("ana", "bo", subject="تذكير: تبدأ الدورة قريبا", language="ar", about="الدورة")
    sent()
    page.goto("/mailbox/")
    look(page, page.url)
    page.locator("main .list a").first.click()
    look(page, page.url)
    [name] = [one for one in mailbox.names() if "ana" in mailbox.mail(name=one).to]
    page.goto(f"/mailbox/{name}/")
    page.locator('main a[href*="/letters/stop/"]').click()
    look(page, page.url)
    page.locator("main button").first.click()
    assert Stop.objects.get().topic == "event:training"
    assert page.locator("main h1").is_visible()
    Letter.objects.filter(email="bo@city.example").update(state="doubtful", reason="lost")
    log_in(page, team.email)
    page.goto("/letters/")
    look(page, page.url)
    page.locator("main td button").first.click()
    assert Letter.objects.get(email="bo@city.example").state == "waiting"
    look(page, page.url)
    assert page.complaints == []
    assert stop_url(Letter.objects.get(email="ana@city.example")).startswith(live_server.url)
