"""Changes to a simple form: whatever is done to it, it stays one that can be written and read again."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarai.surveys.questionnaire import editing
from sarai.surveys.questionnaire.beginnings import BEGINNINGS, beginning
from sarai.surveys.questionnaire.simple import BEGIN, END, TYPES, SimpleChoice, SimpleForm, SimpleQuestion
from sarai.surveys.questionnaire.writing import read_simple, write_xlsx

ENGLISH, FRENCH, SPANISH = "English (en)", "Français (fr)", "Español (es)"


def form(*questions: SimpleQuestion) -> SimpleForm:
    return SimpleForm("f", "F", questions)


def text(name: str, **said: object) -> SimpleQuestion:
    return SimpleQuestion(name, "text", {"": name}, **said)


def rows(form: SimpleForm) -> list[str]:
    return [question.name or question.type for question in form.questions]


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[str, int, str]]:
    what = st.sampled_from(["up", "down", "copy", "remove", "add", "type", "rename"])
    kinds = st.sampled_from([*TYPES, *BEGIN])
    return draw(st.lists(st.tuples(what, st.integers(0, 60), kinds), min_size=1, max_size=12))


def done(form: SimpleForm, what: str, place: int, kind: str) -> SimpleForm:
    if what == "add" or not form.questions:
        return editing.added(form, SimpleQuestion("", kind), place % (len(form.questions) + 1))
    place %= len(form.questions)
    row = form.questions[place]
    if what in ("up", "down"):
        return editing.moved(form, place, -1 if what == "up" else 1)
    if row.type in END:
        return form
    if what == "copy":
        return editing.copied(form, place)
    if what == "remove":
        return editing.removed(form, place)
    if what == "type" and row.type not in BEGIN and kind not in BEGIN:
        return editing.replaced(form, place, editing.retyped(row, kind))
    return editing.replaced(form, place, replace(row, name=editing.fresh_name(form, "other")))


def balanced(form: SimpleForm) -> bool:
    open_: list[str] = []
    for question in form.questions:
        if question.type in BEGIN:
            open_.append(BEGIN[question.type])
        elif question.type in END and (not open_ or open_.pop() != question.type):
            return False
    return not open_


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from(sorted(BEGINNINGS)), steps())
def test_whatever_is_done_every_group_ends_and_the_form_comes_back_the_same(name: str, taken: list) -> None:
    now = beginning(name)
    for step in taken:
        now = done(now, *step)
    assert balanced(now)
    names = [question.name for question in now.questions if question.name]
    assert len(set(names)) == len(names)
    again = read_simple(write_xlsx(now))
    assert again == now


def test_a_group_moves_with_what_is_in_it_and_into_the_group_beside_it() -> None:
    one = form(text("a"), SimpleQuestion("g", "begin_group"), text("b"), SimpleQuestion("", "end_group"), text("c"))
    assert rows(editing.moved(one, 1, -1)) == ["g", "b", "end_group", "a", "c"]
    assert rows(editing.moved(one, 1, 1)) == ["a", "c", "g", "b", "end_group"]
    assert rows(editing.moved(one, 0, 1)) == ["g", "a", "b", "end_group", "c"]
    assert rows(editing.moved(one, 3, 1)) == ["a", "g", "b", "c", "end_group"]
    assert editing.moved(one, 0, -1) == one
    assert editing.moved(one, 4, 1) == one


def test_a_copy_speaks_of_the_copies_beside_it() -> None:
    group = (
        SimpleQuestion("g", "begin_group"),
        text("a"),
        text("b", relevant="${a} != ''"),
        SimpleQuestion("", "end_group"),
    )
    copy = editing.copied(form(*group, text("c", relevant="${a} = 'x'")), 0)
    assert rows(copy) == ["g", "a", "b", "end_group", "g_2", "a_2", "b_2", "end_group", "c"]
    assert [question.relevant for question in copy.questions if question.relevant] == [
        "${a} != ''",
        "${a_2} != ''",
        "${a} = 'x'",
    ]


def test_a_role_stays_with_the_first_of_two() -> None:
    copy = editing.copied(form(text("a", role="person.email")), 0)
    assert [question.role for question in copy.questions] == ["person.email", ""]


def test_a_name_is_another_everywhere() -> None:
    before = form(
        text("a"),
        text(
            "b", relevant="${a} = 'x' and ${ab} = ''", more={"default": "${last-saved#a}", "calculation": "${ a } + 1"}
        ),
        SimpleQuestion("c", "note", {"": "You said ${a}."}),
    )
    after = editing.replaced(before, 0, text("z"))
    assert after.questions[1].relevant == "${z} = 'x' and ${ab} = ''"
    assert dict(after.questions[1].more) == {"default": "${last-saved#z}", "calculation": "${ z } + 1"}
    assert dict(after.questions[2].label) == {"": "You said ${z}."}


def test_a_condition_is_written_as_the_type_asks_for() -> None:
    choice = (SimpleChoice("x", {"": "X"}),)
    before = form(SimpleQuestion("a", "select_one", {"": "A"}, choices=choice), text("b", relevant="${a} = 'x'"))
    many = editing.replaced(before, 0, editing.retyped(before.questions[0], "select_multiple"))
    assert many.questions[1].relevant == "selected(${a}, 'x')"
    assert editing.replaced(many, 0, editing.retyped(many.questions[0], "select_one")) == before
    # What the author wrote otherwise, and means the same, stays until the type is another.
    kept = form(before.questions[0], text("b", relevant="selected(${a}, 'x')"))
    assert editing.replaced(kept, 0, kept.questions[0]) == kept


def test_a_value_that_is_another_is_asked_for_by_conditions_too() -> None:
    choice = (SimpleChoice("y", {"": "X"}),)
    before = form(SimpleQuestion("a", "select_one", {"": "A"}, choices=choice), text("b", relevant="${a} = 'x'"))
    assert editing.revalued(before, "a", {"x": "y"}).questions[1].relevant == "${a} = 'y'"


def test_a_new_question_does_not_come_by_the_list_of_another() -> None:
    choice = (SimpleChoice("x", {"": "X"}),)
    before = form(SimpleQuestion("a", "select_one", {"": "A"}, choices=choice, list_name="question"))
    after = editing.added(before, SimpleQuestion("", "select_one"), 1)
    assert after.questions[1].listed == "question_2"
    assert list(after.lists()) == ["question", "question_2"]


@pytest.mark.parametrize(
    ("taken", "wanted", "fresh"),
    [
        ((), "a", "a"),
        (("a",), "a", "a_2"),
        (("a", "a_2"), "a", "a_3"),
        (("q1",), "q1", "q2"),
        (("q1", "q2"), "q1", "q3"),
    ],
)
def test_a_name_that_is_taken_gets_the_next_number(taken: tuple[str, ...], wanted: str, fresh: str) -> None:
    assert editing.fresh_name(form(*map(text, taken)), wanted) == fresh


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ({"en": "How many staff?"}, "how_many_staff"),
        ({"ar": "خطة"}, "khth"),
        ({"en": "2020?"}, "otherwise"),
        ({"en": "2020?", "es": "¿Qué?"}, "que"),
        ({}, "otherwise"),
    ],
)
def test_a_name_is_made_of_the_words(words: Mapping[str, str], name: str) -> None:
    assert editing.name_from(words, "otherwise") == name


def test_the_next_version_is_one_that_nobody_has() -> None:
    assert editing.next_version("", ()) == "1"
    assert editing.next_version("1", ("1", "2")) == "3"
    assert editing.next_version("2020.9", ("2020.9",)) == "2020.10"
    assert editing.next_version("first", ("first",)) == "first_2"


def test_a_form_in_no_named_language_is_then_in_the_first_that_is_named() -> None:
    now = editing.with_languages(form(text("a", hint={"": "H"})), {}, ENGLISH, "")
    assert (now.languages, now.default_language) == ((ENGLISH,), ENGLISH)
    assert dict(now.questions[0].label) == {ENGLISH: "a"}
    assert dict(now.questions[0].hint) == {ENGLISH: "H"}


def test_a_language_takes_its_texts_along_and_its_pictures_and_the_last_one_stays() -> None:
    before = replace(
        form(text("a", more={f"image::{ENGLISH}": "e.png", f"image::{FRENCH}": "f.png", "bind::foo": "1"})),
        languages=(ENGLISH, FRENCH),
        default_language=FRENCH,
    )
    now = editing.with_languages(before, {ENGLISH: "British (en)", FRENCH: ""}, SPANISH, FRENCH)
    assert (now.languages, now.default_language) == (("British (en)", SPANISH), "British (en)")
    assert dict(now.questions[0].more) == {"image::British (en)": "e.png", "bind::foo": "1"}
    assert editing.with_languages(before, {ENGLISH: "", FRENCH: ""}, "", FRENCH) == before


def test_a_row_is_found_where_it_went_and_not_when_it_is_another() -> None:
    one = form(text("a"), text("b"), text("c"))
    was = editing.fingerprint(one.questions[0])
    assert editing.found(one, 0, was) == 0
    assert editing.found(editing.moved(one, 0, 1), 0, was) == 1
    assert editing.found(editing.removed(one, 0), 0, was) is None
    assert editing.found(editing.replaced(one, 0, text("z")), 0, was) is None
