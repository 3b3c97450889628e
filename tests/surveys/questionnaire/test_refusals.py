"""What is wrong with a form is said in a sentence, at its sheet, row and column, and all of it at once."""

import io

import pytest
from openpyxl import Workbook

from sarai.surveys.questionnaire.faults import Fault, Refused
from sarai.surveys.questionnaire.xlsform import convert

from .samples import asked, one
from .workbooks import workbook

LISTS = "| choices | | |\n| | list_name | name | label |\n| | colours | red | Red |\n| | colours | dark_blue | Blue |"


def faults(text: str) -> tuple[Fault, ...]:
    with pytest.raises(Refused) as refusal:
        convert(workbook(text))
    return refusal.value.faults


def only(text: str) -> tuple[str, int, str, str]:
    [fault] = faults(text)
    return fault.sheet, fault.row, fault.column, fault.sentence


def survey(*rows: str) -> str:
    return asked("\n".join(f"| | {row} |" for row in rows), LISTS)


def test_two_questions_of_one_name() -> None:
    found = only(survey("type | name | label", "text | a | A", "text | b | B", "text | a | Again"))
    assert found == (
        "survey",
        4,
        "name",
        "The name “a” is already taken by row 2. Two questions side by side need two names.",
    )


def test_a_missing_list_is_named_with_the_one_that_may_be_meant() -> None:
    found = only(survey("type | name | label", "select_one colors | q | Q"))
    assert found == ("survey", 2, "type", "The sheet “choices” has no list “colors”. Perhaps “colours” is meant.")


def test_a_form_without_choices() -> None:
    found = only(asked("| | type | name | label |\n| | select_one places | q | Q |"))
    assert found[3] == "The list “places” is needed, but the form has no sheet “choices” with lists."


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("txt", "There is no type “txt”. Perhaps “text” is meant."),
        ("Integer", "There is no type “Integer”. Perhaps “integer” is meant."),
        ("hologram", "There is no type “hologram”."),
        ("select_one", "The type “select_one” must name one list of choices: “select_one colours”."),
        ("select_multiple colours red", "The type “select_multiple colours red” must name one list of choices: "
         "“select_one colours”."),
    ],
)  # fmt: skip
def test_an_unknown_type(kind: str, sentence: str) -> None:
    assert only(survey("type | name | label", f"{kind} | q | Q")) == ("survey", 2, "type", sentence)


def test_types_that_only_kobo_knows() -> None:
    found = faults(survey("type | name | label", "begin_kobomatrix | q | Q", "end_kobomatrix | | "))
    assert "KoboToolbox's own" in found[0].sentence


def test_a_circle_of_calculations_is_named() -> None:
    found = only(
        survey(
            "type | name | label | calculation",
            "integer | q | Q | ",
            "calculate | b | | ${c} + 1",
            "calculate | c | | ${d} * 2",
            "calculate | d | | ${b} - ${q}",
        )
    )
    assert found == (
        "survey",
        3,
        "calculation",
        "These wait for one another in a circle, so none can be calculated: b → c → d → b.",
    )


def test_a_circle_through_a_group() -> None:
    found = only(
        survey(
            "type | name | label | relevant", "begin group | g | G | ${q} = 'x'", "text | q | Q | ", "end group | | | "
        )
    )
    assert found[:3] == ("survey", 2, "relevant")
    assert "g → g/q → g" in found[3]


@pytest.mark.parametrize(
    "calculation", ["if(. = '', 1, .)", "indexed-repeat(${t}, ${r}, position(..) - 1)", "sum(/data/r/t)"]
)
def test_what_is_calculated_from_itself(calculation: str) -> None:
    found = only(
        survey(
            "type | name | label | calculation",
            "begin repeat | r | R | ",
            "text | q | Q | ",
            f"calculate | t | | {calculation}",
            "end repeat | | | ",
        )
    )
    assert found[:3] == ("survey", 4, "calculation")
    assert found[3].startswith("“r/t” is calculated from itself")


