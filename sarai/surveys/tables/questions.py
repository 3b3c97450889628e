"""Which questions have tables, of which kind, and what their answers are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sarai.surveys.answering.telling import CHOSEN, NUMBERS, SEVERAL
from sarai.surveys.models import Choice, Question, Survey
from sarai.surveys.questionnaire import roles

from .shapes import NOTHING, Value

CLOSED = CHOSEN | NUMBERS | {"acknowledge"}
WRITTEN = frozenset({"text", ""})  # the second: an import does not tell


class Kind(Enum):
    """What a table of a question shows."""

    ONE = "one"  # how often which answer
    SEVERAL = "several"  # … of several
    RANKED = "ranked"
    NUMBERS = "numbers"


def kind_of(question: Question) -> Kind:
    """The kind of table that a question has."""
    if question.kind == "rank":
        return Kind.RANKED
    if question.kind in NUMBERS:
        return Kind.NUMBERS
    return Kind.SEVERAL if question.kind in SEVERAL else Kind.ONE


def is_personal(question: Question) -> bool:
    """Whether its answers say who somebody is. A role that nobody declares any more is taken to."""
    role = roles.find(question.role) if question.role else None
    return bool(question.role) and (role is None or role.personal)


def is_closed(question: Question) -> bool:
    """Whether its answers are choices or numbers."""
    return question.kind in CLOSED


def has_table(question: Question, *, team: bool) -> bool:
    """Whether there is a table of a question: for the team, of every one whose answers can be counted and do not say
    who somebody is; for others, of the closed ones among them."""
    countable = is_closed(question) or (team and bool(question.role))
    return countable and not is_personal(question)


def is_open(question: Question) -> bool:
    """Whether people answer in words of their own that do not say who they are."""
    return question.kind in WRITTEN and not is_personal(question)


def questions_of(survey: Survey) -> QuerySet[Question]:
    """The questions of a survey with their choices, in their order."""
    return survey.questions.prefetch_related(Prefetch("choices", Choice.objects.order_by("position", "pk")))


def in_reader_language(labels: Mapping[str, str], otherwise: str) -> str:
    """A text in the reader's language, where the questionnaire has it."""
    language = get_language() or "en"
    return labels.get(language) or labels.get(language.partition("-")[0]) or otherwise


def name_of(question: Question) -> str:
    """What a question asks, in the reader's language."""
    return in_reader_language(question.labels, question.label or question.path)


def no_answer() -> Value:
    """The row of those who gave none."""
    return Value(NOTHING, _("no answer"))


def unknown() -> Value:
    """The column of those of whom it is not known."""
    return Value(NOTHING, _("unknown"))


def values_of(question: Question, found: Iterable[str]) -> list[Value]:
    """The choices of a question in their order, then what was answered besides: the most frequent first, where
    `found` has counts, and by how it is written."""
    counts = found if isinstance(found, Mapping) else {}
    choices = {choice.value: in_reader_language(choice.labels, str(choice)) for choice in question.choices.all()}
    if question.kind == "acknowledge" and not choices:
        choices = {"OK": _("yes")}
    others = sorted(set(found) - set(choices) - {NOTHING}, key=lambda value: (-counts.get(value, 0), value))
    return [Value(value, label) for value, label in choices.items()] + [Value(value, value) for value in others]
