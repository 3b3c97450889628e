"""The team's pages about surveys."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sarai.surveys.models import Survey, Version
from tests.surveys.forms import NEEDS, filed, published, sent
from tests.surveys.questionnaire.workbooks import workbook

pytestmark = pytest.mark.django_db
SAID = {"title": "Needs", "slug": "needs-2021", "summary": "", "timezone": "Asia/Seoul", "door": "open", "quota": ""}
WINDOW = {"opens_at": "2021-03-01T09:00", "closes_at": "2021-03-31T18:00"}


def upload(content=None, name="needs.xlsx"):
    return SimpleUploadedFile(name, workbook(NEEDS) if content is None else content)


def test_a_survey_is_begun_and_its_questionnaire_published(as_team, countries):
    begun = as_team.post("/new-survey/", SAID | WINDOW, follow=True)
    assert "None yet." in begun.content.decode()
    response = as_team.post("/surveys/needs-2021/publish", {"form": upload()}, follow=True)
    page = response.content.decode()
    assert "Version 1 is published." in page
    assert "What does it need most?" in page
    assert "/collect/" in as_team.get("/surveys/needs-2021/").content.decode()


def test_the_window_is_read_by_the_clock_of_the_survey(as_team):
    as_team.post("/new-survey/", SAID | WINDOW)
    survey = Survey.objects.get()
    assert survey.opens_at.isoformat() == "2021-03-01T00:00:00+00:00"
    page = as_team.get("/surveys/needs-2021/change/").content.decode()
    assert 'value="2021-03-01T09:00"' in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"timezone": "Mars/Olympus"}, "is no time zone"),
        ({"closes_at": "2021-02-01T09:00"}, "must close after it opens"),
        ({"timezone": "Etc/GMT+12", "closes_at": "9999-12-31T23:59"}, "Choose a year from 1900 to 2200."),
        ({"timezone": "Etc/GMT-12", "opens_at": "0001-01-01T00:00"}, "Choose a year from 1900 to 2200."),
        ({"title": ""}, "This field is required"),
        ({"slug": "Needs 2021!"}, "valid “slug”"),
        ({"quota": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(as_team, said, sentence):
    response = as_team.post("/new-survey/", SAID | WINDOW | said)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Survey.objects.exists()


def test_a_questionnaire_with_faults_is_refused_with_their_places(as_team):
    Survey.objects.create(slug="needs", title="Needs")
    faulty = NEEDS.replace("select_multiple themes", "select_multiple nothing")
    response = as_team.post("/surveys/needs/publish", {"form": upload(workbook(faulty))})
    assert response.status_code == 422
    page = response.content.decode()
    assert "was not published" in page
    assert "row 7" in page
    assert not Version.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"%PDF-1.4", b"\x00" * 100, b"<html></html>"])
def test_a_file_that_is_no_questionnaire_is_refused_with_a_sentence(as_team, content):
    Survey.objects.create(slug="needs", title="Needs")
    response = as_team.post("/surveys/needs/publish", {"form": upload(content)})
    assert response.status_code == 422
    assert not Version.objects.exists()


def test_the_very_same_file_again_makes_no_version(as_team, countries):
    published()
    for _time in range(2):
        as_team.post("/surveys/needs/publish", {"form": upload(published_bytes())})
    assert Version.objects.count() == 1


def published_bytes():
    return bytes(Version.objects.get().original)


def test_a_new_version_says_what_it_changed(as_team, countries):
    published()
    newer = NEEDS.replace("| needs    | 1 ", "| needs    | 2 ").replace("How many staff?", "How many people?")
    response = as_team.post("/surveys/needs/publish", {"form": upload(workbook(newer))}, follow=True)
    page = response.content.decode()
    assert "Changed since version 1" in page
    assert "How many people?" in page


def test_another_file_under_the_same_version_is_refused(as_team, countries):
    published()
    newer = NEEDS.replace("How many staff?", "How many people?")
    response = as_team.post("/surveys/needs/publish", {"form": upload(workbook(newer))})
    assert response.status_code == 422
    assert "Write another version" in response.content.decode()


def test_the_file_comes_back_as_it_was(as_team, countries):
    published()
    assert as_team.get("/surveys/needs/versions/1/original").content == published_bytes()
    assert as_team.get("/surveys/needs/versions/2/original").status_code == 404
    assert as_team.get("/surveys/needs/versions/1/other").status_code == 404


def test_what_is_kept_and_not_counted_is_listed_with_the_reason(as_team, as_stranger, countries):
    survey = published()
    sent(survey, version="0", instance="uuid:lost")
    for client, shown in ((as_team, True), (as_stranger, False)):
        assert ("uuid:lost" in client.get("/surveys/needs/").content.decode()) == shown


def test_a_stranger_learns_no_secret_address(as_stranger, as_partner, countries):
    survey = published()
    for client in (as_stranger, as_partner):
        assert survey.key not in client.get("/surveys/needs/").content.decode()


def test_completions_and_people_stand_side_by_side(as_stranger, countries):
    survey = published()
    sent(survey, instance="uuid:1")
    sent(survey, instance="uuid:2")
    filed()
    page = as_stranger.get("/surveys/needs/").content.decode()
    assert ">2</a>" in page
    assert ">1</a>" in page


def test_the_code_is_a_picture_of_the_address(as_stranger, countries):
    published()
    response = as_stranger.get("/surveys/needs/qr.svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert b"<path" in response.content


def test_strangers_see_the_surveys_that_are_open(as_stranger, as_team, countries):
    published()
    Survey.objects.create(slug="draft", title="Not ready")
    assert "Not ready" not in as_stranger.get("/surveys/").content.decode()
    assert "Not ready" in as_team.get("/surveys/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_the_same_for_any_number(as_team, countries, django_assert_num_queries, count):
    for number in range(count):
        Survey.objects.create(slug=f"s{number}", title="Survey")
    as_team.get("/surveys/")
    with django_assert_num_queries(4):
        as_team.get("/surveys/")
