"""Advice and offers on the pages of cities and institutions, and how often somebody may step back and forth."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from sarai.evidence.forms import LanguagesField
from sarai.letters.models import Letter
from sarai.needs import actions as of_needs
from sarai.needs.models import Statement
from sarai.network.models import Theme
from sarai.partnerships.actions import advice as actions
from sarai.partnerships.actions import offers as of_offers
from sarai.partnerships.actions.pipeline import NotNow
from sarai.partnerships.models import AdviceRequest, Expert
from sarai.partnerships.queries import advice as queries
from sarai.partnerships.rules import advice as rules
from tests.partnerships.making import LUOYANG, NAIROBI, city, institution
from tests.partnerships.piloting import AT, entered, text
from tests.partnerships.test_advice import ask, make_expert, take
from tests.partnerships.test_offers import SENT, make_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
CITY, INSTITUTION = f"/cities/{NAIROBI}/", "/institutions/un-office/"


@pytest.fixture
def office():
    return institution()


@pytest.fixture
def nairobi():
    return city(NAIROBI)


def reported(title, office, number=NAIROBI) -> AdviceRequest:
    """A request on which an institution reported."""
    request = ask(number, title)
    take(request, "offer", "adviser", adviser=office, text="We can.")
    take(request, "agree", "city", text="Two days.")
    take(request, "report", "adviser", text="Done.")
    return request


def taken_up(offer, who) -> None:
    asked = of_offers.take_up(offer=offer, city=who, step="ask", seen=None, **entered())
    of_offers.take_up(offer=offer, city=who, step="accept", seen=asked.pk, **entered())


# --- Pages


def test_a_page_says_what_is_offered_taken_up_and_advised(office, nairobi, as_officer, as_partner, as_stranger):
    make_offer("Hidden", confirmed=False)
    taken_up(make_offer("Solar lamps"), nairobi)
    make_offer("Of the city", city=nairobi)
    reported("Secret question", office)
    ask(title="An open question")
    of_city, of_office = text(as_stranger.get(CITY)), text(as_stranger.get(INSTITUTION))
    assert "Of the city" in of_city and "What it took up Solar lamps" in of_city
    assert "Solar lamps" in of_office and "Advice that it gave Nairobi" in of_office
    for hidden in ("Hidden", "Secret question", "An open question"):
        assert hidden not in of_city + of_office
    assert "An open question" in text(as_officer.get(CITY)) and "An open question" not in text(as_partner.get(CITY))
    own = text(as_partner.get(INSTITUTION))
    assert "Secret question" in own and "Hidden waiting for the programme team" in own
    assert "Secret question" not in text(as_officer.get(INSTITUTION))


def test_what_waits_for_a_city_and_for_who_advises_it(office, nairobi, as_officer, as_partner, as_stranger):
    offered = ask(title="Offered")
    take(offered, "offer", "adviser", adviser=office, text="We can.")
    reported("Done", office)
    agreed = ask(title="Promised")
    take(agreed, "offer", "adviser", adviser=office, text="We can.")
    take(agreed, "agree", "city", text="Two days.")
    of_city, of_office = text(as_officer.get(CITY)), text(as_partner.get(INSTITUTION))
    assert "agree on the terms: Offered" in of_city and "Rate the advice: Done" in of_city
    assert "add the report once it is done: Promised" in of_office and "add the report" not in of_city
    assert "agree on the terms" not in text(as_stranger.get(CITY)) + of_office


@pytest.mark.parametrize("page", [CITY, INSTITUTION])
def test_three_of_each_cost_as_many_queries_as_one(page, office, nairobi, as_team, django_assert_num_queries):
    def one_more(number):
        taken_up(make_offer(f"Offer {number}"), nairobi)
        taken_up(make_offer(f"Of the city {number}", city=nairobi), city(LUOYANG))
        waits = make_offer(f"Asked for {number}")
        of_offers.take_up(offer=waits, city=nairobi, step="ask", seen=None, **entered())
        reported(f"Question {number}", office)
        take(ask(title=f"Open {number}"), "offer", "adviser", adviser=office, text="We can.")

    one_more(1)
    as_team.get(page)
    with CaptureQueriesContext(connection) as alone:
        as_team.get(page)
    one_more(2)
    one_more(3)
    with django_assert_num_queries(len(alone)):
        as_team.get(page)


# --- Steps


def test_an_adviser_who_gives_back_does_not_offer_again_the_same_day(office, as_partner, officer):
    request = ask()
    page = request.get_absolute_url()
    for _time in range(4):
        for step, said in (("offer", {"text": "We can."}), ("release", {})):
            seen = queries.request_numbered(request.pk).seen
            answered = as_partner.post(f"{page}{step}", {"seen": seen, **said})
    assert Letter.objects.filter(subject__contains="Advice").count() == 4  # two steps, to both
    seen = queries.request_numbered(request.pk).seen
    answered = as_partner.post(f"{page}offer", {"seen": seen, "text": "We can, indeed."})
    assert (answered.status_code, "Offer to advise tomorrow" in text(answered)) == (422, True)
    assert "We can, indeed." in text(answered)
    take(request, "offer", "adviser", adviser=make_expert(), text="I can.")  # others may
    take(request, "release", "adviser")
    take(request, "assign", "team", adviser=office)  # and the team decides for itself
    take(request, "release", "city")
    seen = queries.request_numbered(request.pk).seen
    later = timezone.now() + rules.AGAIN_AFTER + timedelta(minutes=1)
    said = {"request": request, "step": "offer", "roles": ["adviser"], "adviser": office, "text": "We can."}
    actions.step_advice(seen=seen, **said, **entered(later))


def test_nobody_arranges_a_call_all_day(office):
    request = ask()
    take(request, "offer", "adviser", adviser=office, text="We can.")
    take(request, "agree", "city", text="Two days.")
    for _time in range(rules.MOST_STEPS_A_DAY - 1):
        take(request, "arrange", "adviser", form="call", starts_on=AT.date())
    with pytest.raises(NotNow, match="Go on tomorrow"):
        take(request, "arrange", "adviser", form="call", starts_on=AT.date())
    take(request, "arrange", "city", form="call", starts_on=AT.date())


def test_a_report_comes_after_the_day_of_the_visit(office, as_partner):
    request = ask()
    take(request, "offer", "adviser", adviser=office, text="We can.")
    take(request, "agree", "city", text="Two days.")
    day = timezone.now().date() + timedelta(days=9)
    take(request, "arrange", "city", form="visit", starts_on=day)
    said = {"step": "report", "request": request, "seen": queries.request_numbered(request.pk).seen}
    with pytest.raises(NotNow, match=f"The visit or call is on {day.isoformat()}"):
        actions.step_advice(roles=["adviser"], text="Done.", **said, **entered())
    actions.step_advice(roles=["adviser"], text="Done.", **said, **entered(timezone.now() + timedelta(days=9)))


def test_a_rating_is_chosen_by_who_gives_it(office, nairobi, as_officer):
    request = reported("Question", office)
    page = as_officer.get(request.get_absolute_url()).content.decode()
    assert '<option value="" selected>' in page.split('name="rating"')[1].split("</select>")[0]
    sent = {"seen": queries.request_numbered(request.pk).seen, "rating": ""}
    answered = as_officer.post(f"{request.get_absolute_url()}rate", sent)
    assert (answered.status_code, "This field is required" in text(answered)) == (422, True)


def test_each_step_says_who_took_it(office, nairobi, as_officer, as_team, as_partner):
    page = as_officer.post("/new-request/", {"title": "Lights"}).url
    for browser, step, said in (
        (as_partner, "offer", {"text": "We can."}),
        (as_officer, "agree", {"text": "Two days."}),
        (as_team, "arrange", {"form": "call", "starts_on": AT.date()}),
    ):
        seen = queries.request_numbered(AdviceRequest.objects.get().pk).seen
        assert browser.post(f"{page}{step}", {"seen": seen, **said}).status_code == 302
    done = text(as_officer.get(page)).split("What was done")[1]
    assert "asked for advice by the city" in done and "offered to advise by the adviser Un Office" in done
    assert "terms agreed by the city" in done and "visit or call arranged by the programme team" in done
    assert done.count("Un Office") == 1 and "Omar" not in done
    team = as_team.post("/new-request/", {"title": "Of the team", "city": "Nairobi, Kenya"}).url
    assert "asked for advice by the programme team" in text(as_team.get(team))


# --- What is filled in


def test_a_request_takes_its_theme_from_the_need_behind_it(nairobi, as_officer):
    light, water = (Theme.objects.create(slug=name.lower(), name=name) for name in ("Light", "Water"))
    said = {"Street lights": of_needs.Said(True, 1, light.pk)}
    of_needs.state(city=nairobi, said={Statement.Kind.NEED: said}, **entered())
    for chosen, theme in (("", light), (water.pk, water)):
        sent = {"title": f"Lights {chosen}", "need": "Street lights", "theme": chosen}
        assert as_officer.post("/new-request/", sent).status_code == 302
        assert AdviceRequest.objects.latest("pk").theme == theme


@pytest.mark.parametrize(
    ("language", "written", "codes"),
    [
        ("en", "English, es", ["en", "es"]),
        ("en", "Simplified Chinese; Swahili en", ["zh-Hans", "sw", "en"]),
        ("fr", "anglais, espagnol, russian", ["en", "es", "ru"]),
        ("ar", "العربية، الصينية", ["ar", "zh"]),
        ("en", "français, luo, Luo", ["fr", "luo"]),
    ],
)
def test_languages_are_written_by_name_or_code(language, written, codes):
    with translation.override(language):
        assert LanguagesField("Languages").clean(written) == codes


def test_the_lists_are_narrowed_by_the_name_of_a_language(office, as_partner, as_stranger):
    assert as_partner.post("/new-offer/", SENT | {"languages": "English, Spanish"}).status_code == 302
    make_offer("Lanterns", languages=["zh-Hans"])
    make_expert("Ana One", languages=["es"])
    for wanted, seen in (("Spanish", True), ("SPANISH ", True), ("es", True), ("French", False), ("Chinese", False)):
        assert ("Ana One" in text(as_stranger.get(f"/experts/?language={wanted}"))) is seen
    assert "Lanterns" in text(as_stranger.get("/offers/?language=Chinese"))


def test_of_two_proposals_at_the_same_instant_the_later_is_told(monkeypatch):
    """Neither of the two sees the other before it writes."""
    first = make_expert("Ana One", token="a" * 32)
    known = actions._known
    for token in ("", first.token):
        calls = iter([lambda _expert, _token: None, known])
        monkeypatch.setattr(actions, "_known", lambda *said, calls=calls: next(calls)(*said))
        late = Expert(name="Ana", email=first.email)
        if token:
            assert actions.keep_expert(expert=late, themes=[], consents=False, token=token, **entered()) == first
        else:
            with pytest.raises(actions.Known):
                actions.keep_expert(expert=late, themes=[], consents=False, **entered())
    assert Expert.objects.count() == 1
