"""Changes to a simple form, each a function from one form to the next. A place is that of a row, counted from 0."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace

from anyascii import anyascii

from sarai.surveys.questionnaire.checks import NAME
from sarai.surveys.questionnaire.simple import (
    BEGIN,
    END,
    WITH_CHOICES,
    SimpleChoice,
    SimpleForm,
    SimpleQuestion,
    Words,
    condition,
    shown_if,
)

LONGEST_NAME = 40  # of a name that is made of a label
PARAMETERS = "parameters"  # the header of what a range goes from and to
WITH_OTHER = frozenset({"select_one", "select_multiple"})
_FAMILIES = (frozenset({"integer", "decimal"}), frozenset({"select_multiple", "rank"}))  # of alike constraints
_UNNAMED = re.compile(r"(question|group)(_\d+)?|")
_NUMBER = re.compile(r"(.*?)(\d*)", re.DOTALL)


def fingerprint(question: SimpleQuestion) -> str:
    """The same for the same row, another for any other: so that a page can tell which row it speaks of."""
    return hashlib.sha256(json.dumps(asdict(question), sort_keys=True).encode()).hexdigest()[:16]


def found(form: SimpleForm, place: int, was: str) -> int | None:
    """Where the row with this fingerprint is now: at its place, or where it went; None if it is not as it was."""
    prints = [fingerprint(question) for question in form.questions]
    if 0 <= place < len(prints) and prints[place] == was:
        return place
    return prints.index(was) if prints.count(was) == 1 else None


def depths(form: SimpleForm) -> list[int]:
    """In how many groups and repeats each row stands; where one begins or ends stands outside it."""
    depth, levels = 0, []
    for question in form.questions:
        depth -= question.type in END and depth > 0
        levels.append(depth)
        depth += question.type in BEGIN
    return levels


def block(form: SimpleForm, place: int) -> int:
    """The place after the last row that belongs to the row at a place: a group goes with all that is in it."""
    if form.questions[place].type not in BEGIN:
        return place + 1
    levels = depths(form)
    return next((at + 1 for at in range(place + 1, len(levels)) if levels[at] == levels[place]), len(levels))


def added(form: SimpleForm, question: SimpleQuestion, place: int) -> SimpleForm:
    """The form with one more row before a place, under a name that no other has; a group with its end."""
    question = replace(question, name=fresh_name(form, question.name or "question"))
    rows = [_own_list(form, question)]
    if question.type in BEGIN:
        rows.append(SimpleQuestion("", BEGIN[question.type]))
    return _with(form, (*form.questions[:place], *rows, *form.questions[place:]))


def _own_list(form: SimpleForm, question: SimpleQuestion) -> SimpleQuestion:
    """A new question does not come by another's list because of its name; one that is named to it, it shares."""
    lists = form.lists()
    if question.list_name in lists:
        return replace(question, choices=lists[question.list_name])
    return replace(question, list_name=_fresh(question.name, lists)) if question.listed in lists else question


def fresh_list(form: SimpleForm, question: SimpleQuestion) -> str:
    """The name of a list that is a question's own: that of the question, unless another list has it."""
    return _fresh(question.name, form.lists())


def replaced(form: SimpleForm, place: int, question: SimpleQuestion) -> SimpleForm:
    """The form with another row at a place. Questions that share its list get its choices, and where other rows speak
    of it, they speak of it by its new name, and in the way that its new type asks for."""
    before = form.questions[place]
    if before.listed and question.listed and before.name != question.name and not question.list_name:
        shared = sum(one.listed == before.listed for one in form.questions) > 1
        question = replace(question, list_name=before.listed) if shared else question
    rows = list(form.questions)
    rows[place] = question
    if question.listed:
        rows = [replace(one, choices=question.choices) if one.listed == question.listed else one for one in rows]
    form = _with(form, rows)
    if before.name and question.name and before.name != question.name:
        form = _renamed(form, before.name, question.name)
    return form if before.type == question.type else _asked_by_type(form, question)


