"""What one response says: question by question, in words that people read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sarai.surveys.answering import key_of
from sarai.surveys.exports.columns import NOT_ASKED, may_be_told
from sarai.surveys.models import Question, Response, Submission, SubmissionFile
from sarai.surveys.queries import engine_of
from sarai.surveys.questionnaire.form import Form
from sarai.surveys.tables.questions import name_of, values_of

COVERED = "•••"
FILES = frozenset({"image", "audio", "video", "file"})
ON_THE_MAP = frozenset({"geopoint", "geotrace", "geoshape"})
HOME = "place.city"  # the role of what a person's record has as its place
NUMBERS = re.compile(r"\[\d+\]")  # of instances, in a path


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: its lines (none: no answer), the place that it is read as, and the file that it is, if it came."""

    lines: tuple[str, ...] = ()
    place: str = ""
    file: SubmissionFile | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A question outside of any repeat, with its answer."""

    label: str
    said: Said


@dataclass(frozen=True, slots=True)
class Repeat:
    """The instances of a repeat, each with its number ("2", or "1.2" where it stands in another) and its answers."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Said, ...]], ...]


@dataclass
class Sheet:
    """A response to be told, with what that needs: the questions of its survey with their choices; what places are
    read as, by their numbers; which place an answer names, by the number of its question and its value; the files that
    came with it, by their names. `personal` if all of it may be seen."""

    response: Response
    questions: Sequence[Question]
    read: Mapping[int, str] = field(default_factory=dict)
    named: Mapping[tuple[int, str], int] = field(default_factory=dict)
    files: Mapping[str, SubmissionFile] = field(default_factory=dict)
    personal: bool = False

    def parts(self) -> Iterator[Line | Repeat]:
        """Every question that was asked, in order; those of a repeat together as a table, where its first stands."""
        told = set()
        for question in self._asked:
            around = self._around(question)
            if not around:
                yield Line(name_of(question), self._said(question, self.response.answers))
            elif around[-1] not in told:
                told.add(around[-1])
                yield self._table(around)

    @cached_property
    def _form(self) -> Form | None:
        """The form that was answered; None of what was collected elsewhere."""
        return engine_of(self.response.version_id).form if self.response.version_id else None

    @cached_property
    def _asked(self) -> list[Question]:
        """The questions of the form, or of the whole survey where none is known, and what was answered besides."""
        said = set(_paths_in(self.response.answers))
        asked = {key_of(path) for path in self._form.by_path} if self._form else {one.path for one in self.questions}
        wanted = said | {one.path for one in self.questions if one.path in asked and one.kind != "hidden"}
        return [one for one in self.questions if one.path in wanted and one.kind not in NOT_ASKED]

    @cached_property
    def _repeats(self) -> list[str]:
        """The paths of the repeats, outer ones first."""
        known = {key_of(path) for path in self._form.repeats} if self._form else set()
        return sorted(known | set(_repeats_in(self.response.answers)))

    def _around(self, question: Question) -> tuple[str, ...]:
        return tuple(repeat for repeat in self._repeats if question.path.startswith(f"{repeat}/"))

    def _table(self, around: tuple[str, ...]) -> Repeat:
        asked = [one for one in self._asked if self._around(one) == around]
        rows = tuple(
            (number, tuple(self._said(one, answers) for one in asked))
            for number, answers in _instances(self.response.answers, around)
        )
        return Repeat(around[-1], tuple(name_of(one) for one in asked), rows)

    def _said(self, question: Question, answers: Mapping[str, Any]) -> Said:
        answer = answers.get(question.path)
        if answer in (None, "", []):
            return Said()
        if not may_be_told(question, personal=self.personal):
            return Said((COVERED,))
        given = [str(each) for each in answer] if isinstance(answer, list) else [str(answer)]
        file = self.files.get(given[0]) if question.kind in FILES else None
        return Said(tuple(_words(question, given)), self._place(question, given), file)

    def _place(self, question: Question, given: Sequence[str]) -> str:
        places = [self.named.get((question.pk, value)) for value in given]
        if question.role == HOME:
            places = [self.response.record.place_id]
        return "; ".join(
            dict.fromkeys(self.read[place] for place in places if place is not None and place in self.read)
        )


def _words(question: Question, given: Sequence[str]) -> Iterator[str]:
    labels = {one.value: one.label for one in values_of(question, [])}
    for place, value in enumerate(given, 1):
        if question.kind in ON_THE_MAP:
            yield from (", ".join(point.split()[:2]) for point in value.split(";") if point.strip())
        elif question.kind == "rank":
            yield f"{place}. {labels.get(value, value)}"
        else:
            yield labels.get(value, value)


def _paths_in(answers: Mapping[str, Any]) -> Iterator[str]:
    for path, said in answers.items():
        yield path
        for instance in said if _is_repeat(said) else ():
            yield from _paths_in(instance)


def _repeats_in(answers: Mapping[str, Any]) -> Iterator[str]:
    for path, said in answers.items():
        if _is_repeat(said):
            yield path
            for instance in said:
                yield from _repeats_in(instance)


def _is_repeat(said: Any) -> bool:
    return isinstance(said, list) and bool(said) and isinstance(said[0], dict)


def _instances(
    answers: Mapping[str, Any], around: Sequence[str], above: str = ""
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each instance of the innermost of some repeats, with its number."""
    for place, instance in enumerate(answers.get(around[0]) or (), 1):
        if len(around) == 1:
            yield f"{above}{place}", instance
        else:
            yield from _instances(instance, around[1:], f"{above}{place}.")


def changed(before: Response, since: Response, questions: Sequence[Question]) -> list[str]:
    """The questions that were answered otherwise, in their order."""
    paths = {path for path in {*before.answers, *since.answers} if before.answers.get(path) != since.answers.get(path)}
    names = {one.path: name_of(one) for one in questions if one.path in paths}
    repeats = sorted(path for path in paths if path not in names)
    return [*names.values(), *repeats]


def violations(submission: Submission | None, questions: Sequence[Question]) -> list[tuple[str, str]]:
    """What the form does not allow: (question, sentence)."""
    names = {one.path: name_of(one) for one in questions}
    told = [(_key_of(each["place"]), each["sentence"]) for each in (submission.violations if submission else ())]
    return [(names.get(path, path), sentence) for path, sentence in told]


def _key_of(place: str) -> str:
    """A question's path, from where something is in an instance: "/data/person[2]/age" → "person/age"."""
    return NUMBERS.sub("", place).strip("/").partition("/")[2]
