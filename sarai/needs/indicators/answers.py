"""Answers to questions with a role, whichever survey asked and in whatever language: what needs are counted by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import ibis
import ibis.expr.types as ir
from django.utils.translation import get_language

from sarai.evidence.engine import Known
from sarai.needs.rules import OTHER
from sarai.surveys.models import Answer, Choice, Question

from .responses import LONGEST, responses


def answered(known: Known, role: str) -> ir.Table:
    """Answers to the questions with a role in responses that count, one row each: besides the columns of `responses`,
    the `value`, what it is called (`word`), the `number`, the `rank` (0 where
    nothing was ranked), the `place` that it names and the `theme` it is about."""
    question, answer, choice = known(Question), known(Answer), known(Choice)
    question = question.filter(question.role == role).select(question="id")
    answer = answer.select(
        "value", "number", "rank", question="question_id", fact="response_id", place="place_id", answer="id"
    )
    choice = choice.select("value", "label", question="question_id", theme="theme_id")
    said = answer.join(question, "question").left_join(choice, ["question", "value"])
    said = said.select("fact", "value", "number", "rank", "place", "theme", word=_word(said["value"], said["label"]))
    return responses(known).join(said, "fact")


def _word(value: ir.StringValue, label: ir.StringValue) -> ir.StringValue:
    """What an answer is called: the label of its choice, or as it was written; "other" stays itself."""
    word = ibis.ifelse(value == OTHER, OTHER, label.nullif("").coalesce(value))
    return word.strip().substr(0, LONGEST)


def words_in(role: str) -> Callable[[Iterable[Any]], Mapping[Any, Any]]:
    """What the choices of questions with a role are called in the reader's language, by their word."""

    def names(words: Iterable[Any]) -> Mapping[Any, Any]:
        language = (get_language() or "en").split("-")[0]
        found = {word: word for word in words}
        for choice in Choice.objects.filter(question__role=role, label__in=found):
            found[choice.label] = choice.labels.get(language) or choice.label
        return found

    return names
