"""The columns and cells of exports under the questions of a survey that has a questionnaire, or none."""

import csv
import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from sarai.evidence.engine import Question, answer
from sarai.evidence.intake import take_in
from sarai.evidence.models import Source
from sarai.network.actions import erase_person
from sarai.network.models import Person, PersonRecord
from sarai.surveys.actions import publish_version, receive
from sarai.surveys.models import Answer, Response, Survey
from sarai.surveys.models import Question as Asked
from tests.evidence.reading.files import workbook
from tests.surveys.forms import NOW, filed, published
from tests.surveys.intake.test_kobo import REPEAT
from tests.surveys.questionnaire.workbooks import workbook as sheet

pytestmark = pytest.mark.django_db

FORM = """
| survey   | type                      | name      | label::English (en)       | label::Español (es)        | label::中文 (zh) | role              |
|          | text                      | email     | Where do we reach you?    | ¿Dónde le escribimos?      | 联系方式          | person.email      |
|          | text                      | town      | Which city is yours?      | ¿Cuál es su ciudad?        | 您的城市          | place.city        |
|          | text                      | country   | Country                   | País                       | 国家             | place.country     |
|          | begin_group               | city      | Your city                 | Su ciudad                  | 贵市             |                   |
|          | select_multiple needs     | needs     | What does it need most?   | ¿Qué necesita más?         | 最需要什么？       | need.priority     |
|          | text                      | needs_other | Which other?            | ¿Cuál otra?                | 其他             |                   |
|          | rank support              | support   | Which support first?      | ¿Qué apoyo primero?        | 首先需要什么支持？   | wish.support      |
|          | end_group                 |           |                           |                            |                 |                   |
|          | select_one yes_no         | agree     | May we count this?        | ¿Podemos contarlo?         | 可以统计吗？       | consent.survey    |
|          | integer                   | staff     | How many staff?           | ¿Cuánto personal?          | 多少员工？        |                   |
|          | text                      | partner   | Which city would you work with? | ¿Con qué ciudad?     | 想和哪个城市合作？   | wish.partner_city |
|          | begin_repeat              | project   | Project                   | Proyecto                   | 项目             |                   |
|          | text                      | title     | What is it called?        | ¿Cómo se llama?            | 名称             |                   |
|          | integer                   | cost      | What does it cost?        | ¿Cuánto cuesta?            | 费用             |                   |
|          | end_repeat                |           |                           |                            |                 |                   |
| choices  | list_name                 | name      | label::English (en)       | label::Español (es)        | label::中文 (zh) |                   |
|          | needs                     | health    | Public health             | Salud pública              | 公共卫生          |                   |
|          | needs                     | risk      | Risk, hazard and data     | Riesgo, amenaza y datos    | 风险、灾害和数据    |                   |
|          | needs                     | other     | Other                     | Otra                       | 其他             |                   |
|          | support                   | training  | Training                  | Capacitación               | 培训             |                   |
|          | support                   | money     | Money                     | Dinero                     | 资金             |                   |
|          | yes_no                    | yes       | Yes                       | Sí                         | 是               |                   |
|          | yes_no                    | no        | No                        | No                         | 否               |                   |
| settings | form_title                | form_id   | version                   | default_language           |                 |                   |
|          | Needs                     | needs     | 7                         | English (en)               |                 |                   |
"""
META = ["_uuid", "_submission_time", "__version__"]


@pytest.fixture
def survey(countries):
    return published(sheets=FORM)


def take(folder, rows, name="export.csv", **said):
    kept = io.StringIO()
    csv.writer(kept).writerows(rows)
    return take_bytes(folder, kept.getvalue().encode(), name, **said)


def take_bytes(folder, content, name, survey="needs"):
    path = folder / name
    path.write_bytes(content)
    return take_in(path, name=name, by="Steward", at=timezone.now(), target={"survey": survey})


def counted(path):
    found = Answer.objects.filter(question__path=path).order_by("response", "pk")
    return list(found.values_list("value", "number", "rank", "instance"))