def test_a_count_of_the_rows_of_a_repeat_is_no_circle() -> None:
    text = survey(
        "type | name | label | calculation",
        "begin repeat | r | R | ",
        "integer | n | N | ",
        "calculate | share | | ${n} div sum(${n}) * count(${r})",
        "end repeat | | | ",
    )
    assert convert(workbook(text)).form.bind(("data", "r", "share")).calculate is not None


def test_a_group_that_never_ends() -> None:
    found = only(survey("type | name | label", "begin group | g | G", "text | q | Q"))
    assert found == (
        "survey",
        2,
        "type",
        "The group “g” begins here and never ends. Add a row of the type “end group”.",
    )


def test_an_end_without_a_beginning() -> None:
    found = only(survey("type | name | label", "text | q | Q", "end repeat | | "))
    assert found[:3] == ("survey", 3, "type")
    assert "none is open here" in found[3]


def test_groups_that_cross() -> None:
    found = faults(
        survey(
            "type | name | label",
            "begin group | g | G",
            "begin repeat | r | R",
            "text | q | Q",
            "end group | | ",
            "end repeat | | ",
        )
    )
    assert [(fault.row, fault.column) for fault in found] == [(5, "type"), (6, "type")]
    assert "the repeat “r” of row 3" in found[0].sentence


@pytest.mark.parametrize("column", ["relevant", "constraint", "calculation", "required", "read_only", "choice_filter"])
def test_an_expression_that_cannot_be_read_tells_the_place(column: str) -> None:
    found = only(survey(f"type | name | label | {column}", "text | a | A | ", "text | q | Q | ${a} = = 'x'"))
    assert found[:3] == ("survey", 3, column)
    assert found[3].startswith("The expression “${a} = = 'x'” cannot be read:")
    assert "8" in found[3]  # the second “=” is the eighth character of what the author wrote


def test_a_function_that_does_not_exist() -> None:
    found = only(one("text", relevant="slected(${t}, 'x')"))
    assert "selected()" in found[3]


def test_quotation_marks_of_word_processors_are_plain_ones() -> None:
    assert convert(workbook(one("text", relevant="${t} = “x”"))).form.bind(("data", "q")).relevant.text == (
        '/data/t  = "x"'
    )


@pytest.mark.parametrize("name", ["2nd", "a b", "a/b", "jr:x", "-x", "a&b"])
def test_a_bad_name(name: str) -> None:
    found = only(survey("type | name | label", f"text | {name} | Q"))
    assert found[:3] == ("survey", 2, "name")
    assert found[3].startswith(f"“{name}” cannot be a name.")


def test_a_name_in_any_script_is_a_name() -> None:
    text = survey("type | name | label", "text | ciudad_año | Q", "text | المدينة | Q", "text | 城市 | Q")
    names = [question.path[-1] for question in convert(workbook(text)).form.questions()]
    assert names == ["ciudad_año", "المدينة", "城市"]


def test_missing_names_types_and_labels() -> None:
    found = faults(survey("type | name | label", "text | | Q", " | b | B", "text | c | "))
    assert [(fault.row, fault.column) for fault in found] == [(2, "name"), (3, "type"), (4, "label")]


def test_a_reference_to_nothing() -> None:
    found = faults(
        survey("type | name | label | relevant", "text | name | N | ", "text | q | Hi ${nam} | ${nmae} = ''")
    )
    assert [(fault.row, fault.column) for fault in found] == [(3, "label"), (3, "relevant")]
    assert found[0].sentence == "“${nam}” names no question. Perhaps “${name}” is meant."


def test_a_reference_to_two() -> None:
    found = only(
        survey(
            "type | name | label",
            "text | q | Q",
            "begin group | g | G",
            "text | q | Q",
            "end group | | ",
            "note | n | ${q}",
        )
    )
    assert found[:3] == ("survey", 6, "label")


def test_choices_twice_without_values_and_with_spaces() -> None:
    text = asked(
        "| | type | name | label |\n| | select_multiple a | q | Q |",
        "| choices | | |\n| | list_name | name | label |\n| | a | x | X |\n| | a | x | Y |\n| | a | | Z |\n| | a | x y | W |",
    )
    found = faults(text)
    assert [(fault.sheet, fault.row, fault.column) for fault in found] == [
        ("survey", 2, "type"),
        ("choices", 3, "name"),
        ("choices", 4, "name"),
    ]


