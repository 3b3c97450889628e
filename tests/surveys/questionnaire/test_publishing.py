"""What a page cannot serve is refused with the row and the reason; what it serves in a plainer way is remarked on."""

import pytest

from sarai.surveys.questionnaire.faults import Fault, Refused
from sarai.surveys.questionnaire.languages import Missing, code, missing
from sarai.surveys.questionnaire.publishing import publish
from sarai.surveys.questionnaire.xlsform import convert

from .samples import asked, one
from .test_xform import document
from .workbooks import published, workbook


def refused(text: str) -> Fault:
    with pytest.raises(Refused) as refusal:
        published(text)
    [fault] = refusal.value.faults
    return fault


def warned(text: str) -> list[tuple[str, int, str, str]]:
    return [(each.sheet, each.row, each.column, each.sentence) for each in published(text).warnings]


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        (one("osm"), "type", "map editor"),
        (one("background-audio"), "type", "listens"),
    ],
)
def test_what_a_page_cannot_serve(text: str, column: str, words: str) -> None:
    fault = refused(text)
    assert (fault.sheet, fault.row, fault.column) == ("survey", 3, column)
    assert words in fault.sentence


def test_what_an_xform_asks_is_named_where_it_has_no_row() -> None:
    body = """<upload ref="/data/road" mediatype="osm/*"><label>Road</label></upload>
    <input ref="/data/code" appearance="ex:org.example.scan()"><label>Code</label></input>"""
    model = """<instance><data id="x"><road/><code/></data></instance><bind nodeset="/data/road" type="binary"/>"""
    with pytest.raises(Refused) as refusal:
        publish(document(model, body))
    assert [str(fault)[:8] for fault in refusal.value.faults] == ["“road”: "]
    [warning] = publish(document(model, body.replace("osm/*", "image/*"))).warnings
    assert (
        str(warning)
        == "“code”: The answer would come from another application on the telephone; here the person gives it."
    )


def test_locked_answers_are_refused() -> None:
    fault = refused(
        asked("| | type | name | label |\n| | text | q | Q |", "", "| settings | |\n| | public_key |\n| | MIIBIj |")
    )
    assert (fault.sheet, fault.column) == ("settings", "public_key")


def test_a_form_that_asks_nothing() -> None:
    fault = refused(asked("| | type | name | calculation |\n| | calculate | c | 1 + 1 |"))
    assert fault.sentence == "The form asks nothing."


@pytest.mark.parametrize(
    ("kind", "cells", "column", "words"),
    [
        ("image", {"appearance": "signature"}, "appearance", "signature"),
        ("image", {"appearance": "draw"}, "appearance", "drawing"),
        ("image", {"appearance": "annotate"}, "appearance", "drawn upon"),
        ("select_one colours", {"appearance": "image-map"}, "appearance", "listed"),
        ("geopoint", {"appearance": "placement-map"}, "appearance", "map"),
        ("decimal", {"appearance": "bearing"}, "appearance", "compass"),
        ("date", {"appearance": "ethiopian"}, "appearance", "Gregorian"),
        ("text", {"appearance": "sparkling"}, "appearance", "sparkling"),
        (
            "integer",
            {"appearance": "ex:org.example.counter(start=1, form='x')"},
            "appearance",
            "here the person gives it",
        ),
        ("text", {"body::intent": "org.example.app"}, "appearance", "here the person gives it"),
        ("text", {"appearance": "printer:org.example.print(x)"}, "appearance", "printed"),
        ("image", {"appearance": "new-rear"}, "appearance", "camera"),
        ("geotrace", {}, "type", "list of places"),
        ("geoshape", {}, "type", "list of places"),
        ("barcode", {}, "type", "typed"),
        ("phonenumber", {}, "type", "stays empty"),
        ("start-geopoint", {}, "type", "allows"),
        ("text", {"default": "${last-saved#t}"}, "default", "last-saved"),
    ],
)
def test_what_is_served_in_a_plainer_way(kind: str, cells: dict[str, str], column: str, words: str) -> None:
    [(sheet, row, found, sentence)] = warned(one(kind, **cells))
    assert (sheet, found) == ("survey", column)
    assert row in ((3,) if column != "default" else (0,))
    assert words in sentence


@pytest.mark.parametrize(
    ("kind", "appearance"),
    [("select_one colours", "minimal autocomplete"), ("select_one colours", "columns-3 no-buttons"), ("text", "w2 numbers"),
     ("range", "vertical no-ticks"), ("date", "month-year"), ("image", "new-front"), ("select_one colours", "quick")],
)  # fmt: skip
def test_appearances_that_a_page_has(kind: str, appearance: str) -> None:
    assert warned(one(kind, appearance=appearance)) == []


