"""Advice: who lets themselves be listed, a city's request from the question to the rating, and who sees what."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sarai.accounts.actions import erase_account
from sarai.accounts.models import User
from sarai.evidence.actions import Overtaken
from sarai.evidence.engine import Question, Scope, answer, breakdown
from sarai.exchanges import actions as of_exchanges
from sarai.letters.models import Letter
from sarai.network.actions import erase_person
from sarai.network.models import PersonLink, Theme
from sarai.partnerships.actions import advice as actions
from sarai.partnerships.actions.pipeline import NotNow
from sarai.partnerships.models import AdviceRequest, AdviceStep, Expert
from sarai.partnerships.queries import advice as queries
from sarai.partnerships.rules import advice as rules
from tests.making import make_event, person
from tests.partnerships.making import LUOYANG, NAIROBI, city, institution
from tests.partnerships.piloting import AT, entered, text
from tests.people import logged_in, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]
TODAY = timezone.now().date()


def make_expert(name="Hua Li", **fields) -> Expert:
    email = name.lower().replace(" ", ".") + "@example.org"
    expert = Expert(**{"name": name, "email": email, "headline": "Heritage"} | fields)
    actions.keep_expert(expert=expert, themes=[], consents=True, **entered())
    actions.confirm_expert(expert=expert, at=AT)
    expert.refresh_from_db()
    return expert


def ask(number=NAIROBI, title="How to light a street", **fields) -> AdviceRequest:
    request = AdviceRequest(city=city(number), title=title, **fields)
    return actions.ask_for_advice(request=request, **entered())


def take(request, step, role, **said) -> AdviceStep:
    seen = queries.request_numbered(request.pk).seen
    return actions.step_advice(request=request, step=step, seen=seen, roles=[role], **said, **entered())


def given(number=NAIROBI, expert=None, rating=5, title="A question") -> AdviceRequest:
    """Advice of an expert, from the question to the rating."""
    request = ask(number, title)
    take(request, "offer", "adviser", adviser=expert or make_expert(), text="I can.")
    take(request, "agree", "city", text="Two days.")
    take(request, "report", "adviser", text="Done.")
    take(request, "rate", "city", rating=rating)
    return request


@pytest.fixture
def as_hua(db):
    """The browser of somebody without a role."""
    return logged_in(make_user("", "Hua Li"))


@pytest.fixture
def as_li(db):
    """The browser of Luoyang's officer."""
    return logged_in(make_user("officer", "Li Officer", city=LUOYANG))


# --- The roster


def test_somebody_is_listed_by_their_consent_and_the_teams_word(as_hua, as_team, as_stranger):
    sent = {"name": "Hua Li", "headline": "Heritage", "languages": "zh, en"}
    assert as_hua.post("/experts/own/", sent).status_code == 422
    assert not Expert.objects.exists()
    answered = as_hua.post("/experts/own/", sent | {"consent": "on", "city": "Luoyang, China"})
    expert = Expert.objects.get()
    assert (answered.status_code, expert.email, expert.state) == (302, "hua@example.org", "waiting")
    assert "My address is shown to nobody" in expert.wording and expert.consented_at
    assert as_stranger.get(expert.get_absolute_url()).status_code == 404
    ask(LUOYANG, "For experts alone")
    assert "For experts alone" not in text(as_hua.get("/advice/"))  # nobody knows them yet
    assert "Hua Li" in text(as_team.get("/experts/"))
    for told in ("they are listed", "does not wait for the team any more"):
        assert told in text(as_team.post(f"/experts/{expert.pk}/confirm", follow=True))
    assert "For experts alone" in text(as_hua.get("/advice/"))
    for page in ("/experts/", expert.get_absolute_url()):
        shown = as_stranger.get(page).content.decode()
        assert "Hua Li" in shown and "Luoyang" in shown and "hua@example.org" not in shown
    assert as_stranger.get("/experts/own/").status_code == 302


