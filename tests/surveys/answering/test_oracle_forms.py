"""Whole forms with the same answers in JavaRosa and here: values, relevance, what is required, allowed and offered."""

import pytest

from sarai.surveys.answering import State, write
from sarai.surveys.answering.checks import place
from sarai.surveys.xpath import Node, Siblings
from tests.surveys.answering.forms import CASES
from tests.surveys.answering.making import NOW, answers, engine, form, tree, xform
from tests.surveys.xpath.javarosa import JavaForm, JavaNode, Place, needs_java

pytestmark = needs_java


@pytest.fixture(scope="module", params=CASES)
def both(request) -> tuple[JavaForm, State]:
    sheets, content = CASES[request.param]
    document = tree(sheets, content)
    state = engine(sheets).recompute(document, now=NOW)
    assert state.stopped == "" and state.troubles == []
    return JavaForm(xform(sheets), write(document, all_nodes=True).decode()), state


def leaves(state: State) -> dict[str, Node]:
    siblings = Siblings()
    return {
        place(node, siblings): node
        for node in state.tree.descendants()
        if node.name and not node.children and "meta" not in node.path
    }


def theirs(java: JavaForm) -> dict[str, JavaNode]:
    return {node.place: node for node in java.nodes()}


def java_place(node: Node) -> Place:
    return tuple((each.name, each.place) for each in node.ancestors() if each.name)


def test_the_same_values(both) -> None:
    java, state = both
    expected = theirs(java)
    found = {name: node.text for name, node in leaves(state).items() if node.relevant}
    assert found == {name: alike(text, expected[name].text) for name, text in found.items()}


def alike(ours: str, theirs: str) -> str:
    """Ours, if JavaRosa only writes it otherwise: 2 as 2.0, UTC as Z, and truth as 1 where the specification says true."""
    written = (
        ours,
        ours.replace("+00:00", "Z"),
        {"true": "1", "false": "0"}.get(ours),
        " ".join(f"{part}.0" for part in ours.split()),
    )
    return ours if theirs in written else theirs


def test_the_same_is_relevant(both) -> None:
    java, state = both
    expected = theirs(java)
    found = {name: state.relevant(node) for name, node in leaves(state).items()}
    assert found == {name: expected[name].relevant for name in found}


def test_the_same_is_required_and_fixed(both) -> None:
    java, state = both
    expected = theirs(java)
    found = {name: state.required(node) for name, node in leaves(state).items() if node.relevant}
    assert found == {name: expected[name].required for name in found}
    fixed = {
        name: state.readonly(node)
        for name, node in leaves(state).items()
        if node.relevant and state.engine.form.bind(node.path).calculate is None
    }
    assert fixed == {name: expected[name].readonly for name in fixed}


def test_the_same_is_allowed(both) -> None:
    java, state = both
    asked = {name: node for name, node in leaves(state).items() if node.relevant and node.text}
    found = {name: state.satisfied(node) for name, node in asked.items()}
    assert found == {name: java.allowed(java_place(node)) for name, node in asked.items()}


def test_the_same_choices_are_offered(both) -> None:
    java, state = both
    found = {}
    for node in state.tree.descendants():
        question = state.engine.form.by_path.get(node.path)
        if question is not None and question.itemset is not None and node.relevant:
            reference = "/" + "/".join(f"{name}[{number}]" for name, number in java_place(node)).replace(
                "data[1]", "data", 1
            )
            found[reference] = [choice.value for choice in state.choices(node, question)]
    expected, shown = java.choices(), {name.replace("[1]", "") for name in found}
    assert {name.replace("[1]", ""): values for name, values in found.items()} == {
        name.replace("[1]", ""): values for name, values in expected.items() if name.replace("[1]", "") in shown
    }


def test_the_forms_are_read() -> None:
    for sheets, content in CASES.values():
        assert form(sheets).id == "data"
        assert answers(content)
