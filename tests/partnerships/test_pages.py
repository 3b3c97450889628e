"""The pages of partnerships: who sees what, and what can be done there."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sarai.accounts.actions import erase_account
from sarai.accounts.models import User
from sarai.accounts.queries import agrees, kept_about
from sarai.letters.models import Letter
from sarai.partnerships import actions
from sarai.partnerships.models import Meeting, Note, Partnership, Side, Step
from sarai.partnerships.queries.partnerships import standing
from tests.partnerships.making import LUOYANG, NAIROBI, PUEBLA, agreed, asked, city, institution, shares, side, step
from tests.people import logged_in, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("countries")]


@pytest.fixture
def nairobi():
    return city(NAIROBI)


@pytest.fixture
def luoyang():
    return city(LUOYANG)


@pytest.fixture
def as_li(luoyang):
    """The browser of Luoyang's officer."""
    return logged_in(make_user("officer", "Li Officer", city=LUOYANG))


@pytest.fixture
def made(nairobi, luoyang) -> Partnership:
    """A request of Nairobi's to Luoyang."""
    return asked(nairobi, luoyang)


def take(browser, partnership, name, **said):
    now = standing(partnership)
    return browser.post(f"/partnerships/{partnership.pk}/step", {"step": name, "seen": now.seen, **said})