def _renamed(form: SimpleForm, old: str, new: str) -> SimpleForm:
    reference = re.compile(rf"\$\{{(\s*(?:last-saved#)?){re.escape(old)}(\s*)\}}")

    def said(text: str) -> str:
        return reference.sub(lambda matched: f"${{{matched[1]}{new}{matched[2]}}}", text)

    return _each_text(form, said)


def _each_text(form: SimpleForm, change: Callable[[str], str]) -> SimpleForm:
    def words(said: Mapping[str, str]) -> dict[str, str]:
        return {key: change(text) for key, text in said.items()}

    rows = [
        replace(
            one,
            type=change(one.type),
            label=words(one.label),
            hint=words(one.hint),
            relevant=change(one.relevant),
            constraint=change(one.constraint),
            constraint_message=words(one.constraint_message),
            choices=tuple(replace(each, label=words(each.label), more=words(each.more)) for each in one.choices),
            more=words(one.more),
        )
        for one in form.questions
    ]
    return replace(form, questions=tuple(rows), settings=words(form.settings))


def revalued(form: SimpleForm, listed: str, values: Mapping[str, str]) -> SimpleForm:
    """The form with every simple condition on a choice of a list asking for the value that the choice has now."""
    kinds = {one.name: one.type for one in form.questions if one.listed == listed}
    rows = []
    for one in form.questions:
        shown = shown_if(one.relevant)
        if shown is not None and shown.question in kinds and shown.value in values:
            shown = replace(shown, value=values[shown.value])
            one = replace(one, relevant=condition(shown, kinds[shown.question]))
        rows.append(one)
    return _with(form, rows)


def _asked_by_type(form: SimpleForm, question: SimpleQuestion) -> SimpleForm:
    """The conditions on a question as its type asks for them: one of several answers is looked for among them."""
    rows = []
    for one in form.questions:
        shown = shown_if(one.relevant)
        if shown is not None and shown.question == question.name:
            one = replace(one, relevant=condition(shown, question.type))
        rows.append(one)
    return _with(form, rows)


def moved(form: SimpleForm, place: int, way: int) -> SimpleForm:
    """The form with a row one place up (-1) or down (1), a group with all that is in it; what cannot move stays.

    Where a group ends moves past one question at a time, which is then in the group or no longer.
    """
    rows, end = list(form.questions), block(form, place)
    target = place - 1 if way < 0 else end
    if not 0 <= target < len(rows):
        return form
    other = rows[target]
    if rows[place].type in END and (other.type in BEGIN or other.type in END):
        return form
    if way < 0:
        return _with(form, (*rows[:target], *rows[place:end], other, *rows[end:]))
    return _with(form, (*rows[:place], other, *rows[place:end], *rows[target + 1 :]))


def copied(form: SimpleForm, place: int) -> SimpleForm:
    """The form with a copy of a row after it, a group with all that is in it. Roles stay with the first; lists of
    choices are shared."""
    end = block(form, place)
    names: dict[str, str] = {}
    copies = []
    for one in form.questions[place:end]:
        if one.name:
            names[one.name] = fresh_name(form, one.name, taken=names.values())
        copies.append(replace(one, name=names.get(one.name, ""), role="", list_name=one.listed))
    inner = SimpleForm("", "", tuple(copies))
    for old, new in names.items():
        inner = _renamed(inner, old, new)
    return _with(form, (*form.questions[:end], *inner.questions, *form.questions[end:]))


def removed(form: SimpleForm, place: int) -> SimpleForm:
    """The form without a row; of a group, only where it begins and ends: its questions stay."""
    gone = {place}
    if form.questions[place].type in BEGIN and form.questions[block(form, place) - 1].type in END:
        gone.add(block(form, place) - 1)
    return _with(form, [one for at, one in enumerate(form.questions) if at not in gone])


def fresh_name(form: SimpleForm, wanted: str, taken: Iterable[str] = ()) -> str:
    """The name, or that with the next number behind it which no other row has."""
    return _fresh(wanted, {*taken, *(question.name for question in form.questions)})


