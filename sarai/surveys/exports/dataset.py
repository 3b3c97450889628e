"""The answers to a survey as flat tables: one of the responses, and one of the instances of each repeat.

They are linked as the survey tools of this field link theirs: `_index` numbers the rows of a table, and
`_parent_index` in the table of a repeat is the `_index` of the row that it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sarai.surveys.answering.telling import key_of
from sarai.surveys.models import Question, Response
from sarai.surveys.queries import engine_of
from sarai.surveys.tables.questions import questions_of
from sarai.surveys.tables.tabulating import Asking, responses_that_count

from .columns import Cell, Column, columns_of, may_be_told

AT_ONCE = 500
MAIN = ""  # the table of responses
ABOUT = ("_index", "_id", "_submission_time", "_version", "_language", "_status")
LINKS = ("_index", "_parent_table_name", "_parent_index", "_submission__id")
Row = list[Cell]


@dataclass(frozen=True)
class Dataset:
    """The responses that count by a rule as of a moment, as tables; `language` is that of the labels ("": names).

    Without `personal`, columns that could say who somebody is are left out. Where `only` some responses are wanted, by
    their numbers, these are told whether they count or not.
    """

    asking: Asking
    language: str = ""
    personal: bool = False
    only: Sequence[int] | None = None

    @cached_property
    def questions(self) -> list[Question]:
        """The questions that have columns, in their order."""
        return [one for one in questions_of(self.asking.survey) if may_be_told(one, personal=self.personal)]

    @cached_property
    def repeats(self) -> tuple[str, ...]:
        """The paths of the repeats, outer ones first: those of every version, and those that an import brought."""
        found: set[str] = set()
        for version in self.asking.survey.versions.values_list("pk", flat=True):
            found |= {key_of(path) for path in engine_of(version).form.repeats}
        for answers in Response.objects.filter(pk__in=self._imported).values_list("answers", flat=True).iterator():
            found |= set(_repeats_in(answers))
        return tuple(sorted(found))

    @cached_property
    def facts(self) -> list[int]:
        """The numbers of the responses, in the order in which they were filed."""
        return sorted(responses_that_count(self.asking) if self.only is None else self.only)

    @property
    def _imported(self) -> Any:
        return Response.objects.filter(survey=self.asking.survey, version=None).values("pk")

    def chain(self, table: str) -> list[str]:
        """The repeats in which a table's instances stand, from the outermost to itself; none for the main table."""
        return [repeat for repeat in self.repeats if table == repeat or table.startswith(f"{repeat}/")] if table else []

    def columns(self, table: str) -> list[Column]:
        """The columns of a table: those about the row first, then those of its questions."""
        about = [Column(key, about=key) for key in (LINKS if table else ABOUT)]
        return about + list(columns_of(one for one in self.questions if self._table_of(one) == table))

    def _table_of(self, question: Question) -> str:
        around = [repeat for repeat in self.repeats if question.path.startswith(f"{repeat}/")]
        return max(around, key=len, default=MAIN)

    def header(self, table: str) -> list[str]:
        """The header row of a table."""
        return [column.header(self.language) for column in self.columns(table)]

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table, a batch of responses at a time."""
        columns = self.columns(table)
        width = len(LINKS if table else ABOUT)
        for about, answers in self._instances(table):
            yield [*about, *(column.cell(answers, self.language) for column in columns[width:])]

    def _instances(self, table: str) -> Iterator[tuple[Row, Mapping[str, Any]]]:
        chain = self.chain(table)
        counters = [0] * len(chain)
        parent = chain[-2] if len(chain) > 1 else self.asking.survey.slug
        for index, response in enumerate(self.responses(), 1):
            if not chain:
                yield _about(index, response), response.answers
                continue
            for own, above, answers in _descend(response.answers, chain, index, counters):
                yield [own, parent, above, _id(response)], answers

    def responses(self) -> Iterator[Response]:
        """The responses themselves, a batch at a time."""
        kept = Response.objects.select_related("version", "submission").only(
            "key", "submitted_at", "language", "status", "answers", "version__version", "submission__instance_id"
        )
        for start in range(0, len(self.facts), AT_ONCE):
            batch = kept.in_bulk(self.facts[start : start + AT_ONCE])
            yield from (batch[fact] for fact in sorted(batch))


def _about(index: int, response: Response) -> Row:
    version = response.version.version if response.version else ""
    given = response.submitted_at.isoformat()
    return [index, _id(response), given, version, response.language, response.status]


def _id(response: Response) -> str:
    return response.submission.instance_id if response.submission else response.key


def _descend(
    answers: Mapping[str, Any], chain: Sequence[str], above: int, counters: list[int], level: int = 0
) -> Iterator[tuple[int, int, Mapping[str, Any]]]:
    """(number, number of what it belongs to, answers) of each instance of the innermost repeat of a chain."""
    for instance in answers.get(chain[level]) or ():
        counters[level] += 1
        if level == len(chain) - 1:
            yield counters[level], above, instance
        else:
            yield from _descend(instance, chain, counters[level], counters, level + 1)


def _repeats_in(answers: Mapping[str, Any]) -> Iterator[str]:
    for path, said in answers.items():
        if isinstance(said, list) and said and isinstance(said[0], dict):
            yield path
            for instance in said:
                yield from _repeats_in(instance)