def test_the_team_proposes_and_nothing_is_shown_before_they_agree(as_team, as_stranger):
    sent = {"name": "Ana One", "email": "Ana@Example.org", "headline": "Waste"}
    assert as_team.post("/new-expert/", sent).status_code == 302
    expert = Expert.objects.get()
    assert as_stranger.get(expert.get_absolute_url()).status_code == 404
    assert "Ana One" not in text(as_stranger.get("/experts/")) and "Ana One" in text(as_team.get("/experts/"))
    again = as_team.post("/new-expert/", sent)
    assert again.status_code == 422
    letter = Letter.objects.get(email="ana@example.org")
    path = re.search(r"/experts/link/\S+", letter.text)[0]
    assert "I agree" in text(as_stranger.get(path))
    seen = re.search(r'name="seen" value="(\w+)"', as_stranger.get(path).content.decode())[1]
    told = {"name": "Ana One", "headline": "Waste and water", "consent": "on", "seen": seen}
    assert as_stranger.post(path, told).status_code == 302
    assert "Waste and water" not in text(as_stranger.get("/experts/"))  # the team has not seen these words
    as_team.post(f"/experts/{expert.pk}/confirm")
    assert "Waste and water" in text(as_stranger.get("/experts/"))
    late = as_stranger.post(path, told | {"headline": "Other"})
    assert (late.status_code, "Somebody else has changed this" in text(late)) == (422, True)


def test_an_entry_is_removed_by_its_link_its_account_and_the_team(as_stranger, as_hua, as_team):
    one, own, other = make_expert("Ana One"), make_expert("Hua Li", email="hua@example.org"), make_expert("Bo Two")
    path = queries.link_of(one)
    assert as_stranger.post(f"{path}remove").status_code == 302
    as_hua.post("/experts/own/remove")
    as_team.post(f"/experts/{other.pk}/remove")
    for expert in (one, own, other):
        expert.refresh_from_db()
        assert (expert.state, expert.name, expert.email, expert.headline) == ("removed", "", "", "")
    assert as_stranger.get(path).status_code == 404
    assert as_stranger.get("/experts/link/1.made-up/").status_code == 404


def test_an_account_takes_its_entry_with_it(as_hua, as_stranger):
    expert = make_expert(email="hua@example.org")
    erase_account(user=User.objects.get(email="hua@example.org"), at=AT)
    expert.refresh_from_db()
    assert (expert.state, expert.name, expert.email) == ("removed", "", "")
    assert as_stranger.get(expert.get_absolute_url()).status_code == 404


def test_who_is_forgotten_is_off_the_roster_and_their_advice_stays_counted(as_team):
    event = make_event()
    of_exchanges.contribute(event=event, role="trainer", who=person("Hua Li"), **entered())
    expert = make_expert()
    request = given(expert=expert)
    forgotten = PersonLink.objects.get(record__email="hua.li@example.org").person
    erase_person(person=forgotten, reason="Asked.", by="Ana", at=timezone.now())
    expert.refresh_from_db()
    assert (expert.state, expert.name, expert.email) == ("removed", "", "")
    assert AdviceStep.objects.get(step="offer").text == ""
    assert answer(Question("partnerships.advice_given")).value == 1
    assert "somebody who was removed since" in text(as_team.get(request.get_absolute_url()))


def test_what_they_did_before_comes_from_the_events(as_stranger):
    event = make_event()
    of_exchanges.contribute(event=event, role="trainer", who=person("Hua Li"), **entered())
    of_exchanges.contribute(event=event, role="trainer", who=person("Bo Two"), **entered())
    hua, bo = make_expert(), make_expert("Bo Two", email="another@example.org")
    assert {pk: [role for role, _event in done] for pk, done in queries.experience([hua, bo]).items()} == {
        hua.pk: ["trainer"]
    }
    assert "The training trainer" in text(as_stranger.get(hua.get_absolute_url()))


def test_ratings_are_told_from_three_on(as_stranger):
    expert = make_expert()
    for number, rating in enumerate((5, 4)):
        given(expert=expert, rating=rating, title=f"Question {number}")
    page = text(as_stranger.get(expert.get_absolute_url()))
    assert "Rated by cities 2 times. The average is shown from three on." in page and "4.5" not in page
    given(expert=expert, rating=1, title="Another")
    assert "Rated by cities 3 times. On average 3.3 of 5." in text(as_stranger.get(expert.get_absolute_url()))
    assert rules.rated([]) == rules.Rated(0, None)


