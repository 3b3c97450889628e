"""Who is told of an offer, of what the team says of it, and of who takes it up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sarai.accounts.models import User
from sarai.letters.models import Letter
from sarai.partnerships.actions import forgetting
from sarai.partnerships.actions import offers as actions
from sarai.partnerships.actions.pipeline import NotNow
from sarai.partnerships.models import Offer
from sarai.partnerships.queries import offers as queries
from sarai.partnerships.rules import advice as rules
from tests.partnerships.making import NAIROBI, city, institution
from tests.partnerships.piloting import AT, entered, text
from tests.partnerships.test_offers import SENT, held, make_offer, stands

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
TEAM, OFFICER, PARTNER = "tara@example.org", "omar@example.org", "paula@example.org"


@pytest.fixture(autouse=True)
def places():
    institution()
    city(NAIROBI)


def told(address):
    """The letters to somebody, the latest last."""
    return [letter for letter in Letter.objects.order_by("pk") if letter.email == address]


def step(offer, name, **said):
    return actions.step_offer(offer=offer, step=name, seen=stands(offer).step.pk, **said, **entered())


def take(offer, name):
    seen = queries.offer_numbered(offer.pk).taken_up_by(city(NAIROBI))
    said = {"step": name, "seen": seen.pk if seen else None}
    return actions.take_up(offer=offer, city=city(NAIROBI), **said, **entered())


def test_who_offers_learns_that_a_city_asks_and_the_city_what_the_answer_is(as_officer, as_partner, officer):
    User.objects.filter(pk=officer.pk).update(language="fr")
    offer = make_offer("Lamps of https://evil.example/x")
    page = offer.get_absolute_url()
    assert as_officer.post(f"{page}take-up", {"text": "See https://evil.example/now", "seen": ""}).status_code == 302
    letter = told(PARTNER)[-1]
    assert "would like to take up the offer" in letter.text and page in letter.text and "Nairobi" in letter.text
    assert "evil.example" not in letter.text + letter.subject + letter.about
    assert letter.text.startswith("Dear Paula Partner,") and not told(OFFICER)
    asked = held(offer, city(NAIROBI))
    as_partner.post(f"{page}take-up/{asked.pk}/answer", {"accept": "1"})
    [letter] = told(OFFICER)
    assert (page in letter.text, letter.language) == (True, "fr")
    assert "evil.example" not in letter.text + letter.subject


def test_a_city_that_asks_again_and_again_is_one_letter_a_day(as_partner):
    offer = make_offer()
    for _time in range(4):
        take(offer, "ask")
        take(offer, "withdraw")
    assert [("would like" in one.text, "any more" in one.text) for one in told(PARTNER)[1:]] == [
        (True, False),
        (False, True),
    ]


def test_where_nobody_speaks_for_who_offers_the_team_is_told_that_a_city_asks(as_team):
    take(make_offer(), "ask")
    assert "would like to take up" in told(TEAM)[-1].text


def test_the_team_is_told_of_what_waits_and_who_offers_of_what_it_said(as_partner, as_team):
    page = as_partner.post("/new-offer/", SENT).url
    offer = Offer.objects.get()
    [letter] = told(TEAM)
    assert "Un Office offers “Solar lamps”. Please confirm it" in letter.text and page in letter.text
    step(offer, "refuse", why="Say more, see https://evil.example/y")
    assert "has refused your offer" in told(PARTNER)[-1].text and "Why: Say more" in told(PARTNER)[-1].text
    assert "evil.example" not in told(PARTNER)[-1].text
    as_partner.post(f"{page}change/", SENT | {"title": "Better lamps"})
    step(offer, "confirm")
    assert "has confirmed your offer “Better lamps”" in told(PARTNER)[-1].text
    for title in ("Best lamps", "Still better lamps"):
        as_partner.post(f"{page}change/", SENT | {"title": title})
    assert ["has changed its offer" in one.text for one in told(TEAM)][-1] and len(told(TEAM)) <= 3
    step(offer, "decline", why="Too dear.")
    assert "did not confirm the change" in told(PARTNER)[-1].text
    assert len(told(PARTNER)) == 3


def test_who_erases_their_account_is_in_no_letter_about_offers(partner):
    offer = make_offer()
    take(offer, "ask")
    assert told(PARTNER)
    forgetting.forget_user(partner, AT)
    assert not told(PARTNER)


def test_what_waits_stands_on_the_pages_of_who_is_to_answer(as_partner, as_team, as_officer, as_stranger):
    asked, waiting, refused = make_offer("Taken"), make_offer("New", confirmed=False), make_offer("No", confirmed=False)
    take(asked, "ask")
    step(refused, "refuse", why="Too dear.")
    page = "/institutions/un-office/"
    own, team = text(as_partner.get(page)), text(as_team.get(page))
    assert "Nairobi would like to take up your offer: Taken" in own and "read why, and mend it: No" in own
    assert "waits for the programme team: New" in team and "waits for the programme team: New" not in own
    for browser in (as_officer, as_stranger):
        page_of_others = text(browser.get(page))
        assert "would like to take up" not in page_of_others and "mend it" not in page_of_others
    assert waiting.title not in text(as_stranger.get(page)).split("What it offers")[1].split("Partnerships")[0]


def test_few_offers_wait_at_once_and_few_are_new_a_day(as_partner, as_team):
    for number in range(rules.MOST_WAITING):
        assert as_partner.post("/new-offer/", SENT | {"title": f"Number {number}"}).status_code == 302
    refused = as_partner.post("/new-offer/", SENT | {"title": "One more"})
    assert (refused.status_code, "5 offers of yours wait for the programme team" in text(refused)) == (422, True)
    assert 'value="One more"' in refused.content.decode() and Offer.objects.count() == rules.MOST_WAITING
    first = Offer.objects.earliest("pk")
    step(first, "withdraw")
    assert as_partner.post("/new-offer/", SENT).status_code == 302
    mended = as_partner.post(f"{first.get_absolute_url()}change/", SENT)
    assert (mended.status_code, stands(first).state) == (422, "withdrawn")
    institution("other")
    assert as_team.post("/new-offer/", SENT | {"institution": "other"}).status_code == 302


def test_ten_new_offers_a_day_are_enough():
    for number in range(rules.MOST_OFFERS_A_DAY):
        step(make_offer(f"Number {number}", confirmed=False), "withdraw")
    with pytest.raises(NotNow, match="Go on tomorrow"):
        make_offer("One more", confirmed=False)
    tomorrow = entered(AT + timedelta(days=1, minutes=1))
    offer = Offer(title="One more", text="Lamps.", institution=institution())
    actions.keep_offer(offer=offer, themes=[], confirmed=False, **tomorrow)
