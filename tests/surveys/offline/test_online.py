"""The small script of the pages that need none, in a browser with a network."""

import re
import threading

import pytest
from playwright.sync_api import Error, expect

from sarai.surveys.actions import begin_answers
from sarai.surveys.models import Draft, Submission
from sarai.surveys.queries import newest
from sarai.surveys.views import answering
from tests.surveys.respondents import NOW, ask

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEPT = "html[data-kept=true]"


def field(phone, name):
    return phone.locator(f'[data-path$="/{name}"]')


def begun(phone) -> None:
    phone.goto("/s/city/")
    phone.locator("button.main").click()


def kept(phone, name: str, number: int = 1):
    """Do something in a page, and wait until the server has it."""
    own = re.compile(rf"/a/[^/]+/{number}$")
    return phone.expect_response(
        lambda said: (
            said.request.resource_type == "fetch" and said.request.method == "GET" and bool(own.search(said.url))
        )
    )


def draft() -> str:
    return bytes(Draft.objects.get().xml).decode()


def test_answers_are_kept_as_they_are_given_without_a_button(phone):
    ask()
    begun(phone)
    with kept(phone, "name"):
        field(phone, "name").locator("input").press_sequentially("Ana")
    assert "<name>Ana</name>" in draft()
    expect(field(phone, "name").locator("input")).to_be_focused()
    phone.reload()
    expect(field(phone, "name").locator("input")).to_have_value("Ana")
    assert phone.complaints == []


def test_questions_come_and_go_with_an_answer_and_what_is_typed_stays(phone):
    ask()
    begun(phone)
    field(phone, "email").locator("input").fill("a@b.example")
    field(phone, "country").get_by_label("مصر").check()
    phone.locator("button.main").last.click()
    field(phone, "city").get_by_label("أسوان").check()
    phone.locator("button.main").last.click()
    expect(field(phone, "other")).to_have_count(0)
    field(phone, "needs").get_by_label("شيء آخر").check()
    field(phone, "staff").locator("input").press_sequentially("12")
    expect(field(phone, "other")).to_be_visible()
    expect(field(phone, "staff").locator("input")).to_have_value("12")
    expect(field(phone, "staff").locator("input")).to_be_focused()
    expect(phone.locator("[role=status]")).to_have_text("أي حاجة أخرى؟")
    field(phone, "needs").get_by_label("شيء آخر").uncheck()
    expect(field(phone, "other")).to_have_count(0)
    expect(field(phone, "staff").locator("input")).to_have_value("12")
    assert phone.complaints == []


def test_what_is_given_last_holds_however_slow_the_server_is(phone, monkeypatch):
    ask()
    begun(phone)
    slow, taken = threading.Event(), []
    take = answering._take

    def late(request, draft, number):
        taken.append(request.POST.get("/data/name"))
        if len(taken) == 1:
            slow.wait(5)
        return take(request, draft, number)

    monkeypatch.setattr(answering, "_take", late)
    with phone.expect_request(lambda request: request.method == "POST"):
        field(phone, "name").locator("input").fill("Ana")
    field(phone, "email").locator("input").fill("a@b.example")
    field(phone, "country").get_by_label("كينيا").check()
    field(phone, "name").locator("input").fill("Ana Njoroge")
    phone.locator("button.main").last.click(no_wait_after=True)
    slow.set()
    expect(field(phone, "city")).to_be_visible()
    assert taken == ["Ana", "Ana Njoroge"]
    assert "<name>Ana Njoroge</name>" in draft()


def test_a_place_comes_from_the_device_when_it_is_asked_for(phone):
    ask()
    begun(phone)
    field(phone, "email").locator("input").fill("a@b.example")
    field(phone, "country").get_by_label("كينيا").check()
    phone.locator("button.main").last.click()
    field(phone, "city").get_by_label("نيروبي").check()
    phone.locator("button.main").last.click()
    field(phone, "needs").get_by_label("النقل").check()
    phone.locator("button.main").last.click()
    with kept(phone, "where", 4):
        field(phone, "where").locator(".locate").click()
    assert "<where>-1.286400 36.817200 0 0</where>" in draft()


def test_what_was_sent_with_a_network_is_not_offered_again_without_one(phone):
    ask(
        """
| survey   | type       | name    | label::English (en) | label::العربية (ar) |
|          | text       | name    | Your name           | اسمك                |
| settings | form_title | form_id | version             | default_language    |
|          | City       | city    | 1                   | English (en)        |
"""
    )
    begun(phone)
    phone.wait_for_selector(KEPT)
    field(phone, "name").locator("input").fill("Ana")
    phone.locator("button.main").last.click()
    phone.locator("button.main").last.click()
    phone.wait_for_selector(KEPT)
    assert Submission.objects.count() == 1
    phone.goto("/s/city/offline")
    expect(phone.locator("[data-do=begin]")).to_be_visible()


AXE = "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations.map(one => one.id + ': ' + one.nodes.map(node => node.html).join(' | ')))"


def test_a_trial_does_not_go_on_without_a_network_where_it_would_count(phone):
    survey = ask()
    phone.goto("/s/city/")
    phone.wait_for_selector(KEPT)
    drafts = [
        begin_answers(survey=survey, version=newest(survey), language="English (en)", at=NOW, test=test)
        for test in (False, True)
    ]
    own, trial = (f"/s/city/a/{one.key}/1" for one in drafts)
    phone.goto(trial)
    expect(phone.locator(".trial")).to_be_visible()
    phone.context.set_offline(True)
    phone.goto(own)
    assert phone.url.endswith("/s/city/offline")
    with pytest.raises(Error, match="ERR_FAILED"):  # there is no network
        phone.goto(trial)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_without_a_network_is_for_everybody(phone, axe, scheme):
    ask()
    phone.emulate_media(color_scheme=scheme)
    phone.goto("/s/city/offline")
    assert look(phone, axe) == []
    phone.locator("[data-do=begin]").click()
    phone.locator("button.main").click()
    assert look(phone, axe) == []
    field(phone, "email").locator("input").fill("a@b.example")
    field(phone, "country").get_by_label("كينيا").check()
    phone.locator("button.main").click()
    field(phone, "city").get_by_label("نيروبي").check()
    phone.locator("button.main").click()
    field(phone, "needs").get_by_label("النقل").check()
    field(phone, "staff").locator("input").fill("12")
    phone.locator("button.main").click()
    assert look(phone, axe) == []
    phone.goto("/s/city/offline#send")
    assert look(phone, axe) == []


def look(phone, axe) -> list[str]:
    """What is wrong with a page: by axe, too wide for a telephone, or too small for a finger."""
    phone.wait_for_selector("h1")
    phone.evaluate(axe)
    wide = phone.evaluate("document.documentElement.scrollWidth > innerWidth")
    small = phone.evaluate(
        "[...document.querySelectorAll('main button:not(.unseen), main select, main input[type=text], .option')]"
        ".filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"
    )
    return [*phone.evaluate(AXE), *(["too wide"] if wide else []), *small]
