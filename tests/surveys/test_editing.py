"""A questionnaire written on the site, from an empty page to what people are asked."""

import io
import re
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from sarai.surveys.models import Sketch, Survey, Version
from sarai.surveys.questionnaire.beginnings import BEGINNINGS
from sarai.surveys.questionnaire.simple import from_json
from tests.surveys.forms import NEEDS, published
from tests.surveys.questionnaire.test_writing import EVERYTHING
from tests.surveys.questionnaire.workbooks import workbook

pytestmark = pytest.mark.django_db
EDIT = "/surveys/city/edit/"


class _Fields(HTMLParser):
    """What a browser would send of the one form of a page that has these fields, with the button "save"."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.select = self.area = ""
        self.feed(page[page.index('class="filling"') :])

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        name = said.get("name")
        if tag == "input" and name and said.get("type") not in ("checkbox", "radio"):
            self.sent.setdefault(name, []).append(said.get("value", ""))
        elif tag == "input" and name and "checked" in said:
            self.sent[name] = ["on"]
        elif tag == "textarea":
            self.area = name
            self.sent[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and ("selected" in said or self.select not in self.sent):
            self.sent[self.select] = [said.get("value", "")]

    def handle_endtag(self, tag):
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data):
        if self.area:
            self.sent[self.area] = [self.sent[self.area][0] + data]


@pytest.fixture
def survey(db, countries):
    return Survey.objects.create(slug="city", title="Needs of cities")


def begin(client, what="empty", **files):
    return client.post(f"{EDIT}begin/", {"begin": what} | files, follow=True)


def form():
    return from_json(Sketch.objects.get().form)


def names():
    return [question.name or question.type for question in form().questions]


def step(client, do, number=1, **said):
    """Press a button of the row with this number, as the list shows it."""
    page = client.get(EDIT).content.decode()
    was = re.findall(r'name="was" value="(\w*)"', page)
    sent = {"do": do, "place": number - 1, "was": was[number - 1] if number <= len(was) else ""}
    return client.post(f"{EDIT}step", sent | said, follow=True)


def add(client, kind, place=1_000, **said):
    """Add a question, and say what it is."""
    response = client.post(f"{EDIT}step", {"do": "add", "type": kind, "place": place})
    return fill(client, response["Location"], **said)


def fill(client, address, do="save", **said):
    """Change fields of a question's page and press a button; what is not named is sent as it is."""
    if isinstance(address, int):
        address = f"{EDIT}question/{address}/"
    sent = _Fields(client.get(address).content.decode()).sent
    for name, value in said.items():
        sent[name.replace("_", "-")] = value if isinstance(value, list) else [value]
    sent = {name: value for name, value in sent.items() if value != [None]}
    return client.post(address, sent | {"do": do})


def test_a_form_is_written_from_an_empty_page_and_asked(as_team, as_stranger, survey):
    begin(as_team)
    as_team.post(f"{EDIT}about/", {"title": "City", "added": "English (en)"})
    as_team.post(f"{EDIT}about/", {"title": "City", "language-0": "English (en)", "added": "العربية (ar)"})
    add(as_team, "select_one", label_0="Is there a plan?", label_1="هل هناك خطة؟", choice_0=["Yes", "No", ""], choice_1=["نعم", "لا", ""], value=["", "", ""])  # fmt: skip
    add(
        as_team,
        "text",
        label_0="Which plan?",
        label_1="أي خطة؟",
        only="${is_there_a_plan} = 'yes'",
        role="organisation.name",
    )
    add(as_team, "integer", label_0="How many staff?", label_1="كم موظفا؟", least="1", greatest="500", required="on")
    page = as_team.get(EDIT).content.decode()
    assert "Is there a plan? → Yes" in page
    changed = as_team.get(f"{EDIT}publish/").content.decode()
    assert "It asks 3 questions." in changed
    published = as_team.post(f"{EDIT}publish/", {"step": Sketch.objects.get().step}, follow=True)
    assert "Version 1 is published." in published.content.decode()
    version = Version.objects.get()
    assert version.languages == ["English (en)", "العربية (ar)"]
    assert list(survey.questions.values_list("path", "role")) == [
        ("is_there_a_plan", ""),
        ("which_plan", "organisation.name"),
        ("how_many_staff", ""),
    ]
    assert as_stranger.get("/s/city/", headers={"accept-language": "ar"}).status_code == 200
    assert "as it is published" in as_team.get(EDIT).content.decode()


