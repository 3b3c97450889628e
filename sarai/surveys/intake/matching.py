"""What the columns and cells of an export mean to a survey: which question a header asks, which choice a text names.

A header is matched to a question by its path, by its name or by its label in any language; a text to a choice by its
value or by its label. A survey without a questionnaire is asked what its columns say: each is a question of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from sarai.evidence.reading.headers import fold
from sarai.surveys.answering import key_of
from sarai.surveys.answering.telling import COUNTED, NUMBERS, SEVERAL
from sarai.surveys.intake.records import Response
from sarai.surveys.models import Choice, Question, Survey
from sarai.surveys.queries import engine_of, newest
from sarai.surveys.questionnaire import roles

OTHER = "other"  # the choice that stands for what is none of the choices
_BETWEEN = re.compile(r"\s*[,;、，；\n]\s*")
_PATH = 300  # as much of a header as names a question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as columns are matched to it. `choices` are its values by value and by folded label, of which some are
    in several `parts` with commas between; `labels` are what reports call them."""

    path: str
    kind: str
    role: str
    choices: Mapping[str, str]
    labels: Mapping[str, str]
    parts: int = 1

    def values(self, answer: Any) -> list[str]:
        """The values that a cell, or the cells of a question with several choices, name; each once, in order."""
        return list(dict.fromkeys(self._values(answer)))

    def _values(self, answer: Any) -> Iterator[str]:
        for text in answer if isinstance(answer, list) else (str(answer),):
            if self.kind in SEVERAL:
                yield from self._several(text)
            elif text.strip():
                yield self._value(text.strip())

    def _value(self, text: str) -> str:
        """The value of the choice that a text names; "other" where it is none and there is such; else the text."""
        known = self.choices.get(text) or self.choices.get(fold(text))
        return known or (self.choices.get(OTHER) if self.kind in COUNTED else None) or text

    def _several(self, text: str) -> Iterator[str]:
        """The choices of one cell: values with blanks between them, or labels with commas, which they may hold too."""
        words = text.split()
        if words and all(word in self.choices for word in words):
            yield from (self.choices[word] for word in words)
            return
        ends = [*(mark.span() for mark in _BETWEEN.finditer(text)), (len(text), len(text))]
        start = 0
        while ends:
            most = min(self.parts, len(ends))
            many = next((n for n in range(most, 1, -1) if fold(text[start : ends[n - 1][0]]) in self.choices), 1)
            stop, after = ends[many - 1]
            if part := text[start:stop].strip():
                yield self._value(part)
            start, ends = after, ends[many:]

    def number(self, value: str) -> float | None:
        """A value as a number, where the question asks for one (or nobody knows what it asks for)."""
        if self.kind and self.kind not in NUMBERS:
            return None
        try:
            number = float(value)
        except ValueError:
            return None
        return number if isfinite(number) else None

    @property
    def is_counted(self) -> bool:
        """Whether single answers are: as those sent to this site, and every column where there is no questionnaire."""
        role = roles.find(self.role) if self.role else None
        if role is not None and role.personal:
            return False
        return self.kind in COUNTED or not self.kind or role is not None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column of an export means: a role, and of which kind its answers are (`select_multiple` for several in
    one cell); "" where nobody says."""

    role: str
    kind: str = ""

    def refuse_unfit(self) -> None:
        """Raises ValueError, with a sentence, for a role that nobody declared or that does not fit the kind."""
        role = roles.find(self.role) if self.role else None
        if self.role and role is None:
            raise ValueError(roles.unknown(self.role))
        if role and self.kind and self.kind not in role.fits:
            raise ValueError(roles.misplaced(role, self.role, self.kind))


class Matching:
    """The questions of one survey, as they are when it is made."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        version = newest(survey)
        self._is_free = version is None
        choices = _choices(survey)
        asked = [q for q in Question.objects.filter(survey=survey) if self._is_free or q.kind]
        self._asked = {question.path: _asked(question, choices[question.pk]) for question in asked}
        self._tiers = () if self._is_free else _tiers(asked)
        repeats = engine_of(version.pk).form.repeats if version else ()
        self._groups = {fold(path[-1]): key_of(path) for path in repeats}
        self._known: dict[str, Asked | None] = {}

    def note(self, responses: Sequence[Response]) -> None:
        """Where there is no questionnaire: make a question of every column that was not known before."""
        if not self._is_free:
            return
        headers = dict.fromkeys(name for one in responses for name, said in one.answers.items() if not is_group(said))
        new = [header for header in headers if header[:_PATH] not in self._asked]
        first = len(self._asked)
        made = [
            Question(
                survey=self._survey, path=header[:_PATH], label=header, labels={"": header}, position=first + place
            )
            for place, header in enumerate(new)
        ]
        Question.objects.bulk_create(made, ignore_conflicts=True)
        self._asked |= {question.path: _asked(question, ()) for question in made}
        self._known.clear()

    def question(self, header: str, group: str = "") -> Asked | None:
        """The question that a column (of a repeated group) asks; None where it is none, or could be several."""
        if header not in self._known:
            self._known[header] = self._asked.get(header[:_PATH]) if self._is_free else self._matched(header)
        return self._known[header] or (self.question(f"{group}/{header}") if group else None)

    def group(self, header: str) -> str:
        """The path of the repeated group that is called so; the header itself where none is."""
        return self._groups.get(fold(header.rpartition("/")[2]), header)

    def __contains__(self, path: str) -> bool:
        return path in self._asked

    def _matched(self, header: str) -> Asked | None:
        for text in dict.fromkeys((fold(header), fold(header.rpartition("/")[2]))):
            for tier in self._tiers:
                if len(found := tier.get(text, ())) == 1:
                    return self._asked[next(iter(found))]
        return None


def is_group(answer: Any) -> bool:
    """Whether an answer is the rows of a repeated group."""
    return isinstance(answer, list) and bool(answer) and isinstance(answer[0], dict)


def _asked(question: Question, choices: Iterable[Choice]) -> Asked:
    known = list(choices)
    values = {fold(text): one.value for one in known for text in (*one.labels.values(), one.label) if text}
    values |= {one.value: one.value for one in known}
    labels = {one.value: one.label for one in known}
    parts = max((len(_BETWEEN.findall(text)) + 1 for text in values), default=1)
    return Asked(question.path, question.kind, question.role, values, labels, parts)


def _choices(survey: Survey) -> Mapping[int, list[Choice]]:
    found: dict[int, list[Choice]] = defaultdict(list)
    for choice in Choice.objects.filter(question__survey=survey):
        found[choice.question_id].append(choice)
    return found


def _tiers(questions: Iterable[Question]) -> tuple[Mapping[str, set[str]], ...]:
    """What questions may be called → their paths: first as exports write a path, then by name alone, then by label."""
    paths, names, labels = (defaultdict[str, set[str]](set) for _tier in range(3))
    for question in questions:
        path = question.path
        for text in (path, path.replace("/", "-")):
            paths[fold(text)].add(path)
        names[fold(path.rpartition("/")[2])].add(path)
        for text in filter(None, (question.label, *question.labels.values())):
            labels[fold(text)].add(path)
    return paths, names, labels
