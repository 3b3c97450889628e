"""A survey opened once with a network, answered on a telephone without one, and sent when the network is back."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from sarai.surveys.actions import publish_version
from sarai.surveys.models import Submission
from sarai.surveys.views import offline
from tests.surveys.questionnaire.workbooks import workbook
from tests.surveys.respondents import ask

SHORT = """
| survey   | type    | name    | label::English (en) | label::العربية (ar) | relevant      | constraint | required |
|          | text    | name    | Your name           | اسمك                |               |            |          |
|          | integer | age     | Your age            | عمرك                |               | . < 150    | yes      |
|          | text    | pension | Your pension        | معاشك               | ${age} > 60   |            |          |
| settings | form_title | form_id | version          | default_language    |               |            |          |
|          | City    | city    | 1                   | English (en)        |               |            |          |
"""
NEWER = (
    SHORT.replace("${age} > 60 ", "${why} = ''")
    .replace(
        "| settings",
        "|          | text    | why     | Why                 | لماذا               |               |            |          |\n| settings",
    )
    .replace("| city    | 1  ", "| city    | 2  ")
)
# Done as soon as this device has a copy of what was given to the server.
COPIED = """() => new Promise((resolve) => {
  indexedDB.open("sarai-surveys").onsuccess = ({ target }) => {
    const look = () => {
      const asked = target.result.transaction("drafts").objectStore("drafts").get("city");
      asked.onsuccess = () => (asked.result?.xml.includes("<pension>yes") ? resolve(true) : setTimeout(look, 20));
    };
    look();
  };
})"""
NOW = datetime(2020, 6, 2, 9, tzinfo=UTC)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opened(phone) -> None:
    """The survey is opened with a network, and kept."""
    phone.goto("/s/city/")
    phone.wait_for_selector("html[data-kept=true]")


def field(phone, name):
    return phone.locator(f'[data-path$="/{name}"]')


def choose(phone, name, words):
    field(phone, name).get_by_label(words, exact=True).check()


def forward(phone):
    phone.locator("button.main").click()


def answer_all(phone, tmp_path) -> None:
    """The whole form in Arabic: what depends on an answer appears and vanishes, and what is wrong is told."""
    phone.locator("[data-do=begin]").click()
    field(phone, "name").locator("input").fill("آنا نجوروغي")
    forward(phone)
    expect(phone.locator(".wrong")).to_contain_text("نحتاج إلى عنوان.")
    field(phone, "email").locator("input").fill("ana@city.example")
    choose(phone, "country", "مصر")
    forward(phone)
    expect(field(phone, "city").locator(".option")).to_have_text(["أسوان"])
    phone.reload()
    choose(phone, "city", "أسوان")
    forward(phone)
    expect(field(phone, "other")).to_have_count(0)
    choose(phone, "needs", "شيء آخر")
    field(phone, "other").locator("input").fill("الماء")
    choose(phone, "needs", "النقل")
    choose(phone, "needs", "الصحة العامة")
    field(phone, "staff").locator("input").fill("٣")
    choose(phone, "ready", "4")
    forward(phone)
    expect(phone.locator(".wrong")).to_contain_text("اثنان على الأكثر من فضلك.")
    field(phone, "needs").get_by_label("الصحة العامة").uncheck()
    expect(field(phone, "needs").locator(".error")).to_have_count(0)
    forward(phone)
    field(phone, "support").get_by_label("مال").select_option("1")
    field(phone, "support").get_by_label("تدريب").select_option("2")
    field(phone, "since").locator("input").fill("2019-05-06")
    field(phone, "where").locator(".locate").click()
    expect(field(phone, "where").locator("input[id]").first).to_have_value("-1.286400")
    phone.reload()
    expect(field(phone, "since").locator("input")).to_have_value("2019-05-06")
    forward(phone)
    field(phone, "partner[1]/partner_city").locator("input").fill("نيروبي")
    for _time in range(2):
        phone.locator(".add button").click()
    field(phone, "partner[3]/partner_city").locator("input").fill("مومباسا")
    phone.locator("#data-partner-2").get_by_role("button").click()
    expect(phone.locator(".instance")).to_have_count(2)
    expect(field(phone, "partner[2]/partner_city").locator("input")).to_have_value("مومباسا")
    forward(phone)
    picture = tmp_path / "hall.png"
    picture.write_bytes(b"not really a picture")
    field(phone, "photo").locator("input[type=file]").set_input_files(picture)
    expect(field(phone, "photo").locator(".kept")).to_have_text("hall.png")
    phone.reload()
    field(phone, "remarks").locator("textarea").fill("شكرا\nجزيلا")
    field(phone, "agree").locator("input[type=checkbox]").check()
    forward(phone)
    expect(phone.locator(".lines")).to_contain_text("أسوان")


def answer_short(phone) -> None:
    """A form of a few questions, to its end."""
    phone.locator("[data-do=begin]").click()
    field(phone, "name").locator("input").fill("آنا")
    field(phone, "age").locator("input").fill("44")
    forward(phone)
    phone.locator("[data-do=send]").click()
    expect(phone.locator("#waits")).to_be_visible()


def disconnected(said: str) -> bool:
    """What the browser says of itself when there is no network; nothing is wrong then."""
    return "ERR_INTERNET_DISCONNECTED" in said


def test_a_survey_is_answered_without_a_network_and_sent_once_when_it_is_back(phone, tmp_path):
    ask()
    opened(phone)
    phone.context.set_offline(True)
    phone.goto("/s/city/")
    answer_all(phone, tmp_path)
    phone.locator("[data-do=send]").click()
    expect(phone.locator("#waits")).to_be_visible()
    assert not Submission.objects.exists()
    phone.context.set_offline(False)
    expect(phone.locator(".address")).to_be_visible()
    kept = Submission.objects.get()
    xml = bytes(kept.xml).decode()
    assert kept.violations == []
    assert (kept.door, kept.language, kept.version.number) == ("page", "العربية (ar)", 1)
    assert re.sub(r"uuid:[0-9a-f-]{36}", "uuid:…", xml) == (
        "<?xml version='1.0' encoding='UTF-8'?>"
        '<data id="city" version="1"><hello></hello><name>آنا نجوروغي</name><email>ana@city.example</email><country>EG</country>'
        "<city>aswan</city><tasks><needs>transport other</needs><other>الماء</other><staff>3</staff><ready>4</ready></tasks>"
        "<support>money training</support><since>2019-05-06</since><where>-1.286400 36.817200 0 0</where>"
        "<partner><partner_city>نيروبي</partner_city></partner><partner><partner_city>مومباسا</partner_city></partner>"
        "<photo>hall.png</photo><remarks>شكرا\nجزيلا</remarks><agree>OK</agree>"
        "<meta><instanceID>uuid:…</instanceID></meta></data>"
    )
    with kept.files.get().file.open() as file:
        assert file.read() == b"not really a picture"
    assert [said for said in phone.complaints if not disconnected(said)] == []


def test_a_lost_receipt_makes_no_second_response(phone, tmp_path, monkeypatch):
    ask(SHORT)
    opened(phone)
    phone.context.set_offline(True)
    phone.goto("/s/city/")
    answer_short(phone)
    asked = []

    def lost(request, survey, xml):
        asked.append(xml)
        response = received(request, survey, xml)
        return response if len(asked) > 1 else offline._said(503, "")

    received = offline._receive
    monkeypatch.setattr(offline, "_receive", lost)
    phone.context.set_offline(False)
    expect(phone.locator("#waits")).to_be_visible()
    phone.wait_for_function("() => navigator.onLine")
    phone.reload()
    expect(phone.locator(".address")).to_be_visible()
    assert len(set(asked)) == 1 < len(asked)
    assert Submission.objects.count() == 1


def test_what_waits_is_sent_from_the_first_page_of_any_survey_that_is_opened_with_a_network(phone):
    ask(SHORT)
    opened(phone)
    phone.context.set_offline(True)
    phone.goto("/s/city/")
    answer_short(phone)
    context = phone.context
    phone.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto("/s/city/")
    again.wait_for_selector("html[data-kept=true]")
    again.goto("/s/city/offline")
    expect(again.locator("[data-do=begin]")).to_be_visible()
    expect(again.locator(".note")).to_have_count(0)
    assert Submission.objects.count() == 1
    assert again.evaluate("() => indexedDB.databases().then(found => found.length)") == 1


def test_a_refusal_is_told_and_what_was_answered_stays_on_the_device(phone, monkeypatch):
    ask(SHORT)
    opened(phone)
    phone.context.set_offline(True)
    phone.goto("/s/city/")
    answer_short(phone)
    monkeypatch.setattr(offline, "_receive", lambda *_given: offline._said(400, "This is of another form."))
    phone.context.set_offline(False)
    expect(phone.locator(".note")).to_contain_text("This is of another form.")
    phone.locator("[data-do=discard]").click()
    expect(phone.locator("[data-do=begin]")).to_be_visible()
    assert not Submission.objects.exists()


def test_a_new_version_is_taken_up_and_what_was_begun_before_is_finished_as_it_was(phone):
    survey = ask(SHORT)
    opened(phone)
    publish_version(survey=survey, data=workbook(NEWER), name="form.xlsx", by="Team", at=NOW)
    phone.context.set_offline(True)
    phone.goto("/s/city/")
    phone.locator("[data-do=begin]").click()
    expect(field(phone, "age")).to_be_visible()
    phone.context.set_offline(False)
    opened(phone)
    phone.goto("/s/city/offline")
    field(phone, "name").locator("input").fill("Ana")
    field(phone, "age").locator("input").fill("8")
    forward(phone)
    phone.locator("[data-do=send]").click()
    phone.locator("[data-do=another]").click()
    phone.reload()
    phone.context.set_offline(True)
    phone.reload()
    phone.locator("[data-do=begin]").click()
    expect(field(phone, "why")).to_be_visible()
    assert Submission.objects.get().version.number == 1


def test_answers_begun_with_a_network_go_on_without_one(phone):
    ask(SHORT)
    opened(phone)
    phone.locator("button.main").click()
    field(phone, "age").locator("input").fill("70")
    expect(field(phone, "pension")).to_be_visible()
    field(phone, "pension").locator("input").fill("yes")
    assert phone.evaluate(COPIED)
    phone.context.set_offline(True)
    phone.reload()
    expect(field(phone, "age").locator("input")).to_have_value("70")
    expect(field(phone, "pension").locator("input")).to_have_value("yes")
    field(phone, "name").locator("input").fill("Ana")
    forward(phone)
    phone.locator("[data-do=send]").click()
    phone.context.set_offline(False)
    expect(phone.locator(".address")).to_be_visible()
    assert b"<pension>yes</pension>" in bytes(Submission.objects.get().xml)
