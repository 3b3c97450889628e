"""From a need to a partner, and proof that it came to something: an officer of Puebla answers a survey, sees why Luoyang
is proposed, asks; Luoyang accepts; they meet, sign, and do something together; the programme's figure moves, and its
evidence shows each step."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from sarai.letters.models import Letter
from sarai.needs.actions import sort_into_themes
from sarai.network.models import Theme
from sarai.surveys.actions import file_submissions
from tests.browser import listened_to, log_in, serious
from tests.making import make_event
from tests.partnerships.making import LUOYANG, PUEBLA, city
from tests.people import make_user
from tests.surveys.forms import published

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.usefixtures("countries")]
GUIDE = Path(__file__).parents[2] / "docs" / "guide"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
FORM = """
| survey   | type                  | name    | label::English (en)             | label::Español (es)      | role              |
|          | text                  | email   | E-mail                          | Correo                   | person.email      |
|          | text                  | city    | Your city                       | Su ciudad                | place.city        |
|          | text                  | country | Country                         | País                     | place.country     |
|          | select_multiple needs | needs   | What does it need most?         | ¿Qué necesita más?       | need.priority     |
|          | text                  | partner | Which city would you work with? | ¿Con qué ciudad?         | wish.partner_city |
|          | select_one yes        | contact | May we contact you?             | ¿Podemos contactarle?    | consent.contact   |
| choices  | list_name             | name    | label::English (en)             | label::Español (es)      |                   |
|          | needs                 | tourism | heritage and tourism            | patrimonio y turismo     |                   |
|          | needs                 | health  | public health                   | salud pública            |                   |
|          | yes                   | yes     | yes                             | sí                       |                   |
| settings | form_title            | form_id | version                         | default_language         |                   |
|          | Needs                 | needs   | 1                               | English (en)             |                   |
"""


@pytest.fixture
def survey():
    """A survey whose words have themes."""
    theme = Theme.objects.create(slug="tourism", name="Sustainable tourism and heritage")
    made = published("needs", FORM)
    sort_into_themes(themes={"heritage and tourism": theme.pk}, by="Tara", at=timezone.now())
    return made


@pytest.fixture
def windows(chromium, live_server, settings, tmp_path):
    """The windows of Puebla's officer, of Luoyang's, and of somebody who only reads."""
    settings.SITE_URL, settings.MEDIA_ROOT = live_server.url, tmp_path
    for number in (PUEBLA, LUOYANG):
        city(number)
    make_user("officer", "Ana Puebla", city=PUEBLA)
    make_user("officer", "Li Luoyang", city=LUOYANG)
    pages = [listened_to(chromium.new_context(base_url=live_server.url, viewport=WIDE).new_page()) for _one in range(3)]
    log_in(pages[0], "ana@example.org")
    log_in(pages[1], "li@example.org")
    return pages


def look(page) -> None:
    """The page fits, also on a telephone, and axe finds nothing serious in it, in the light and in the dark. Axe writes
    styles of its own, of which the reader's page would complain: it looks over the reader's shoulder."""
    over = page.context.browser.new_context(storage_state=page.context.storage_state()).new_page()
    for viewport, scheme in ((WIDE, "light"), (NARROW, "dark")):
        over.set_viewport_size(viewport)
        over.emulate_media(color_scheme=scheme)
        over.goto(page.url)
        assert serious(over) == []
        assert over.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    over.context.close()


def answer(page) -> None:
    """Ana answers the survey, as herself and without an application."""
    page.goto("/s/needs/")
    page.locator("button.main").click()
    page.get_by_label("E-mail").fill("ana@example.org")
    page.get_by_label("Your city").fill("Puebla")
    page.get_by_label("Country").fill("Mexico")
    page.get_by_label("heritage and tourism").check()
    page.get_by_label("Which city would you work with?").fill("洛阳")
    page.get_by_label("yes", exact=True).check()
    page.locator(".steps .main").click()
    page.wait_for_url("**/send")  # all of it once more
    page.locator(".steps .main").click()
    page.wait_for_url("**/r/**")  # the answers' own page, once they were sent
    assert file_submissions(by="surveys", at=timezone.now()) == 1


def offer(page) -> None:
    """Li says what Luoyang can offer."""
    page.goto(f"/cities/{LUOYANG}/needs/")
    page.locator("[name=offer-new0]").fill("heritage and tourism")
    page.locator("[name=offer-new0-theme]").select_option(label="Sustainable tourism and heritage")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")


def do(page, door: str, **said: str) -> None:
    """Open one of the next steps, fill in what it asks, and take it."""
    part = page.get_by_role("region", name="What to do next")
    details = part.locator("details", has=page.locator("summary", has_text=door))
    if details.count():
        if details.get_attribute("open") is None:
            details.locator("summary").click()
        for label, value in said.items():
            field = details.get_by_label(label.replace("_", " "))
            field.set_input_files(value) if label == "The_document" else (
                field.select_option(label=value)
                if field.evaluate("each => each.tagName") == "SELECT"
                else field.fill(value)
            )
        details.get_by_role("button", name="Keep this").click()
    else:
        part.get_by_role("button", name=door).click()
    expect(page.get_by_role("status")).to_contain_text("Kept.")


def figure(page) -> str:
    page.goto("/partnerships/")
    return page.locator(".figures dd").first.inner_text()


def test_from_a_need_to_a_partner_and_the_proof(survey, windows, tmp_path):
    ana, li, reader = windows
    assert figure(reader) == "0"
    answer(ana)
    offer(li)

    ana.goto(f"/cities/{PUEBLA}/matches/")
    first = ana.locator("#match-1")
    expect(first.locator("h3")).to_contain_text("Luoyang, China")
    expect(first).to_contain_text("which 1 person of your city named as a need")
    expect(first).to_contain_text("1 person of your city asked for Luoyang.")
    look(ana)
    first.get_by_role("link", name="Ask for an introduction").click()
    look(ana)
    ana.get_by_label("What you would like to do together").fill("Guides for old towns")
    ana.get_by_label("Once they have accepted").check()
    ana.get_by_role("button", name="Ask for an introduction").click()
    expect(ana.get_by_role("status")).to_contain_text("Asked.")

    [letter] = Letter.objects.filter(email="li@example.org")
    [address] = re.findall(r"/partnerships/\d+/", letter.text)
    li.goto(f"/cities/{LUOYANG}/")
    li.get_by_role("link", name="An introduction waits for your answer").click()
    assert li.url.endswith(address) and "ana@example.org" not in li.content()
    assert reader.goto(address).status == 404  # that two are in touch is nobody else's business
    reader.complaints.clear()
    do(li, "Accept the introduction")
    expect(li.locator("main")).to_contain_text("ana@example.org")
    look(li)

    day = (timezone.now() + timedelta(days=7)).date()
    ana.goto(address)
    ana.locator("summary", has_text="Propose a meeting").click()
    ana.get_by_label("What it is about").fill("First talk")
    ana.get_by_label("Day", exact=True).fill(f"{day:%Y-%m-%d}")
    ana.get_by_label("At", exact=True).fill("19:00")
    ana.get_by_role("button", name="Propose", exact=True).click()
    expect(ana.get_by_role("status")).to_contain_text("Proposed.")
    li.reload()
    meetings = li.get_by_role("region", name="Meetings")
    expect(meetings).to_contain_text("19:00–19:45 (Mexico City)")
    expect(meetings).to_contain_text("09:00–09:45 (Shanghai)")
    if os.environ.get("SARAI_GUIDE"):
        li.screenshot(path=GUIDE / "partnership.png")
    meetings.get_by_role("button", name="Accept").click()

    paper = tmp_path / "memorandum.pdf"
    paper.write_bytes(b"%PDF-1.7 a memorandum")
    ana.reload()
    do(ana, "Yes, we work together")
    assert figure(reader) == "0"  # by Puebla's word alone
    li.reload()
    do(li, "Yes, we work together")
    do(li, "Add a signed document", The_document=str(paper), In_a_sentence="Memorandum of understanding")
    make_event("joint-workshop")
    ana.reload()
    do(ana, "We did something together", At_which_event_of_the_programme="The joint-workshop")

    assert figure(reader) == "1"
    ana.goto("/partnerships/")
    ana.get_by_role("link", name="1", exact=True).first.click()  # its records, for those who have a role here
    evidence = ana.locator("main")
    for word in ("said that they work together", "signed a document", "did something together", "Puebla – Luoyang"):
        expect(evidence).to_contain_text(word)
    expect(evidence).to_contain_text("activity")
    reader.goto(address)
    expect(reader.locator("main")).to_contain_text("activity")
    look(reader)
    ana.goto(address)
    look(ana)
    assert [page.complaints for page in windows] == [[], [], []]