KOBO = ["email", "town", "country", "city/needs", "city/support", "agree", "staff", "partner", *META]
ROW = [
    "ana@city.example",
    "Suva",
    "Fiji",
    "health risk",
    "money training",
    "yes",
    "12",
    "洛阳",
    "u1",
    "2020-10-06T20:31:10",
    "7",
]


def test_columns_of_an_xlsform_tool_are_questions(survey, tmp_path):
    assert take(tmp_path, [KOBO, ROW]).tally == {"read": 1, "added": 1}
    response = Response.objects.get()
    assert response.answers == {
        "email": "ana@city.example",
        "town": "Suva",
        "country": "Fiji",
        "city/needs": ["health", "risk"],
        "city/support": ["money", "training"],
        "agree": "yes",
        "staff": "12",
        "partner": "洛阳",
    }
    assert (response.consent, response.version.version) == (True, "7")
    assert counted("city/needs") == [("health", None, 0, ""), ("risk", None, 0, "")]
    assert counted("city/support") == [("money", None, 1, ""), ("training", None, 2, "")]
    assert counted("staff") == [("12", 12.0, 0, "")]
    assert counted("email") == []


SENT = """<data id="needs" version="7"><email>ana@city.example</email><town>Suva</town><country>Fiji</country>
<city><needs>health risk</needs><support>money training</support></city><agree>yes</agree><staff>12</staff>
<partner>洛阳</partner><meta><instanceID>uuid:1</instanceID></meta></data>"""


def test_the_same_answers_by_either_door_are_the_same(survey, tmp_path):
    assert receive(survey=survey, xml=SENT.encode(), door="openrosa", at=NOW).submission.violations == []
    filed()
    take(tmp_path, [KOBO, ROW])
    here, imported = Response.objects.order_by("pk")
    assert imported.answers == here.answers
    assert imported.record == here.record
    assert said(imported) == said(here)


def said(response):
    return sorted(response.counted.values_list("question", "value", "number", "rank", "place"))


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            ["Timestamp", "Which city is yours?", "What does it need most?", "Which support first?", "How many staff?"],
            ["2020/10/06 8:31:10 PM GMT+0", "Suva", "Public health, Risk, hazard and data", "Money, Training", "12"],
        ),
        (
            ["Marca temporal", "¿Cuál es su ciudad?", "¿QUÉ NECESITA MÁS?", "¿Qué apoyo primero?", "¿Cuánto personal?"],
            [
                "2020/10/06 8:31:10 PM GMT+0",
                "Suva",
                "Salud pública;Riesgo, amenaza y datos",
                "Dinero;Capacitación",
                "12",
            ],
        ),
        (
            ["时间戳记", "您的城市", "最需要什么？", "首先需要什么支持？", "多少员工？"],
            ["2020/10/06 8:31:10 PM GMT+0", "Suva", "公共卫生, 风险、灾害和数据", "资金, 培训", "12"],
        ),
    ],
)
def test_headers_and_choices_are_known_by_their_labels_in_any_language(survey, tmp_path, header, row):
    take(tmp_path, [header, row])
    response = Response.objects.get()
    assert response.answers == {
        "town": "Suva",
        "city/needs": ["health", "risk"],
        "city/support": ["money", "training"],
        "staff": "12",
    }
    assert response.record.place.text == "Suva"


def test_what_answers_no_question_stays_under_its_header(survey, tmp_path):
    take(tmp_path, [[*KOBO, "Anything else?"], [*ROW, "Thank you"]])
    assert Response.objects.get().answers["Anything else?"] == "Thank you"
    assert not Asked.objects.filter(path="Anything else?").exists()


def test_what_is_no_choice_is_another_and_kept_as_written(survey, tmp_path):
    row = [*ROW]
    row[3] = "Public health, Clean water"
    take(tmp_path, [KOBO, row])
    answers = Response.objects.get().answers
    assert answers["city/needs"] == ["health", "other"]
    assert answers["city/needs_other"] == "Public health, Clean water"


