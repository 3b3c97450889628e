"""Every type and feature that a page serves is published, whichever way the table is uploaded."""

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest
import pyxform

from sarai.surveys.answering import Engine, opened
from sarai.surveys.questionnaire.form import Form, Group, Question, Repeat
from sarai.surveys.questionnaire.kinds import answer_kind
from sarai.surveys.questionnaire.publishing import publish
from sarai.surveys.questionnaire.xform import read_xform
from tests.surveys.answering.making import NOW, node

from . import samples
from .samples import asked
from .workbooks import published, tables

Q = ("data", "q")


def form(name: str) -> Form:
    return published(samples.ALL[name]).form


def question(name: str) -> Question:
    return form(name).by_path[Q]


@pytest.mark.parametrize("name", samples.TYPES)
def test_a_question_of_every_type(name: str) -> None:
    text, control, kind = samples.TYPES[name]
    found = published(text).form
    asked = found.by_path[Q]
    assert (asked.kind, answer_kind(found, Q), asked.row) == (control, kind, 3)
    assert asked.label.parts("") == ("Asked",)


@pytest.mark.parametrize("name", samples.ALL)
def test_the_xform_alone_is_the_form(name: str) -> None:
    """What is kept of a version is enough to ask it again: rows and roles included."""
    result = published(samples.ALL[name])
    again = read_xform(result.xform)
    assert _told(again) == _told(result.form)


def _told(found: Form) -> tuple[object, ...]:
    questions = [
        (each.path, each.kind, each.row, each.role, dict(each.parameters), each.appearance, _words(each))
        for each in found.questions()
    ]
    return questions, sorted(found.binds), found.lists, found.template, found.languages, found.roles, found.media


def _words(question: Question) -> dict[str, str]:
    return {
        language: "".join(part if isinstance(part, str) else part.text for part in parts)
        for language, parts in question.label.by_language.items()
    }


@pytest.mark.parametrize("name", samples.ALL)
def test_csv_gives_the_same_form_as_a_workbook(name: str) -> None:
    rows = io.StringIO()
    writer = csv.writer(rows)
    for sheet, cells in tables(samples.ALL[name]).items():
        writer.writerow([sheet, ""])
        writer.writerows([["", *row] for row in cells])
    as_csv = publish(rows.getvalue().encode(), "form.csv")
    assert as_csv.xform == published(samples.ALL[name]).xform


def test_markdown_gives_the_same_form_as_a_workbook() -> None:
    text = samples.ALL["three languages"]
    as_text = publish("\n".join(line.strip() for line in text.strip().splitlines()).encode(), "form.md")
    assert as_text.xform == published(text).xform


@pytest.mark.skipif(shutil.which("java") is None, reason="JavaRosa needs Java")
def test_javarosa_takes_every_form(tmp_path: Path) -> None:
    """The engine of ODK Collect reads what we write, our own attributes included."""
    jar = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
    needs_files = {"select from CSV", "select several from CSV", "select from GeoJSON", "select from XML", "pulldata"}
    paths = []
    for number, name in enumerate(sorted(set(samples.ALL) - needs_files)):
        path = tmp_path / f"{number:02} {name}.xml"
        path.write_bytes(published(samples.ALL[name]).xform)
        paths.append(str(path))
    command = ["java", "-Djava.awt.headless=true", "-jar", str(jar), *paths]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    said = run.stdout + run.stderr
    assert run.returncode == 0, said
    assert said.count("Xform is valid") == len(paths), said


def test_or_other_adds_a_question_that_is_asked_for_other() -> None:
    found = form("or_other")
    other = found.by_path["data", "q_other"]
    assert found.bind(other.path).relevant.text == "selected(../q, 'other')"
    assert [choice.value for choice in found.lists["colours"]] == ["red", "green", "blue", "other"]
    assert other.row == 3


def test_logic_is_read_from_the_binds() -> None:
    bind = form("constraint").bind(Q)
    assert bind.constraint.text == ". > 0 and . < 150"
    assert bind.constraint_message.parts("") == ("Between 1 and 149.",)
    required = form("required and its message").bind(Q)
    assert (required.required.text, required.required_message.parts("")) == ("true()", ("Please answer.",))
    assert form("required sometimes").bind(Q).required.text == "/data/t  = 'x'"
    assert form("relevant").bind(Q).relevant.text == "/data/t  != ''"
    assert form("read only").bind(Q).readonly.text == "true()"


