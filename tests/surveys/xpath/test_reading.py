"""What can be read, what cannot, and what is said about it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarai.surveys.xpath import Expression, LimitExceeded, Reference, XPathError, parse
from sarai.surveys.xpath.syntax import Call, Literal, Negation, Number, Operation, Path, Step


def test_operators_bind_as_in_xpath() -> None:
    assert parse("1 + 2 * 3").tree == Operation(Number(1.0), (("+", Operation(Number(2.0), (("*", Number(3.0)),))),))
    assert parse("1 - 2 - 3").tree == Operation(Number(1.0), (("-", Number(2.0)), ("-", Number(3.0))))
    assert parse("-1 + 2").tree == Operation(Negation(Number(1.0)), (("+", Number(2.0)),))


def test_a_word_is_a_name_or_an_operator_by_its_place() -> None:
    child = Path("", (Step("child", "div"),))
    assert parse("div div div").tree == Operation(child, (("div", child),))
    assert parse("* * *").tree == Operation(Path("", (Step("child", "*"),)), (("*", Path("", (Step("child", "*"),))),))
    assert parse("a-b").tree == Path("", (Step("child", "a-b"),))
    assert parse("1 AND 1").tree == parse("1 and 1").tree


def test_a_name_keeps_no_prefix_and_a_function_does() -> None:
    assert parse("/data/orx:meta").tree == Path("/", (Step("child", "data"), Step("child", "meta")))
    assert parse("jr:itext('a')").tree == Call("jr:itext", (Literal("a"),), 0)


@pytest.mark.parametrize(
    ("text", "position", "sentence"),
    [
        ("", 0, "The expression ends too early."),
        ("1 +", 3, "The expression ends too early."),
        ("(1", 2, "The expression ends where “)” should follow."),
        ("1 2", 2, "“2” cannot stand at character 3."),
        ("'open", 0, "The quotation mark at character 1 is never closed."),
        ("‘a’", 0, "At character 1 stands ‘: use straight quotation marks (' or \") in expressions."),
        ("1 # 2", 2, "The character # at place 3 means nothing in an expression."),
        ("selectd(., 'a')", 0, "There is no function selectd(). Perhaps selected() is meant."),
        ("zzzz()", 0, "There is no function zzzz()."),
        ("1 + if(1, 2)", 4, "if() is given a number of arguments that it cannot take: 2."),
        ("indexed-repeat(a, b, 1, c)", 0, "indexed-repeat() is given a number of arguments that it cannot take: 4."),
        ("$name = 1", 0, "“$” at character 1: expressions here have no variables."),
        ("following::a", 0, "The axis “following” is not supported."),
    ],
)
def test_a_fault_has_a_place_and_a_sentence(text: str, position: int, sentence: str) -> None:
    with pytest.raises(XPathError) as caught:
        parse(text)
    assert (caught.value.position, caught.value.message) == (position, sentence)


def test_a_long_sum_is_not_deep_and_deep_brackets_are_refused() -> None:
    assert isinstance(parse(" + ".join(["1"] * 5000)), Expression)
    assert isinstance(parse("(" * 110 + "1" + ")" * 110), Expression)
    assert isinstance(parse("if(1, 2, " * 110 + "3" + ")" * 110), Expression)
    for hostile in ("(" * 5000, "a[" * 5000, "not(" * 5000, "1 or (" * 5000, "-(" * 5000, "1" + " + (1" * 5000):
        with pytest.raises(LimitExceeded, match="nested too deeply"):
            parse(hostile)
    with pytest.raises(LimitExceeded, match="too long"):
        parse("1" * 60_000)


def test_the_references_of_an_expression() -> None:
    text = "/data/a + ../b * sum(rep/x) + instance('towns')/root/item[name = current()/../c]/size + //d"
    assert parse(text).references() == {
        Reference(("data", "a")),
        Reference(("b",), 1),
        Reference(("rep", "x"), 0),
        Reference(("root", "item", "name"), None, "towns"),
        Reference(("c",), 1),
        Reference(("root", "item", "size"), None, "towns", chosen=True),
        Reference(("**", "d")),
    }
    assert Reference(("b",), 1).absolute(("data", "group", "x")) == ("data", "group", "b")
    assert parse("indexed-repeat(/data/rep/x, /data/rep, ../n)").references() == {
        Reference(("data", "rep", "x"), chosen=True),
        Reference(("data", "rep")),
        Reference(("n",), 1),
    }


def test_equal_texts_are_one_expression() -> None:
    assert parse("1 + 1") is parse("1 + 1")
    assert parse("1 + 1") == parse("1 + 1") != parse("1+1")
    assert len({parse("1 + 1"), parse("1 + 1")}) == 1


PIECES = st.sampled_from(
    ["/", "//", "data", "rep", "x", ".", "..", "@a", "*", "[", "]", "(", ")", ",", "+", "-", "div", "mod", "and", "or", "=", "!=", "<", "1", "2.5", "'a'", '"b"', "count(", "if(", "sum(", "position()", "current()", "instance('towns')", "jr:itext(", "regex(", "selected(", "|", "::", "child", "parent::", "node()", "$", "‘", "\x00", "é", " "]
)  # fmt: skip


@given(
    st.one_of(
        st.text(max_size=60), st.lists(PIECES, max_size=25).map("".join), st.lists(PIECES, max_size=25).map(" ".join)
    )
)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_reading_ends_with_an_expression_or_a_sentence(text: str) -> None:
    fault = None
    try:
        parse(text)
    except XPathError as error:
        fault = error
    assert fault is None or (fault.message and 0 <= (fault.position or 0) <= len(text))
