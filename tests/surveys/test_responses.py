"""Single responses on the team's pages: found by what they say, looked at whole, reviewed, and evidence to the byte."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from sarai.surveys.actions import attach, publish_rule, review_responses
from sarai.surveys.models import Question, Response, Submission
from sarai.surveys.rules import Rule
from tests.surveys.forms import NEEDS, NOW, filed, published, sent

pytestmark = pytest.mark.django_db
LIST = "/surveys/needs/responses/"


@pytest.fixture
def survey(countries):
    survey = published()
    sent(survey, instance="uuid:1", name="Ana Ruíz", email="ana@city.example", city="洛阳", country="China",
         gender="female", needs="health tourism", support="money training", staff="120", why="Cold winters, no parks",
         partners=["Durban", "Incheon"], language="English (en)")  # fmt: skip
    sent(survey, at=NOW + timedelta(days=1), instance="uuid:2", name="Bo Li", email="bo@city.example", city="Durban",
         country="South Africa", gender="male", needs="transport", staff="-4", language="Español (es)")  # fmt: skip
    sent(survey, at=NOW + timedelta(days=2), instance="uuid:3", name="Çelik", email="cai@city.example", gender="female",
         needs="health", staff="300", why="Москва далеко")  # fmt: skip
    filed(NOW + timedelta(days=3))
    return survey


def pk(instance):
    first = Response.objects.filter(submission__instance_id=instance).first()
    return Response.objects.get(key=first.key, retracted_at=None).pk


def asked(path):
    return Question.objects.get(path=path).pk


def found(client, **sought):
    """Who is listed, in the order of the list."""
    page = client.get(LIST, sought)
    assert page.status_code == 200
    return re.findall(r"<td><bdi>(Ana Ruíz|Bo Li|Çelik)</bdi></td>", page.content.decode())


def plain(page):
    return " ".join(re.sub(r"<[^>]*>", " ", page.content.decode()).split())


ANA, BO, CAI = "Ana Ruíz", "Bo Li", "Çelik"


@pytest.mark.parametrize(
    ("sought", "who"),
    [
        ({}, [CAI, BO, ANA]),
        ({"text": "winters"}, [ANA]),
        ({"text": "cold PARKS"}, [ANA]),
        ({"text": "cold durban"}, [ANA]),  # each word somewhere
        ({"text": "москва"}, [CAI]),  # in other letters than it is written
        ({"text": "ruiz"}, [ANA]),
        ({"text": "celik"}, [CAI]),
        ({"text": "bo@city"}, [BO]),
        ({"text": "luoyang"}, [ANA]),  # as the place is read
        ({"text": "洛阳"}, [ANA]),
        ({"text": "salud"}, [CAI, ANA]),  # what a choice is called in another language
        ({"text": "gender"}, []),  # the name of a question is no answer
        ({"text": "partner"}, []),
        ({"text": "100%' OR 1=1 --"}, []),
        ({"text": '\\"'}, []),
        ({"counts": "yes"}, [CAI, BO, ANA]),
        ({"counts": "no"}, []),
        ({"review": "none"}, [CAI, BO, ANA]),
        ({"review": "approved"}, []),
        ({"language": "Español (es)"}, [BO]),
        ({"language": "-"}, [CAI]),
        ({"since": "2020-06-02"}, [CAI, BO]),
        ({"until": "2020-06-02"}, [BO, ANA]),
        ({"since": "2020-06-02", "until": "2020-06-02"}, [BO]),
    ],
)
def test_responses_are_found_by_what_they_say(survey, as_team, sought, who):
    assert found(as_team, **sought) == who


def test_responses_are_found_by_an_answer_to_a_closed_question(survey, as_team):
    assert found(as_team, question=asked("needs"), answer="health") == [CAI, ANA]
    assert found(as_team, question=asked("support"), answer="-") == [CAI, BO]
    assert found(as_team, question=asked("support"), answer="money") == [ANA]
    page = as_team.get(LIST, {"question": asked("needs")}).content.decode()
    assert "Answer to “What does it need most?”" in page
    assert '<option value="health">Public health</option>' in page


def test_responses_are_found_by_version_and_by_whether_they_count(survey, as_team):
    publish_rule(
        survey=survey, rule=Rule(no_faults=True, consented=True), reason="r", by="T", at=NOW + timedelta(days=4)
    )
    assert found(as_team, counts="yes") == []
    assert found(as_team, counts="consented") == [CAI, BO, ANA]
    publish_rule(survey=survey, rule=Rule(no_faults=True), reason="r", by="T", at=NOW + timedelta(days=5))
    assert found(as_team, counts="no") == found(as_team, counts="no_faults") == [BO]
    assert "no: against the form&#x27;s own rules" in as_team.get(LIST).content.decode()
    version = survey.versions.get().pk
    assert found(as_team, version=version) == [CAI, BO, ANA]
    assert found(as_team, version=version + 1) == []


@pytest.mark.parametrize(
    "query",
    ["counts=perhaps", "review=x", "since=never", "until=2020-02-30", "version=x", "question=٣", "since=0001-01-01"],
)
def test_what_cannot_be_sought_is_a_page_that_says_so(survey, as_team, query):
    assert as_team.get(f"{LIST}?{query}").status_code == 404


def test_a_question_of_another_survey_finds_nothing(survey, as_team):
    assert found(as_team, question=999999, answer="health") == []


def test_one_response_in_words(survey, as_team):
    page = plain(as_team.get(f"{LIST}{pk('uuid:1')}/"))
    assert "What does it need most? Public health Tourism" in page
    assert "Which support first? 1. Money 2. Training" in page
    assert "Your city 洛阳 read as Luoyang, China" in page
    assert "# Partner city 1 Durban read as Durban, South Africa 2 Incheon" in page
    assert "We may count this. no answer" in page
    assert "It counts" in page
    assert hashlib.sha256(bytes(Submission.objects.get(instance_id="uuid:1").xml)).hexdigest() in page


def test_it_reads_in_the_reader_s_language(survey, as_team):
    with translation.override("en"):  # a request leaves the language behind that it was read in
        page = plain(as_team.get(f"{LIST}{pk('uuid:1')}/", headers={"accept-language": "es"}))
    assert "¿Qué necesita más? Salud pública" in page


def test_what_breaks_the_form_s_rules_and_the_published_rule_is_said(survey, as_team):
    publish_rule(survey=survey, rule=Rule(no_faults=True), reason="r", by="T", at=NOW + timedelta(days=4))
    page = plain(as_team.get(f"{LIST}{pk('uuid:2')}/"))
    assert "It does not count" in page
    assert "Why it does not count Against the form&#x27;s own rules" in page
    assert "In agreement with the form&#x27;s own rules no" in page
    assert "No trial of the team yes" in page
    assert re.search(r"Against the form&#x27;s own rules.*How many staff\? :", page)
    assert "Not met, and not asked by this rule: with consent" in page


def test_what_was_sent_is_a_download_to_the_byte(survey, as_team):
    submission = Submission.objects.get(instance_id="uuid:1")
    response = as_team.get(f"/surveys/needs/submissions/{submission.pk}/original")
    assert response.content == bytes(submission.xml)
    assert response["Content-Type"] == "application/xml"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_what_was_erased_is_no_download(survey, as_team):
    submission = Submission.objects.get(instance_id="uuid:1")
    Submission.objects.filter(pk=submission.pk).update(xml=b"")
    assert as_team.get(f"/surveys/needs/submissions/{submission.pk}/original").status_code == 404
    assert "it was erased" in plain(as_team.get(f"{LIST}{pk('uuid:1')}/"))


def test_a_file_that_came_with_answers_is_a_download(countries, as_team, as_officer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    survey = published(sheets=NEEDS.replace("| text                      | why ", "| image                     | why "))
    submission = sent(survey, staff="200", why="me.svg")
    kept = attach(submission=submission, name="me.svg", content=ContentFile(b"<svg/>"), at=NOW)
    filed()
    url = f"/surveys/needs/submissions/{submission.pk}/files/{kept.pk}"
    assert url in as_team.get(f"{LIST}{pk('uuid:1')}/").content.decode()
    response = as_team.get(url)
    assert b"".join(response.streaming_content) == b"<svg/>"
    assert response["Content-Type"] == "application/octet-stream"
    assert as_officer.get(url).status_code == 403


def test_the_next_one_is_the_next_of_what_was_found(survey, as_team):
    def beside(instance, query=""):
        page = as_team.get(f"{LIST}{pk(instance)}/{query}").content.decode()
        return [int(number) for number in re.findall(r'responses/(\d+)/[^"]*" rel="(?:prev|next)"', page)]

    assert beside("uuid:3") == [pk("uuid:2")]
    assert beside("uuid:2") == [pk("uuid:3"), pk("uuid:1")]
    assert beside("uuid:3", "?text=health") == [pk("uuid:1")]
    assert beside("uuid:2", "?text=health") == [pk("uuid:3"), pk("uuid:1")]  # though it is not like that itself


def test_the_same_moment_hides_nobody(countries, as_team):
    survey = published()
    for number in range(5):
        sent(survey, instance=f"uuid:{number}", email=f"p{number}@city.example")
    filed()
    seen, url = [], f"{LIST}{pk('uuid:4')}/"
    while url:
        seen.append(int(re.search(r"responses/(\d+)/", url)[1]))
        page = as_team.get(url).content.decode()
        url = next(iter(re.findall(r'href="([^"]*)" rel="next"', page)), None)
    assert seen == sorted(Response.objects.values_list("pk", flat=True), reverse=True)


def decide(client, status, *instances, reason="seen", **said):
    chosen = {"response": [pk(one) for one in instances], "status": status, "reason": reason}
    return client.post(f"{LIST}review", chosen | said, follow=True)


def test_several_are_reviewed_at_once_with_one_reason(survey, as_team, team):
    page = decide(as_team, "rejected", "uuid:1", "uuid:2")
    assert "2 responses were changed." in plain(page)
    assert found(as_team, review="rejected") == found(as_team, counts="rejected") == [BO, ANA]
    assert "no: rejected by a reviewer" in page.content.decode()
    history = plain(as_team.get(f"{LIST}{pk('uuid:1')}/"))
    assert "Responses were reviewed : rejected" in history
    assert str(team) in history
    assert "seen" in history


def test_a_review_goes_back_to_where_it_was_made(survey, as_team):
    chosen = {"response": pk("uuid:1"), "status": "approved", "reason": "seen", "from": "detail"}
    answer = as_team.post(f"{LIST}review?text=ana", chosen)
    assert answer.url == f"{LIST}{pk('uuid:1')}/?text=ana"
    chosen = {"response": pk("uuid:1"), "status": "", "reason": "seen", "page": "2"}
    assert as_team.post(f"{LIST}review?text=ana", chosen).url == f"{LIST}?text=ana&page=2"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"response": []}, "Choose the responses first"),
        ({"reason": " "}, "Say why, in a few words."),
        ({"status": "perhaps"}, "A response is approved or rejected"),
        ({"response": ["x", "-1", "9" * 30]}, "Choose the responses first"),
    ],
)
def test_a_review_that_says_too_little_is_refused_with_a_sentence(survey, as_team, said, sentence):
    chosen = {"response": [pk("uuid:1")], "status": "approved", "reason": "seen"} | said
    assert sentence in plain(as_team.post(f"{LIST}review", chosen, follow=True))
    assert not Response.objects.exclude(status="").exists()


def test_the_later_of_two_reviewers_is_told(survey, as_team, as_steward):
    seen = pk("uuid:1")
    decide(as_team, "approved", "uuid:1")
    page = as_steward.post(f"{LIST}review", {"response": seen, "status": "rejected", "reason": "no"}, follow=True)
    assert "1 response was corrected or decided otherwise since" in plain(page)
    page = as_steward.post(f"{LIST}review", {"response": seen, "status": "approved", "reason": "yes"}, follow=True)
    assert "1 response was so already" in plain(page)


def test_a_decision_is_taken_back_on_its_page(survey, as_team):
    decide(as_team, "rejected", "uuid:1", "uuid:2", reason="the wrong list")
    page = as_team.get("/surveys/needs/reviews/").content.decode()
    assert "Rejected: 2 responses" in page
    undo = re.search(r'action="(/surveys/needs/reviews/\d+/undo)"', page)[1]
    assert "Say why" in plain(as_team.post(undo, {"reason": ""}, follow=True))
    after = plain(as_team.post(undo, {"reason": "a slip"}, follow=True))
    assert "2 responses were changed." in after
    assert "a slip" in after
    assert found(as_team, review="none") == [CAI, BO, ANA]
    assert "taken back already" in plain(as_team.post(undo, {"reason": "again"}, follow=True))


def test_a_correction_of_what_was_reviewed_is_found_to_be_looked_at_again(survey, as_team):
    decide(as_team, "approved", "uuid:1", "uuid:3")
    sent(survey, at=NOW + timedelta(days=5), instance="uuid:9", name=ANA, email="ana@city.example", needs="tourism",
         meta="<deprecatedID>uuid:1</deprecatedID>")  # fmt: skip
    filed(timezone.now())
    assert found(as_team, review="again") == [ANA]
    page = as_team.get(f"{LIST}{pk('uuid:1')}/")
    assert "The answers were changed after a reviewer" in plain(page)
    assert "Answered otherwise:" in plain(page)
    before = re.findall(rf'href="({LIST}\d+/)">As it was then', page.content.decode())
    assert len(before) == 2
    earlier = plain(as_team.get(before[0]))
    assert "This is what the response was before." in earlier
    assert "Public health Tourism" in earlier


def test_what_is_flagged_stands_beside_what_counts(survey, as_team):
    flagged = sent(survey, instance="uuid:1", name=ANA, needs="health transport", partners=["Durban", "Nairobi"])
    url = f"/surveys/needs/submissions/{flagged.pk}/"
    assert url in as_team.get("/surveys/needs/").content.decode()
    page = plain(as_team.get(url))
    assert "Other answers came before under the same instanceID." in page
    assert "What does it need most? Public health, Transport Public health, Tourism differs" in page
    assert "Partner city [2] Nairobi Incheon differs" in page
    assert "Partner city [1] Durban Durban Your" not in page.replace("differs", "")
    twin = as_team.get(f"/surveys/needs/submissions/{Submission.objects.get(instance_id='uuid:1', state='filed').pk}/")
    assert twin.url == f"{LIST}{pk('uuid:1')}/"


def test_what_answers_an_unknown_version_is_shown_as_it_was_sent(survey, as_team):
    flagged = sent(survey, instance="uuid:7", version="0", needs="health", odd="<b>&lt;script&gt;</b>")
    page = as_team.get(f"/surveys/needs/submissions/{flagged.pk}/").content.decode()
    assert "never published here" in page
    assert "Public health" in page
    assert "&lt;script&gt;" in page


def test_what_is_found_is_a_file_too(survey, as_team):
    publish_rule(survey=survey, rule=Rule(no_faults=True), reason="r", by="T", at=NOW + timedelta(days=4))
    page = as_team.get(LIST, {"counts": "no", "text": "bo"}).content.decode()
    url = re.search(r'href="([^"]*/export/csv[^"]*)"', page)[1].replace("&amp;", "&")
    lines = b"".join(as_team.get(url).streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines] == ["_id", "uuid:2"]
    assert as_team.get(url.replace("counts=no", "counts=perhaps")).status_code == 404
    none = as_team.get(url.replace("text=bo", "text=nobody"))
    assert b"".join(none.streaming_content).decode("utf-8-sig").splitlines() == lines[:1]


def test_a_figure_s_records_open_their_responses(survey, as_team, as_officer):
    url = f"/responses/{pk('uuid:1')}/"
    figure = "/evidence/needs.completions/?scope=survey:needs"
    assert url in as_team.get(figure).content.decode()
    assert as_team.get(url).url == f"{LIST}{pk('uuid:1')}/"
    assert "/responses/" not in as_officer.get(figure).content.decode()


def test_nothing_of_it_is_for_others(survey, as_officer, as_partner, as_stranger):
    sent_in = Submission.objects.first().pk
    for client in (as_officer, as_partner, as_stranger):
        for url in (
            LIST, f"{LIST}{pk('uuid:1')}/", "/surveys/needs/reviews/",
            f"/surveys/needs/submissions/{sent_in}/", f"/surveys/needs/submissions/{sent_in}/original",
        ):  # fmt: skip
            assert client.get(url).status_code == 403
        assert decide(client, "approved", "uuid:1").status_code == 403
    assert not Response.objects.exclude(status="").exists()


def test_a_response_of_another_survey_is_not_found(survey, as_team):
    published(slug="other", sheets=NEEDS.replace("| needs    | 1", "| other    | 1"))
    assert as_team.get(f"/surveys/other/responses/{pk('uuid:1')}/").status_code == 404
    assert as_team.get(f"/surveys/other/submissions/{Submission.objects.first().pk}/").status_code == 404


def test_nobody_has_answered_yet(countries, as_team):
    published()
    assert "Nobody has answered yet." in as_team.get(LIST).content.decode()


def queries(client, url):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_a_page_asks_the_database_the_same_however_much_there_is(countries, as_team):
    survey = published()

    def send(*numbers):
        for number in numbers:
            sent(survey, instance=f"uuid:{number}", email=f"p{number}@city.example", city="Durban", staff="-1",
                 partners=["Incheon"] * number)  # fmt: skip
        filed(NOW + timedelta(days=max(numbers)))

    send(1)
    review_responses(
        survey=survey, responses=[pk("uuid:1")], status="approved", reason="r", by="T", at=NOW + timedelta(days=2)
    )
    urls = (LIST, f"{LIST}?text=durban&review=approved&counts=yes", f"{LIST}{{}}/", "/surveys/needs/reviews/")
    as_team.get("/surveys/")  # what every page asks, once a minute
    few = [queries(as_team, url.format(pk("uuid:1"))) for url in urls]
    send(2, 3, 4)
    review_responses(survey=survey, responses=[pk(f"uuid:{n}") for n in (2, 3, 4)], status="approved", reason="r", by="T",
                     at=NOW + timedelta(days=9))  # fmt: skip
    assert [queries(as_team, url.format(pk("uuid:3"))) for url in urls] == few
    assert max(few) <= 20