def test_a_moment_is_a_default_whatever_its_offset() -> None:
    assert "<q>2020-05-01T10:30:00.000-05:00</q>" in form("default, a moment in the west").template
    for name, text in (("a moment", "2020-05-01T10:30:00.000+00:00"), ("a time of day", "10:30:00.000+02:00")):
        [action] = form(f"default, {name}").actions
        assert (action.target, action.value.text) == (Q, f"string('{text}')")
        assert node(opened(Engine(form(f"default, {name}")), now=NOW).tree, "q").text == text


def test_defaults_stand_in_the_template_or_are_set_at_first_load() -> None:
    assert "<q>green</q>" in form("default").template
    [action] = form("default, dynamic").actions
    assert (action.kind, action.target, action.value.text) == ("setvalue", Q, "today()")
    assert action.events == {"odk-instance-first-load"}
    assert action.source is None
    assert form("once").actions[0].value.text == "once(uuid())"


def test_a_trigger_waits_for_its_question() -> None:
    [action] = form("trigger").actions
    assert (action.events, action.source, action.target) == ({"xforms-value-changed"}, ("data", "t"), Q)


def test_choices_are_filtered_and_shuffled() -> None:
    filtered = question("choice filter").itemset
    assert (filtered.instance, filtered.filter.text, filtered.randomize) == ("colours", "zone =  /data/t", False)
    shuffled = question("randomized with a seed").itemset
    assert (shuffled.instance, shuffled.filter, shuffled.randomize, shuffled.seed.text) == (
        "colours",
        None,
        True,
        "/data/t",
    )
    assert question("randomized").itemset.seed is None
    assert form("choice filter").lists["colours"][0].columns == {"name": "red", "label": "Red", "zone": "warm"}


def test_choices_may_be_answers_given_before() -> None:
    itemset = form("choices from answers").by_path["data", "head"].itemset
    assert (itemset.instance, itemset.value_column, itemset.label_column) == ("", "who", "who")
    assert itemset.nodeset.text == "/data/r[./who != '']"


def test_files_beside_the_form_are_named() -> None:
    assert form("select from CSV").media == ("towns.csv",)
    assert form("pulldata").external["towns"].kind == "csv"
    assert form("media").media == ("map.mp3", "map.png")
    assert question("media").label.files("") == {"image": "map.png", "audio": "map.mp3"}


def test_hints_and_guidance() -> None:
    asked = question("guidance")
    assert asked.hint.parts("") == ("A hint",)
    assert asked.guidance.parts("") == ("For the interviewer",)


def test_an_output_is_a_part_of_a_label() -> None:
    said = form("calculate").by_path["data", "said"]
    words, shown = said.label.parts("")
    assert (words, shown.text) == ("You have ", "/data/total")


def test_groups_and_repeats_nest() -> None:
    [text, outer] = form("groups in groups").items
    assert isinstance(text, Question)
    assert isinstance(outer, Group)
    assert [item.path for item in form("groups in groups").everything()] == [
        ("data", "t"),
        ("data", "a"),
        ("data", "a", "b"),
        ("data", "a", "b", "q"),
    ]
    [family] = form("repeat in a repeat").items
    assert isinstance(family, Repeat)
    assert isinstance(family.items[0], Repeat)
    assert family.label.parts("") == ("A family",)
    [page] = form("field-list").items
    assert page.appearance == {"field-list"}
    assert page.row == 2


def test_a_counted_repeat_is_fixed() -> None:
    plain, counted = form("repeat").items[0], form("repeat with a count").items[1]
    calculated = form("repeat with a calculated count")
    assert (plain.count, plain.fixed) == (None, False)
    assert (counted.count.text, counted.fixed) == ("/data/n", True)
    assert calculated.items[1].count.text == "/data/r_count"
    assert calculated.bind(("data", "r_count")).calculate.text == "/data/n  + 1"