def test_the_roster_is_narrowed_and_costs_the_same(as_stranger, django_assert_num_queries):
    assert "Nobody is listed yet" in text(as_stranger.get("/experts/"))
    make_expert("Ana One", languages=["es"])
    as_stranger.get("/experts/")
    with CaptureQueriesContext(connection) as one:
        as_stranger.get("/experts/")
    make_expert("Bo Two", headline="Waste")
    make_expert("Cai Three", city=city(LUOYANG))
    with django_assert_num_queries(len(one)):
        as_stranger.get("/experts/")
    assert "Bo Two" not in text(as_stranger.get("/experts/?language=es"))
    assert "Ana One" not in text(as_stranger.get("/experts/?q=waste"))
    assert "Nobody on the roster fits this" in text(as_stranger.get("/experts/?q=zzz&theme=none"))


# --- A request


def test_from_the_question_to_the_rating(as_officer, as_hua, as_stranger, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    city(NAIROBI)
    make_expert(email="hua@example.org")
    theme = Theme.objects.create(slug="light", name="Light")
    sent = {"title": "Street lights", "text": "Which lamps?", "theme": theme.pk, "languages": "en"}
    page = as_officer.post("/new-request/", sent).url
    assert as_stranger.get(page).status_code == 404

    def step(browser, name, **said):
        seen = queries.request_numbered(AdviceRequest.objects.get().pk).seen
        return browser.post(f"{page}{name}", {"seen": seen, **said})

    assert "Which lamps?" in text(as_hua.get(page)) and "Street lights" in text(as_hua.get("/advice/"))
    assert step(as_hua, "offer", text="").status_code == 422
    assert step(as_hua, "offer", text="I have done it in three cities.").status_code == 302
    assert step(as_hua, "agree", text="For a million.").status_code == 422  # the city agrees, not who offers
    assert step(as_officer, "agree", text="Two calls, no fee.").status_code == 302
    visit = {"form": "call", "starts_on": "2021-03-02", "ends_on": "2021-03-01", "link": "https://example.org/call"}
    assert "It ends before it begins" in text(step(as_hua, "arrange", **visit))
    assert step(as_hua, "arrange", **visit | {"ends_on": ""}).status_code == 302
    assert step(as_hua, "report", document=SimpleUploadedFile("r.pdf", b"<html>")).status_code == 422
    report = SimpleUploadedFile("report.pdf", b"%PDF-1.4 lamps")
    assert step(as_hua, "report", document=report, text="Use these.").status_code == 302
    assert step(as_officer, "rate", rating="6").status_code == 422
    assert step(as_officer, "rate", rating="4", text="Thank you.").status_code == 302
    shown = text(as_officer.get(page))
    assert "4 of 5" in shown and "Hua Li" in shown
    document = AdviceStep.objects.exclude(document="").get()
    path = f"{page}report/{document.pk}"
    assert b"".join(as_hua.get(path).streaming_content) == b"%PDF-1.4 lamps"
    assert as_stranger.get(path).status_code == 404
    assert answer(Question("partnerships.advice_given")).value == 1
    cells = breakdown(Question("partnerships.advice_requests"), "advice_state")
    assert [(cell.value, cell.number) for cell in cells] == [("rated", 1)]
    assert answer(Question("partnerships.advice_given", Scope("theme", "light"))).value == 1


def test_figures_say_what_was_known():
    request = ask()
    before = timezone.now()
    later = {"by": "Ana", "at": timezone.now()}
    seen = queries.request_numbered(request.pk).seen
    actions.step_advice(request=request, step="decline", seen=seen, roles=["team"], text="Not ours.", **later)
    question = Question("partnerships.advice_requests", Scope(), before)
    assert [cell.value for cell in breakdown(question, "advice_state")] == ["asked"]
    assert [cell.value for cell in breakdown(Question(question.key), "advice_state")] == ["declined"]


def test_the_team_assigns_an_institution_whose_partner_advises(as_team, as_partner, as_officer):
    office = institution()
    request = ask()
    page = request.get_absolute_url()
    seen = queries.request_numbered(request.pk).seen
    both = {"seen": seen, "expert": make_expert().pk, "institution": office.slug}
    assert as_team.post(f"{page}assign", both).status_code == 422
    assert as_team.post(f"{page}assign", {"seen": seen, "institution": office.slug}).status_code == 302
    assert "Un Office" in text(as_partner.get(page)) and "Give it back" in text(as_partner.get(page))
    released = as_partner.post(f"{page}release", {"seen": queries.request_numbered(request.pk).seen})
    assert (released.status_code, queries.request_numbered(request.pk).adviser) == (302, None)
    told = {letter.email: letter.text.splitlines()[0] for letter in Letter.objects.all()}
    assert told == {"omar@example.org": "Dear Omar Officer,", "paula@example.org": "Dear Paula Partner,"}


def test_who_could_advise_reads_the_question_and_nothing_of_others(as_hua, as_partner):
    make_expert(email="hua@example.org")
    institution()
    request = ask(text="Which lamps?")
    take(request, "offer", "adviser", adviser=make_expert("Bo Two"), text="Secret terms")
    assert as_hua.get(request.get_absolute_url()).status_code == 404  # somebody else has it
    take(request, "release", "adviser")
    for browser in (as_hua, as_partner):
        page = text(browser.get(request.get_absolute_url()))
        assert "Which lamps?" in page and "Secret terms" not in page and "Bo Two" not in page


def test_an_officer_of_another_city_sees_nothing(as_li, as_officer):
    request = ask(text="Which lamps?")
    assert as_li.get(request.get_absolute_url()).status_code == 404
    assert as_li.post(f"{request.get_absolute_url()}withdraw", {"seen": 1}).status_code == 404
    assert "How to light a street" not in text(as_li.get("/advice/"))
    assert "How to light a street" in text(as_officer.get("/advice/"))


def test_of_two_at_once_the_later_is_told(as_team):
    request = ask()
    seen = queries.request_numbered(request.pk).seen
    said = {"request": request, "seen": seen, "roles": ["adviser"], "text": "I can."}
    actions.step_advice(step="offer", adviser=make_expert(), **said, **entered())
    with pytest.raises(Overtaken, match="Somebody else has taken a step"):
        actions.step_advice(step="offer", adviser=make_expert("Bo Two"), **said, **entered())
    late = as_team.post(f"{request.get_absolute_url()}decline", {"seen": seen, "text": "No."})
    assert (late.status_code, "Somebody else has taken a step" in text(late)) == (409, True)
    assert "No." in text(late) and "Copy it" in text(late)  # nobody can decline any more what somebody offered to do
    assert AdviceStep.objects.count() == 2


def test_an_adviser_who_comes_second_is_told_and_keeps_what_they_wrote(as_hua, as_stranger, as_li):
    make_expert(email="hua@example.org")
    request = ask(text="Which lamps?")
    seen = queries.request_numbered(request.pk).seen
    path = f"{request.get_absolute_url()}offer"
    take(request, "offer", "adviser", adviser=make_expert("Bo Two"), text="Secret terms")
    sent = {"seen": seen, "text": "I have done it in <three> cities."}
    late = as_hua.post(path, sent)
    page = late.content.decode()
    assert (late.status_code, "was taken by somebody else meanwhile" in page) == (409, True)
    assert "I have done it in &lt;three&gt; cities." in page
    assert "Which lamps?" not in page and "Bo Two" not in page and "Secret" not in page
    for browser, said in ((as_stranger, sent), (as_li, sent), (as_hua, sent | {"seen": seen + 1}), (as_hua, {})):
        assert browser.post(path, said).status_code == 404  # it was never theirs to see
    assert AdviceStep.objects.count() == 2


def test_who_was_overtaken_and_can_still_take_the_step_finds_what_they_wrote_in_it(as_officer):
    request = given_until_offered()
    seen = queries.request_numbered(request.pk).seen
    path = request.get_absolute_url()
    first = as_officer.post(f"{path}agree", {"seen": seen, "text": "Two days."})
    assert first.status_code == 302
    seen = queries.request_numbered(request.pk).seen
    visit = {"form": "call", "starts_on": "2021-03-02", "seen": seen, "link": "https://example.org/call"}
    assert as_officer.post(f"{path}arrange", visit).status_code == 302
    late = as_officer.post(f"{path}arrange", visit | {"link": "https://example.org/other"})
    assert (late.status_code, 'value="https://example.org/other"' in late.content.decode()) == (409, True)


def given_until_offered() -> AdviceRequest:
    city(NAIROBI)
    request = ask()
    take(request, "offer", "adviser", adviser=make_expert("Bo Two"), text="I can.")
    return request


def test_a_step_that_is_shut_and_filled_in_wrongly_says_so(as_team):
    request = given_until_offered()
    wrong = as_team.post(f"{request.get_absolute_url()}decline", {"seen": 1, "text": ""})
    assert (wrong.status_code, "cannot be done as it stands" in text(wrong)) == (422, True)


def test_nobody_rates_what_they_did_themselves(as_officer, as_team):
    """An officer may be the expert whom the team names for their own city; a member of the team may be one, too."""
    for browser, name in ((as_officer, "Omar"), (as_team, "Tara")):
        expert = make_expert(name)
        Expert.objects.filter(pk=expert.pk).update(email=f"{name.lower()}@example.org")
        request = ask(title=f"For {expert}")
        take(request, "assign", "team", adviser=expert)
        take(request, "agree", "city", text="Two days.")
        take(request, "report", "adviser", text="Done.")
        page = request.get_absolute_url()
        assert "Rate the advice" not in text(browser.get(page))
        rated = browser.post(f"{page}rate", {"seen": queries.request_numbered(request.pk).seen, "rating": "5"})
        assert (rated.status_code, queries.ratings(expert).number) == (422, 0)


def test_what_is_written_in_a_report_is_no_html(as_officer):
    expert = make_expert("Bo <b>Two</b>", email="bo@example.org")
    request = ask(title="<i>Lamps</i>", text="<script>alert(1)</script>")
    take(request, "offer", "adviser", adviser=expert, text="<script>alert(2)</script>")
    take(request, "agree", "city", text="<script>alert(3)</script>")
    take(request, "report", "adviser", text="<script>alert(4)</script>\n\n<img src=x onerror=alert(5)>")
    page = as_officer.get(request.get_absolute_url()).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page and "<i>Lamps" not in page and "<b>Two" not in page
    for number in (1, 2, 3, 4):
        assert f"&lt;script&gt;alert({number})" in page
    assert "&lt;img src=x onerror=alert(5)&gt;" in page


def test_who_removed_their_entry_is_on_no_page_and_in_no_table(as_team, as_officer, as_stranger):
    expert = make_expert("Zebra Expert", headline="Zebra heritage", about="Zebra life", email="zebra@example.org")
    request = given(expert=expert)
    key = "partnerships.advice_given"
    pages = [
        "/experts/", "/experts/?q=zebra", expert.get_absolute_url(), "/advice/", request.get_absolute_url(), "/city/",
        f"/evidence/{key}/", f"/evidence/{key}/csv", f"/evidence/{key}/xlsx", "/sources/",
        *(f"/sources/{pk}/" for pk in request.steps.values_list("source", flat=True)),
    ]  # fmt: skip
    assert "Zebra" in text(as_stranger.get("/experts/")) and "Zebra" in text(as_officer.get(request.get_absolute_url()))
    actions.remove_expert(expert=expert, at=AT)
    for browser in (as_team, as_officer, as_stranger):
        for page in pages:
            answered = browser.get(page)
            shown = b"".join(answered.streaming_content) if answered.streaming else answered.content
            assert b"zebra" not in shown.lower().replace(b"q=zebra", b"").replace(b'value="zebra"', b""), page
    assert as_stranger.get(expert.get_absolute_url()).status_code == 404
    assert "zebra" not in "".join(map(str, AdviceStep.objects.values_list("text", flat=True))).lower()


def test_a_proposal_sent_twice_is_one_and_an_address_that_is_there_is_told_to_the_team_alone(as_team):
    shown = as_team.get("/new-expert/").context["form"]
    sent = {"name": "Ana One", "email": "ana@example.org", "headline": "Waste", "token": shown["token"].value()}
    assert [as_team.post("/new-expert/", sent).status_code for _time in range(2)] == [302, 302]
    expert = Expert.objects.get()
    again = as_team.post("/new-expert/", sent | {"name": "<i>Ana</i>", "token": ""})
    page = again.content.decode()
    assert again.status_code == 422 and "onstraint" not in page
    assert f'<a href="/experts/#expert-{expert.pk}"><bdi>Ana One</bdi></a> (asked for their consent)' in page
    assert f'id="expert-{expert.pk}"' in as_team.get("/experts/").content.decode()
    listed = make_expert("Bo Two")
    page = as_team.post("/new-expert/", sent | {"email": listed.email, "token": ""}).content.decode()
    assert f'<a href="{listed.get_absolute_url()}"><bdi>Bo Two</bdi></a>' in page
    with pytest.raises(actions.Known) as others:
        actions.keep_expert(expert=Expert(name="X", email=listed.email), themes=[], consents=True, **entered())
    assert "Bo" not in str(others.value) and "address" not in str(others.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        Expert.objects.update(token=sent["token"])


def test_a_question_sent_twice_from_one_page_is_asked_once(as_officer):
    city(NAIROBI)
    sent = {"title": "Lights", "token": as_officer.get("/new-request/").context["form"]["token"].value()}
    page = as_officer.post("/new-request/", sent).url
    request = AdviceRequest.objects.get()
    take(request, "offer", "adviser", adviser=make_expert(), text="I can.")  # so that it does not wait any more
    assert as_officer.post("/new-request/", sent).url == page
    assert AdviceRequest.objects.count() == 1
    assert as_officer.post("/new-request/", {"title": "Lights"}).url != page
    with pytest.raises(IntegrityError), transaction.atomic():
        AdviceRequest.objects.update(token=sent["token"])


def test_a_city_asks_once_and_not_for_everything(as_officer):
    assert ask() == ask()
    for number in range(rules.MOST_OPEN - 1):
        ask(title=f"Question {number}")
    refused = as_officer.post("/new-request/", {"title": "One more"})
    assert (refused.status_code, "has 10 open requests already" in text(refused)) == (422, True)
    with pytest.raises(NotNow):
        ask(title="One more")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"title": ""}, "This field is required"),
        ({"by_when": (TODAY - timedelta(days=1)).isoformat()}, "Write a day from today on"),
        ({"languages": "english!"}, "is no code of a language"),
    ],
)
def test_a_request_that_cannot_be_is_told(as_officer, said, told):
    city(NAIROBI)
    answered = as_officer.post("/new-request/", {"title": "Lights"} | said)
    assert (answered.status_code, told in text(answered)) == (422, True)
    assert not AdviceRequest.objects.exists()


