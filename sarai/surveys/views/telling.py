"""What the pages about tables say in words: what is counted, by which rule, what that removes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from sarai.surveys.models import Question
from sarai.surveys.rules import CRITERIA, REJECTED, Rule
from sarai.surveys.tables.asked import Counting, language_name
from sarai.surveys.tables.open_answers import said
from sarai.surveys.tables.questions import name_of, values_of
from sarai.surveys.tables.shapes import NOTHING
from sarai.surveys.tables.tabulating import Effect, Tabulation


def unit(counting: Counting) -> str:
    """What a table counts, in the plural."""
    return str(counting.label)


def counting(counted: Counting) -> str:
    """How things are counted."""
    return {
        Counting.COMPLETIONS: _("Every response counts. Somebody who answered twice counts twice."),
        Counting.PEOPLE: _(
            "Every person counts once: who answered twice counts under their latest response. What people say of "
            "themselves, such as their country, is what they said last."
        ),
        Counting.ORGANISATIONS: _(
            "Every organisation that was named counts once, under the latest response from it. Names that differ only "
            "in capitals, accents or punctuation are one. Responses that name none are left out."
        ),
        Counting.CITIES: _(
            "Every city that was named counts once, under the latest response from it, however it was spelt. "
            "Responses that name none are left out."
        ),
    }[counted]


def rule_name(key: str, number: int) -> str:
    """What a rule is called; `number` is that of the published one (0: none was published)."""
    if key == "all":
        return _("all responses")
    if key == "strict":
        return _("the strict rule")
    if key:
        return _("rule %(number)s") % {"number": key}
    return _("rule %(number)s, as published") % {"number": number} if number else _("the usual rule")


def _demands(demanded: Rule) -> Iterator[str]:
    return (demand(name, demanded) for name in demanded.demands)


def demand(name: str, demanded: Rule) -> str:
    """What a criterion asks for."""
    if name == "least_answered":
        share = number_format(100 * demanded.least_answered, 0)
        return _("at least %(share)s %% of its questions answered") % {"share": share}
    words = {
        "no_tests": _("no trial of the team"),
        "finished": _("finished"),
        "in_window": _("given while the survey was open"),
        "consented": _("with consent to all that the survey asks to agree to"),
        "no_faults": _("in agreement with the form's own rules"),
    }
    return words[name]


def rule(demanded: Rule) -> str:
    """What a response must be to count."""
    said = "; ".join(_demands(demanded))
    judged = _("What a reviewer rejected never counts, what a reviewer approved always does.")
    if not said:
        return _("Every response counts.") + " " + judged
    return _("A response counts if it is: %(demands)s.") % {"demands": said} + " " + judged


def because(why: str) -> str:
    """Why a response does not count."""
    words = {
        REJECTED: _("rejected by a reviewer"),
        "no_tests": _("a trial of the team"),
        "finished": _("not finished"),
        "in_window": _("not given while the survey was open"),
        "consented": _("without consent"),
        "no_faults": _("against the form's own rules"),
        "least_answered": _("too few questions answered"),
    }
    return words[why]


def removed(found: Effect) -> list[tuple[str, int]]:
    """Why responses do not count, and how many each reason takes, in the order in which they are looked at."""
    return [(because(why), found.removed[why]) for why in (REJECTED, *CRITERIA) if why in found.removed]


def languages(questions: Sequence[Question]) -> list[tuple[str, str]]:
    """The languages that questions have labels in: (code, name)."""
    codes = dict.fromkeys(language for question in questions for language in question.labels if language)
    return [(language, language_name(language)) for language in codes]


def where(tabulation: Tabulation, row: str | None, column: str | None) -> list[tuple[str, str]]:
    """What the responses behind a number have in common: (question or breakdown, answer)."""
    said = []
    if row is not None:
        said.append((name_of(tabulation.question), _named(tabulation.question, row)))
    if column is not None and tabulation.by is not None:
        if isinstance(tabulation.by, Question):
            said.append((name_of(tabulation.by), _named(tabulation.by, column)))
        else:
            label = tabulation.by.names([column]).get(column, column) if column else _("unknown")
            said.append((tabulation.by.label, label))
    return said


def _named(question: Question, value: str) -> str:
    if value == NOTHING:
        return _("no answer")
    return next(each.label for each in values_of(question, [value]) if each.value == value)


def answer(question: Question, answers: Mapping[str, Any]) -> str:
    """What a response says to a question, by the names of its choices; every instance of a repeat."""
    labels = {each.value: each.label for each in values_of(question, [])}
    return ", ".join(labels.get(value, value) for value in said(question.path, answers))