def test_an_audit_is_not_kept() -> None:
    [warning] = warned(asked("| | type | name | label |\n| | audit | | |\n| | text | q | Q |"))
    assert warning == ("survey", 2, "type", "No log of how the form is filled in is kept on the page.")


def test_entities_are_left_out() -> None:
    text = asked(
        "| | type | name | label | save_to |\n| | text | q | Q | q |",
        "| entities | | |\n| | list_name | label |\n| | trees | ${q} |",
    )
    [warning] = warned(text)
    assert warning[0] == "entities"
    assert "entities" not in published(text).xform.decode()


def test_answers_come_here() -> None:
    text = asked(
        "| | type | name | label |\n| | text | q | Q |", "", "| settings | |\n| | submission_url |\n| | https://x |"
    )
    assert [warning[2] for warning in warned(text)] == ["submission_url"]
    assert b"<submission" not in published(text).xform


def test_conditions_that_odk_collect_does_not_open() -> None:
    text = asked(
        "| | type | name | label | required |\n| | text | phone | P | ${mail} = '' |\n| | text | mail | M | ${phone} = '' |"
    )
    [(_sheet, row, column, sentence)] = warned(text)
    assert (row, column) == (2, "required")
    assert "phone → mail → phone" in sentence


def test_choices_of_no_list() -> None:
    text = asked(
        "| | type | name | label |\n| | select_one a | q | Q |",
        "| choices | | |\n| | list_name | name | label |\n| | a | x | X |\n| | | y | Y |",
    )
    assert [warning[:3] for warning in warned(text)] == [("choices", 3, "list_name")]


def test_pyxforms_own_remarks_are_said_in_our_words() -> None:
    [said] = published(one("text", **{"disabled": "no"})).warnings[:1]
    assert said.sentence == "“disabled” still works, but “relevant” is better."
    assert said.detail


LANGUAGES = """
| survey | | |
| | type | name | label::English (en) | label::Français (fr) | hint::English (en) | constraint | constraint_message::Français (fr) | image |
| | text | a | A | Ah | Hint | | | a.png |
| | integer | b | B | | | . > 1 | Trop | |
| | select_one c | d | | Dé | | | | |
| choices | | |
| | list_name | name | label::English (en) | label::Français (fr) |
| | c | x | X | |
"""


def test_every_missing_text_is_known() -> None:
    assert missing(convert(workbook(LANGUAGES)).book) == (
        Missing("Français (fr)", "survey", 2, "hint"),
        Missing("Français (fr)", "survey", 3, "label"),
        Missing("English (en)", "survey", 3, "constraint_message"),
        Missing("English (en)", "survey", 4, "label"),
        Missing("Français (fr)", "choices", 2, "label"),
    )


def test_an_incomplete_language_is_one_warning_each() -> None:
    french, english = sorted(warned(LANGUAGES), key=lambda warning: warning[1])
    assert french == (
        "survey",
        2,
        "hint",
        "“Français (fr)” lacks 3 texts, which are shown in the form's first language: survey row 2 (hint), "
        "survey row 3 (label), choices row 2 (label).",
    )
    assert english[3].startswith("“English (en)” lacks 2 texts")


def test_the_default_language_is_that_of_texts_without_one() -> None:
    text = asked(
        "| | type | name | label | label::English (en) |\n| | text | a | Ah | |",
        "",
        "| settings | |\n| | default_language |\n| | Français (fr) |",
    )
    [gap] = missing(convert(workbook(text)).book)
    assert gap == Missing("English (en)", "survey", 2, "label")


def test_a_language_without_a_code() -> None:
    text = asked("| | type | name | label::English | label::Español (es) |\n| | text | a | A | Á |")
    [warning] = warned(text)
    assert "“English” has no code" in warning[3]


def test_codes_of_languages() -> None:
    assert [code(name) for name in ("Español (es)", "中文 (zh-Hant)", "English", "Old (very old)", "")] == [
        "es",
        "zh-hant",
        "",
        "",
        "",
    ]


def test_a_column_of_choices_that_no_condition_can_name() -> None:
    text = asked(
        "| | type | name | label |\n| | select_one a | q | Q |",
        "| choices | | |\n| | list_name | name | label | my zone | 1st | zone | $kuid |\n| | a | x | X | 1 | 2 | 3 | 4 |",
    )
    assert [warning[:3] for warning in warned(text)] == [("choices", 1, "1st"), ("choices", 1, "my zone")]
    assert published(text).form.lists["a"][0].columns == {"name": "x", "label": "X", "zone": "3"}
