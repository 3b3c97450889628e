"""Whole forms with the same answers in a browser and on the server; and single expressions, function by function."""

import math

import pytest

from sarai.surveys.answering import Engine, State, write
from sarai.surveys.answering.checks import place
from sarai.surveys.offline import Beyond, definition, rewritten
from sarai.surveys.offline.expressions import MISSING
from sarai.surveys.questionnaire.xform import read_xform
from sarai.surveys.xpath import Node, Siblings, XPathError, parse
from tests.surveys.answering.forms import CASES
from tests.surveys.answering.making import NOW, engine, tree
from tests.surveys.xpath import expressions, sample

pytestmark = pytest.mark.browser
ZONE = "2024-05-06T07:08:09.000Z"


@pytest.fixture(params=CASES)
def both(request, bare) -> tuple[dict, State]:
    sheets, content = CASES[request.param]
    document = tree(sheets, content)
    sent = write(document, all_nodes=True).decode()
    state = engine(sheets).recompute(document, now=NOW)
    return bare.evaluate("given => probe.told(...given)", [definition(engine(sheets)), sent, ZONE]), state


def leaves(state: State) -> dict[str, Node]:
    siblings = Siblings()
    return {
        place(node, siblings): node
        for node in state.tree.descendants()
        if node.name and not node.children and "meta" not in node.path
    }


def test_a_form_says_the_same_in_a_browser(both) -> None:
    theirs, state = both
    nodes = leaves(state)
    asked = {name: node for name, node in nodes.items() if node.relevant}
    by_path = state.engine.form.by_path
    assert theirs == {
        "troubles": [],
        "values": {name: node.text for name, node in asked.items()},
        "relevant": {name: node.relevant for name, node in nodes.items()},
        "required": {name: state.required(node) for name, node in asked.items()},
        "readonly": {name: state.readonly(node) for name, node in asked.items()},
        "satisfied": {name: state.satisfied(node) for name, node in asked.items()},
        "choices": {
            name: [choice.value for choice in state.choices(node, by_path[node.path])]
            for name, node in asked.items()
            if node.path in by_path and by_path[node.path].itemset
        },
    }


# --- Expressions

ROOT = (("data", 1),)
SECOND = (*ROOT, ("rep", 2), ("age", 1))
SUB = (*ROOT, ("rep", 3), ("sub", 2), ("v", 1))
GROUPS = {name: (ROOT, texts) for name, texts in expressions.AGREED.items()} | {
    "beyond": (ROOT, [text for text, _value in expressions.BEYOND]),
    "where JavaRosa differs": (ROOT, [text for text, *_values in expressions.DIFFERENT]),
    "in a repeat": (SECOND, expressions.IN_SECOND),
    "in a repeat of a repeat": (SUB, expressions.IN_SUB),
}
# The browser's regular expressions have no classes within classes, as Java's have.
DIFFERENT = {"regex('12', '[[0-9]]+')"}


def ours(text: str, where: tuple[tuple[str, int], ...]) -> object:
    try:
        return sample.plain(parse(text).evaluate(sample.at(sample.tree(), where)))
    except XPathError:
        return "error"


def theirs(value: dict[str, str]) -> object:
    kind, held = value["t"], value["v"]
    if kind == "num":
        return float(held.replace("Infinity", "inf"))
    if kind == "arr":
        return tuple(held)
    return ("moment", held) if kind == "date" else "error" if kind == "error" else held


def alike(one: object, other: object) -> bool:
    """Equal and of one kind; numbers to the last digits that two mathematics libraries may differ in."""
    if isinstance(one, float) and isinstance(other, float):
        return (math.isnan(one) and math.isnan(other)) or math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    return type(one) is type(other) and one == other


def written(text: str, where: tuple[tuple[str, int], ...]) -> str:
    try:
        return rewritten(parse(text), tuple(name for name, _place in where))
    except Beyond:
        return ""


@pytest.fixture(scope="module")
def form() -> dict:
    return definition(Engine(read_xform(sample.xform().encode())))


@pytest.mark.parametrize("group", GROUPS)
def test_expressions_have_the_same_values_in_a_browser(bare, form, group) -> None:
    where, texts = GROUPS[group]
    sent = {text: made for text in texts if (made := written(text, where))}
    assert {text.partition("(")[0] for text in texts if text not in sent} <= MISSING
    found = bare.evaluate(
        "given => probe.values(...given)",
        [form, sample.ANSWERS, sample.NOW.isoformat(), where[1:], list(sent.values())],
    )
    pairs = {text: (theirs(value), ours(text, where)) for text, value in zip(sent, found, strict=True)}
    assert {text: pair for text, pair in pairs.items() if not alike(*pair)}.keys() <= DIFFERENT