@pytest.mark.parametrize("name", BEGINNINGS)
def test_what_we_offer_to_begin_with_can_be_published_as_it_is(as_team, survey, name):
    begin(as_team, name)
    as_team.post(f"{EDIT}publish/", {"step": 1})
    version = Version.objects.get()
    assert version.languages == ["English (en)", "Français (fr)", "Español (es)"]
    assert version.warnings == []
    survey.refresh_from_db()
    assert survey.form_id == "city"
    assert survey.questions.exclude(role="").count() >= 5


def test_a_published_version_is_opened_changed_and_published_as_the_next(as_team, countries):
    published("city")
    begin(as_team, "published")
    fill(as_team, 8, label_0="How many people?")
    page = as_team.get(f"{EDIT}publish/").content.decode()
    assert "“How many people?” is now worded “How many people?”; it was “How many staff?”." in page.replace(
        "In English (en), ", ""
    )
    as_team.post(f"{EDIT}publish/", {"step": 2})
    assert list(Version.objects.values_list("number", "version")) == [(2, "2"), (1, "1")]
    assert Survey.objects.get().form_id == "needs"


def test_publishing_twice_makes_one_version(as_team, survey):
    begin(as_team, "needs")
    for _time in range(2):
        as_team.post(f"{EDIT}publish/", {"step": 1 + _time})
    assert Version.objects.count() == 1


def test_the_form_can_be_downloaded_and_opened_again(as_team, survey):
    begin(as_team, "needs")
    before = form()
    response = as_team.get(f"{EDIT}form.xlsx")
    assert "city.xlsx" in response["Content-Disposition"]
    assert load_workbook(io.BytesIO(response.content)).sheetnames == ["survey", "choices", "settings"]
    begin(as_team, "uploaded", form=SimpleUploadedFile("x.xlsx", response.content))
    assert form() == before


def test_what_the_editor_has_no_field_for_is_shown_and_kept(as_team, survey):
    begin(as_team, "uploaded", form=SimpleUploadedFile("x.xlsx", workbook(EVERYTHING)))
    before = form()
    page = as_team.get(f"{EDIT}question/4/").content.decode()
    assert "choice_filter" in page
    assert "at = ${region}" in page
    for number, question in enumerate(before.questions, 1):
        if not question.type.startswith("end"):
            assert fill(as_team, number).status_code == 302
    assert form() == before


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (NEEDS + "| entities | list_name | label |\n| | trees | a |", "Sheet “entities”: The editor has no place"),
        (NEEDS.replace("| themes                    | tourism", "| spare | tourism"), "row 6"),
        ("<not a table>", "There is no sheet “survey”"),
        ("<?xml version='1.0'?><h:html/>", "The editor opens XLSForms"),
    ],
)
def test_a_form_that_only_a_spreadsheet_can_hold_is_refused_with_the_rows(as_team, survey, text, sentence):
    data = workbook(text) if text.strip().startswith("|") else text.encode()
    response = begin(as_team, "uploaded", form=SimpleUploadedFile("x.xlsx", data))
    assert response.status_code == 422
    page = response.content.decode()
    assert "Nothing was changed" in page
    assert sentence in page
    assert not Sketch.objects.exists()


def test_a_file_must_be_chosen(as_team, survey):
    assert "No file was chosen" in begin(as_team, "uploaded").content.decode()


def test_rows_are_moved_copied_deleted_and_it_is_undone(as_team, survey):
    begin(as_team)
    for name in "abc":
        add(as_team, "text", name=name, label_0=name)
    step(as_team, "up", 3)
    assert names() == ["a", "c", "b"]
    step(as_team, "down", 1)
    assert names() == ["c", "a", "b"]
    step(as_team, "copy", 1)
    assert names() == ["c", "c_2", "a", "b"]
    step(as_team, "remove", 4)
    assert names() == ["c", "c_2", "a"]
    as_team.post(f"{EDIT}step", {"do": "undo", "step": Sketch.objects.get().step})
    assert names() == ["c", "c_2", "a", "b"]
    as_team.post(f"{EDIT}step", {"do": "undo", "step": Sketch.objects.get().step})
    assert names() == ["c", "c_2", "a"]