def test_the_database_refuses_what_no_form_lets_through():
    request = ask()
    for wrong in ({"rating": 0}, {"rating": 6}, {"ends_on": TODAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AdviceStep.objects.filter(request=request).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Expert.objects.create(name="A", email="a@example.org", state="listed", made_at=AT, changed_at=AT)


def test_the_list_and_a_page_cost_the_same_whatever_is_on_them(as_team, django_assert_num_queries):
    first = given()
    for page in ("/advice/", first.get_absolute_url()):
        as_team.get(page)
    with CaptureQueriesContext(connection) as listed:
        as_team.get("/advice/")
    with CaptureQueriesContext(connection) as alone:
        as_team.get(first.get_absolute_url())
    expert = make_expert("Bo Two")
    for number in range(2):
        request = given(LUOYANG, expert, title=f"Question {number}")
    with django_assert_num_queries(len(listed)):
        as_team.get("/advice/")
    with django_assert_num_queries(len(alone)):
        as_team.get(request.get_absolute_url())


def test_every_state_is_reached():
    for machine in (rules.ADVICE, rules.OFFER, rules.TAKE_UP):
        assert {new for steps in machine.values() for new in steps.values()} == set(machine) - {""}
    assert {step for steps in rules.ADVICE.values() for step in steps} == set(rules.TAKEN_BY)


def test_what_somebody_changes_of_their_entry_waits_for_the_team_again(as_hua, as_stranger):
    expert = make_expert("Hua Li", email="hua@example.org")
    said = {"name": "Hua Li", "headline": "Heritage", "languages": "zh", "consent": "on"}
    as_hua.post("/experts/own/", said)
    expert.refresh_from_db()
    assert expert.state == "listed"  # the languages alone are no matter of the team's
    as_hua.post("/experts/own/", said | {"headline": "Secretary-General"})
    expert.refresh_from_db()
    assert expert.state == "waiting"
    assert "Secretary-General" not in text(as_stranger.get("/experts/"))
