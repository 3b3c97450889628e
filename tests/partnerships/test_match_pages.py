"""The page of who fits a city: for its officer and the team; weights to be tried by them, and changed by the team."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sarai.network.models import City
from sarai.partnerships import actions
from sarai.partnerships.models import Offer, OfferStep, Weight
from sarai.partnerships.queries.matching import newest_weighing, weights
from sarai.partnerships.rules import PARTS, Weights
from tests.making import make_source
from tests.people import logged_in, make_user

from .making import LUOYANG, NAIROBI, NOW, PUEBLA, SANTIAGO, XIAMEN, city, institution
from .matchable import names, says, theme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
PAGE, WEIGHTS = f"/cities/{PUEBLA}/matches/", "/partnerships/weights/"


@pytest.fixture
def puebla():
    return city(PUEBLA)


@pytest.fixture
def as_their_officer(puebla):
    return logged_in(make_user("officer", "Olga", city=puebla.pk))


@pytest.fixture
def luoyang(puebla):
    tourism, luoyang = theme("tourism", "Heritage & tourism"), city(LUOYANG)
    says(puebla, "need", "heritage", about=tourism)
    says(luoyang, "offer", "<b>old towns</b>", about=tourism)
    names(luoyang, puebla)
    names(puebla, luoyang)
    return luoyang


def in_order(page, *texts):
    places = [page.index(text) for text in texts]
    return places == sorted(places)


def test_the_officer_reads_why(as_their_officer, luoyang):
    page = as_their_officer.get(PAGE).content.decode()
    for sentence in (
        "<bdi>Luoyang</bdi> offers help with <bdi>&lt;b&gt;old towns&lt;/b&gt;</bdi> (Heritage &amp; tourism), which your city says",
        "Your city asked for <bdi>Luoyang</bdi>.",
        "<bdi>Luoyang</bdi> asked for <bdi>Puebla</bdi>.",
        "Each of you asked for the other.",
        "Neither of you has a partner in Heritage &amp; tourism yet.",
    ):
        assert sentence in page
    assert "Score 7.50" in page
    assert f"/introductions/city/{PUEBLA}/new?partner=city%3A{LUOYANG}&amp;theme={theme('tourism').pk}" in page


def test_reasons_open_their_records(as_their_officer, luoyang, as_stranger):
    page = as_their_officer.get(PAGE).content.decode()
    addresses = [html.unescape(one) for one in re.findall(r'href="(/evidence/[^"]+)"', page)]
    keys = {one.split("/")[2] for one in addresses}
    assert keys == {"needs.stated_needs", "needs.stated_offers", "needs.stated_wishes"}
    for address in addresses:
        assert as_their_officer.get(address).status_code == as_stranger.get(address).status_code == 200


def test_what_comes_first_is_said_only_where_both_rank_it_so(as_their_officer, luoyang, puebla):
    tourism = theme("tourism")
    says(luoyang, "need", "museums", about=tourism)
    page = as_their_officer.get(PAGE).content.decode()
    assert "Both of you need Heritage &amp; tourism." in page and "Both of you put" not in page
    says(luoyang, "need", "museums", about=tourism, rank=1)
    says(puebla, "need", "heritage", about=tourism, rank=1)
    assert "Both of you put Heritage &amp; tourism first." in as_their_officer.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("as_team", 200), ("as_officer", 403), ("as_partner", 403), ("as_stranger", 403)]
)
def test_nobody_else_does(who, status, luoyang, request):
    assert request.getfixturevalue(who).get(PAGE).status_code == status
    panel = "Partners who fit" in request.getfixturevalue(who).get(f"/cities/{PUEBLA}/").content.decode()
    assert panel == (status == 200)


def test_there_is_no_page_of_a_city_that_is_not_there(as_team):
    for number in ("1", "x", "9" * 30):
        assert as_team.get(f"/cities/{number}/matches/").status_code == 404


def test_a_city_of_which_nothing_is_known_is_told_what_to_do(as_their_officer, puebla):
    page = as_their_officer.get(PAGE).content.decode()
    assert "too little is known" in page and f"/cities/{PUEBLA}/needs/" in page
    assert "too little is known" in as_their_officer.get(f"/cities/{PUEBLA}/").content.decode()


def test_other_weights_are_tried_and_not_kept(as_their_officer, luoyang, puebla):
    names(city(XIAMEN), puebla)
    page = as_their_officer.get(PAGE).content.decode()
    assert in_order(page, "<bdi>Luoyang</bdi></a>", "<bdi>Xiamen</bdi></a>") and "You are trying" not in page
    tried = dict.fromkeys(PARTS, "0") | {"asked": "7"}
    page = as_their_officer.get(PAGE, tried).content.decode()
    assert "You are trying" in page and page.count("Score 7.00") == 2
    assert weights() == Weights() and not Weight.objects.exists()


@pytest.mark.parametrize("weight", ["-1", "nan", "inf", "101", "much", ""])
def test_what_is_no_weight_is_said(as_their_officer, luoyang, weight):
    answer = as_their_officer.get(PAGE, {"needs": weight})
    assert answer.status_code == 422 and "Score 7.50" in answer.content.decode()


def test_what_is_looked_for_stays_when_weights_are_tried(as_their_officer, luoyang):
    page = as_their_officer.get(PAGE, {"kind": "institution", "needs": "1", "theme": "x"}).content.decode()
    assert "Nobody who is known here fits" in page
    assert '<input type="hidden" name="needs" value="1">' in page
    assert '<input type="hidden" name="kind" value="institution">' in page


def test_a_page_of_three_asks_no_more_than_one_of_one(as_their_officer, luoyang, puebla, settings):
    settings.FIGURES_CACHED_IN_TRANSACTIONS = True

    def asked():
        as_their_officer.get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            as_their_officer.get(PAGE)
        return len(queries)

    one = asked()
    for number in (SANTIAGO, XIAMEN, NAIROBI):
        names(city(number), puebla)
        says(city(number), "offer", "old towns", about=theme("tourism"))
    assert City.objects.count() == 5
    assert asked() == one


def test_partners_are_links_whatever_they_are(as_their_officer, luoyang):
    offer = Offer.objects.create(title="Scanners", text="3D", institution=institution(), made_at=NOW)
    offer.themes.add(theme("tourism"))
    OfferStep.objects.create(offer=offer, step="publish", state="public", source=make_source(NOW), recorded_at=NOW)
    page = as_their_officer.get(PAGE).content.decode()
    assert '<a href="/institutions/un-office/"><bdi>Un Office</bdi></a>' in page
    assert f'<a href="/cities/{LUOYANG}/"><bdi>Luoyang</bdi></a>' in page


# --- Weights


NONE = dict.fromkeys(PARTS, "0")


@pytest.mark.parametrize(
    ("weights_of", "sentence"),
    [(NONE, "All weights are 0"), (NONE | {"languages": "3"}, "With these weights nobody is proposed")],
)
def test_weights_by_which_nobody_is_proposed_are_refused(as_team, as_their_officer, luoyang, weights_of, sentence):
    answer = as_team.post(WEIGHTS, given(**weights_of))
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not Weight.objects.exists()
    answer = as_their_officer.get(PAGE, weights_of)
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page and "These weights cannot be tried" in page
    assert "Score 7.50" in page and "You are trying" not in page


def test_where_all_weights_are_0_that_is_said(as_their_officer, as_team, luoyang):
    actions.weigh(values=dict.fromkeys(PARTS, 0.0), by="Bo", at=timezone.now())
    for address in (PAGE, f"/cities/{PUEBLA}/"):
        page = as_their_officer.get(address).content.decode()
        assert "all weights of reasons that could propose somebody are 0" in page and f'href="{WEIGHTS}"' in page
        assert "too little is known" not in page
        assert "Change the weights" in as_team.get(address).content.decode()


def given(**changed):
    return (
        {part: str(getattr(weights(), part)) for part in PARTS}
        | {"after": newest_weighing(), "reason": "tried"}
        | changed
    )


def test_everybody_reads_the_weights_and_the_team_changes_them(as_team, team, as_officer, as_stranger):
    for who in (as_officer, as_stranger):
        page = who.get(WEIGHTS)
        assert (
            page.status_code == 200
            and "<form" not in page.content.decode().partition("<main")[2].partition("</main")[0]
        )
        assert who.post(WEIGHTS, given(needs="9")).status_code == 403
        assert who.post(f"{WEIGHTS}undo", {"source": 1}).status_code == 403
    assert as_team.post(WEIGHTS, given(needs="9", reason="needs first")).status_code == 302
    assert weights() == Weights(needs=9)
    page = as_team.get(WEIGHTS).content.decode()
    assert "What one needs and the other offers: 9" in page and "needs first" in page and str(team) in page
    assert str(team) not in as_stranger.get(WEIGHTS).content.decode()


def test_weights_are_not_changed_without_a_reason(as_team):
    answer = as_team.post(WEIGHTS, given(needs="9", reason=" "))
    assert answer.status_code == 422 and "Say why. Whoever looks at the history" in answer.content.decode()
    assert not Weight.objects.exists()


def test_a_change_is_undone_and_the_undoing_too(as_team):
    as_team.post(WEIGHTS, given(needs="9", wish="0"))
    as_team.post(WEIGHTS, given(needs="5"))
    for expected in (Weights(needs=9, wish=0), Weights(needs=5, wish=0)):
        as_team.post(f"{WEIGHTS}undo", {"source": newest_weighing()})
        assert weights() == expected


def test_undoing_the_first_change_brings_back_the_weights_as_they_came(as_team):
    as_team.post(WEIGHTS, given(needs="9"))
    as_team.post(f"{WEIGHTS}undo", {"source": newest_weighing()})
    assert weights() == Weights()
    assert "The weights are again as they came." in as_team.get(WEIGHTS).content.decode()


def test_of_two_who_change_weights_the_later_is_told(as_team):
    mine = given(needs="9")
    actions.weigh(values={"wish": 1.0}, by="Bo", at=timezone.now())
    answer = as_team.post(WEIGHTS, mine)
    assert answer.status_code == 422 and "changed the weights meanwhile" in answer.content.decode()
    assert weights() == Weights(wish=1)
    for seen in ("0", "x", "9" * 30, ""):
        answer = as_team.post(f"{WEIGHTS}undo", {"source": seen}, follow=True)
        assert "changed the weights meanwhile" in answer.content.decode()
    assert weights() == Weights(wish=1)


def test_the_same_again_changes_nothing(as_team):
    assert actions.weigh(values={"needs": 3.0}, by="Bo", at=timezone.now()) is None
    with pytest.raises(ValueError, match="no parts of a match: gender"):
        actions.weigh(values={"gender": 3.0}, by="Bo", at=timezone.now())
    with pytest.raises(ValueError, match="needs: a weight"):
        actions.weigh(values={"needs": -1.0}, by="Bo", at=timezone.now())
    assert as_team.post(WEIGHTS, given(needs="-1")).status_code == 422
    assert not Weight.objects.exists()
