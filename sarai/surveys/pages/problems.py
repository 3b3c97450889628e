"""What a person has to look at again before their answers can be sent."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sarai.surveys.answering import check
from sarai.surveys.answering.checks import place
from sarai.surveys.pages.controls import bounds, number
from sarai.surveys.pages.sitting import Sitting
from sarai.surveys.pages.walking import name_of
from sarai.surveys.questionnaire.form import Question
from sarai.surveys.xpath import Node, Siblings, to_number

MENDABLE = frozenset({"required", "constraint", "type", "choice"})
"""The kinds of violations that a person can mend. What the form itself does wrong must keep nobody from answering."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A question that has to be looked at again, by its name on its page, and why."""

    name: str
    sentence: str


def problems(sitting: Sitting) -> list[Problem]:
    """Everything to be looked at again, in the order of the form."""
    state, form = sitting.state, sitting.engine.form
    asked = [node for node in sitting.tree.descendants() if not node.children and node.name]
    siblings = Siblings()
    by_place = {place(node, siblings): node for node in asked if node.path in form.by_path}
    found: dict[int, Problem] = {}
    for violation in check(sitting.engine, sitting.tree, now=sitting.now, language=sitting.language):
        node = by_place.get(violation.place)
        if violation.kind in MENDABLE and node is not None and id(node) not in found:
            found[id(node)] = Problem(name_of(state, node), violation.sentence)
    for node in by_place.values():
        if node.relevant and id(node) not in found and (sentence := _out_of_range(form.by_path[node.path], node)):
            found[id(node)] = Problem(name_of(state, node), sentence)
    return [found[id(node)] for node in asked if id(node) in found]


def _out_of_range(question: Question, node: Node) -> str:
    """Why a number is not one of a range, which says by its control alone what may be answered."""
    if question.kind != "range" or not node.text:
        return ""
    start, end, step = bounds(question)
    value = to_number(node.text)
    low, high = min(start, end), max(start, end)
    away = (value - start) / step
    if low <= value <= high and abs(away - round(away)) < 1e-6:
        return ""
    sentence = _("This must be a number from %(low)s to %(high)s, in steps of %(step)s.")
    return sentence % {"low": number(low), "high": number(high), "step": number(step)}