def text(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_an_officer_asks_and_the_other_accepts(as_officer, as_li, officer, nairobi, luoyang):
    page = as_officer.get(f"/introductions/city/{NAIROBI}/new?partner=city:{LUOYANG}")
    assert "Ask for an introduction to Luoyang" in text(page)
    sent = {"partner": f"city:{LUOYANG}", "what": "Heritage", "share": "on", "confirmed": "1"}
    answer = as_officer.post(f"/introductions/city/{NAIROBI}/new", sent)
    made = Partnership.objects.get()
    assert answer.url == made.get_absolute_url()
    assert agrees(officer, "share")
    page = text(as_li.get(made.get_absolute_url()))
    assert "They wait for your answer." in page and officer.email not in page
    assert take(as_li, made, "accept").status_code == 302
    assert officer.email in text(as_li.get(made.get_absolute_url()))
    # Asked once more, it leads to what there is.
    assert as_officer.get(f"/introductions/city/{NAIROBI}/new?partner=city:{LUOYANG}").url == made.get_absolute_url()


def test_an_officer_asks_for_no_city_but_their_own(as_officer, as_partner, as_stranger, luoyang, nairobi):
    for browser, status in ((as_officer, 403), (as_partner, 403), (as_stranger, 302)):
        answer = browser.post(f"/introductions/city/{LUOYANG}/new", {"partner": f"city:{NAIROBI}", "confirmed": "1"})
        assert answer.status_code == status
    assert not Partnership.objects.exists()


def test_a_request_to_oneself_or_to_nobody_is_refused_in_words(as_officer, nairobi):
    answer = as_officer.post(f"/introductions/city/{NAIROBI}/new", {"partner": f"city:{NAIROBI}", "confirmed": "1"})
    assert answer.status_code == 422 and "This is a request to oneself." in text(answer)
    for partner in ("", "city:1", "city:x", "institution:none", "'"):
        answer = as_officer.post(f"/introductions/city/{NAIROBI}/new", {"partner": partner, "confirmed": "1"})
        assert answer.status_code == 404


def test_what_is_on_its_way_is_there_for_its_sides_and_the_team_alone(
    made, as_team, as_steward, as_officer, as_partner, as_stranger, as_li
):
    address = made.get_absolute_url()
    seen = [one.get(address).status_code for one in (as_team, as_officer, as_li, as_steward, as_partner, as_stranger)]
    assert seen == [200, 200, 200, 404, 404, 404]


def test_what_exists_is_told_to_everybody_without_people(nairobi, luoyang, as_stranger, officer):
    shares(officer)
    made = agreed(nairobi, luoyang)
    page = text(as_stranger.get(made.get_absolute_url()))
    assert "confirmed by both" in page and officer.email not in page and "Notes" not in page
    assert "Nairobi – Luoyang" in text(as_stranger.get("/partnerships/"))


def test_notes_are_read_by_those_for_whom_they_are(made, as_team, as_officer, as_li, as_partner):
    for browser, readers in ((as_officer, "own"), (as_officer, "sides"), (as_team, "team")):
        said = {"text": f"For {readers}", "readers": readers}
        assert browser.post(f"/partnerships/{made.pk}/notes", said).status_code == 302
    seen = {
        who: [word for word in ("own", "sides", "team") if f"For {word}" in text(browser.get(made.get_absolute_url()))]
        for who, browser in (("officer", as_officer), ("li", as_li), ("team", as_team))
    }
    assert seen == {"officer": ["own", "sides"], "li": ["sides"], "team": ["sides", "team"]}
    for browser, readers in ((as_officer, "team"), (as_team, "own"), (as_officer, "")):
        answer = browser.post(f"/partnerships/{made.pk}/notes", {"text": "x", "readers": readers})
        assert answer.status_code == 422
    assert as_partner.post(f"/partnerships/{made.pk}/notes", {"text": "x", "readers": "sides"}).status_code == 404
    own = Note.objects.get(readers="own")
    assert as_li.post(f"/partnerships/notes/{own.pk}/delete").status_code == 404
    assert as_officer.post(f"/partnerships/notes/{own.pk}/delete").status_code == 302
    assert not Note.objects.filter(pk=own.pk).exists()


def test_html_in_what_people_write_is_text(made, as_officer):
    as_officer.post(f"/partnerships/{made.pk}/notes", {"text": "<script>alert(1)</script>", "readers": "sides"})
    page = as_officer.get(made.get_absolute_url()).content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_an_older_page_does_not_act_on_what_it_has_not_seen(made, as_officer, as_li):
    seen = standing(made).seen
    take(as_li, made, "accept")
    answer = as_li.post(f"/partnerships/{made.pk}/step", {"step": "decline", "seen": seen})
    assert answer.status_code == 422 and "Somebody else has taken a step meanwhile" in text(answer)
    assert standing(made).state == "introduction"


def test_one_side_takes_no_step_for_the_other(made, as_officer, luoyang):
    answer = take(as_officer, made, "accept", side=side(made, luoyang).pk)
    assert answer.status_code == 422
    assert standing(made).state == "interest"


def test_the_team_takes_a_step_for_a_side_that_has_nobody_here(made, as_team, luoyang):
    assert take(as_team, made, "accept").status_code == 422
    assert take(as_team, made, "accept", side=side(made, luoyang).pk).status_code == 302
    assert standing(made).state == "introduction"


def test_a_signed_document_is_fetched_by_the_sides_alone(
    nairobi, luoyang, as_officer, as_li, as_partner, as_stranger, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    made = agreed(nairobi, luoyang)
    bad = SimpleUploadedFile("mou.pdf", b"MZ\x90 a program")
    answer = take(as_officer, made, "sign", document=bad)
    assert answer.status_code == 422 and "no file of a kind that is taken" in text(answer)
    assert take(as_officer, made, "sign", document=SimpleUploadedFile("MoU ‮fdp.pdf", b"%PDF-1.7")).status_code == 302
    kept = Step.objects.get(step="sign")
    fetched = as_li.get(f"/partnerships/steps/{kept.pk}/document")
    assert fetched.status_code == 200 and fetched["Content-Disposition"].startswith("attachment")
    assert fetched["X-Content-Type-Options"] == "nosniff"
    fetched.close()
    assert as_partner.get(f"/partnerships/steps/{kept.pk}/document").status_code == 404
    assert as_stranger.get(f"/partnerships/steps/{kept.pk}/document").status_code == 302
    assert not list(tmp_path.rglob("*MoU*"))


def test_the_last_step_is_taken_back_by_who_took_it(made, as_officer, as_li):
    take(as_li, made, "decline", what="Too far")
    last = standing(made).seen
    as_officer.post(f"/partnerships/{made.pk}/undo", {"seen": last})
    assert standing(made).state == "declined"
    assert as_li.post(f"/partnerships/{made.pk}/undo", {"seen": last}).status_code == 302
    assert standing(made).state == "interest"


def test_a_meeting_from_proposal_to_calendar(made, as_officer, as_li, as_partner):
    take(as_li, made, "accept")
    day = (timezone.now() + timedelta(days=9)).date()
    said = {"title": "First talk", "day": day, "at": "11:00", "minutes": "45", "timezone": "Africa/Nairobi", "link": ""}
    assert as_officer.post(f"/partnerships/{made.pk}/meetings", said | {"day": "2020-01-01"}).status_code == 422
    assert as_officer.post(f"/partnerships/{made.pk}/meetings", said | {"timezone": "Mars/Base"}).status_code == 422
    assert as_officer.post(f"/partnerships/{made.pk}/meetings", said).status_code == 302
    meeting = Meeting.objects.get()
    page = text(as_li.get(made.get_absolute_url()))
    assert "11:00–11:45" in page and "16:00–16:45" in page
    assert as_partner.post(f"/partnerships/meetings/{meeting.pk}/answer", {"answer": "accept"}).status_code == 404
    assert as_li.post(f"/partnerships/meetings/{meeting.pk}/answer", {"answer": "accept"}).status_code == 302
    assert standing(made).state == "dialogue"
    ics = as_li.get(f"/partnerships/meetings/{meeting.pk}/calendar").content.decode()
    assert "TZID=Africa/Nairobi:" in ics and "SEQUENCE:1" in ics
    assert Letter.objects.filter(subject__startswith="Meeting").count() == 4


def test_the_team_proposes_two_and_puts_on_record_what_exists(as_team, nairobi, as_officer):
    institution("catis", name="China Association of Trade in Services", acronym="CATIS")
    said = {"lead": "Puebla, Mexico", "partner": "洛阳, China"}
    assert as_team.post("/partnerships/new/", said).status_code == 302
    assert standing(Partnership.objects.get()).state == "match"
    said = {"lead": "Nairobi, Kenya", "partner": "catis", "exists": "on"}
    assert as_team.post("/partnerships/new/", said).status_code == 302
    assert standing(Partnership.objects.first()).rung == "declared"
    for said in ({"lead": "Nowhere at all", "partner": "catis"}, {"lead": "catis", "partner": "CATIS"}):
        answer = as_team.post("/partnerships/new/", said)
        assert answer.status_code == 422 and answer.context["form"].errors
    assert as_officer.post("/partnerships/new/", said).status_code == 403


def test_the_board_has_a_column_for_each_stage(made, as_team, as_officer, as_partner, nairobi):
    agreed(nairobi, institution())
    page = text(as_team.get("/partnerships/board/"))
    assert "Nairobi – Luoyang" in page and "waits for Luoyang" in page
    assert "Nairobi – Un Office" in text(as_partner.get("/partnerships/board/"))
    assert "Luoyang" not in text(as_partner.get("/partnerships/board/"))
    actions.take_step(
        partnership=made, step="decline", side=side(made, nairobi), seen=standing(made).seen, by="Omar", at=timezone.now()
    )  # fmt: skip
    assert "Luoyang" not in text(as_officer.get("/partnerships/board/"))
    assert "Luoyang" in text(as_officer.get("/partnerships/board/?which=closed"))


@pytest.mark.parametrize("address", ["/partnerships/", "/partnerships/board/"])
def test_pages_of_many_ask_as_much_as_of_one(as_team, nairobi, address):
    agreed(nairobi, institution("office-0"))
    as_team.get(address)
    with CaptureQueriesContext(
        connection,
    ) as once:
        as_team.get(address)
    for number in (1, 2):
        agreed(nairobi, institution(f"office-{number}"))
    as_team.get(address)
    with CaptureQueriesContext(connection) as again:
        as_team.get(address)
    assert len(again) == len(once) <= 15


def test_numbers_that_are_none_are_refused(made, as_officer):
    for seen in ("", "x", "9" * 30):
        assert as_officer.post(f"/partnerships/{made.pk}/step", {"step": "decline", "seen": seen}).status_code == 422
        assert as_officer.post(f"/partnerships/{made.pk}/undo", {"seen": seen}).status_code in (302, 403)
    assert as_officer.get("/partnerships/999999/").status_code == 404
    assert standing(made).state == "interest"


def test_a_step_back_to_dialogue_after_a_consent_is_withdrawn_asks_again(made, as_officer, as_li, officer):
    shares(officer)
    take(as_li, made, "accept")
    assert take(as_officer, made, "withdraw").status_code == 302
    page = text(as_li.get(made.get_absolute_url()))
    assert officer.email not in page and "has taken its consent back" in page
    assert step(made, "accept", standing(made).sides[0].who).state == "introduction"


def test_the_pages_of_its_sides_tell_of_it_and_of_what_waits(made, as_li, as_officer, as_stranger, as_team, luoyang):
    page = text(as_li.get(f"/cities/{LUOYANG}/"))
    assert "An introduction waits for your answer: Nairobi – Luoyang" in page
    assert "Nairobi – Luoyang" not in text(as_stranger.get(f"/cities/{LUOYANG}/"))
    assert "Nairobi – Luoyang" not in text(as_officer.get(f"/cities/{LUOYANG}/"))
    take(as_li, made, "accept")
    take(as_li, made, "agree")
    assert "Nairobi – Luoyang" not in text(as_stranger.get(f"/cities/{LUOYANG}/"))  # one side alone says so
    assert "Say whether you work together: Nairobi – Luoyang" in text(as_officer.get(f"/cities/{NAIROBI}/"))
    take(as_officer, made, "agree")
    for browser in (as_stranger, as_team, as_officer):
        assert "Nairobi – Luoyang" in text(browser.get(f"/cities/{LUOYANG}/"))


def test_an_institution_has_its_partnerships_too(nairobi, as_partner, as_stranger):
    office = institution()
    asked(nairobi, office)
    assert "An introduction waits for your answer" in text(as_partner.get(office.get_absolute_url()))
    assert "Nairobi – Un Office" not in text(as_stranger.get(office.get_absolute_url()))


def test_who_erases_their_account_leaves_no_word_and_no_address_here(made, as_li, as_team, as_officer, officer):
    shares(officer)
    as_officer.post(f"/partnerships/{made.pk}/notes", {"text": "Call Omar at home", "readers": "sides"})
    as_team.post(f"/partnerships/{made.pk}/plan", {"next_action": "Write", "owner": str(officer), "due_on": ""})
    take(as_li, made, "accept")
    assert Letter.objects.filter(email=officer.email).exists()
    erase_account(user=officer, at=timezone.now())
    made.refresh_from_db()
    assert not Note.objects.exists() and made.owner == ""
    assert not Letter.objects.filter(email=officer.email).exists()
    page = text(as_li.get(made.get_absolute_url()))
    assert "Omar" not in page and "omar" not in page
    assert standing(made).state == "introduction"


def rename(browser, name):
    assert browser.post("/account/change", {"name": name, "language": ""}).status_code == 302


def test_notes_are_their_authors_whatever_their_account_is_called(made, as_officer, as_li, officer):
    as_officer.post(f"/partnerships/{made.pk}/notes", {"text": "Ours alone", "readers": "own"})
    rename(as_officer, "Zed")
    rename(as_li, "Omar Officer")
    erase_account(user=User.objects.get(name="Omar Officer"), at=timezone.now())
    assert "Ours alone" in text(as_officer.get(made.get_absolute_url()))
    assert [one["text"] for one in kept_about(officer)["under_this_account"] if one["what"] == "note"] == ["Ours alone"]
    erase_account(user=User.objects.get(pk=officer.pk), at=timezone.now())
    assert not Note.objects.exists()


def test_a_name_in_a_plan_is_taken_out_where_ones_city_takes_part(made, nairobi, luoyang, officer):
    other = asked(luoyang, institution())
    for one in (made, other):
        actions.plan(partnership=one, next_action="omar officer calls Li", owner="Omar Officer", due_on=None)
    elsewhere = asked(luoyang, city(PUEBLA))
    actions.plan(partnership=elsewhere, next_action="", owner=officer.email, due_on=None)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    erase_account(user=User.objects.get(pk=officer.pk), at=timezone.now())
    planned = Partnership.objects.in_bulk([made.pk, other.pk, elsewhere.pk])
    assert (planned[made.pk].owner, planned[made.pk].next_action) == ("", "••• calls Li")
    assert (planned[other.pk].owner, planned[other.pk].next_action) == ("Omar Officer", "omar officer calls Li")
    assert planned[elsewhere.pk].owner == ""  # nobody else has this address


def test_a_name_that_two_have_is_left_in_a_plan_and_what_one_of_the_team_planned_is_not(made, officer, team):
    twin = make_user("officer", "Twin", city=NAIROBI)
    User.objects.filter(pk=twin.pk).update(name=officer.name)
    actions.plan(partnership=made, next_action="Tara Team writes", owner=officer.name, due_on=None)
    for user in (officer, team):
        erase_account(user=user, at=timezone.now())
    made.refresh_from_db()
    assert (made.owner, made.next_action) == ("Omar Officer", "••• writes")


def test_who_is_erased_is_named_in_no_letter_to_the_other_side(made, as_li, officer):
    shares(officer)
    li = User.objects.get(city=LUOYANG)
    shares(li)
    take(as_li, made, "accept")
    letter = Letter.objects.get(email=officer.email, text__contains=li.email)
    erase_account(user=li, at=timezone.now())
    letter.refresh_from_db()
    assert (letter.text, letter.subject, letter.email) == ("", "", officer.email)
    assert (letter.state, letter.reason) == ("stopped", "erased")
    assert not Letter.objects.filter(text__contains="li@example.org").exists()


@pytest.mark.parametrize("partner", ["city:--5", "city:-", "city:٣", "institution:", "city:99999999999999999999"])
def test_a_name_that_is_none_leads_nowhere(as_officer, nairobi, partner):
    assert as_officer.get(f"/introductions/city/{NAIROBI}/new", {"partner": partner}).status_code == 404


def test_the_third_party_is_refused_in_words_where_it_is_one_of_the_two(as_officer, nairobi):
    office = institution()
    sent = {"partner": "institution:un-office", "support": office.pk, "confirmed": "1"}
    answer = as_officer.post(f"/introductions/city/{NAIROBI}/new", sent)
    assert answer.status_code == 422 and "The third party is one of the two." in text(answer)
    assert not Partnership.objects.exists()


def test_a_step_that_is_refused_keeps_what_was_filled_in(nairobi, luoyang, as_officer, as_li):
    made = agreed(nairobi, luoyang)
    answer = take(as_officer, made, "talk", what="Twelve guides", happened_on="2090-01-01")
    assert answer.status_code == 422 and 'value="Twelve guides"' in answer.content.decode()


def test_a_meeting_in_an_hour_that_clocks_leap_over_is_refused_in_words(made, as_officer, as_li):
    take(as_li, made, "accept")
    said = {
        "title": "Talk",
        "day": "2027-03-28",
        "at": "02:30",
        "minutes": "45",
        "timezone": "Europe/Berlin",
        "link": "",
    }
    answer = as_officer.post(f"/partnerships/{made.pk}/meetings", said)
    assert answer.status_code == 422 and "Clocks are put forward that night" in text(answer)


def test_no_name_is_read_in_a_note_before_both_have_accepted(made, as_officer, as_li):
    as_officer.post(f"/partnerships/{made.pk}/notes", {"text": "Good day", "readers": "sides"})
    assert "Omar" not in text(as_li.get(made.get_absolute_url()))
    take(as_li, made, "accept")
    assert "Omar" in text(as_li.get(made.get_absolute_url()))


def test_who_speaks_for_a_city_asks_another_from_its_page(as_officer, as_stranger, as_li, nairobi, luoyang):
    page = as_officer.get(f"/cities/{LUOYANG}/").content.decode()
    assert f'href="/introductions/city/{NAIROBI}/new?partner=city%3A{LUOYANG}"' in page
    assert "/introductions/" not in as_stranger.get(f"/cities/{LUOYANG}/").content.decode()
    asked(nairobi, luoyang)
    assert "/introductions/" not in as_officer.get(f"/cities/{LUOYANG}/").content.decode()


def test_both_sides_plan_what_is_next(made, as_officer, as_li, as_partner):
    said = {"next_action": "Send the draft", "owner": "Li", "due_on": "2027-01-01"}
    assert as_li.post(f"/partnerships/{made.pk}/plan", said).status_code == 302
    assert "Send the draft" in as_officer.get(made.get_absolute_url()).content.decode()
    assert as_partner.post(f"/partnerships/{made.pk}/plan", said).status_code == 404


def test_a_third_party_that_is_asked_reads_nothing_of_the_two_before_it_has_accepted(
    made, as_officer, as_partner, as_li
):
    office = institution()
    Side.objects.create(partnership=made, role="support", institution=office, takes_part=False)
    take(as_li, made, "accept")
    as_officer.post(f"/partnerships/{made.pk}/notes", {"text": "Only between us", "readers": "sides"})
    signed = {"document": SimpleUploadedFile("mou.pdf", b"%PDF-1.7"), "what": "Memorandum"}
    take(as_officer, made, "sign", **signed)
    document = f"/partnerships/steps/{standing(made).latest.pk}/document"
    page = text(as_partner.get(made.get_absolute_url()))
    assert "They would like you to support them" in page and "Nairobi" in page
    assert "Only between us" not in page and "Memorandum" not in page
    assert as_partner.get(document).status_code == 404
    for door, said in (("notes", {"text": "Ha", "readers": "sides"}), ("plan", {}), ("meetings", {})):
        assert as_partner.post(f"/partnerships/{made.pk}/{door}", said).status_code == 404
    assert "waits for your answer" in text(as_partner.get(office.get_absolute_url()))
    take(as_partner, made, "accept")
    page = text(as_partner.get(made.get_absolute_url()))
    assert "Only between us" in page
    with closing(as_partner.get(document)) as fetched:
        assert fetched.status_code == 200
    assert as_partner.post(f"/partnerships/{made.pk}/notes", {"text": "We help", "readers": "own"}).status_code == 302
    assert "We help" not in text(as_officer.get(made.get_absolute_url()))


def test_a_wrong_meeting_is_told_at_the_top_and_pages_between_two_are_kept_by_no_cache(made, as_officer, as_li):
    take(as_li, made, "accept")
    answer = as_officer.post(f"/partnerships/{made.pk}/meetings", {"title": "Talk"})
    assert answer.status_code == 422 and "Something is missing or wrong" in text(answer)
    for address in (made.get_absolute_url(), "/partnerships/board/"):
        assert "no-store" in as_officer.get(address)["Cache-Control"]


def test_one_takes_ones_own_request_back_and_asks_nobody_but_others(made, as_officer, as_li, nairobi):
    assert "Take the request back" in text(as_officer.get(made.get_absolute_url()))
    assert "Take the request back" not in text(as_li.get(made.get_absolute_url()))
    own = as_officer.get(f"/introductions/city/{NAIROBI}/new", {"partner": f"city:{NAIROBI}"}, follow=True)
    assert "This is a request to oneself" in text(own)


def test_a_meeting_is_answered_in_words_that_are_known(made, as_officer, as_li):
    take(as_li, made, "accept")
    said = {"title": "Talk", "day": "2027-03-20", "at": "09:30", "minutes": "45", "timezone": "UTC", "link": ""}
    as_officer.post(f"/partnerships/{made.pk}/meetings", said)
    meeting = Meeting.objects.get()
    assert as_li.post(f"/partnerships/meetings/{meeting.pk}/answer").status_code == 400
    meeting.refresh_from_db()
    assert meeting.state == "proposed"
    as_officer.post(f"/partnerships/meetings/{meeting.pk}/answer", {"answer": "cancel"})
    assert "cancelled" in text(as_li.get(made.get_absolute_url()))  # it is seen that there was one


def test_what_the_other_claims_is_taken_back_on_the_page(nairobi, luoyang, as_officer, as_li):
    made = agreed(nairobi, luoyang)
    take(as_li, made, "act", happened_on="2020-11-02")
    claimed = standing(made).latest
    take(as_li, made, "talk")
    assert "This is not so: take it back" in text(as_officer.get(made.get_absolute_url()))
    sent = {"seen": standing(made).seen, "step": claimed.pk}
    as_officer.post(f"/partnerships/{made.pk}/undo", sent)
    assert standing(made).rung == "confirmed"