def test_a_question_with_a_role_says_more_than_a_header(survey, tmp_path):
    """“Country” is a question here; “City” is none, and still says where somebody is from."""
    take(tmp_path, [["Timestamp", "E-mail", "City", "Country"], ["2020-10-06 20:31:10", "A@x.example", "Suva", "Fiji"]])
    response = Response.objects.get()
    assert (response.record.email, str(response.record.place)) == ("a@x.example", "Suva, Fiji")
    assert response.answers == {"country": "Fiji"}


def test_a_column_that_only_looks_like_ones_own_city(countries, tmp_path):
    sheets = FORM.replace(
        "| text                      | partner   | Which city would you work with?", "| text | partner | City"
    )
    published(sheets=sheets)
    take(tmp_path, [["Timestamp", "City", "Country"], ["2020-10-06 20:31:10", "Luoyang", "Fiji"]])
    record = PersonRecord.objects.get()
    assert (record.place.text, record.place.country_text) == ("", "Fiji")
    wish = Answer.objects.get(question__path="partner")
    assert (wish.value, wish.place.text) == ("Luoyang", "Luoyang")


def test_repeated_groups_have_whole_paths_and_numbered_instances(survey, tmp_path):
    projects = [
        ["title", "project/cost", *REPEAT],
        ["Park", "3", 1, "Survey", 1, 7, "u1"],
        ["Tram", "9", 2, "Survey", 1, 7, "u1"],
    ]
    take_bytes(tmp_path, workbook({"Survey": [[*KOBO, "_index"], [*ROW, "1"]], "Project": projects}), "export.xlsx")
    assert Response.objects.get().answers["project"] == [
        {"project/title": "Park", "project/cost": "3"},
        {"project/title": "Tram", "project/cost": "9"},
    ]
    assert counted("project/cost") == [("3", 3.0, 0, "project[1]"), ("9", 9.0, 0, "project[2]")]


def test_partner_cities_are_read_in_whatever_language(survey, tmp_path):
    rows = [
        [*ROW[:7], city, f"u{place}", *ROW[9:]]
        for place, city in enumerate(("洛阳", "Luoyang", "Лоян, Китай", "China"))
    ]
    take(tmp_path, [KOBO, *rows])
    assert answer(Question("needs.partner_cities", survey.scope)).value == {"Luoyang": 1, "not specified": 1}
    others = [[f"p{place}@city.example", *row[1:8], f"v{place}", *row[9:]] for place, row in enumerate(rows)]
    take(tmp_path, [KOBO, *others], "others.csv")
    assert answer(Question("needs.partner_cities", survey.scope)).value == {"Luoyang": 4, "not specified": 2}


def test_a_later_export_corrects_what_was_answered(survey, tmp_path):
    take(tmp_path, [KOBO, ROW])
    changed = [*ROW]
    changed[3] = "health"
    assert take(tmp_path, [KOBO, changed], "later.csv").tally == {"read": 1, "corrected": 1}
    [held] = Response.objects.filter(retracted_at=None)
    assert [one.value for one in held.counted.filter(question__path="city/needs")] == ["health"]


# --- without a questionnaire


@pytest.fixture
def bare(countries):
    return Survey.objects.create(slug="bare", title="Bare")


TABLE = [
    ["Timestamp", "Email", "How useful was it?", "Which topics?"],
    ["2020-10-06 20:31:10", "ana@city.example", "5", "Water, roads"],
    ["2020-10-06 20:32:10", "bo@city.example", "3", ""],
]


def test_columns_become_questions_and_can_be_counted(bare, tmp_path):
    take(tmp_path, TABLE, survey="bare")
    asked = Asked.objects.filter(survey=bare).values_list("path", "kind", "label", "position")
    assert list(asked) == [
        ("How useful was it?", "", "How useful was it?", 0),
        ("Which topics?", "", "Which topics?", 1),
    ]
    assert counted("How useful was it?") == [("5", 5.0, 0, ""), ("3", 3.0, 0, "")]
    assert counted("Which topics?") == [("Water, roads", None, 0, "")]
    take(tmp_path, [[*TABLE[0], "New?"], [*TABLE[2], "yes"]], "later.csv", survey="bare")
    assert Asked.objects.get(path="New?").position == 2


