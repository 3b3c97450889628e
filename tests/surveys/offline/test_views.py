"""The doors of answering without a network: what a browser keeps, and where answers arrive."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sarai.surveys.models import Submission, Survey
from tests.surveys.forms import xml
from tests.surveys.respondents import CITY, Respondent, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Survey:
    return ask()


def submission(instance="uuid:1", email="ana@city.example"):
    return xml(instance=instance, form="city", email=email).replace(b"<needs>health</needs>", b"<country>KE</country>")


def send(content: bytes, client=None, files=(), **headers):
    told = {"xml_submission_file": SimpleUploadedFile("submission.xml", content), "language": "العربية (ar)"}
    told |= {file.name: file for file in files}
    return (client or Client()).post("/s/city/sent", told, headers=headers or None)


def test_what_is_kept_is_there_and_its_stamp_says_what_it_is(survey, scripts):
    client = Client()
    told = client.get("/s/city/offline.json").json()
    for address in told["keep"]:
        response = client.get(address)
        assert (address, response.status_code) == (address, 200)
        response.close()
    assert client.get("/s/city/offline.json").json() == told
    Survey.objects.update(title="Renamed")
    assert client.get("/s/city/offline.json").json()["stamp"] != told["stamp"]


def test_the_page_is_for_nobody_in_particular_and_carries_no_script_of_its_own(survey):
    response = Client(headers={"Accept-Language": "ar"}).get("/s/city/offline")
    page = response.content.decode()
    assert 'lang="ar" dir="rtl"' in page
    assert "csrf" not in page
    assert not response.cookies
    assert re.findall(r"<script(?![^>]* src=)[^>]*>", page) == ['<script id="kit" type="application/json">']
    assert "worker-src 'self'" in response["Content-Security-Policy"]
    kit = json.loads(page.partition('id="kit" type="application/json">')[2].partition("</script>")[0])
    assert set(kit["words"]) == {"ar", "en"}
    assert kit["words"]["ar"]["language"] == "اللغة"


def test_a_form_is_told_in_all_its_languages_and_may_be_kept_for_ever(survey):
    response = Client().get("/s/city/f/1/logic.json")
    form = response.json()
    assert [one["dir"] for one in form["tongues"]] == ["ltr", "rtl"]
    assert "immutable" in response["Cache-Control"]
    assert form["binds"]["/data/tasks/needs"]["constraint"] == "(count-selected(.) <= 2)"


@pytest.mark.parametrize("address", ["offline", "offline.json"])
def test_a_survey_for_the_invited_and_one_without_questions_are_not_kept(address):
    ask(door=Survey.Door.INVITED)
    Survey.objects.create(slug="empty", title="Empty")
    assert Client().get(f"/s/city/{address}").status_code == 404
    assert Client().get(f"/s/empty/{address}").status_code == 404


def test_answers_arrive_once(survey):
    first, again = send(submission()), send(submission())
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    kept = Submission.objects.get()
    assert (kept.door, kept.language, bytes(kept.xml)) == ("page", "العربية (ar)", submission())
    assert first.json()["number"] == kept.pk
    assert Client().get(first.json()["address"]).status_code == 200


def test_other_answers_under_the_same_instance_are_kept_and_flagged(survey):
    send(submission())
    send(submission(email="else@city.example"))
    assert [one.state for one in Submission.objects.order_by("pk")] == ["waiting", "flagged"]


def test_files_arrive_with_the_answers_and_once(survey):
    for _time in range(2):
        send(submission(), files=[SimpleUploadedFile("hall.png", b"picture")])
    assert [(file.name, file.size) for file in Submission.objects.get().files.all()] == [("hall.png", 7)]


def test_the_server_looks_at_the_answers_itself(survey):
    send(submission(email=""))
    assert [one["kind"] for one in Submission.objects.get().violations if one["place"] == "/data/email"] == ["required"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_pages_of_others_send_nothing(survey, headers):
    response = send(submission(), **headers)
    assert (response.status_code, "own page" in response.json()["sentence"]) == (403, True)
    assert not Submission.objects.exists()


def test_the_own_page_needs_no_cookie(survey):
    client = Client(enforce_csrf_checks=True)
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
    assert send(submission(), client, **headers).status_code == 201


@pytest.mark.parametrize(
    "content", [b"", b"no xml", b"<data", b'<other id="other"/>', b'<!DOCTYPE a [<!ENTITY b "c">]><data>&b;</data>']
)
def test_what_are_no_answers_is_refused_in_a_sentence(survey, content):
    response = send(content)
    assert response.status_code == 400
    assert response.json()["sentence"].endswith(".")
    assert not Submission.objects.exists()


def test_nothing_sent_and_too_much_are_refused(survey, settings):
    assert Client().post("/s/city/sent").status_code == 400
    assert Client().post("/s/city/sent", CONTENT_LENGTH=str(10**10), data={}).status_code == 413
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
    assert send(submission(), files=[SimpleUploadedFile("hall.png", b"picture")]).status_code == 413


def test_one_address_sends_only_so_much(survey, still, monkeypatch):
    statuses = [Client().post("/s/city/sent").status_code for _time in range(601)]
    assert statuses == [400] * 600 + [429]


def test_a_copy_of_what_is_being_given_is_for_who_has_its_address(survey):
    person = Respondent().begin().fill(go="back", name="Ana")
    told = person.client.get(f"/s/city/a/{person.draft.key}/copy.json").json()
    assert "<name>Ana</name>" in told["xml"]
    assert (told["number"], told["media"]) == (1, "/s/city/v/1/")
    assert person.client.get("/s/city/a/else/copy.json").status_code == 404
    assert Client().get(told["address"]).status_code == 200


def test_a_form_that_a_browser_cannot_evaluate_is_not_kept():
    ask(CITY.replace("count-selected(.) <= 2", "digest(., 'MD5') != 'x'"))
    assert Client().get("/s/city/offline.json").status_code == 404
    assert Client().get("/s/city/offline").status_code == 404
    assert Client().get("/s/city/f/1/logic.json").status_code == 404


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "nonsense"])
def test_an_origin_that_is_none_sends_nothing(survey, origin):
    assert send(submission(), origin=origin).status_code == 403


def test_the_questions_of_a_survey_for_the_invited_are_not_for_everybody(survey):
    Survey.objects.filter(pk=survey.pk).update(door=Survey.Door.INVITED)
    assert Client().get("/s/city/f/1/logic.json").status_code == 404


def test_who_sends_other_answers_under_a_number_is_given_no_link_to_the_first(survey):
    assert "/r/" in send(submission()).json()["address"]
    twin = send(submission(email="somebody@else.example")).json()
    assert "address" not in twin and twin["number"]
