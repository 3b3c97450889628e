"""Which theme each thing belongs to that cities can say they need or offer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from sarai.needs.rules import OTHER, THEMED
from sarai.surveys.models import Choice


@dataclass(frozen=True, slots=True)
class Word:
    """What choices of surveys are called, what it is called in the reader's language, in how many questions it stands,
    and its theme (its number; None where it has none, or its choices have several)."""

    word: str
    label: str
    questions: int
    theme: int | None


def themed_choices() -> QuerySet[Choice]:
    """Choices of the questions whose answers have a theme."""
    return Choice.objects.filter(question__role__in=THEMED).exclude(value=OTHER).exclude(label="")


def words(language: str) -> list[Word]:
    """Everything that can be chosen as a need or an offer; what has no theme first, then by what it is called."""
    found: dict[str, list[Choice]] = defaultdict(list)
    for choice in themed_choices():
        found[choice.label].append(choice)
    listed = [_word(word, choices, language) for word, choices in found.items()]
    return sorted(listed, key=lambda one: (one.theme is not None, one.label))


def _word(word: str, choices: list[Choice], language: str) -> Word:
    themes = {choice.theme_id for choice in choices}
    label = next((choice.labels[language] for choice in choices if choice.labels.get(language)), word)
    return Word(
        word, label, len({choice.question_id for choice in choices}), themes.pop() if len(themes) == 1 else None
    )


def without_theme() -> int:
    """How many of these words have no theme."""
    return themed_choices().filter(theme=None).values("label").distinct().count()