def test_columns_are_given_roles(bare, tmp_path):
    take(tmp_path, TABLE, survey="bare")
    assert answer(Question("needs.top_priorities", bare.scope)).value == []
    path = tmp_path / "roles.yaml"
    path.write_text(
        "How useful was it?: knowledge.gain\n'Which topics?': {role: need.priority, type: select_multiple}\n",
        encoding="utf-8",
    )
    call_command("surveys", "roles", "bare", str(path))
    assert answer(Question("needs.top_priorities", bare.scope)).value == ["Water", "roads"]
    assert answer(Question("needs.increased_knowledge", bare.scope)).value == 1
    assert answer(Question("needs.completions", bare.scope)).value == 2
    take(tmp_path, [TABLE[0], ["2020-10-07 20:31:10", "cy@city.example", "4", "roads"]], "later.csv", survey="bare")
    assert answer(Question("needs.top_priorities", bare.scope)).value == ["roads", "Water"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Which wishes?: need.priority", "no column “Which wishes\\?”"),
        ("'Which topics?': need.prioritiy", "Perhaps “need.priority” is meant"),
        ("'Which topics?': {role: need.priority, type: image}", "does not fit"),
        ("'Which topics?': {role: need.priority, kind: rank}", "kind"),
        ("- need.priority", "Expected `object`"),
        ("a: [", "roles.yaml"),
    ],
)
def test_roles_that_cannot_be_are_refused_in_a_sentence(bare, tmp_path, said, sentence):
    take(tmp_path, TABLE, survey="bare")
    path = tmp_path / "roles.yaml"
    path.write_text(said, encoding="utf-8")
    with pytest.raises(CommandError, match=sentence):
        call_command("surveys", "roles", "bare", str(path))
    assert set(Asked.objects.values_list("role", flat=True)) == {""}


def test_a_questionnaire_that_comes_after_the_answers_says_what_they_mean(countries, tmp_path):
    survey = Survey.objects.create(slug="needs", title="Needs")
    form = sheet(FORM)
    take(tmp_path, [KOBO, ROW])
    asked = Question("needs.people_with_priorities", survey.scope)
    assert answer(asked).value == 0
    publish_version(survey=survey, data=form, name="needs.xlsx", by="Tara", at=NOW)
    assert counted("city/support") == [("money", None, 1, ""), ("training", None, 2, "")]
    assert answer(asked).value == 1
    act = Source.objects.get(format="questionnaire")
    assert (act.by, act.target) == ("Tara", {"survey": "needs"})
    # The very same questionnaire again says nothing new.
    publish_version(survey=survey, data=form, name="needs.xlsx", by="Tara", at=NOW)
    assert Source.objects.filter(format="questionnaire").count() == 1


def test_a_questionnaire_of_a_survey_without_imported_answers_is_no_source(survey):
    assert not Source.objects.exists()


def test_roles_are_written_in_the_questionnaire_where_there_is_one(survey, tmp_path):
    path = tmp_path / "roles.yaml"
    path.write_text("staff: knowledge.gain", encoding="utf-8")
    with pytest.raises(CommandError, match="has a questionnaire"):
        call_command("surveys", "roles", "needs", str(path))


def test_who_is_erased_leaves_no_word_behind(bare, tmp_path):
    take(tmp_path, TABLE, survey="bare")
    erase_person(
        person=Person.objects.get(links__record__email="ana@city.example"), reason="asked", by="S", at=timezone.now()
    )
    assert "Water, roads" not in Answer.objects.values_list("value", flat=True)
    assert answer(Question("needs.completions", bare.scope)).value == 2
