"""Submissions as they were sent, side by side: question by question, also what was not to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sarai.surveys.answering import META, Unreadable, parse_xml
from sarai.surveys.answering.telling import SEVERAL
from sarai.surveys.models import Question, Submission
from sarai.surveys.tables.questions import name_of, values_of
from sarai.surveys.xpath import Node, Siblings

from .answersheet import NUMBERS


@dataclass(frozen=True, slots=True)
class Pair:
    """What two submissions say to one question, as they were sent; the other is None where there is only one."""

    label: str
    one: str
    other: str | None

    @property
    def differs(self) -> bool:
        """Whether they say something else."""
        return self.other is not None and self.one != self.other


def side_by_side(one: Submission, other: Submission | None, questions: Sequence[Question]) -> list[Pair]:
    """What a submission says, beside what another does, in the order in which it was sent."""
    left, right = _as_sent(one), _as_sent(other) if other else {}
    by_path = {question.path: question for question in questions}
    pairs = []
    for key in dict.fromkeys([*left, *right]):
        question = by_path.get(NUMBERS.sub("", key))
        label = f"{name_of(question)} {''.join(NUMBERS.findall(key))}".strip() if question else key
        second = _labelled(question, right.get(key, "")) if other else None
        pairs.append(Pair(label, _labelled(question, left.get(key, "")), second))
    return pairs


def _labelled(question: Question | None, text: str) -> str:
    if question is None:
        return text
    labels = {one.value: one.label for one in values_of(question, [])}
    if question.kind in SEVERAL:
        return ", ".join(labels.get(value, value) for value in text.split())
    return labels.get(text, text)


def _as_sent(submission: Submission) -> dict[str, str]:
    """Question → text of everything that has one, with the numbers of instances: {"partner[2]/city": "Durban"}."""
    if not submission.xml:
        return {}
    try:
        root = parse_xml(bytes(submission.xml)).children[0]
    except Unreadable:
        return {_("The whole"): bytes(submission.xml).decode(errors="replace")}
    leaves = (node for node in root.descendants() if not node.children and node.text.strip())
    siblings = Siblings()
    return {_key_of(node, siblings): node.text.strip() for node in leaves if META not in node.path}


def _key_of(node: Node, siblings: Siblings) -> str:
    inside = node.ancestors()[2:]
    return "/".join(each.name if siblings.alone(each) else f"{each.name}[{siblings.place(each)}]" for each in inside)
