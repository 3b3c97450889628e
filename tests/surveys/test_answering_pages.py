"""A survey answered on its pages, without scripts, from the door to the thanks."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from sarai.network.mentions import Mention
from sarai.network.models import PersonRecord
from sarai.surveys.actions import invite, sweep_drafts
from sarai.surveys.models import Draft, DraftFile, Invitation, Response, Submission, Survey
from sarai.surveys.tasks import sweep_soon
from tests.surveys.forms import filed
from tests.surveys.respondents import LEANING, NOW, Respondent, ask

pytestmark = pytest.mark.django_db
PICTURE = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def survey(countries):
    return ask()


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def to_work(person: Respondent, **begin: str) -> Respondent:
    """As far as the third page."""
    person.begin(**begin).fill(name="Ana", email="ana@city.example", country="KE")
    return person.fill(city="nairobi")


def to_repeat(person: Respondent, staff: str = "12") -> Respondent:
    to_work(person).fill(needs=["", "health", "transport"], staff=staff, ready="3")
    ranked = {"support#money": "1", "support#training": "2"}
    return person.fill(**ranked, **{"where#latitude": "-1.2864", "where#longitude": "36,8172"})


def to_the_end(person: Respondent) -> Respondent:
    to_repeat(person).fill(partner_city="Durban")
    return person.fill(remarks="Good luck", agree=["", "OK"])


def answered(person: Respondent) -> Submission:
    """What somebody sent, from the first page to the last button."""
    to_the_end(person).send(person.url, {})
    return Submission.objects.latest("pk")


def invited(survey, name="Ana") -> Invitation:
    record = PersonRecord.objects.create(content=name, name=name, email=f"{name.lower()}@city.example")
    return Invitation.objects.create(survey=survey, record=record, made_at=NOW)


# --- From the door to the thanks


def test_a_survey_is_answered_from_the_door_to_the_thanks(survey):
    person = to_the_end(Respondent())
    assert person.url.endswith("/send")
    assert "Durban" in person.text
    person.send(person.url, {})
    assert "Thank you" in person.text
    submission = Submission.objects.get()
    assert (submission.violations, submission.door, submission.language) == ([], "page", "English (en)")
    assert f"number {submission.pk}" in person.text
    assert not Draft.objects.exists()
    filed()
    response = Response.objects.select_related("record").get()
    assert (response.record.name, response.faults, response.consent) == ("Ana", 0, True)
    assert response.answers["tasks/needs"] == ["health", "transport"]
    assert response.answers["support"] == ["money", "training"]
    assert response.answers["where"] == "-1.2864 36.8172 0 0"
    assert response.answers["partner"] == [{"partner/partner_city": "Durban"}]


def test_a_whole_answer_in_arabic(survey):
    person = Respondent(accept_language="ar-EG,ar;q=0.9")
    person.go("/s/city/")
    assert '<html lang="ar" dir="rtl">' in person.page
    person.begin(language="العربية (ar)").fill()
    assert '<html lang="ar" dir="rtl">' in person.page
    assert person.response["Content-Language"] == "ar"
    assert "نحتاج إلى عنوان." in person.text
    person.fill(name="آنا", email="ana@city.example", country="KE").fill(city="nairobi")
    # Arabic digits, and the Arabic decimal separator.
    person.fill(needs=["", "health"], staff="١٢", ready="٣")
    person.fill(**{"where#latitude": "-١٫٢٨٦٤", "where#longitude": "٣٦٫٨"})
    person.fill(partner_city="ديربان").fill(agree=["", "OK"])
    assert "الصحة العامة" in person.text
    person.send(person.url, {})
    submission = Submission.objects.get()
    assert (submission.violations, submission.language) == ([], "العربية (ar)")
    filed()
    response = Response.objects.get()
    assert response.answers["tasks/staff"] == "12"
    assert response.answers["where"] == "-1.2864 36.8 0 0"


def test_a_form_in_a_language_that_the_interface_does_not_speak_says_so_where_ours_stands(survey):
    ask(LEANING.replace("Español (es)", "اردو (ur)"), slug="urdu")
    person = Respondent("urdu").begin(language="اردو (ur)")
    assert '<html lang="ur" dir="rtl">' in person.page
    assert 'lang="en" dir="ltr"><button type="submit" class="main" name="go" value="next">' in re.sub(
        r">\s+<", "><", person.page
    )


def test_the_language_can_be_changed_on_the_way_and_nothing_is_lost(survey):
    person = Respondent().begin()
    person.send(
        person.url, person.form.fields | {person.field("name"): "Ana", "go": "language", "language": "العربية (ar)"}
    )
    assert 'dir="rtl"' in person.page
    assert person.form.fields["/data/name"] == ["Ana"]
    person.fill("language", language="Klingon")
    assert 'dir="rtl"' in person.page


# --- Doors


def test_doors_that_are_shut_say_why(survey):
    now = timezone.now()

    def door(**said) -> str:
        type(survey).objects.filter(pk=survey.pk).update(**{"opens_at": None, "closes_at": None, "quota": None} | said)
        person = Respondent().go("/s/city/")
        assert not person.form.buttons
        assert "Begin" not in person.text
        assert Respondent().send("/s/city/", {}).status == 403
        return person.text

    assert "opens on" in door(opens_at=now + timedelta(days=1))
    assert "(Asia/Seoul)" in door(closes_at=now - timedelta(days=1))
    assert "As many answers have come" in door(quota=0)
    assert "Only who was invited" in door(door="invited")
    assert not Draft.objects.exists()


def test_a_survey_without_questions_says_so(countries, survey):
    survey.versions.all().delete()
    assert "nothing to answer here yet" in Respondent().go("/s/city/").text
    assert Respondent().go("/s/nowhere/").status == 404


def test_the_quota_counts_what_counts(survey):
    answered(Respondent())
    survey.quota = 2
    survey.save()
    person = Respondent().go("/s/city/")
    assert "Begin" in person.text
    Submission.objects.update(test=True)
    survey.quota = 1
    survey.save()
    assert "Begin" in person.go("/s/city/").text
    Submission.objects.update(test=False)
    assert "As many answers have come" in person.go("/s/city/").text


def test_the_door_tells_who_asks_until_when_and_in_which_languages(survey):
    survey.closes_at, survey.summary = timezone.now() + timedelta(days=2), "What for."
    survey.save()
    page = Respondent().go("/s/city/")
    assert "What for." in page.text
    assert "Asia/Seoul" in page.text
    assert "العربية" in page.text
    assert "16 questions at most" in page.text


def test_who_was_invited_answers_once(survey):
    survey.door = "invited"
    survey.save()
    at = f"/s/city/i/{invited(survey).key}/"
    person = to_work(Respondent(), at=at)
    draft = Draft.objects.get()
    again = Respondent().begin(at=at)
    assert f"/a/{draft.key}/" in again.url
    assert Draft.objects.count() == 1
    person.fill(needs=["", "health"]).fill().fill()
    person.send(person.url, {})
    assert Invitation.objects.get().submission == Submission.objects.get()
    assert "This invitation was answered" in Respondent().go(at).text
    assert Respondent().send(at, {}).status == 403
    assert not Draft.objects.exists()
    assert Respondent().go("/s/city/i/nobody/").status == 404


def test_an_invitation_does_not_open_another_survey(survey):
    ask(LEANING, slug="other")
    assert Respondent().go(f"/s/other/i/{invited(survey).key}/").status == 404


# --- Pages


def test_questions_that_need_another_look_are_told_and_nothing_typed_is_lost(survey):
    person = to_work(Respondent())
    person.fill(needs=["", "health", "transport", "other"], staff="a dozen", other="Parks")
    assert person.status == 422
    assert "2 questions need another look" in person.text
    assert "Two at most, please." in person.text
    assert "This must be a whole number." in person.text
    assert person.form.fields["/data/tasks/needs"] == ["", "health", "transport", "other"]
    assert person.form.fields["/data/tasks/staff"] == ["a dozen"]
    assert re.search(r'<a href="#(q\d+)".*?How many staff', person.page, re.DOTALL)
    [control] = re.findall(r'<input[^>]*name="/data/tasks/staff"[^>]*>', person.page)
    assert 'aria-invalid="true"' in control
    [described] = re.findall(r'aria-describedby="([^"]+)"', control)
    assert all(f'id="{each}"' in person.page for each in described.split())
    [link] = re.findall(r'href="#(q\d+)"><bdi>How many', person.page)
    assert f'id="{link}"' in control


def test_questions_that_an_answer_brings_up_are_asked_before_the_page_is_left(survey):
    person = to_work(Respondent())
    assert "other" not in person.names
    person.fill(needs=["", "other"], staff="1")
    assert (person.status, "other" in person.names) == (200, True)
    assert "more questions on this page" in person.text
    person.fill(other="")
    assert "support" in person.names


def test_what_is_not_to_be_asked_is_skipped_and_not_sent(survey):
    person = to_repeat(Respondent(), staff="1")
    assert "photo" in person.names
    person.fill().send(person.url, {})
    assert b"partner" not in bytes(Submission.objects.get().xml)


def test_going_back_keeps_what_was_typed_and_complains_about_nothing(survey):
    person = to_work(Respondent())
    person.fill("back", staff="many")
    assert "city" in person.names
    person.fill()
    assert person.form.fields["/data/tasks/staff"] == ["many"]


def test_choices_wait_for_the_answer_they_depend_on(survey):
    person = Respondent().begin().fill(email="a@b.example", country="EG")
    assert person.form.offered["/data/city"] == ["aswan"]


def test_instances_of_a_repeat_are_added_and_removed(survey):
    person = to_repeat(Respondent())
    # Whoever presses Enter goes on; nothing is added or removed by it.
    assert person.form.buttons[0] == "next"
    person.fill("add:/data/partner", partner_city="Durban")
    person.fill("add:/data/partner", **{"/data/partner[2]/partner_city": "Incheon"})
    assert person.url.endswith("#data-partner-3")
    assert [person.form.fields[f"/data/partner[{n}]/partner_city"] for n in (1, 2, 3)] == [
        ["Durban"],
        ["Incheon"],
        [""],
    ]
    person.fill("remove:/data/partner[1]")
    assert person.form.fields["/data/partner[1]/partner_city"] == ["Incheon"]
    person.fill()
    assert (person.status, "This needs an answer." in person.text) == (422, True)
    person.fill("remove:/data/partner[2]").fill("remove:/data/partner[1]")
    assert person.names == []
    person.fill("add:/data/partner").fill(partner_city="Suva").fill()
    person.send(person.url, {})
    filed()
    assert Response.objects.get().answers["partner"] == [{"partner/partner_city": "Suva"}]


def test_two_in_one_place_of_a_ranking_are_asked_about(survey):
    person = to_work(Respondent()).fill(needs=["", "health"])
    person.fill(**{"support#money": "2", "support#training": "1", "support#people": "2"})
    assert (person.status, "Two have the same place" in person.text) == (422, True)
    person.fill()
    assert "Two have" not in person.text


def test_half_a_place_is_no_place_and_is_shown_again(survey):
    person = to_work(Respondent()).fill(needs=["", "health"]).fill(**{"where#longitude": "36.8"})
    assert (person.status, "latitude and longitude" in person.text) == (422, True)
    assert person.form.fields["/data/where#longitude"] == ["36.8"]


def test_an_answer_once_chosen_can_be_taken_back(survey):
    person = to_work(Respondent()).fill(needs=["", "health"], ready="3").fill("back")
    assert person.form.offered["/data/tasks/ready"][-1] == ""
    person.fill(ready=["", ""]).fill("back")
    assert person.form.fields["/data/tasks/ready"] == [""]


def test_an_answer_that_the_form_gives_itself_does_not_lead_past_the_first_page(survey):
    ask(
        """
        | survey   | type        | name  | label | default |
        |          | text        | who   | Who   |         |
        |          | begin_group | later | Later |         |
        |          | text        | one   | One   |         |
        |          | text        | two   | Two   |         |
        |          | text        | three | Three |         |
        |          | text        | four  | Four  |         |
        |          | text        | land  | Land  | Peru    |
        |          | end_group   |       |       |         |
        | settings | form_id     | version |     |         |
        |          | defaults    | 1     |       |         |
        """,
        slug="defaults",
    )
    person = Respondent("defaults").begin()
    assert person.names == ["who"]
    person.fill(who="Ana")
    assert person.names[-1] == "land"
    assert person.go(person.url.rpartition("/")[0]).names[-1] == "who"


def test_the_address_leads_back_to_where_somebody_was(survey):
    person = to_work(Respondent())
    person.fill("back", staff="3")
    address = re.search(r'class="address" dir="ltr">http://testserver(\S+)<', person.page)[1]
    assert "staff" in Respondent().go(address).names


def test_everything_is_looked_over_and_changed_before_it_is_sent(survey):
    person = to_the_end(Respondent())
    assert "1. Money 2. Training" in person.text
    link = re.search(r'href="([^"]+)"[^>]*>Change<span class="unseen">: How many', person.page)[1]
    person.go(link.partition("#")[0])
    assert "Keep, and back to the overview" in person.text
    action = re.search(r'action="([^"]+)"', person.page)[1]
    person.send(action, person.form.fields | {"/data/tasks/staff": "9", "go": "next"})
    assert person.url.endswith("/send")
    assert "How many staff? 9" in person.text


def test_what_is_missing_leads_to_its_page_when_it_is_to_be_sent(survey):
    person = Respondent().begin()
    person.go(person.url.rpartition("/")[0] + "/send")
    assert "need another look" in person.text
    person.send(person.url, {})
    assert ("email" in person.names, "We need an address." in person.text) == (True, True)
    assert not Submission.objects.exists()


# --- Sending


def test_sent_twice_it_counts_once(survey):
    person = to_the_end(Respondent())
    url, other = person.url, Respondent()
    person.send(url, {})
    other.send(url, {})
    assert "Thank you" in other.text
    assert Submission.objects.count() == 1
    assert "Thank you" in other.go(url.replace("/send", "/1")).text
    caches["shared"].clear()
    assert other.go(url).status == 404
    assert "not here any more" in other.text


def test_who_began_before_the_end_may_send_after_it(survey):
    person = to_the_end(Respondent())
    survey.closes_at = timezone.now() - timedelta(minutes=1)
    survey.save()
    person.go(person.url)
    assert "This survey has closed." in person.text
    person.send(person.url, {})
    assert Submission.objects.count() == 1


# --- Afterwards


def given(person: Respondent) -> str:
    return person.url.removesuffix("sent")


def test_answers_are_corrected_by_the_link_that_was_given(survey):
    person = Respondent()
    first = answered(person)
    filed()
    link = given(person)
    assert "Durban" in person.go(link).text
    person.send(f"{link}correct", {})
    assert person.form.fields["/data/name"] == ["Ana"]
    person.fill(name="Anna").fill().fill().fill().fill(partner_city="Suva").fill()
    person.send(person.url, {})
    second = Submission.objects.latest("pk")
    assert (second.corrects, second.violations) == (first.instance_id, [])
    filed(timezone.now())
    held = Response.objects.get(retracted_at=None)
    assert held.answers["partner"] == [{"partner/partner_city": "Suva"}]
    # The old link leads to what holds now, and so does the new one.
    assert all("Suva" in person.go(each).text for each in (link, given(person)))


def test_answers_are_withdrawn_by_the_link_and_stay_so(survey):
    person = Respondent()
    answered(person)
    link = given(person)
    person.go(link).send(f"{link}withdraw", {})
    assert "You have withdrawn these answers." in person.text
    response = Response.objects.select_related("retracted_by").get()
    assert response.retracted_by.format == "answer-withdrawn"
    person.send(f"{link}withdraw", {}).send(f"{link}correct", {})
    assert "You have withdrawn" in person.text
    assert Response.objects.count() == 1
    assert not Draft.objects.exists()


def test_a_link_that_was_made_up_opens_nothing(survey):
    person = Respondent()
    answered(person)
    link = given(person)
    token = link.rstrip("/").rpartition("/")[2]
    assert person.go(link.replace(token, token[:-2] + "xx")).status == 404
    ask(LEANING, slug="other")
    assert person.go(link.replace("/city/", "/other/")).status == 404
    assert person.send(link.replace("/city/", "/other/") + "withdraw", {}).status == 404


def test_the_source_of_a_withdrawal_says_what_it_took_out(survey, as_team):
    person = to_the_end(Respondent())
    person.send(person.url, {})
    person.send(person.url.removesuffix("sent") + "withdraw", {})
    act = Response.objects.get().retracted_by
    words = " ".join(as_team.get(f"/sources/{act.pk}/").content.decode().split())
    assert "What it took out" in words
    assert "<dt>Withdrawn</dt><dd><strong>1</strong></dd>" in words
    assert "export" not in words.partition("What it took out")[2].partition("</section>")[0]
    assert "Still known" not in words


def test_nothing_is_corrected_after_the_end_but_it_can_be_withdrawn(survey):
    person = Respondent()
    answered(person)
    survey.closes_at = timezone.now() - timedelta(minutes=1)
    survey.save()
    link = given(person)
    person.send(f"{link}correct", {})
    assert "nothing can be corrected any more" in person.text
    assert not Draft.objects.exists()
    person.send(f"{link}withdraw", {})
    assert "You have withdrawn" in person.text


# --- Files


def upload(person: Respondent, name: str, content: bytes) -> Respondent:
    return person.fill("next", photo=["", SimpleUploadedFile(name, content, "image/png")])


def test_a_picture_of_ten_megabytes_comes_with_the_answers(survey):
    person = to_repeat(Respondent(), staff="1")
    upload(person, "../../täg/photo.png", PICTURE + b"0" * 10 * 1024 * 1024)
    assert "photo.png" in person.text
    assert DraftFile.objects.get().name == "photo.png"
    person.send(person.url, {})
    [file] = Submission.objects.get().files.all()
    assert (file.name, file.size) == ("photo.png", len(PICTURE) + 10 * 1024 * 1024)
    assert b"<photo>photo.png</photo>" in bytes(Submission.objects.get().xml)


def test_files_of_a_draft_go_when_it_goes(survey, tmp_path, django_capture_on_commit_callbacks):
    person = to_repeat(Respondent(), staff="1")
    with django_capture_on_commit_callbacks(execute=True):
        upload(person, "one.png", PICTURE).go(person.url.replace("/send", "/5"))
        upload(person, "two.png", PICTURE)
    assert [file.name for file in DraftFile.objects.all()] == ["two.png"]
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
    with django_capture_on_commit_callbacks(execute=True):
        Draft.objects.update(changed_at=NOW)
        assert sweep_drafts(at=timezone.now()) == 1
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not Draft.objects.exists()


def test_a_file_is_removed_by_its_box_and_refused_when_too_large(survey, monkeypatch):
    person = to_repeat(Respondent(), staff="1")
    upload(person, "one.png", PICTURE).go(person.url.replace("/send", "/5"))
    monkeypatch.setattr("sarai.surveys.actions.answering.LARGEST_FILE", 100)
    upload(person, "two.png", PICTURE * 100)
    assert (person.status, "This file is larger than 100" in person.text) == (422, True)
    assert "one.png" in person.text
    person.fill(**{"photo#remove": "1"})
    assert "A picture of it no answer" in person.text


def test_a_correction_keeps_the_files(survey):
    person = to_repeat(Respondent(), staff="1")
    upload(person, "one.png", PICTURE)
    person.send(person.url, {})
    person.send(f"{given(person)}correct", {})
    person.go(person.url.replace("/1", "/send")).send(person.url, {})
    assert [file.name for file in Submission.objects.latest("pk").files.all()] == ["one.png"]


def test_pictures_of_a_form_are_served_for_good_and_may_do_nothing(survey):
    sheets = LEANING.replace("| appearance |", "| appearance | media::image |").replace(
        "| minimal    |", "| minimal    | map.svg |"
    )
    ask(sheets, slug="pictures", files={"map.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>"})
    person = Respondent("pictures").begin()
    [source] = re.findall(r'<img src="([^"]+)"', person.page)
    response = person.client.get(source)
    assert response["Content-Type"] == "image/svg+xml"
    assert "immutable" in response["Cache-Control"]
    assert response["Content-Security-Policy"].startswith("default-src 'none'")
    assert person.client.get(source.replace("map.svg", "other.svg")).status_code == 404
    assert person.client.get(source.replace("map.svg", "list.csv")).status_code == 404


# --- Bad input


def test_a_choice_that_is_not_offered_is_not_taken(survey):
    person = Respondent().begin().fill(email="a@b.example", country="XX")
    assert (person.status, "“XX” is not one of the choices here." in person.text) == (422, True)
    person.fill(country="KE").fill(city="aswan")
    assert (person.status, "“aswan” is not one of the choices" in person.text) == (422, True)


@pytest.mark.parametrize("value", ["6", "-1", "1.5", "many"])
def test_a_number_outside_of_its_range_is_not_taken(survey, value):
    person = to_work(Respondent()).fill(needs=["", "health"], ready=value)
    assert person.status == 422
    assert "This must be a" in person.text


def test_what_the_page_does_not_ask_means_nothing(survey):
    person = Respondent().begin()
    before = bytes(person.draft.xml)
    strange = {
        "/data/meta/instanceID": "uuid:mine",
        "/data/tasks/staff": "5",
        "/data": "x",
        "csrf": "1",
        "": "",
        "//": "1",
    }
    person.send(person.url, strange | {"go": "add:/data/tasks"})
    assert bytes(Draft.objects.get().xml) == before


def test_letters_that_no_xml_holds_are_left_out(survey):
    person = Respondent().begin().fill(name="A\0n\x0ba\ufffe 🌍", email="a@b.example", country="KE")
    assert "city" in person.names
    person.fill("back")
    assert person.form.fields["/data/name"][0].startswith("Ana")
    assert "🌍" in person.form.fields["/data/name"][0]


def test_html_that_is_typed_stays_words(survey):
    person = Respondent().begin().fill(name='"><script>alert(1)</script>', email="no")
    assert "<script>" not in person.page
    person.fill(country="KE").go(person.url.rpartition("/")[0] + "/send")
    assert "<script>" not in person.page
    assert "&lt;script&gt;" in person.page


def test_an_answer_that_is_too_long_is_not_kept_and_not_lost(survey):
    person = Respondent().begin().fill(name="a" * 20_001, email="a@b.example", country="KE")
    assert (person.status, "longer than 20000 characters" in person.text) == (422, True)
    assert len(person.form.fields["/data/name"][0]) == 20_001
    assert b"aaaa" not in bytes(person.draft.xml)


@pytest.mark.parametrize("number", ["0", "99", "99999999999999999999"])
def test_a_page_that_is_not_there_leads_to_one_that_is(survey, number):
    person = Respondent().begin()
    for visit in (person.go, lambda url: person.send(url, {"go": "next"})):
        visit(person.url.rpartition("/")[0] + f"/{number}")
        assert (person.status, "email" in person.names) == (200, True)


def test_answers_of_others_and_of_another_survey_are_not_found(survey):
    ask(LEANING, slug="other")
    person = Respondent().begin()
    key = person.draft.key
    for url in (f"/s/other/a/{key}/1", f"/s/city/a/{key[:-1]}/1", "/s/city/a/%E2%98%83/send"):
        assert person.go(url).status == 404
        assert person.send(url, {"go": "next"}).status == 404
    assert person.go(f"/s/city/a/{key}%00/1").status == 400


def test_a_body_that_is_too_large_is_refused_in_a_sentence(survey, monkeypatch, settings):
    person = Respondent().begin()
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    person.fill(name="a" * 2000)
    assert (person.status, "too much at once" in person.text) == (413, True)
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    person.send(person.url, {f"f{n}": "1" for n in range(11)})
    assert person.status == 413
    response = person.client.post(person.url, CONTENT_LENGTH=str(10**9), data={})
    assert response.status_code == 413


def test_forged_requests_are_refused(survey):
    person = Respondent().begin()
    forger = Client(enforce_csrf_checks=True)
    for url in ("/s/city/", person.url, person.url.rpartition("/")[0] + "/send"):
        assert forger.post(url, {"go": "next"}).status_code == 403
    page = forger.get(person.url)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]
    assert forger.post(person.url, {"csrfmiddlewaretoken": token, "go": "back"}).status_code == 302


# --- Limits


def test_one_address_begins_only_so_often(survey, still):
    statuses = [Client().post("/s/city/").status_code for _time in range(121)]
    assert statuses == [302] * 120 + [429]
    assert Client(REMOTE_ADDR="192.0.2.7").post("/s/city/").status_code == 302


def test_old_drafts_are_swept_once_a_day_and_young_ones_stay(survey):
    young, old = Respondent().begin(), Respondent().begin()
    key = old.url.split("/")[4]
    Draft.objects.filter(key=key).update(changed_at=timezone.now() - timedelta(days=31))
    sweep_drafts(at=timezone.now())
    assert [draft.key for draft in Draft.objects.all()] == [young.url.split("/")[4]]
    from django_tasks_db.models import DBTaskResult

    sweep_soon()
    assert DBTaskResult.objects.filter(task_path__endswith="sweep_drafts").count() == 1


def test_a_page_is_light(survey):
    """Everything that a first visit loads, as it comes over the wire: every page of the form, and what it links."""
    person = Respondent()
    pages = [
        Respondent().go("/s/city/").page,
        Respondent().begin().page,
        to_work(Respondent()).page,
        to_the_end(person).page,
    ]
    for page in pages:
        links = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
        contents = [b"".join(person.client.get(link).streaming_content) for link in links]
        assert links
        assert 2_000 < sum(len(gzip.compress(content)) for content in (page.encode(), *contents)) <= 25 * 1024


def test_no_page_is_kept_indexed_or_carries_a_script_of_its_own(survey):
    person = to_the_end(Respondent())
    pages = [person.response, Respondent().go("/s/city/").response, Respondent().begin().response]
    pages.append(person.send(person.url, {}).response)
    pages.append(person.go(given(person)).response)
    for page in pages:
        assert page["X-Robots-Tag"] == "noindex"
        assert "no-store" in page["Cache-Control"]
        assert "script-src 'self'" in page["Content-Security-Policy"]
        assert not re.search(r"<script(?![^>]* src=)|style=| on\w+=", page.content.decode())


def test_a_page_asks_the_database_little(survey, django_assert_max_num_queries):
    person = to_work(Respondent())
    with django_assert_max_num_queries(3):
        person.client.get(person.url)
    fields = person.form.fields | {person.field("needs"): ["", "health"], "go": "next"}
    with django_assert_max_num_queries(8):
        person.client.post(person.url, fields)


def test_who_was_invited_is_greeted_in_their_language_and_who_chose_one_here_in_that():
    survey = ask(door=Survey.Door.INVITED)
    invite(survey=survey, people=[Mention(email="fatma@city.example", language="ar")], by="Tara", at=NOW)
    key = survey.invitations.get().key
    english = Client(headers={"Accept-Language": "en"})
    assert 'lang="ar" dir="rtl"' in english.get(f"/s/city/i/{key}/").content.decode()
    Survey.objects.update(door=Survey.Door.OPEN)
    assert 'lang="en" dir="ltr"' in english.get("/s/city/").content.decode()
    english.cookies["django_language"] = "ar"
    assert 'lang="ar" dir="rtl"' in english.get("/s/city/").content.decode()
