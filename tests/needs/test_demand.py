"""What cities need altogether, what nobody has done anything about, and assessments."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from sarai.evidence.engine import Question, Scope, answer, breakdown
from sarai.needs import actions
from sarai.needs.actions import Said
from sarai.needs.forms import _name
from sarai.needs.models import Assessment, Reply
from sarai.needs.queries.assessments import coverage
from sarai.needs.queries.demand import COLUMNS, demand, gaps
from sarai.network.models import City, Theme
from sarai.surveys.actions import publish_version
from sarai.surveys.models import Choice
from tests.needs.surveys import FORM, PEOPLE, sent
from tests.surveys.forms import NOW, filed, published
from tests.surveys.questionnaire.workbooks import workbook

pytestmark = pytest.mark.django_db
MEXICO_CITY, SUVA = 3530597, 2198148


@pytest.fixture
def health(asked_cities):
    theme = Theme.objects.create(slug="health", name="Public health")
    Choice.objects.filter(value="health").update(theme=theme)
    return theme


@pytest.fixture
def mexico_city(asked_cities):
    return City.objects.get(pk=MEXICO_CITY)


def test_by_theme_the_unknown_is_a_row_and_every_number_opens(health):
    rows = demand("theme", Scope())
    assert [row.label for row in rows] == ["Public health", "unknown"]
    for row in rows:
        for key, cell in zip(COLUMNS, row.cells, strict=True):
            assert answer(Question.from_params(key, params(cell.question))).value == cell.number
    assert [cell.number for cell in rows[0].cells] == [3, 2, 0, 0, 2]


def params(question):
    from urllib.parse import parse_qsl

    return dict(parse_qsl(question.url().partition("?")[2], keep_blank_values=True))


def test_by_region_and_by_month(asked_cities):
    assert [(row.label, row.cells[0].number) for row in demand("region", Scope())] == [
        ("Latin America and the Caribbean", 2),
        ("Melanesia", 2),
    ]
    months = breakdown(Question("needs.people_with_priorities"), "month")
    assert [(cell.label, cell.number) for cell in months] == [("2020-06", 4)]


def test_of_what_is_ranked_the_first_three_count(countries):
    form = FORM.replace("select_multiple needs     | needs ", "rank needs                | needs ").replace(
        "| other     | other                      | otra                         |                        |",
        "| other     | other | otra | |\n|          | needs | water | water | agua | |",
    )
    survey = published("ranking", form)
    sent(survey, 1, **(PEOPLE[0] | {"needs": "tourism water health transport other"}))
    filed()
    named = breakdown(Question("needs.people_with_priorities"), "priority")
    assert {cell.label for cell in named} == {"tourism", "water", "public health"}


# --- Gaps and replies


def test_gaps_are_needs_of_cities_without_a_reply(mexico_city):
    assert [(gap.city.name, gap.label, gap.told.number) for gap in gaps(Scope())] == [
        ("Mexico City", "public health", 2),
        ("Mexico City", "tourism", 1),
        ("Suva", "public health", 1),
        ("Suva", "tourism", 1),
    ]
    reply = reply_to(mexico_city, "public health")
    actions.state(city=mexico_city, said={"need": {"tourism": Said(False), "light": Said(True)}}, by="", at=NOW)
    assert [(gap.city.name, gap.label, gap.confirmed) for gap in gaps(Scope())] == [
        ("Suva", "public health", False),
        ("Suva", "tourism", False),
        ("Mexico City", "light", True),
    ]
    assert answer(Question("needs.unanswered")).value == 2
    actions.take_back_reply(reply=reply, reason="", by="Tara", at=NOW)
    assert answer(Question("needs.unanswered")).value == 3
    with pytest.raises(ValueError, match="taken back already"):
        actions.take_back_reply(reply=reply, reason="", by="Tara", at=NOW)


def reply_to(city, subject):
    said = {"means": "training", "what": "A webinar", "replied_on": date(2020, 6, 2), "by": "Tara", "at": NOW}
    return actions.reply_to_need(city=city, subject=subject, **said)


def test_the_same_reply_is_kept_once(mexico_city):
    assert reply_to(mexico_city, "tourism") == reply_to(mexico_city, "tourism")
    assert answer(Question("needs.replies")).value == 1


def test_the_team_replies_on_the_page(mexico_city, as_team):
    page = f"/cities/{MEXICO_CITY}/reply"
    assert "tourism" in as_team.get(f"{page}?subject=tourism").content.decode()
    said = {
        "subject": "tourism",
        "means": "advice",
        "what": "A visit",
        "replied_on": "2020-06-02",
        "link": "javascript:x",
    }
    wrong = as_team.post(page, said)
    assert (wrong.status_code, "begins with https" in wrong.content.decode()) == (422, True)
    answered = as_team.post(page, said | {"link": "https://city.example/visit"}, follow=True).content.decode()
    assert "A visit" in answered and "https://city.example/visit" in answered
    assert "tourism" not in as_team.get("/needs/gaps/?country=MX").content.decode()
    [reply] = Reply.objects.all()
    taken = as_team.post(f"/needs/replies/{reply.pk}/take-back", follow=True).content.decode()
    assert "the need is open again" in taken
    assert "taken back already" in as_team.post(f"/needs/replies/{reply.pk}/take-back", follow=True).content.decode()


def test_a_need_that_the_city_does_not_have(mexico_city, as_team):
    answered = as_team.get(f"/cities/{MEXICO_CITY}/reply?subject=gold", follow=True).content.decode()
    assert "no such need" in answered


def test_gaps_are_listed_by_theme_and_country(health, as_partner, as_stranger):
    assert "4 needs" in as_partner.get("/needs/gaps/").content.decode()
    assert "2 needs" in as_partner.get("/needs/gaps/?theme=health").content.decode()
    assert "2 needs" in as_partner.get("/needs/gaps/?country=FJ").content.decode()
    assert "4 needs" in as_partner.get("/needs/gaps/?theme=nonsense&country=ZZ&page=x").content.decode()
    assert "Something was done" not in as_partner.get("/needs/gaps/").content.decode()
    assert as_stranger.get("/needs/gaps/").status_code == 403


def test_the_page_of_demand(health, as_partner, as_stranger, settings):
    page = as_partner.get("/needs/").content.decode()
    assert "public health" in page and "Melanesia" in page and "<svg" in page
    assert "fewer than" not in page
    public = as_stranger.get("/needs/").content.decode()
    assert "tourism" not in public and "fewer than 5" in public
    settings.SMALLEST_CELL = 3
    public = as_stranger.get("/needs/").content.decode()
    assert "public health" in public and "transport" not in public and "fewer than 3" in public
    assert as_stranger.get("/needs/?as_of=2019-01-01").status_code == 200
    for wrong in ("as_of=soon", "assessment=none"):
        assert as_stranger.get(f"/needs/?{wrong}").status_code == 404


def test_before_anybody_answered_it_says_how_to_begin(as_stranger):
    assert "need.priority" in as_stranger.get("/needs/").content.decode()


# --- Assessments


@pytest.fixture
def assessment(asked_cities):
    other = published("other", FORM.replace("| cities  ", "| other-cities "), opens_at=None)
    kept = actions.keep_assessment(
        assessment=Assessment(slug="first", title="First assessment"),
        surveys=[asked_cities],
        cities=[],
        by="Tara",
        at=NOW,
    )
    assert other.pk != asked_cities.pk
    return kept


def hear(assessment, *cities):
    surveys = list(assessment.surveys.all())
    actions.keep_assessment(assessment=assessment, surveys=surveys, cities=cities, by="Tara", at=NOW)


@pytest.mark.parametrize("engine", ["", "duckdb"])
def test_an_assessment_counts_its_surveys_and_its_cities(assessment, asked_cities, engine, settings):
    settings.FIGURES_ENGINE = engine or settings.FIGURES_ENGINE
    for key in ("needs.completions", "needs.respondents", "needs.people_with_priorities", "needs.unanswered"):
        here, there = (answer(Question(key, one.scope)).value for one in (assessment, asked_cities))
        assert here == there > 0
    hear(assessment, SUVA)
    assert answer(Question("needs.respondents", assessment.scope)).value == 1
    assert answer(Question("needs.completions", assessment.scope)).value == 1


def test_which_cities_were_heard(assessment):
    assert ({city.name for city, _cell in coverage(assessment).heard}, coverage(assessment).share) == (
        {"Mexico City", "Suva"},
        100,
    )
    hear(assessment, SUVA, 1007311, 1)
    covered = coverage(assessment)
    assert ([city.name for city, _cell in covered.heard], [city.name for city in covered.silent]) == (
        ["Suva"],
        ["Durban"],
    )
    assert covered.share == 50


def test_the_team_sets_an_assessment_up(asked_cities, as_team, as_stranger):
    said = {"title": "All", "slug": "all", "surveys": [asked_cities.slug], "cities": "Suva, Fiji\nQzxw\n"}
    wrong = as_team.post("/needs/new-assessment/", said)
    assert (wrong.status_code, "are no city, or could be several: Qzxw" in wrong.content.decode()) == (422, True)
    kept = as_team.post("/needs/new-assessment/", said | {"cities": "Suva, Fiji\nDurban, South Africa"}, follow=True)
    page = kept.content.decode()
    assert "Durban" in page and "50 % have" in page
    shown = as_team.get("/needs/assessments/all/change/").content.decode()
    assert "Durban, South Africa\nSuva, Fiji" in shown
    changed = as_team.post("/needs/assessments/all/change/", said | {"cities": "", "title": "Everybody"}, follow=True)
    assert "Everybody" in changed.content.decode() and "have not answered" not in changed.content.decode()
    assert as_stranger.get("/needs/assessments/all/").status_code == 200
    assert as_stranger.get("/needs/assessments/none/").status_code == 404
    twice = as_team.post("/needs/new-assessment/", said | {"cities": ""})
    assert (twice.status_code, Assessment.objects.count()) == (422, 1)


def test_the_page_of_an_assessment_costs_the_same_for_more_surveys(assessment, as_team, django_assert_num_queries):
    from sarai.surveys.models import Survey

    page = assessment.get_absolute_url()
    as_team.get(page)
    with CaptureQueriesContext(connection) as one:
        as_team.get(page)
    assessment.surveys.set(Survey.objects.all())
    with django_assert_num_queries(len(one)):
        assert as_team.get(page).status_code == 200


# --- Themes


def test_the_team_sorts_words_into_themes_and_a_later_version_keeps_it(asked_cities, as_team, as_officer):
    theme = Theme.objects.create(slug="care", name="Care")
    page = as_team.get("/needs/themes/").content.decode()
    assert "public health" in page and ">other<" not in page
    assert "4 without one" not in as_officer.get("/needs/").content.decode()
    assert "3 without one" in as_team.get("/needs/").content.decode()
    said = {_name("public health"): theme.pk, _name("tourism"): ""}
    assert "1 word was sorted anew" in as_team.post("/needs/themes/", said, follow=True).content.decode()
    assert [row.label for row in demand("theme", Scope())] == ["Care", "unknown"]
    assert "0 words were sorted anew" in as_team.post("/needs/themes/", said, follow=True).content.decode()
    newer = FORM.replace("| cities    | 1  ", "| cities    | 2  ")
    publish_version(survey=asked_cities, data=workbook(newer), name="needs.xlsx", by="Tara", at=NOW)
    assert Choice.objects.filter(value="health", theme=theme).exists()
    assert as_team.post("/needs/themes/", {_name("tourism"): "999"}).status_code == 422


def test_regions_are_told_in_the_readers_language(asked_cities):
    with translation.override("fr"):
        assert {row.label for row in demand("region", Scope())} == {"Amérique latine", "Mélanésie"}


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_what_is_still_to_be_done_is_no_reply(mexico_city, as_team, day):
    said = {"subject": "tourism", "means": "advice", "what": "A visit", "replied_on": day}
    answered = as_team.post(f"/cities/{MEXICO_CITY}/reply", said)
    assert (answered.status_code, "a day that has come" in answered.content.decode()) == (422, True)
