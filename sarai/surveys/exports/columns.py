"""The columns that the answers to a question have in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sarai.surveys.answering.telling import NUMBERS, SEVERAL
from sarai.surveys.models import Choice, Question
from sarai.surveys.tables.questions import is_closed, is_personal

Cell = str | int | float | None
NOT_ASKED = frozenset({"note"})  # what takes no answer
CUT = " […]"  # ends a text of which a file's format cannot hold all
SEPARATOR = " "  # between several choices, as XForms writes them


@dataclass(frozen=True, slots=True)
class Column:
    """One column: of a `question`, or of one `choice` of it; of neither, what is told about a response (`about`)."""

    key: str
    question: Question | None = None
    choice: Choice | None = None
    about: str = ""

    def header(self, language: str) -> str:
        """What the column is called: by names, or by labels in a language."""
        if not language or self.question is None:
            return self.key
        asked = labelled(self.question, self.question.path, language)
        return f"{asked}: {labelled(self.choice, self.choice.value, language)}" if self.choice else asked

    def cell(self, answers: Mapping[str, Any], language: str) -> Cell:
        """What an answer puts into the column: 1 or 0, or the place in a ranking, for one of several choices."""
        assert self.question is not None
        said = answers.get(self.question.path)
        if said is None:
            return None
        given = said if isinstance(said, list) else [said]
        if self.choice is not None:
            return _of_choice(self.choice.value, given, ranked=self.question.kind == "rank")
        if self.question.kind in NUMBERS:
            return number(str(given[0]))
        names = _choice_names(self.question, language)
        return (", " if language else SEPARATOR).join(names.get(str(value), str(value)) for value in given)


def _of_choice(value: str, given: Sequence[Any], *, ranked: bool) -> int | None:
    if ranked:
        return given.index(value) + 1 if value in given else None
    return int(value in given)


def _choice_names(question: Question, language: str) -> Mapping[str, str]:
    if not language:
        return {}
    return {choice.value: labelled(choice, choice.value, language) for choice in question.choices.all()}


def labelled(thing: Question | Choice, name: str, language: str) -> str:
    """What a question or a choice is called in a language; as reports call it, where it has no label in that."""
    return thing.labels.get(language) or thing.label or name


def number(text: str) -> Cell:
    """A number as a number; what is none stays a text."""
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text


def may_be_told(question: Question, *, personal: bool) -> bool:
    """Whether a question's answers may stand in a file: those that could say who somebody is, which are free texts,
    places on the map and files too, only for those who may see personal data."""
    if question.kind in NOT_ASKED:
        return False
    return personal or (not is_personal(question) and (is_closed(question) or bool(question.role)))


def columns_of(questions: Iterable[Question]) -> Iterator[Column]:
    """The columns of some questions in their order; one with several choices has all of them in one, and then each."""
    for question in questions:
        yield Column(question.path, question)
        if question.kind in SEVERAL:
            for choice in question.choices.all():
                yield Column(f"{question.path}/{choice.value}", question, choice)