def test_a_group_goes_with_its_questions_and_leaves_them_when_it_is_taken_away(as_team, survey):
    begin(as_team)
    add(as_team, "text", name="a", label_0="A")
    add(as_team, "begin_group", name="g", label_0="G")
    add(as_team, "text", place=2, name="b", label_0="B")
    assert names() == ["a", "g", "b", "end_group"]
    step(as_team, "up", 2)
    assert names() == ["g", "b", "end_group", "a"]
    step(as_team, "down", 3)
    assert names() == ["g", "b", "a", "end_group"]
    step(as_team, "copy", 1)
    assert names() == ["g", "b", "a", "end_group", "g_2", "b_2", "a_2", "end_group"]
    step(as_team, "remove", 1)
    assert names() == ["b", "a", "g_2", "b_2", "a_2", "end_group"]


def test_choices_are_moved_deleted_and_shared(as_team, survey):
    begin(as_team)
    add(as_team, "select_one", name="p", label_0="P", choice_0=["A", "B", "C"], value=["a", "b", "c"])
    fill(as_team, 1, do="up:2")
    fill(as_team, 1, do="drop:0")
    assert [choice.value for choice in form().questions[0].choices] == ["c", "b"]
    add(as_team, "select_multiple", name="q", label_0="Q")
    fill(as_team, 2, do="list", list="p")
    page = as_team.get(f"{EDIT}question/2/").content.decode()
    assert "These choices are also those of:" in page
    fill(as_team, 2, choice_0=["C", "B", "D", "", ""], value=["c", "b", "d", "", ""])
    assert [choice.value for choice in form().questions[0].choices] == ["c", "b", "d"]
    fill(as_team, 2, do="own")
    fill(as_team, 2, do="drop:0")
    assert [choice.value for choice in form().questions[0].choices] == ["c", "b", "d"]
    assert as_team.get(f"{EDIT}form.xlsx").status_code == 200


def test_a_question_that_is_renamed_is_asked_for_by_its_new_name(as_team, survey):
    begin(as_team, "needs")
    place = names().index("needs") + 1
    fill(as_team, place, name="wants", value=["health", "economy", "water", "housing", "transport", "climate", "digital", "else", "", "", ""])  # fmt: skip
    assert next(one.relevant for one in form().questions if one.name == "other_need") == "selected(${wants}, 'else')"


def test_another_type_takes_what_it_cannot_have(as_team, survey):
    begin(as_team)
    add(as_team, "select_one", name="p", label_0="P", choice_0=["A"], value=["a"])
    fill(as_team, 1, do="type", type="range")
    fill(as_team, 1, start="0", end="5")
    [question] = form().questions
    assert (question.type, question.choices, dict(question.more)) == (
        "range",
        (),
        {"parameters": "start=0 end=5 step=1"},
    )


