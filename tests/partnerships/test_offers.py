"""Technology and know-how: offered, confirmed before anybody reads it, taken up by a city, and counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sarai.evidence.actions import Overtaken
from sarai.evidence.engine import Question, Scope, answer, breakdown
from sarai.network.models import Theme
from sarai.partnerships.actions import offers as actions
from sarai.partnerships.actions.pipeline import NotNow
from sarai.partnerships.models import Offer, OfferStep, TakeUp
from sarai.partnerships.queries import offers as queries
from tests.partnerships.making import LUOYANG, NAIROBI, city, institution
from tests.partnerships.piloting import entered, text
from tests.people import logged_in, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
TODAY = timezone.now().date()
SENT = {"title": "Solar lamps", "text": "Lamps that need no grid.", "conditions": "At cost.", "languages": "en, zh"}


@pytest.fixture
def office():
    return institution()


@pytest.fixture
def nairobi():
    return city(NAIROBI)


@pytest.fixture
def as_li(db):
    """The browser of Luoyang's officer."""
    return logged_in(make_user("officer", "Li Officer", city=LUOYANG))


def make_offer(title="Solar lamps", *, confirmed=True, themes=(), at=None, **fields) -> Offer:
    offer = Offer(
        title=title, text="Lamps.", **({"institution": institution()} if "city" not in fields else {}), **fields
    )
    return actions.keep_offer(offer=offer, themes=themes, confirmed=confirmed, **entered())


def stands(offer):
    return queries.offer_numbered(offer.pk)


def held(offer, who):
    return TakeUp.objects.get(offer=offer, city=who, retracted_at=None)


def test_an_offer_is_public_only_once_the_team_has_confirmed_it(as_partner, as_team, as_stranger, office):
    answered = as_partner.post("/new-offer/", SENT)
    offer = Offer.objects.get()
    assert (answered.url, offer.who, stands(offer).state) == (offer.get_absolute_url(), office, "waiting")
    assert as_stranger.get(answered.url).status_code == 404 and "Solar lamps" not in text(as_stranger.get("/offers/"))
    assert "Your own offers" in text(as_partner.get("/offers/")) and "Solar lamps" in text(as_team.get("/offers/"))
    assert answer(Question("partnerships.technology_offers")).value == 0
    step = {"step": "confirm", "seen": stands(offer).step.pk}
    assert as_partner.post(f"{answered.url}step", step).status_code == 403
    assert as_team.post(f"{answered.url}step", step).status_code == 302
    assert "At cost." in text(as_stranger.get(answered.url)) and "Solar lamps" in text(as_stranger.get("/offers/"))
    assert answer(Question("partnerships.technology_offers")).value == 1


def test_what_is_changed_is_confirmed_anew_and_a_refusal_says_why(as_partner, as_team, as_stranger, office):
    offer = make_offer()
    page = offer.get_absolute_url()
    assert as_stranger.get(f"{page}change/").status_code == 403
    assert as_partner.post(f"{page}change/", SENT | {"title": "Better lamps"}).status_code == 302
    assert as_stranger.get(page).status_code == 404
    refuse = {"step": "refuse", "seen": stands(offer).step.pk, "why": ""}
    assert "Say why, so that it can be mended" in text(as_team.post(f"{page}step", refuse))
    as_team.post(f"{page}step", refuse | {"why": "Say what it costs."})
    assert "Say what it costs." in text(as_partner.get(page))
    late = as_team.post(f"{page}step", refuse | {"step": "confirm"})
    assert (late.status_code, "Somebody else has changed this offer" in text(late)) == (422, True)
    wrong = as_team.post(f"{page}step", {"step": "change", "seen": stands(offer).step.pk})
    assert (wrong.status_code, stands(offer).state) == (422, "refused")


def test_of_two_who_change_an_offer_the_later_is_told(as_partner, office):
    offer = make_offer()
    page = f"{offer.get_absolute_url()}change/"
    shown = as_partner.get(page).context["form"]
    seen = {"seen": shown["seen"].value()}
    assert as_partner.post(page, SENT | seen | {"title": "First"}).status_code == 302
    late = as_partner.post(page, SENT | seen | {"title": "Second"})
    assert (late.status_code, "Somebody else has changed this" in text(late)) == (422, True)
    assert Offer.objects.get().title == "First"


