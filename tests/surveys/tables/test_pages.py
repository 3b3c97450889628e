"""The pages of tables: for the team every number and its responses, for strangers what tells of nobody."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sarai.evidence.models import Source
from sarai.surveys.models import Question, Response, Validity
from tests.surveys.forms import NEEDS, NOW, filed, published, sent

pytestmark = pytest.mark.django_db

TABLES = "/surveys/needs/tables/"


@pytest.fixture
def survey(countries):
    survey = published(sheets=NEEDS.replace("| text                      | why ", "| text                      | why "))
    for number in range(24):
        sent(
            survey,
            at=NOW + timedelta(days=number % 2 * 30),
            instance=f"uuid:{number}",
            email=f"p{number % 20}@city.example",
            gender="female" if number % 8 else "male",
            city="Durban" if number % 3 else "Incheon",
            needs="health tourism" if number % 4 else "transport",
            support="money training" if number % 2 else "training money",
            staff=str(number),
        )
    filed(NOW + timedelta(days=31))
    return survey


def pk(path):
    return Question.objects.get(path=path).pk


def detail(path, query=""):
    return f"{TABLES}{pk(path)}/{query}"


def rows(page):
    """The rows of the first table of a page, as texts."""
    table = re.search(r"<table.*?</table>", page.content.decode(), re.DOTALL)[0]
    found = []
    for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL):
        cells = re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        found.append([re.sub(r"<[^>]*>", "", cell).replace("\xa0", " ").replace("&lt;", "<").strip() for cell in cells])
    return found


def test_every_question_has_its_picture(survey, as_team):
    page = as_team.get(TABLES).content.decode()
    for label in ("Gender", "What does it need most?", "Which support first?", "How many staff?", "We may count this."):
        assert label in page
    assert page.count('class="chart chart-') == 8  # those whose role is counted in words, too
    assert "Your e-mail" not in page
    assert "Why?" in page


def test_a_table_of_one_question_in_counts_and_shares(survey, as_team):
    found = rows(as_team.get(detail("gender")))
    assert found[0] == ["Answer", "Completions", "Per cent of all", "Per cent of those who answered"]
    assert found[1:] == [
        ["Female", "21", "87.5 %", "87.5 %"],
        ["Male", "3", "12.5 %", "12.5 %"],
        ["No answer", "0", "0.0 %", "–"],
        ["All", "24", "100.0 %", ""],
    ]


def test_a_question_with_several_answers_has_shares_of_people_and_of_answers(survey, as_team):
    found = rows(as_team.get(detail("needs")))
    assert found[1] == ["Public health", "18", "75.0 %", "75.0 %", "42.9 %"]
    assert found[3] == ["Tourism", "18", "75.0 %", "75.0 %", "42.9 %"]
    assert found[-1][:2] == ["All", "24"]


def test_the_switch_between_completions_people_and_cities(survey, as_team):
    totals = {
        unit: rows(as_team.get(detail("gender", f"?unit={unit}")))[-1][1]
        for unit in ("completions", "people", "organisations", "cities")
    }
    assert totals == {"completions": "24", "people": "20", "organisations": "0", "cities": "2"}


def test_two_questions_by_each_other_and_by_who_answered(survey, as_team):
    crossed = rows(as_team.get(detail("gender", f"?by=q{pk('needs')}")))
    assert crossed[0] == ["", "Public health", "Transport", "Tourism", "No answer", "All"]
    assert crossed[1] == ["Female", "18", "3", "18", "0", "21"]
    by_city = rows(as_team.get(detail("gender", "?by=city&show=columns")))
    assert by_city[0] == ["", "Durban", "Incheon", "Unknown", "All"]
    assert by_city[1] == ["Female", "87.5 %", "87.5 %", "–", "21"]
    by_month = rows(as_team.get(detail("needs", "?by=month")))
    assert by_month[0][1:3] == ["June 2020", "July 2020"]


def test_a_long_breakdown_lies_down(survey, as_team, monkeypatch):
    monkeypatch.setattr("sarai.surveys.views.tables.MOST_COLUMNS", 2)
    found = rows(as_team.get(detail("gender", f"?by=q{pk('needs')}")))
    assert [row[0] for row in found] == ["", "Public health", "Transport", "Tourism", "No answer", "All"]
    assert found[0] == ["", "Female", "Male", "No answer", "All"]
    link = re.search(
        r'href="([^"]*column=health[^"]*row=female[^"]*|[^"]*row=female[^"]*column=health[^"]*)"',
        as_team.get(detail("gender", f"?by=q{pk('needs')}")).content.decode(),
    )
    assert "18 responses" in as_team.get(link[1].replace("&amp;", "&")).content.decode()


def test_a_ranking_and_numbers(survey, as_team):
    found = rows(as_team.get(detail("support")))
    assert found[0] == ["Choice", "First", "In the first three", "Ranked at all", "Points"]
    assert sorted(found[1:]) == [["Money", "12", "24", "24", "36"], ["Training", "12", "24", "24", "36"]]
    assert rows(as_team.get(detail("staff")))[1] == ["All", "24", "11.50", "11.5", "7.07", "0", "23"]
    by_gender = rows(as_team.get(detail("staff", f"?by=q{pk('gender')}")))
    assert [row[:2] for row in by_gender[1:3]] == [["Female", "21"], ["Male", "3"]]
    assert rows(as_team.get(detail("support", "?by=gender")))[0] == ["Points", "Female", "Male", "Unknown"]


def test_every_number_opens_its_responses(survey, as_team):
    page = as_team.get(detail("gender", "?by=city&unit=people")).content.decode()
    links = re.findall(r'<a class="figure" href="([^"]*)">(\d+)</a>', page)
    assert len(links) > 5
    for link, number in links:
        behind = as_team.get(link.replace("&amp;", "&")).content.decode()
        assert re.search(rf">\s*{number} responses?", behind)
    assert "p1@" not in behind
    assert "Durban" in behind


@pytest.mark.parametrize("by", ["version", "month", "city", "country", "gender", "language"])
@pytest.mark.parametrize("column", ["abc", "0", "-1", "²", "9" * 30, "9" * 5000, "2020-13", "0000-01", "é", "1\t"])
def test_a_column_that_no_table_has_is_not_found(survey, as_team, by, column):
    address = f"{TABLES}{pk('gender')}/responses/"
    page = as_team.get(address, {"by": by, "column": column})
    assert page.status_code == 404 or (by == "language" and column.isprintable())
    assert as_team.get(address, {"row": column}).status_code == 200
    assert as_team.get(address, {"column": column}).status_code == 200


@pytest.mark.parametrize("by", ["version", "month", "language", "country"])
def test_every_column_of_a_breakdown_opens_its_responses(survey, as_team, by):
    page = as_team.get(detail("gender", f"?by={by}")).content.decode()
    links = re.findall(r'<a class="figure" href="([^"]*column=[^"]*)">', page)
    assert links
    assert {as_team.get(link.replace("&amp;", "&")).status_code for link in links} == {200}


def test_a_stranger_sees_no_small_count_and_opens_nothing(survey, as_stranger):
    found = rows(as_stranger.get(detail("gender")))
    assert [row[:2] for row in found[1:]] == [["Female", "–"], ["Male", "<5"], ["No answer", "0"], ["All", "24"]]
    page = as_stranger.get(detail("gender", "?by=city")).content.decode()
    assert "responses/" not in page
    assert as_stranger.get(f"{TABLES}{pk('gender')}/responses/").status_code == 403
    assert rows(as_stranger.get(detail("staff")))[0] == ["", "Answers", "Mean", "Median", "Standard deviation"]


def test_a_stranger_sees_tables_of_closed_questions_only(survey, as_stranger, as_team):
    assert "In their own words" not in as_stranger.get(TABLES).content.decode()
    for path in ("email", "city", "why"):
        assert as_stranger.get(detail(path)).status_code == 404
    assert as_team.get(detail("city")).status_code == 200
    assert as_team.get(detail("email")).status_code == 404
    assert as_stranger.get(detail("gender", f"?by=q{pk('city')}")).status_code == 404


def test_other_rules_and_days_are_for_the_team(survey, as_stranger, as_team):
    Response.objects.filter(submission__instance_id__in=["uuid:1", "uuid:2"]).update(finished=False)
    assert rows(as_team.get(detail("gender")))[-1][1] == "22"
    assert rows(as_team.get(detail("gender", "?rule=all")))[-1][1] == "24"
    assert rows(as_stranger.get(detail("gender", "?rule=all")))[-1][1] == "22"
    assert rows(as_team.get(detail("gender", "?as_of=2020-06-01")))[-1][1] == "0"
    assert rows(as_stranger.get(detail("gender", "?as_of=2020-06-01")))[-1][1] == "22"


def test_the_rule_is_printed_with_what_it_removes(survey, as_team):
    Response.objects.filter(submission__instance_id="uuid:1").update(finished=False)
    Response.objects.filter(submission__instance_id="uuid:2").update(status="rejected")
    source = Source.objects.create(kind=Source.Kind.ENTRY, title="rule", entered_at=NOW, recorded_at=NOW)
    Validity.objects.create(survey=survey, number=1, source=source, recorded_at=NOW, consented=True)
    page = " ".join(re.sub(r"<[^>]*>", " ", as_team.get(detail("gender")).content.decode()).split())
    assert "Rule 1, as published" in page
    assert "24 responses were received, 0 count." in page
    assert "Rejected by a reviewer 1 Not finished 1 Without consent 22" in page
    assert "All responses: 23" in page
    assert "Rule 1, as published: 0" in page
    assert rows(as_team.get(detail("gender", "?rule=all")))[-1][1] == "23"


@pytest.mark.parametrize(
    "query", ["?by=shoe", "?unit=shoes", "?rule=7", "?rule=x", "?as_of=never", "?show=all", "?by=q1", "?by=q999999"]
)
def test_what_cannot_be_asked_is_a_page_that_says_so(survey, as_team, query):
    query = query.replace("q1", f"q{pk('gender')}") if query == "?by=q1" else query
    assert as_team.get(detail("gender", query)).status_code == 404


def test_nothing_answered_is_a_page_too(countries, as_team, as_stranger):
    published()
    for client in (as_team, as_stranger):
        assert client.get(TABLES).status_code == 200
        for path in ("gender", "needs", "support", "staff"):
            for by in ("", "?by=gender", "?by=country"):
                assert client.get(detail(path, by)).status_code == 200


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_a_page_asks_the_database_the_same_however_much_there_is(survey, as_team, settings):
    addresses = [
        TABLES,
        detail("gender", "?by=city"),
        detail("needs", f"?by=q{pk('gender')}"),
        f"{detail('gender')}responses/",
    ]
    as_team.get("/surveys/")  # what every page asks, once a minute
    few = [queries(as_team, address) for address in addresses]
    for number in range(30):
        sent(
            survey,
            at=NOW,
            instance=f"uuid:more-{number}",
            email=f"m{number}@city.example",
            city="Nairobi",
            needs="health",
        )
    filed(NOW + timedelta(days=32))
    assert [queries(as_team, address) for address in addresses] == few
    assert max(few) <= 24


def test_the_pages_read_in_the_form_s_language(survey, as_team):
    page = as_team.get(detail("needs"), headers={"accept-language": "es"}).content.decode()
    assert "¿Qué necesita más?" in page
    assert "Salud pública" in page
