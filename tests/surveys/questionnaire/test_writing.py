"""A simple form is an XLSForm that one can download, edit elsewhere and bring back."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sarai.surveys.questionnaire.faults import Refused
from sarai.surveys.questionnaire.kinds import answer_kind
from sarai.surveys.questionnaire.publishing import publish
from sarai.surveys.questionnaire.writing import (
    TYPES,
    WITH_CHOICES,
    ShownIf,
    SimpleChoice,
    SimpleForm,
    SimpleQuestion,
    Words,
    read_simple,
    write_xlsx,
)

from .samples import FEATURES
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
            at_most=3,
        ),
        SimpleQuestion("why", "text", {"English (en)": "Why?"}, shown_if=ShownIf("needs", "it's")),
        SimpleQuestion("done", "acknowledge", {"English (en)": "I agree"}, shown_if=ShownIf("why", 'so "they" say')),
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


def test_what_only_a_spreadsheet_can_edit_is_said_row_by_row() -> None:
    with pytest.raises(Refused) as refusal:
        read_simple(workbook(FEATURES["groups in groups"]))
    assert [(fault.row, fault.column) for fault in refusal.value.faults] == [
        (3, "type"),
        (4, "type"),
        (5, "relevant"),
        (6, "type"),
        (7, "type"),
    ]


def test_a_value_with_both_quotation_marks_cannot_be_a_condition() -> None:
    form = SimpleForm("x", "X", (SimpleQuestion("q", "text", {"": "Q"}, shown_if=ShownIf("p", "'\"")),))
    with pytest.raises(ValueError, match="both kinds"):
        write_xlsx(form)


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
                ShownIf(above.name, quoted) if above else None,
                draw(st.integers(0, 5)) if kind == "select_multiple" else 0,
            )
        )
    default = draw(st.sampled_from(["", *languages]))
    return SimpleForm(draw(NAMES), draw(TEXT), tuple(questions), draw(st.sampled_from(["", "1"])), languages, default)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(forms())
def test_any_simple_form_comes_back_the_same(form: SimpleForm) -> None:
    assert read_simple(write_xlsx(form)) == form
