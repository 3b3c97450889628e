"""The door for applications on telephones: what OpenRosa 1.0 asks of a server, and what it must withstand."""

from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sarai.surveys.models import FormFile, Response, Submission, SubmissionFile
from sarai.surveys.questionnaire.xform import read_xform
from tests.surveys.forms import filed, published, xml

pytestmark = pytest.mark.django_db
COLLECT = {"X-OpenRosa-Version": "1.0", "Date": "Mon, 01 Jun 2020 09:00:00 GMT", "User-Agent": "org.odk.collect"}
LIST = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"
MESSAGE = "{http://openrosa.org/http/response}message"


@pytest.fixture
def survey(countries):
    return published()


@pytest.fixture
def collect(survey):
    """An application that knows the survey's address."""
    client = Client(headers=COLLECT)
    client.base = f"/collect/{survey.key}/"
    return client


def post(collect, content=None, **files):
    parts = {"xml_submission_file": SimpleUploadedFile("a.xml", xml() if content is None else content, "text/xml")}
    parts |= {name: SimpleUploadedFile(name, data) for name, data in files.items()}
    return collect.post(collect.base + "submission", parts)


def sentence(response):
    return ElementTree.fromstring(response.content).findtext(MESSAGE)


def test_a_form_is_found_fetched_and_answered(collect, survey):
    listed = ElementTree.fromstring(collect.get(collect.base + "formList").content).find(f"{LIST}xform")
    assert listed.findtext(f"{LIST}formID") == "needs"
    assert listed.findtext(f"{LIST}version") == "1"
    assert listed.find(f"{LIST}manifestUrl") is None
    fetched = collect.get(listed.findtext(f"{LIST}downloadUrl"))
    assert read_xform(fetched.content).title == "Needs"
    assert post(collect).status_code == 201
    assert filed() == 1
    assert Response.objects.get().answers["needs"] == ["health"]


@pytest.mark.parametrize("page", ["formList", "forms/1.xml", "forms/1/manifest", "submission", "forms/9.xml"])
def test_every_answer_says_which_protocol_it_speaks(collect, page):
    response = (collect.head if page == "submission" else collect.get)(collect.base + page)
    assert response["X-OpenRosa-Version"] == "1.0"
    assert parsedate_to_datetime(response["Date"]).tzinfo
    assert int(response["X-OpenRosa-Accept-Content-Length"]) >= 10_000_000


def test_head_says_that_the_address_is_right(collect):
    response = collect.head(collect.base + "submission")
    assert (response.status_code, response.content) == (204, b"")
    assert response["Location"].endswith("/submission")


def test_the_answers_are_thanked_for_with_201(collect):
    response = post(collect)
    assert response.status_code == 201
    message = ElementTree.fromstring(response.content).find(MESSAGE)
    assert (message.get("nature"), message.text) == ("submit_success", "Received. Thank you.")


def test_the_same_answers_again_are_thanked_for_again_and_counted_once(collect):
    assert [post(collect).status_code for _time in range(3)] == [201, 201, 201]
    assert Submission.objects.count() == 1


def test_pictures_come_in_several_parts(collect):
    post(collect, **{"one.jpg": b"picture one"})
    post(collect, **{"two.jpg": b"picture two", "one.jpg": b"picture one"})
    kept = Submission.objects.get()
    assert sorted(kept.files.values_list("name", flat=True)) == ["one.jpg", "two.jpg"]
    with SubmissionFile.objects.get(name="two.jpg").file.open() as file:
        assert file.read() == b"picture two"


def test_a_file_with_a_path_for_a_name_stays_in_its_place(collect):
    post(collect, **{"../../etc/passwd": b"x"})
    kept = SubmissionFile.objects.get()
    assert kept.name == "passwd"
    assert kept.file.name.startswith("answers/")


def test_other_answers_under_the_same_number_are_kept_and_the_sender_is_told(collect):
    post(collect)
    response = post(collect, xml(needs="transport"))
    assert response.status_code == 201
    assert "not counted" in sentence(response)
    assert Submission.objects.count() == 2


def test_the_files_of_a_form_are_listed_and_fetched(collect, survey):
    FormFile.objects.create(version=survey.versions.get(), name="cities & more.csv", content=b"name\nBo", md5="0" * 32)
    listed = ElementTree.fromstring(collect.get(collect.base + "formList").content).find(f"{LIST}xform")
    manifest = ElementTree.fromstring(collect.get(listed.findtext(f"{LIST}manifestUrl")).content)
    file = manifest.find(f"{MANIFEST}mediaFile")
    assert file.findtext(f"{MANIFEST}filename") == "cities & more.csv"
    assert collect.get(file.findtext(f"{MANIFEST}downloadUrl")).content == b"name\nBo"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Nothing was sent"),
        (b"not xml", "not well-formed"),
        (b"<data>", "not well-formed"),
        (b"\x00\x01", "not well-formed"),
        (xml(form="census"), "census"),
        (b"<other id='needs' version='1'/>", "another form"),
        (b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><data id='needs'>&x;</data>", "document type"),
        (b"<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><data id='needs'>&b;</data>", "document type"),
        (b"<data id='needs' version='1'>" + b"<a>" * 100 + b"</a>" * 100 + b"</data>", "too deep"),
        (b"<data id='needs' version='1'>" + b"<a/>" * 100_001 + b"</data>", "too many"),
        (b"<data id='needs'>" + b" " * 9 * 1024 * 1024 + b"</data>", "larger than"),
    ],
)
def test_what_are_no_answers_is_refused_with_a_sentence(collect, content, said):
    response = post(collect, content)
    assert response.status_code == 400
    assert said in sentence(response)
    assert not Submission.objects.exists()


def test_too_much_at_once_is_refused_before_it_is_read(collect):
    response = collect.generic("POST", collect.base + "submission", b"x", CONTENT_LENGTH=str(101 * 1024 * 1024))
    assert response.status_code == 413
    assert "MB" in sentence(response)


def test_whoever_has_no_key_learns_nothing(collect, survey):
    for key in ("guess", survey.slug):
        response = collect.get(f"/collect/{key}/formList")
        assert response.status_code == 404
        assert "no survey at this address" in sentence(response)


def test_too_many_in_a_minute_are_asked_to_come_again(collect, monkeypatch, still):
    monkeypatch.setattr("sarai.surveys.views.openrosa.MOST_A_MINUTE", 2)
    codes = [post(collect, xml(instance=f"uuid:{number}")).status_code for number in range(4)]
    assert codes == [201, 201, 429, 429]
    assert Submission.objects.count() == 2


def test_storing_answers_asks_little_of_the_database(collect, django_assert_max_num_queries):
    post(collect)
    with django_assert_max_num_queries(6):
        post(collect, xml(instance="uuid:2"))