def test_duplicate_choices_may_be_allowed() -> None:
    text = asked(
        "| | type | name | label |\n| | select_one a | q | Q |",
        "| choices | | |\n| | list_name | name | label |\n| | a | x | X |\n| | a | x | Y |",
        "| settings | |\n| | allow_choice_duplicates |\n| | yes |",
    )
    assert len(convert(workbook(text)).form.lists["a"]) == 2


def test_nothing_to_calculate() -> None:
    found = only(survey("type | name | label", "text | q | Q", "calculate | c | "))
    assert found == ("survey", 3, "calculation", "This row is to be calculated, but says nothing to calculate.")


def test_everything_is_said_at_once_in_the_order_of_rows() -> None:
    found = faults(
        survey(
            "type | name | label | relevant | role",
            "txt | a | A | | ",
            "text | a | A | ( | ",
            "text | b | B | | nobody",
        )
    )
    assert [(fault.row, fault.column) for fault in found] == [
        (2, "type"),
        (3, "name"),
        (3, "relevant"),
        (4, "role"),
    ]


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        (one("range", parameters="start=a end=3 step=1"), 3, "must be a number"),
        (one("range", parameters="start=1 end=3 step=9"), 3, "do not fit one another"),
        (one("text", parameters="colour=red"), 3, "does not know the parameter colour"),
        (one("text", parameters="rows"), 3, "key=value"),
        (one("select_one colours or_other", choice_filter="zone='x'"), 3, "cannot stand together"),
        (one("select_one colours", parameters="randomize=perhaps"), 0, "a value that it cannot have"),
        (one("text", trigger="t", calculation="now()"), 3, "trigger"),
        (one("text", **{"big-image": "a.png"}), 3, "no image that it would be the larger copy of"),
    ],
)
def test_what_pyxform_refuses_is_said_in_our_shape(text: str, row: int, words: str) -> None:
    [fault] = faults(text)
    assert (fault.sheet, fault.row) == ("survey" if row else "", row)
    assert words in fault.sentence
    assert fault.detail


def test_headers_twice() -> None:
    found = only(survey("type | name | label | label", "text | q | Q | Q"))
    assert found == ("survey", 1, "label", "Two columns have this header. Rename or remove one.")


def test_two_headers_of_one_meaning() -> None:
    [fault] = faults(survey("type | name | label | relevant | relevance", "text | q | Q | | "))
    assert fault.sentence == "The headers “relevant” and “relevance” mean the same column. Remove one."


def test_no_survey_sheet() -> None:
    found = faults("| questions | |\n| | type |\n| | text |\n| choices | |\n| | name |\n| | a |")
    assert found[0].sentence.startswith("There is no sheet “survey”")
    assert "questions" in found[0].sentence


def test_rows_are_the_spreadsheets_own_numbers() -> None:
    """Empty rows count, and rows that are switched off are not looked at."""
    rows = ["type | name | label | disabled", "text | a | A | ", " | | | ", "txt | off | Off | yes", "txt | b | B | "]
    book = Workbook()
    sheet = book.active
    sheet.title = "survey"
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row.split("|"), 1):
            if cell.strip():
                sheet.cell(number, column, cell.strip())
    kept = io.BytesIO()
    book.save(kept)
    with pytest.raises(Refused) as refusal:
        convert(kept.getvalue())
    assert [fault.row for fault in refusal.value.faults] == [5]


def test_a_fault_reads_as_a_sentence_with_its_place() -> None:
    [fault] = faults(survey("type | name | label", "txt | q | Q"))
    assert str(fault) == "Sheet “survey”, row 2, column “type”: There is no type “txt”. Perhaps “text” is meant."


def test_a_value_that_only_differs_in_its_list_s_spelling_is_refused_in_our_words() -> None:
    text = """
    | survey | type | name | label |
    |  | begin loop over towns | visits | Visits |
    |  | integer | days | How many days? |
    |  | end loop | | |
    | choices | list_name | name | label |
    |  | other | a | A |
    """
    assert "no list “towns”" in only(text)[3]
