"""Expressions answered by JavaRosa and by us: the same value, of the same kind."""

import math

import pytest

from sarai.surveys.xpath import XPathError, parse
from tests.surveys.xpath.expressions import AGREED, BEYOND, DIFFERENT, IN_SECOND, IN_SUB
from tests.surveys.xpath.javarosa import JavaForm, Refused, needs_java
from tests.surveys.xpath.sample import ANSWERS, at, plain, tree, xform

ROOT = (("data", 1),)
WHOLE = (*ROOT, ("whole", 1))
SECOND = (*ROOT, ("rep", 2), ("age", 1))
SUB = (*ROOT, ("rep", 3), ("sub", 2), ("v", 1))

pytestmark = needs_java


@pytest.fixture(scope="module")
def java() -> JavaForm:
    return JavaForm(xform(), ANSWERS)


def ours(text: str, place) -> object:
    return plain(parse(text).evaluate(at(tree(), place)))


def same(one: object, other: object) -> bool:
    """Equal and of one kind; numbers to the last digits that two mathematics libraries may differ in."""
    if isinstance(one, float) and isinstance(other, float):
        return (math.isnan(one) and math.isnan(other)) or math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    return type(one) is type(other) and one == other


def differences(java: JavaForm, texts, place) -> dict[str, tuple[object, object]]:
    """Ours and JavaRosa's value of every expression in which they are not the same."""
    found = {text: (_answer(ours, text, place), _answer(java.evaluate, text, place)) for text in texts}
    return {text: pair for text, pair in found.items() if not same(*pair)}


def _answer(evaluate, text: str, place) -> object:
    try:
        return evaluate(text, place)
    except (XPathError, Refused) as error:
        return type(error)


@pytest.mark.parametrize("group", AGREED)
def test_expressions_have_the_values_that_collect_gives_them(java: JavaForm, group: str) -> None:
    assert differences(java, AGREED[group], ROOT) == {}


def test_the_table_is_of_several_hundred_expressions() -> None:
    assert sum(len(set(texts)) for texts in AGREED.values()) > 1000


def test_inside_a_repeat_a_path_leads_where_collect_goes(java: JavaForm) -> None:
    assert differences(java, IN_SECOND, SECOND) == {}


def test_inside_a_repeat_of_a_repeat_too(java: JavaForm) -> None:
    assert differences(java, IN_SUB, SUB) == {}


def test_what_collect_refuses_and_the_specification_asks_for(java: JavaForm) -> None:
    for text, expected in BEYOND:
        with pytest.raises(Refused):
            java.evaluate(text, ROOT)
        assert same(ours(text, ROOT), expected), f"{text}: {ours(text, ROOT)!r}"


@pytest.mark.parametrize(("text", "here", "there", "why"), DIFFERENT)
def test_where_the_specification_is_followed_and_not_collect(java, text, here, there, why) -> None:
    """Each difference is known, and has a reason; it may not grow or shrink unseen."""
    assert same(ours(text, ROOT), here), f"{text}: {ours(text, ROOT)!r}"
    assert same(java.evaluate(text, ROOT), there), f"{text}: {java.evaluate(text, ROOT)!r}"


def test_both_refuse_what_is_no_expression(java: JavaForm) -> None:
    for text in (
        "",
        "1 +",
        "(1",
        "foo(",
        "'open",
        "a[",
        "1 2",
        "/data/",
        "if(1,2)",
        "nosuch(1)",
        "$x",
        "a b",
        "@",
        "#",
    ):
        with pytest.raises(XPathError):
            parse(text)
        with pytest.raises(Refused):
            java.evaluate(text, ROOT)