def _fresh(wanted: str, taken: Iterable[str]) -> str:
    held = set(taken)
    if wanted not in held:
        return wanted
    stem, number = _NUMBER.fullmatch(wanted).groups()  # type: ignore[union-attr]  # it fits every text
    counted = int(number or 1)
    stem = stem if number else f"{wanted}_"
    while f"{stem}{counted + 1}" in held:
        counted += 1
    return f"{stem}{counted + 1}"


def unnamed(question: SimpleQuestion) -> bool:
    """Whether a question has a name only because it must have one."""
    return bool(_UNNAMED.fullmatch(question.name))


def name_from(words: Words, otherwise: str) -> str:
    """A name made of a text in Latin letters, else in letters that stand for it."""
    for text in words.values():
        name = re.sub(r"[^a-z0-9]+", "_", anyascii(text).lower()).strip("_")[:LONGEST_NAME].strip("_")
        if NAME.fullmatch(name):
            return name
    return otherwise


def value_from(words: Words, taken: Iterable[str]) -> str:
    """A value to store for a choice, made of what people read, and not taken."""
    return _fresh(name_from(words, "choice"), taken)


def with_languages(form: SimpleForm, renamed: Mapping[str, str], added: str, default: str) -> SimpleForm:
    """The form in other languages: old name → new name for those that stay ("": those that go), and one more.

    A form in no named language gets one: all that it says is then said in the first that is named. The last language
    stays.
    """
    names = {language: renamed.get(language, language) for language in form.spoken}
    if not form.languages and not names[""] and added:
        names, added = {"": added}, ""
    kept = [name for name in names.values() if name] + ([added] if added else [])
    if not kept:
        return form
    form = replace(_each_words(form, names), languages=tuple(dict.fromkeys(kept)))
    default = names.get(default, default)
    return replace(form, default_language=default if default in form.languages else next(iter(form.languages), ""))


def _each_words(form: SimpleForm, names: Mapping[str, str]) -> SimpleForm:
    """Every text under the new names of its languages; what is in a language that goes, goes."""

    def words(said: Words) -> dict[str, str]:
        found = ((names.get(language, language), language, text) for language, text in said.items())
        return {new: text for new, old, text in found if new or old not in names}

    def more(said: Mapping[str, str]) -> dict[str, str]:
        headers = {header: header.rpartition("::") for header in said}
        return {
            f"{stem}::{names[last]}" if stem and last in names else header: said[header]
            for header, (stem, _mark, last) in headers.items()
            if not stem or names.get(last, last)
        }

    def choice(one: SimpleChoice) -> SimpleChoice:
        return replace(one, label=words(one.label), more=more(one.more))

    rows = [
        replace(
            one,
            label=words(one.label),
            hint=words(one.hint),
            constraint_message=words(one.constraint_message),
            choices=tuple(map(choice, one.choices)),
            more=more(one.more),
        )
        for one in form.questions
    ]
    return _with(form, rows)


def retyped(question: SimpleQuestion, kind: str) -> SimpleQuestion:
    """A question of another type; what its new type does not have is gone with the old one."""
    if kind == question.type:
        return question
    if not any({kind, question.type} <= family for family in _FAMILIES):
        question = replace(question, constraint="", constraint_message={})
    if "range" in (kind, question.type):
        question = replace(question, more={key: text for key, text in question.more.items() if key != PARAMETERS})
    question = replace(question, type=kind, or_other=question.or_other and kind in WITH_OTHER)
    return question if kind in WITH_CHOICES else replace(question, choices=(), list_name="")


def next_version(version: str, taken: Iterable[str]) -> str:
    """A version that no other is called: the same, or with the next number."""
    return _fresh(version or "1", taken)


def _with(form: SimpleForm, questions: Iterable[SimpleQuestion]) -> SimpleForm:
    return replace(form, questions=tuple(questions))