def test_a_city_takes_an_offer_up_and_its_offerer_accepts(as_officer, as_partner, as_stranger, office, nairobi):
    theme = Theme.objects.create(slug="light", name="Light")
    offer = make_offer(themes=[theme, Theme.objects.create(slug="water", name="Water")])
    page = offer.get_absolute_url()
    assert as_officer.post(f"{page}take-up", {"text": "For our markets", "seen": ""}).status_code == 302
    asked = held(offer, nairobi)
    assert "For our markets" in text(as_partner.get(page)) and "For our markets" not in text(as_stranger.get(page))
    twice = as_officer.post(f"{page}take-up", {"text": "", "seen": ""})
    assert (twice.status_code, "Somebody else has changed this" in text(twice)) == (422, True)
    assert answer(Question("partnerships.offers_taken_up")).value == 0
    assert as_officer.post(f"{page}take-up/{asked.pk}/answer", {"accept": "1"}).status_code == 403
    as_partner.post(f"{page}take-up/{asked.pk}/answer", {"accept": "1"})
    assert "Nairobi" in text(as_stranger.get(page))
    taken = Question("partnerships.offers_taken_up")
    assert (answer(taken).value, answer(taken.narrowed("city", str(NAIROBI))).value) == (1, 1)
    assert answer(Question(taken.key, Scope("theme", "light"))).value == 1
    assert {cell.label: cell.number for cell in breakdown(taken, "theme")} == {"Light": 1, "Water": 1}
    late = as_partner.post(f"{page}take-up/{asked.pk}/answer", {"decline": "1"}, follow=True)
    assert "Somebody else has changed this" in text(late)
    as_officer.post(f"{page}take-up", {"withdraw": "1", "seen": held(offer, nairobi).pk})
    assert answer(taken).value == 0
    as_officer.post(f"{page}take-up", {"text": "Again", "seen": held(offer, nairobi).pk})
    assert held(offer, nairobi).state == "asked"


def test_an_answer_without_a_word_is_none(as_partner, as_officer, office, nairobi):
    offer = make_offer()
    asked = actions.take_up(offer=offer, city=nairobi, step="ask", seen=None, **entered())
    told = as_partner.post(f"{offer.get_absolute_url()}take-up/{asked.pk}/answer", follow=True)
    assert "Choose one of the buttons" in text(told) and held(offer, nairobi).state == "asked"


def test_what_is_over_withdrawn_or_ones_own_is_not_taken_up(nairobi):
    over = make_offer(until=TODAY - timedelta(days=3))
    own = make_offer(city=nairobi)
    gone = make_offer("Gone")
    actions.step_offer(offer=gone, step="withdraw", seen=stands(gone).step.pk, **entered())
    for offer in (over, own, gone):
        with pytest.raises(NotNow):
            actions.take_up(offer=offer, city=nairobi, step="ask", seen=None, **entered())
    with pytest.raises(Overtaken):
        actions.step_offer(offer=gone, step="withdraw", seen=0, **entered())
    assert [one.offer for one in queries.public_offers(TODAY)] == [own]


def test_who_neither_offers_nor_is_a_city_has_no_button(as_partner, as_stranger, as_li, as_officer, office, nairobi):
    offer = make_offer(city=nairobi)
    page = offer.get_absolute_url()
    for browser in (as_partner, as_stranger):
        assert browser.post(f"{page}take-up", {"seen": ""}).status_code == 403
    assert "Take it up" not in text(as_officer.get(page))
    city(LUOYANG)
    assert "Take it up" in text(as_li.get(page)) and as_li.get(f"{page}change/").status_code == 403


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"title": ""}, "This field is required"),
        ({"text": ""}, "This field is required"),
        ({"until": (TODAY - timedelta(days=1)).isoformat()}, "Write a day from today on"),
        ({"languages": "english!"}, "is no code of a language"),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL"),
    ],
)
def test_an_offer_that_cannot_be_is_told(as_partner, office, said, told):
    answered = as_partner.post("/new-offer/", SENT | said)
    assert (answered.status_code, told in text(answered)) == (422, True)
    assert not Offer.objects.exists()


def test_the_team_says_whose_it_is(as_team, office):
    assert "Name a city, or choose an institution" in text(as_team.post("/new-offer/", SENT))
    assert as_team.post("/new-offer/", SENT | {"institution": office.slug}).status_code == 302
    assert stands(Offer.objects.get()).state == "public"
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.update(institution=None)


def test_the_list_is_narrowed_and_costs_the_same(as_stranger, django_assert_num_queries, nairobi):
    assert "Nothing is offered yet" in text(as_stranger.get("/offers/"))
    theme = Theme.objects.create(slug="light", name="Light")
    first = make_offer("One", themes=[theme], languages=["es"])
    as_stranger.get("/offers/")
    with CaptureQueriesContext(connection) as listed:
        as_stranger.get("/offers/")
    with CaptureQueriesContext(connection) as alone:
        as_stranger.get(first.get_absolute_url())
    for number in (2, 3):
        offer = make_offer(f"Number {number}", city=city(LUOYANG))
        asked = actions.take_up(offer=offer, city=nairobi, step="ask", seen=None, **entered())
        actions.take_up(offer=offer, city=nairobi, step="accept", seen=asked.pk, **entered())
    with django_assert_num_queries(len(listed)):
        assert "taken up by 1 city" in text(as_stranger.get("/offers/"))
    with django_assert_num_queries(len(alone)):
        as_stranger.get(first.get_absolute_url())
    for narrowed in ("theme=light", "language=es", "q=one+lamps"):
        page = text(as_stranger.get(f"/offers/?{narrowed}"))
        assert "One" in page and "Number 2" not in page
    assert "No offer fits this" in text(as_stranger.get("/offers/?q=zzz"))
    assert OfferStep.objects.filter(retracted_at=None).count() == 3
