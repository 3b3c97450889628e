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


def step(browser, offer, name, **said):
    sent = {"step": name, "seen": stands(offer).step.pk} | said
    return browser.post(f"{offer.get_absolute_url()}step", sent)


def test_a_refusal_says_why_and_what_is_changed_is_confirmed_anew(as_partner, as_team, as_stranger, office):
    offer = make_offer(confirmed=False)
    page = offer.get_absolute_url()
    assert "Say why, so that it can be mended" in text(step(as_team, offer, "refuse", why=""))
    seen = stands(offer).step.pk
    step(as_team, offer, "refuse", why="Say what it costs.")
    assert "Say what it costs." in text(as_partner.get(page))
    late = step(as_team, offer, "confirm", seen=seen)
    assert (late.status_code, "Somebody else has changed this offer" in text(late)) == (409, True)
    assert (step(as_team, offer, "change").status_code, stands(offer).state) == (422, "refused")
    assert as_partner.post(f"{page}change/", SENT | {"title": "Better lamps"}).status_code == 302
    assert (stands(offer).state, Offer.objects.get().title) == ("waiting", "Better lamps")
    assert as_stranger.get(page).status_code == 404


@pytest.fixture
def water(db):
    return Theme.objects.create(slug="water", name="Water")


@pytest.fixture
def changed(as_partner, office, water):
    """An offer that everybody reads, and that its partner has changed since."""
    offer = make_offer(languages=["en"])
    sent = SENT | {"title": "Better lamps", "themes": ["water"], "until": "2031-05-01", "link": "https://example.org/a"}
    assert as_partner.post(f"{offer.get_absolute_url()}change/", sent).status_code == 302
    return offer


def test_what_was_confirmed_stays_public_until_its_change_is(changed, as_partner, as_team, as_stranger, nairobi):
    page = changed.get_absolute_url()
    public = text(as_stranger.get(page))
    assert "Solar lamps" in public and "Better lamps" not in public and "At cost." not in public
    assert "Solar lamps" in text(as_stranger.get("/offers/")) and "Better lamps" not in text(
        as_stranger.get("/offers/")
    )
    assert answer(Question("partnerships.technology_offers")).value == 1
    actions.take_up(offer=changed, city=nairobi, step="ask", seen=None, **entered())
    for browser in (as_partner, as_team):
        both = text(browser.get(page))
        assert "Solar lamps" in both and "Better lamps" in both and "A change that waits" in both and "Water" in both
    assert "Solar lamps" in text(as_team.get("/offers/")) and "Waiting for the programme team" in text(
        as_team.get("/offers/")
    )
    assert step(as_partner, changed, "confirm").status_code == 403
    assert step(as_team, changed, "confirm").status_code == 302
    public = text(as_stranger.get(page))
    assert "Better lamps" in public and "At cost." in public and "2031-05-01" in public and "Water" in public
    assert (stands(changed).state, stands(changed).step.words) == ("public", {})


def test_a_change_that_is_declined_leaves_what_was_and_can_be_mended(changed, as_partner, as_team, as_stranger):
    page = changed.get_absolute_url()
    assert "Say why, so that it can be mended" in text(step(as_team, changed, "decline"))
    assert step(as_partner, changed, "decline", why="I may not").status_code == 403
    assert step(as_team, changed, "decline", why="Say what it costs.").status_code == 302
    assert "Solar lamps" in text(as_stranger.get(page)) and "Say what it costs." not in text(as_stranger.get(page))
    own = text(as_partner.get(page))
    assert "Say what it costs." in own and "Better lamps" in own
    assert 'value="Better lamps"' in as_partner.get(f"{page}change/").content.decode()
    assert (stands(changed).state, answer(Question("partnerships.technology_offers")).value) == ("public", 1)


@pytest.mark.parametrize("by", ["button", "form"])
def test_a_change_is_taken_back_by_whoever_made_it(changed, as_partner, as_stranger, by):
    page = changed.get_absolute_url()
    if by == "button":
        assert step(as_partner, changed, "drop").status_code == 302
    else:
        as_before = {"title": "Solar lamps", "text": "Lamps.", "languages": "en"}
        assert as_partner.post(f"{page}change/", as_before).status_code == 302
    assert (stands(changed).state, stands(changed).step.words) == ("public", {})
    assert "Better lamps" not in text(as_partner.get(page)) and "Solar lamps" in text(as_stranger.get(page))


