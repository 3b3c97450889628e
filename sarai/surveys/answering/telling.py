"""What a set of answers says: as plain data, about whom, and what of it can be counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from sarai.network.mentions import Mention, email_key
from sarai.surveys.answering.recompute import Engine
from sarai.surveys.answering.tree import META
from sarai.surveys.questionnaire import roles
from sarai.surveys.questionnaire.form import Form, Path, Question
from sarai.surveys.questionnaire.kinds import answer_kind
from sarai.surveys.questionnaire.languages import label_of
from sarai.surveys.xpath import Node, Siblings, to_number

LONGEST = 300  # of an answer that is counted: as much as the table keeps
ORDERED = frozenset({"rank"})
SEVERAL = frozenset({"select_multiple", "rank"})
CHOSEN = SEVERAL | {"select_one"}
NUMBERS = frozenset({"integer", "decimal", "range"})
COUNTED = CHOSEN | NUMBERS | {"acknowledge"}
SAYS_NO = frozenset({"", "no", "0", "false", "n"})
CONTACT = "consent.contact"

# Role → what a mention calls it. Of places and organisations people read the label; of a word of ours the value tells.
SAID = {
    "person.name": "name",
    "person.email": "email",
    "person.phone": "phone",
    "person.position": "job_title",
    "person.gender": "gender",
    "organisation.name": "organisation",
    "organisation.type": "organisation_type",
    "place.city": "city",
    "place.country": "country",
}
BY_VALUE = frozenset({"person.gender", "organisation.type"})


@dataclass(frozen=True, slots=True)
class Counted:
    """One answer that can be counted: see `surveys.models.Answer`."""

    path: str
    value: str
    number: float | None = None
    rank: int = 0
    instance: str = ""


def key_of(path: Path) -> str:
    """A question's path as exports write it: without the form's root."""
    return "/".join(path[1:])


def answers_of(engine: Engine, tree: Node) -> dict[str, Any]:
    """Question → answer, for everything relevant that has a value, calculations included.

    Several choices are a list; a repeat is a list of such mappings, one for each instance, whose keys are whole paths.
    """
    return dict(_answers(engine, tree.children[0]))


def _answers(engine: Engine, above: Node) -> Iterator[tuple[str, Any]]:
    told = set()
    for child in above.children:
        path = child.path
        if not child.relevant or path[1] == META:
            continue
        if path in engine.form.repeats:
            if path not in told:
                told.add(path)
                own = [dict(_answers(engine, each)) for each in above.named(child.name) if each.relevant]
                yield key_of(path), own
        elif child.children:
            yield from _answers(engine, child)
        elif child.text:
            several = answer_kind(engine.form, path) in SEVERAL
            yield key_of(path), child.text.split() if several else child.text


def counted(engine: Engine, tree: Node) -> Iterator[Counted]:
    """The answers that can be counted: choices, numbers, and texts whose role is not to say who somebody is."""
    form, siblings = engine.form, Siblings()
    for node in tree.descendants():
        if node.children or not node.text or not node.relevant or not node.name:
            continue
        path = node.path
        kind, role = answer_kind(form, path), form.role_of(path)
        if kind in COUNTED or (role and not _personal(role)):
            yield from _counted(key_of(path), kind, node, _instance(engine, node, siblings))


def _counted(path: str, kind: str, node: Node, instance: str) -> Iterator[Counted]:
    if kind in SEVERAL:
        for place, value in enumerate(node.text.split(), 1):
            yield Counted(path, value[:LONGEST], rank=place if kind in ORDERED else 0, instance=instance)
        return
    number = to_number(node.text) if kind in NUMBERS or kind == "hidden" else float("nan")
    yield Counted(path, node.text[:LONGEST], number if isfinite(number) else None, instance=instance)


def _personal(role: str) -> bool:
    declared = roles.find(role)
    return declared is None or declared.personal


def _instance(engine: Engine, node: Node, siblings: Siblings) -> str:
    """In which instances of repeats a node stands: "person[2]/child[1]"; empty outside of any."""
    inside = [each for each in node.ancestors() if each.name and each.path in engine.form.repeats]
    return "/".join(f"{each.name}[{siblings.place(each)}]" for each in inside)


def mention_of(engine: Engine, tree: Node, language: str = "") -> Mention:
    """Who answers, as the questions with such a role tell; the first that was answered counts."""
    said = {field: _said(engine.form, tree, role) for role, field in SAID.items()}
    first, last = (_said(engine.form, tree, f"person.{part}_name") for part in ("first", "last"))
    said["name"] = f"{first} {last}".strip() or said["name"]
    said["email"] = email_key(said["email"])
    return Mention(**said, language=language)


def _said(form: Form, tree: Node, role: str) -> str:
    for path in form.roles.get(role, ()):
        for node in _at(tree, path):
            if node.text.strip():
                question = None if role in BY_VALUE else form.by_path.get(path)
                return _worded(form, question, node.text.strip())
    return ""


def _worded(form: Form, question: Question | None, value: str) -> str:
    """What a person reads for a value: the label of a choice, any other text itself."""
    if question is None or question.itemset is None:
        return value
    choices = form.lists.get(question.itemset.instance, ())
    return next((label_of(form, choice.label) for choice in choices if choice.value == value), value)


def _at(tree: Node, path: Path) -> list[Node]:
    nodes = [tree]
    for name in path:
        nodes = [child for node in nodes for child in node.named(name) if child.relevant]
    return nodes


def consent_of(engine: Engine, tree: Node) -> bool | None:
    """Whether all was agreed to that the form asks to agree to, being contacted aside; None if it asks nothing."""
    asked = [
        node.text.strip().casefold() not in SAYS_NO
        for role, paths in engine.form.roles.items()
        if role.startswith("consent.") and role != CONTACT
        for path in paths
        for node in _at(tree, path) or [Node("")]
    ]
    return all(asked) if asked else None


def share_answered(engine: Engine, tree: Node) -> float:
    """Which share (0 to 1) of the questions that were to be asked has an answer; 1 where none was."""
    form, asked, given = engine.form, 0, 0
    for node in tree.descendants():
        if node.children or not node.relevant or node.path not in form.by_path:
            continue
        if answer_kind(form, node.path) != "note":
            asked += 1
            given += bool(node.text)
    return given / asked if asked else 1.0
