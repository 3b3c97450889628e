"""A simple form is an XLSForm that one can download, edit elsewhere and bring back."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sarai.surveys.questionnaire.faults import Refused
from sarai.surveys.questionnaire.kinds import answer_kind
from sarai.surveys.questionnaire.publishing import publish
from sarai.surveys.questionnaire.simple import (
    TYPES,
    WITH_CHOICES,
    ShownIf,
    SimpleChoice,
    SimpleForm,
    SimpleQuestion,
    Words,
    as_json,
    at_most,
    condition,
    from_json,
    most,
    shown_if,
)
from sarai.surveys.questionnaire.writing import read_simple, write_xlsx

from .workbooks import workbook

LANGUAGES = ("English (en)", "العربية (ar)")
FORM = SimpleForm(
    "wishes-2020",
    "Wishes of cities",
    (
        SimpleQuestion("mail", "text", {"English (en)": "E-mail", "العربية (ar)": "بريد"}, required=True, role="person.email"),
        SimpleQuestion(
            "needs",
            "select_multiple",
            {"English (en)": "Needs", "العربية (ar)": "احتياجات"},
            {"English (en)": "Up to three"},
            choices=(
                SimpleChoice("water", {"English (en)": "Water", "العربية (ar)": "ماء"}),
                SimpleChoice("it's", {"English (en)": "=SUM(A1)", "العربية (ar)": "+1"}),
            ),
            role="need.priority",
            constraint="count-selected(.) <= 3",
        ),
        SimpleQuestion("why", "text", {"English (en)": "Why?"}, relevant='''selected(${needs}, "it's")'''),
        SimpleQuestion("done", "acknowledge", {"English (en)": "I agree"}, relevant="${why} = 'so \"they\" say'"),
    ),
    "3",
    LANGUAGES,
    "English (en)",
)  # fmt: skip


def test_the_same_form_comes_back() -> None:
    assert read_simple(write_xlsx(FORM)) == FORM


def test_what_is_written_can_be_published() -> None:
    form = publish(write_xlsx(FORM)).form
    assert (form.id, form.version, form.title, form.languages) == ("wishes-2020", "3", "Wishes of cities", LANGUAGES)
    assert form.bind(("data", "why")).relevant.text == """selected( /data/needs , "it's")"""
    assert form.bind(("data", "needs")).constraint.text == "count-selected(.) <= 3"
    assert form.roles == {"person.email": (("data", "mail"),), "need.priority": (("data", "needs"),)}


def test_text_is_never_a_formula() -> None:
    book = load_workbook(io.BytesIO(write_xlsx(FORM)))
    assert {cell.data_type for row in book["choices"].iter_rows() for cell in row} <= {"s", "n"}
    assert book["choices"]["C3"].value == "=SUM(A1)"


def test_every_type_of_the_editor_can_be_asked() -> None:
    choices = (SimpleChoice("a", {"": "A"}), SimpleChoice("b", {"": "B"}))
    questions = tuple(
        SimpleQuestion(f"q{number}", kind, {"": kind}, choices=choices if kind in WITH_CHOICES else ())
        for number, kind in enumerate(TYPES)
    )
    written = write_xlsx(SimpleForm("all", "All", questions))
    form = publish(written).form
    assert tuple(answer_kind(form, ("data", question.name)) for question in questions) == TYPES
    assert read_simple(written).questions == questions


EVERYTHING = """
| survey   | type                       | name   | label::English (en) | required   | relevant            | constraint | appearance | media::image::English (en) | calculation | parameters      | choice_filter | constraint_message::English (en) | bind::odk:length |
|          | start                      | began  |                     |            |                     |            |            |                            |             |                 |               |                                  |                  |
|          | begin group                | city   | Your city           |            |                     |            | field-list |                            |             |                 |               |                                  |                  |
|          | select_one regions or_other | region | Region             | yes        |                     |            | minimal    | map.png                    |             |                 |               |                                  |                  |
|          | select_one places          | place  | Place               |            | ${region} = 'north' |            |            |                            |             |                 | at = ${region} |                                 |                  |
|          | end group                  |        |                     |            |                     |            |            |                            |             |                 |               |                                  |                  |
|          | begin repeat               | unit   | Units               |            |                     |            |            |                            |             |                 |               |                                  |                  |
|          | integer                    | staff  | Staff               | ${began} != '' | ${place} != ''  | . < 9      |            |                            |             |                 |               | Fewer, please.                   | 40               |
|          | end_repeat                 |        |                     |            |                     |            |            |                            |             |                 |               |                                  |                  |
|          | range                      | mark   | Mark                |            |                     |            | likert     |                            |             | start=1 end=5 step=1 |          |                                  |                  |
|          | calculate                  | twice  |                     |            |                     |            |            |                            | ${mark} * 2 |                 |               |                                  |                  |
|          | select_one_from_file x.csv | far    | Far                 |            |                     |            |            |                            |             |                 |               |                                  |                  |
| choices  | list_name                  | name   | label::English (en) | at         | theme               |            |            |                            |             |                 |               |                                  |                  |
|          | regions                    | north  | North               |            | water               |            |            |                            |             |                 |               |                                  |                  |
|          | places                     | oslo   | Oslo                | north      |                     |            |            |                            |             |                 |               |                                  |                  |
| settings | form_title                 | form_id | style              | instance_name |                  |            |            |                            |             |                 |               |                                  |                  |
|          | All                        | all    | pages               | ${place}   |                     |            |            |                            |             |                 |               |                                  |                  |
"""


def test_what_the_editor_has_no_field_for_is_kept() -> None:
    """Another program reads the same form from the workbook that comes out as from the one that went in."""
    data = workbook(EVERYTHING)
    form = read_simple(data)
    before, after = publish(data, "x.xlsx"), publish(write_xlsx(form), "x.xlsx")
    assert after.form == before.form
    assert read_simple(write_xlsx(form)) == form


def test_a_header_with_single_colons_means_the_same_beside_double_ones() -> None:
    text = """
    | survey | type | name | label:English | label:Français | media:image:English |
    |        | text | a    | A             | Â              | a.png               |
    """
    data = workbook(text)
    assert publish(write_xlsx(read_simple(data)), "x.xlsx").form == publish(data, "x.xlsx").form


@pytest.mark.parametrize(
    ("added", "sheet", "row"),
    [
        ("", "survey", 4),
        ("| choices | list_name | name | label::English (en) |\n| | spare | a | A |", "choices", 2),
        ("| entities | list_name | label |\n| | trees | A |", "entities", 0),
        ("| settings | form_id |\n| | one |\n| | two |", "settings", 3),
    ],
)
def test_what_only_a_spreadsheet_can_hold_is_said_row_by_row(added: str, sheet: str, row: int) -> None:
    disabled = "yes" if not added else ""
    with pytest.raises(Refused) as refusal:
        read_simple(
            workbook(f"""
            | survey | type | name | label::English (en) | disabled |
            |        | text | a    | A                   |          |
            |        | text | b    | B                   |          |
            |        | text | c    | C                   | {disabled} |
            {added}
            """)
        )
    assert [(fault.sheet, fault.row) for fault in refusal.value.faults] == [(sheet, row)]


def test_texts_in_no_language_beside_texts_in_one_are_refused_with_the_header_to_write() -> None:
    with pytest.raises(Refused) as refusal:
        read_simple(workbook("| survey | type | name | label::English (en) | hint |\n| | text | a | A | Only so |"))
    assert [(fault.row, fault.column) for fault in refusal.value.faults] == [(1, "hint")]
    assert "hint::English (en)" in refusal.value.faults[0].sentence


def test_two_columns_that_mean_the_same_are_refused() -> None:
    with pytest.raises(Refused, match="mean the same"):
        read_simple(workbook("| survey | type | name | label | caption |\n| | text | a | A | B |"))


def test_a_list_that_two_questions_have_is_written_once() -> None:
    choices = (SimpleChoice("a", {"": "A"}),)
    form = SimpleForm("x", "X", tuple(SimpleQuestion(name, "select_one", {"": name}, choices=choices, list_name="l") for name in "pq"))  # fmt: skip
    assert load_workbook(io.BytesIO(write_xlsx(form)))["choices"].max_row == 2
    assert read_simple(write_xlsx(form)) == form


@pytest.mark.parametrize("kind", ["select_one", "select_multiple"])
@pytest.mark.parametrize("value", ["yes", "it's", 'so "they" say', ""])
def test_a_condition_is_read_as_it_was_written(kind: str, value: str) -> None:
    assert shown_if(condition(ShownIf("q", value), kind)) == ShownIf("q", value)


@pytest.mark.parametrize("text", ["${a} = 'x' or ${b} = 'y'", "${a} > 1", "true()", "selected(${a}, 'x') and true()"])
def test_any_other_expression_is_no_condition(text: str) -> None:
    assert shown_if(text) is None


def test_a_value_with_both_quotation_marks_cannot_be_a_condition() -> None:
    with pytest.raises(ValueError, match="both kinds"):
        condition(ShownIf("p", "'\""), "select_one")


def test_a_number_of_answers_is_read_as_it_was_written() -> None:
    assert [most(at_most(count)) for count in (0, 1, 30)] == [0, 1, 30]
    assert most("count-selected(.) <= 3 or true()") == 0


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp", "Zs"], include_characters=" \n=|_x"),
    min_size=1,
    max_size=30,
).map(str.strip).filter(lambda text: text and not text.startswith("|"))  # fmt: skip
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)


def words(languages: tuple[str, ...]) -> st.SearchStrategy[Words]:
    return st.fixed_dictionaries(dict.fromkeys(languages or ("",), TEXT))


@st.composite
def forms(draw: st.DrawFn) -> SimpleForm:
    languages = draw(st.sampled_from([(), ("English (en)",), LANGUAGES]))
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    questions: list[SimpleQuestion] = []
    for name in names:
        kind = draw(st.sampled_from(TYPES))
        values = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True)) if kind in WITH_CHOICES else []
        above = draw(st.sampled_from([None, *questions]))
        quoted = draw(TEXT.filter(lambda text: "'" not in text or '"' not in text))
        questions.append(
            SimpleQuestion(
                name,
                kind,
                draw(words(languages)),
                draw(st.one_of(st.just({}), words(languages))),
                draw(st.booleans()),
                tuple(SimpleChoice(value, draw(words(languages))) for value in values),
                "need.priority" if kind in WITH_CHOICES and draw(st.booleans()) else "",
                condition(ShownIf(above.name, quoted), above.type) if above else "",
                at_most(draw(st.integers(0, 5))) if kind == "select_multiple" else "",
            )
        )
    default = draw(st.sampled_from(["", *languages]))
    return SimpleForm(draw(NAMES), draw(TEXT), tuple(questions), draw(st.sampled_from(["", "1"])), languages, default)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(forms())
def test_any_simple_form_comes_back_the_same(form: SimpleForm) -> None:
    assert read_simple(write_xlsx(form)) == form
    assert from_json(json.loads(json.dumps(as_json(form)))) == form