@pytest.mark.parametrize(
    ("kind", "said", "sentence"),
    [
        ("text", {"name": "1 b"}, "A name begins with a letter"),
        ("text", {"name": "taken"}, "Another question has the name"),
        ("integer", {"least": "many"}, "This is no number"),
        ("integer", {"least": "9", "greatest": "1"}, "must not be below"),
        ("select_multiple", {"most": "-1"}, "This is no number"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(as_team, survey, kind, said, sentence):
    begin(as_team)
    add(as_team, "text", name="taken", label_0="T")
    add(as_team, kind, label_0="Before")
    response = fill(as_team, 2, label_0="Typed just now", **said)
    assert response.status_code == 422
    page = response.content.decode()
    assert sentence in page
    assert "Typed just now" in page
    assert form().questions[1].label == {"": "Before"}


def test_what_keeps_it_from_being_published_stands_at_the_question(as_team, survey):
    begin(as_team)
    add(as_team, "select_one", name="p", label_0="P")
    add(as_team, "text", name="q", label_0="Q", only="=", relevant="${nobody} = (")
    page = as_team.get(EDIT).content.decode()
    first, second = page.split('id="row-2"')
    assert "This question has no choices yet." in first
    assert "names no question of this form" in second
    assert as_team.post(f"{EDIT}publish/", {"step": 99}).status_code == 302
    response = as_team.post(f"{EDIT}publish/", {"step": Sketch.objects.get().step})
    assert response.status_code == 422
    assert not Version.objects.exists()


def test_who_was_overtaken_is_told_and_loses_nothing(as_team, survey):
    begin(as_team)
    add(as_team, "text", name="a", label_0="First")
    add(as_team, "text", name="b", label_0="Other")
    opened = _Fields(as_team.get(f"{EDIT}question/1/").content.decode()).sent
    fill(as_team, 2, label_0="Other, changed")  # another question: no conflict
    fill(as_team, 1, label_0="Theirs")
    response = as_team.post(f"{EDIT}question/1/", opened | {"label-0": "Mine", "do": "save"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Mine" in page
    assert "Theirs" in page
    assert form().questions[0].label == {"": "Theirs"}
    again = _Fields(page).sent
    assert as_team.post(f"{EDIT}question/1/", again | {"do": "save"}).status_code == 302
    assert [dict(one.label) for one in form().questions] == [{"": "Mine"}, {"": "Other, changed"}]


def test_a_question_that_moved_meanwhile_is_changed_where_it_is_now(as_team, survey):
    begin(as_team)
    for name in "ab":
        add(as_team, "text", name=name, label_0=name)
    opened = _Fields(as_team.get(f"{EDIT}question/1/").content.decode()).sent
    step(as_team, "down", 1)
    as_team.post(f"{EDIT}question/1/", opened | {"label-0": "Mine", "do": "save"})
    assert [dict(one.label) for one in form().questions] == [{"": "b"}, {"": "Mine"}]


def test_a_question_that_was_taken_away_meanwhile_can_be_put_back(as_team, survey):
    begin(as_team)
    for name in "ab":
        add(as_team, "text", name=name, label_0=name)
    opened = _Fields(as_team.get(f"{EDIT}question/1/").content.decode()).sent
    step(as_team, "remove", 1)
    response = as_team.post(f"{EDIT}question/1/", opened | {"label-0": "Mine", "do": "save"})
    assert response.status_code == 409
    assert "took this question away" in response.content.decode()
    as_team.post(f"{EDIT}question/1/", _Fields(response.content.decode()).sent | {"do": "save"})
    assert names() == ["a", "b"]


def test_a_step_on_a_row_that_changed_does_nothing(as_team, survey):
    begin(as_team, "needs")
    response = as_team.post(f"{EDIT}step", {"do": "remove", "place": 1, "was": "else"}, follow=True)
    assert "Nothing was done" in response.content.decode()
    assert Sketch.objects.get().step == 1


def test_undoing_what_another_did_since_does_nothing(as_team, survey):
    begin(as_team, "needs")
    step(as_team, "copy", 2)
    response = as_team.post(f"{EDIT}step", {"do": "undo", "step": 1}, follow=True)
    assert "changed the questionnaire meanwhile" in response.content.decode()
    assert Sketch.objects.get().step == 2


def test_beginning_anew_can_be_undone(as_team, survey):
    begin(as_team, "needs")
    before = form()
    begin(as_team, "empty")
    assert names() == []
    as_team.post(f"{EDIT}step", {"do": "undo", "step": 2})
    assert form() == before


def test_languages_are_named_renamed_and_taken_away(as_team, survey):
    begin(as_team, "needs")
    said = {"title": "City", "language-0": "English (en)", "language-1": "Français (fr)", "language-2": "Español (es)"}
    as_team.post(f"{EDIT}about/", said | {"language-2": "Castellano (es)", "gone-1": "on", "added": "العربية (ar)", "default": "Español (es)"})  # fmt: skip
    now = form()
    assert now.languages == ("English (en)", "Castellano (es)", "العربية (ar)")
    assert now.default_language == "Castellano (es)"
    assert now.questions[1].label == {"English (en)": "Your name", "Castellano (es)": "Su nombre"}
    response = as_team.post(f"{EDIT}about/", {"title": "", "added": "Castellano (es)"})
    assert response.status_code == 422
    assert "needs a title" in response.content.decode()
    assert "Two languages would have the same name" in response.content.decode()


def test_the_preview_walks_through_the_pages_and_keeps_nothing(as_team, survey):
    begin(as_team)
    add(as_team, "select_one", name="plan", label_0="Is there a plan?", choice_0=["Yes", "No", ""], value=["yes", "no", ""], required="on")  # fmt: skip
    add(as_team, "text", name="which", label_0="Which plan?", only="${plan} = 'yes'")
    page = as_team.get(f"{EDIT}preview/").content.decode()
    assert "Is there a plan?" in page
    assert "Which plan?" not in page
    answers = re.search(r'name="answers" value="([^"]*)"', page)[1].replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')  # fmt: skip
    sent = {"answers": answers, "page": "1", "go": "next"}
    assert as_team.post(f"{EDIT}preview/", sent).status_code == 422
    shown = as_team.post(f"{EDIT}preview/", sent | {"/data/plan": "yes", "go": "language"}).content.decode()
    assert "Which plan?" in shown
    ended = as_team.post(f"{EDIT}preview/", sent | {"/data/plan": "no"}).content.decode()
    assert "looks over the answers" in ended
    assert as_team.post(f"{EDIT}preview/", sent | {"answers": "<broken"}).status_code == 422
    assert as_team.post(f"{EDIT}preview/", sent | {"page": "9" * 5000}).status_code == 422


def test_a_form_with_faults_has_no_preview(as_team, survey):
    begin(as_team)
    response = as_team.get(f"{EDIT}preview/", follow=True)
    assert "once it has no faults" in response.content.decode()


def test_without_a_working_copy_every_page_leads_to_the_beginning(as_team, survey):
    for address in ("", "about/", "form.xlsx", "preview/", "publish/", "question/1/"):
        assert as_team.get(EDIT + address)["Location"] == f"{EDIT}begin/"
    assert as_team.post(f"{EDIT}step", {"do": "up"})["Location"] == f"{EDIT}begin/"


def test_only_the_team_writes(as_stranger, as_partner, as_officer, survey):
    for client in (as_stranger, as_partner, as_officer):
        assert client.post(f"{EDIT}begin/", {"begin": "empty"}).status_code == 403
    assert not Sketch.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_the_same_for_any_number(as_team, survey, django_assert_num_queries, count):
    begin(as_team)
    for number in range(count):
        add(as_team, "text", label_0=f"Q{number}")
    as_team.get(EDIT)
    with django_assert_num_queries(5):
        as_team.get(EDIT)


def test_what_no_sheet_can_hold_is_left_out_of_what_is_typed(as_team, survey):
    begin(as_team)
    add(as_team, "select_one", name="a", label_0="A\x00\x1f\ufffe b", choice_0=["\x02Yes"], value=["y\x01"])
    [question] = form().questions
    assert dict(question.label) == {"": "A b"}
    assert [(each.value, dict(each.label)) for each in question.choices] == [("y", {"": "Yes"})]
    assert as_team.get(f"{EDIT}form.xlsx").status_code == 200


def test_a_text_too_long_for_a_cell_is_refused(as_team, survey):
    begin(as_team)
    response = add(as_team, "text", label_0="x" * 10_001)
    assert response.status_code == 422
    assert "longer than 10000 characters" in response.content.decode()


def test_a_list_too_long_for_a_page_is_kept_as_it_is(as_team, survey):
    choices = "".join(f"| | places | p{number} | Place {number} |\n" for number in range(400))
    text = f"| survey | type | name | label |\n| | select_one places | where | Where? |\n| choices | list_name | name | label |\n{choices}"  # fmt: skip
    begin(as_team, "uploaded", form=SimpleUploadedFile("x.xlsx", workbook(text)))
    assert "more than this page can hold" in as_team.get(f"{EDIT}question/1/").content.decode()
    fill(as_team, 1, label_0="Where now?")
    [question] = form().questions
    assert len(question.choices) == 400
    assert dict(question.label) == {"": "Where now?"}


@pytest.mark.parametrize("said", [{}, {"was": "x", "do": "up:99999999"}, {"value": ["a"] * 9}, {"do": "list", "list": "no"}, {"kind": "no"}])  # fmt: skip
@pytest.mark.parametrize("place", [0, 1, 2, 99_999])
def test_whatever_is_sent_is_answered(as_team, survey, place, said):
    begin(as_team)
    add(as_team, "select_one", name="a", label_0="A")
    before = form()
    assert as_team.post(f"{EDIT}question/{place}/", said).status_code == 409
    assert as_team.post(f"{EDIT}step", said | {"place": "x"}).status_code == 302
    assert form() == before