def test_saving_what_it_says_already_changes_nothing(as_partner, office):
    offer = make_offer(languages=["en"])
    held = stands(offer).step
    as_partner.post(f"{offer.get_absolute_url()}change/", {"title": "Solar lamps", "text": "Lamps.", "languages": "en"})
    assert stands(offer).step == held


def test_what_the_team_changes_is_public_at_once(changed, as_team, as_stranger):
    page = changed.get_absolute_url()
    assert as_team.post(f"{page}change/", SENT | {"title": "Lamps of the team"}).status_code == 302
    assert "Lamps of the team" in text(as_stranger.get(page)) and stands(changed).state == "public"


def test_what_is_sent_twice_from_one_page_is_one_offer(as_partner, as_team, office):
    shown = as_partner.get("/new-offer/").context["form"]
    sent = SENT | {"token": shown["token"].value()}
    answers = [as_partner.post("/new-offer/", sent).url for _time in range(2)]
    assert len(set(answers)) == 1 and Offer.objects.count() == 1
    institution("other")
    assert as_team.post("/new-offer/", sent | {"institution": "other"}).status_code == 302  # the same word, by another
    assert Offer.objects.count() == 2
    assert shown["token"].value() != as_partner.get("/new-offer/").context["form"]["token"].value()
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.update(token=sent["token"])


def test_of_two_who_change_an_offer_the_later_is_told(as_partner, office):
    offer = make_offer()
    page = f"{offer.get_absolute_url()}change/"
    shown = as_partner.get(page).context["form"]
    seen = {"seen": shown["seen"].value()}
    assert as_partner.post(page, SENT | seen | {"title": "First"}).status_code == 302
    late = as_partner.post(page, SENT | seen | {"title": "Second"})
    assert (late.status_code, "Somebody else has changed this" in text(late)) == (422, True)
    assert 'value="Second"' in late.content.decode()
    assert stands(offer).said.title == "First"


def test_a_city_takes_an_offer_up_and_its_offerer_accepts(as_officer, as_partner, as_stranger, office, nairobi):
    theme = Theme.objects.create(slug="light", name="Light")
    offer = make_offer(themes=[theme, Theme.objects.create(slug="water", name="Water")])
    page = offer.get_absolute_url()
    assert as_officer.post(f"{page}take-up", {"text": "For our markets", "seen": ""}).status_code == 302
    asked = held(offer, nairobi)
    assert "For our markets" in text(as_partner.get(page)) and "For our markets" not in text(as_stranger.get(page))
    twice = as_officer.post(f"{page}take-up", {"text": "", "seen": ""})
    assert (twice.status_code, "Somebody else has changed this" in text(twice)) == (409, True)
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


def test_what_a_city_wrote_is_not_lost_when_the_offer_is_withdrawn_meanwhile(as_officer, as_li, office, nairobi):
    offer, hidden = make_offer(), make_offer("Hidden", confirmed=False)
    actions.step_offer(offer=offer, step="withdraw", seen=stands(offer).step.pk, **entered())
    late = as_officer.post(f"{offer.get_absolute_url()}take-up", {"text": "For our <markets>", "seen": ""})
    page = late.content.decode()
    assert (late.status_code, "does not hold any more" in page, "For our &lt;markets&gt;" in page) == (409, True, True)
    assert "Solar lamps" not in page and not TakeUp.objects.exists()
    assert as_officer.post(f"{hidden.get_absolute_url()}take-up", {"text": "x", "seen": ""}).status_code == 404


def test_what_the_team_wrote_is_shown_where_its_form_is_no_more(as_team, office):
    offer = make_offer(confirmed=False)
    seen = stands(offer).step.pk
    actions.step_offer(offer=offer, step="withdraw", seen=seen, **entered())
    late = step(as_team, offer, "refuse", seen=seen, why="Too dear")
    assert (late.status_code, "Too dear" in text(late), "Copy it" in text(late)) == (409, True, True)


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