def test_a_list_too_long_for_telephones_is_an_ordinary_list() -> None:
    found = form("external_choices")
    assert found.by_path[Q].kind == "select1"
    assert found.by_path[Q].itemset.filter.text == "country= /data/t"
    assert [choice.value for choice in found.lists["places"]] == ["a"]


def test_what_the_device_knows_is_preloaded() -> None:
    found = form("what the device knows")
    known = {path[-1]: bind.preload for path, bind in found.binds.items() if bind.preload}
    assert known == {
        "start": "start",
        "end": "end",
        "today": "today",
        "deviceid": "deviceid",
        "username": "username",
        "instanceID": "uid",
    }


def test_settings_name_the_form() -> None:
    found = form("settings")
    assert (found.id, found.version, found.title, found.style) == ("needs-1", "2020050", "Needs", {"pages"})
    assert found.instance_name.text == "concat('Answer of ',  /data/q )"
    assert found.template.startswith("<data ")
    assert found.default_language == ""
    assert found.languages == ()


def test_three_languages() -> None:
    found = form("three languages")
    assert found.languages == ("English (en)", "Español (es)", "العربية (ar)")
    assert found.default_language == "Español (es)"
    city = found.by_path["data", "city"]
    assert city.label.parts("العربية (ar)") == ("أي مدينة؟",)
    assert city.hint.parts("English (en)") == ("In full",)
    assert city.label.files("العربية (ar)") == {"image": "ar.png"}
    before, output, after = found.by_path["data", "wish"].label.parts("Español (es)")
    assert (before, output.text, after) == ("¿Quisiera ", "/data/city", "?")
    assert found.lists["yes_no"][0].label.parts("العربية (ar)") == ("نعم",)
    assert found.media == ("ar.png", "en.png", "es.png")


def test_a_language_not_asked_for_falls_back() -> None:
    label = form("three languages").by_path["data", "city"].label
    assert label.parts("Kiswahili (sw)", "Español (es)") == ("¿Qué ciudad?",)
    assert question("text").label.parts("Español (es)") == ("Asked",)


def test_old_headers_are_understood() -> None:
    found = form("old headers")
    assert found.languages == ("English", "Français")
    assert found.bind(("data", "b")).relevant.text == "/data/a  = '1'"


def test_a_loop_asks_for_every_choice() -> None:
    paths = [asked.path for asked in form("loop").questions()]
    assert paths == [("data", "l", colour, "q") for colour in ("red", "green", "blue")]


def test_a_form_made_for_kobotoolbox() -> None:
    result = published(samples.FEATURES["made for KoboToolbox"])
    assert (result.form.id, result.form.version, result.warnings) == ("aXy", "vAb", ())
    assert result.form.lists["pq1"][0].columns == {"itextId": "pq1-0", "name": "a", "order": "1"}


def test_an_external_list_may_have_a_value_twice_and_the_name_of_another() -> None:
    """For a filter, a town of one name may stand under two lands; the choices sheet may have a list of its own."""
    found = published(
        asked(
            """
            | | type | name | label | choice_filter |
            | | select_one lands | land | Land | |
            | | select_one_external towns | town | Town | land = ${land} |
            | | select_one towns | capital | Capital | |
            """,
            """
            | choices | | |
            | | list_name | name | label |
            | | lands | pe | Peru |
            | | towns | lim | Lima |
            | external_choices | | | |
            | | list_name | name | label | land |
            | | towns | tru | Trujillo | pe |
            | | towns | tru | Trujillo | es |
            """,
        )
    ).form
    land, town, capital = found.questions()
    values = [[choice.value for choice in found.lists[each.itemset.instance]] for each in (land, town, capital)]
    assert values == [["pe"], ["tru", "tru"], ["lim"]]


def test_a_sheet_by_its_old_name() -> None:
    sheets = {"survey": [["type", "name", "label"], ["select_one a", "q", "Q"]],
              "choices and columns": [["list name", "name", "label"], ["a", "x", "X"]]}  # fmt: skip
    rows = "\n".join(
        f"| {name} | |\n" + "\n".join(f"| | {' | '.join(row)} |" for row in rows) for name, rows in sheets.items()
    )
    assert [choice.value for choice in published(rows).form.lists["a"]] == ["x"]
