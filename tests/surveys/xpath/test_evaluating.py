"""What expressions come to, beyond what JavaRosa is asked; and that none can run for ever."""

import random
import re
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarai.surveys.xpath import Context, LimitExceeded, Node, XPathError, document, parse, table, to_string
from sarai.surveys.xpath.patterns import matches
from tests.surveys.xpath.sample import LIST, at, plain, tree, world

ROOT = (("data", 1),)


def evaluated(text: str, place=ROOT, **changes) -> object:
    return plain(parse(text).evaluate(at(tree(), place, **changes)))


def test_chance_comes_from_the_world() -> None:
    one, other = (evaluated("concat(random(), uuid(), uuid(8))", randomness=random.Random(7)) for _time in range(2))
    assert one == other != evaluated("concat(random(), uuid(), uuid(8))", randomness=random.Random(8))
    assert re.fullmatch(
        r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", str(evaluated("uuid()"))
    )
    assert re.fullmatch(r"[A-Z0-9]{12}", str(evaluated("uuid(12)")))


def test_the_time_comes_from_the_world() -> None:
    assert evaluated("string(today())") == "2024-05-06"
    assert evaluated("string(now())") == "2024-05-06T07:08:09.250+00:00"
    assert evaluated("format-date-time(now(), '%H:%M:%S.%3')") == "07:08:09.250"
    away = at(tree(), ROOT)
    away.world.now = datetime(2024, 5, 6, 23, 30, tzinfo=timezone(timedelta(hours=8)))
    assert parse("string(today())").evaluate(away) == "2024-05-06"
    assert parse("decimal-date-time(now())").evaluate(away) == pytest.approx(19849 + 15.5 / 24)
    assert parse("decimal-time(now())").evaluate(away) == pytest.approx(23.5 / 24)


def test_the_form_answers_what_only_it_knows() -> None:
    known = {
        "choice_name": lambda value, node, path: f"label of {value} at {path}",
        "itext": lambda name: f"text {name}",
        "property": lambda name: f"property {name}",
        "version": "2024-1",
        "verified": lambda text, key: f"{text} by {key}",
    }
    assert evaluated("jr:choice-name('k1', ' /data/one ')", **known) == "label of k1 at /data/one"
    assert evaluated("jr:itext('hello')", **known) == "text hello"
    assert evaluated("property('deviceid')", **known) == "property deviceid"
    assert evaluated("version()", **known) == "2024-1"
    assert evaluated("extract-signed('a', 'k')", **known) == "a by k"
    with pytest.raises(XPathError, match="not available"):
        evaluated("extract-signed('a', 'k')")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("count('a')", "count() needs a question or group of the form, not a value."),
        ("sum(1)", "sum() needs a question or group of the form, not a value."),
        ("instance('nowhere')/root", "There is no list or file called “nowhere” in this form."),
        ("date('yesterday')", "“yesterday” is not a date."),
        ("1 | /data", "“|” joins places in the form, and one side of it is no place."),
        ("concat('a', 'b')/c", "A path can only continue from a place in the form."),
        ("digest('a', 'ROT13')", "digest() knows MD5, SHA-1, SHA-256, SHA-384 and SHA-512, as base64 or hex."),
        (
            "indexed-repeat(/data/whole, /data/rep, 1)",
            "indexed-repeat() needs a repeat that holds the question asked for.",
        ),
        ("indexed-repeat('a', /data/rep, 1)", "indexed-repeat() needs questions and repeats of the form, not values."),
        ("date(1 div 0)", "“Infinity” is not a date."),
    ],
)
def test_what_has_no_value_has_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(XPathError) as caught:
        evaluated(text)
    assert caught.value.message == sentence


def test_what_is_not_relevant_is_not_there() -> None:
    answers = tree()
    answers.children[0].named("rep")[0].named("age")[0].relevant = False
    context = Context(answers.children[0], world(answers))
    assert parse("sum(/data/rep/age)").evaluate(context) == 40.0
    assert parse("count(/data/rep/age)").evaluate(context) == 2.0


def test_a_list_is_looked_up_and_gives_what_searching_gives() -> None:
    answers = tree()
    towns = [{"name": f"t{number}", "region": f"r{number % 7}", "label": f"Town {number}"} for number in range(5000)]
    found = world(answers)
    found.instances = {"towns": table(towns)}
    context = Context(answers.children[0], found)
    before = found.steps
    assert parse("instance('towns')/root/item[name = 't4321']/label").string(context) == "Town 4321"
    assert before - found.steps < 50
    text = "join(' ', instance('towns')/root/item[region = 'r3' and contains(label, '10')]/name)"
    assert parse(text).string(context).split() == [
        row["name"] for row in towns if row["region"] == "r3" and "10" in row["label"]
    ]


def test_an_attribute_and_every_axis() -> None:
    root = Node("data")
    root.attributes = {"id": "form", "version": "3"}
    for name in "abc":
        root.append(Node(name, name))
    context = Context(root.children[1], world(document(root)))
    assert [parse(text).string(context) for text in ("../@version", "preceding-sibling::*", "following-sibling::node()", "ancestor::data/c", "descendant-or-self::b", "self::b", "self::a", "child::a")] == ["3", "a", "c", "c", "b", "b", "", ""]  # fmt: skip
    assert parse("join(',', ../*[position() != 2] | ../a)").string(context) == "a,c"
    assert parse("../*[last()]").string(context) == "c"


HOSTILE = [
    "count(instance('big')/root/item[contains(concat(/data/long, name), /data/long)])",
    "count(//*[count(//*[count(//*[count(//*[count(//*)]) > 0]) > 0]) > 0])",
    "regex('" + "a" * 3000 + "!', '(a|a)*(a|a)*(a+)+(a{1,50}){1,50}')",
    "instance('big')/root/item[count(instance('big')/root/item[region != '']) > 5]",
    "count(instance('big')/root/item[label = instance('big')/root/item/name])",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_would_run_for_ever_is_stopped_with_a_sentence(text: str) -> None:
    answers = tree()
    answers.children[0].append(Node("long", "x" * 100_000))
    bounded = world(answers, steps=200_000)
    bounded.instances = {"big": table(LIST * 300)}
    with pytest.raises(LimitExceeded) as caught:
        parse(text).evaluate(Context(answers.children[0], bounded))
    assert caught.value.message


def test_a_text_cannot_grow_without_end() -> None:
    answers = tree()
    answers.children[0].named("words")[0].text = "x" * 400_000
    with pytest.raises(LimitExceeded, match="a million characters"):
        parse("concat(words, words, words)").evaluate(Context(answers.children[0], world(answers)))
    assert parse("string-length(uuid(10000000))").evaluate(Context(answers.children[0], world(answers))) == 1000.0


def test_the_deepest_expression_that_is_read_can_be_evaluated() -> None:
    for text in (
        "(" * 110 + "1" + ")" * 110,
        "if(0, 2, " * 110 + "1" + ")" * 110,
        "number(" * 110 + "1" + ")" * 110,
        "-(" * 54 + "1" + ")" * 54,
    ):
        assert evaluated(text) == 1.0


def test_patterns_that_ruin_other_engines_end_here() -> None:
    spent: list[int] = []
    for pattern in ("(a+)+", "(a|aa)+", "(a*)*", "(.*)*x", "(a?){30}a{30}", "([a-z]+)*[0-9]"):
        assert matches(pattern, "a" * 30 + "!", spent.append) is False
    assert sum(spent) < 100_000


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        "a)",
        "[a",
        "a**+",
        "\\1",
        "(?<=a)b",
        "a++",
        "[b-a]",
        "a{2,1}",
        "a{99999}",
        "\\p{Nonsense1}",
        "\\q",
        "x{1,1000}" * 9,
        "(" * 99,
    ],
)
def test_a_pattern_that_cannot_be_followed_is_refused_with_a_sentence(pattern: str) -> None:
    with pytest.raises(XPathError) as caught:
        matches(pattern, "abc", lambda steps: None)
    assert caught.value.message


SIMPLE = st.recursive(
    st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "\\d", "1"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}|{pair[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{2,}", "*?"])).map(
            lambda pair: f"({pair[0]}){pair[1]}"
        ),
        inner.map(lambda part: f"(?={part}){part}"),
    ),
    max_leaves=6,
)


@given(SIMPLE, st.text(alphabet="ab1", max_size=7))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_patterns_match_as_in_an_engine_that_tries_everything(pattern: str, text: str) -> None:
    assert matches(pattern, text, lambda steps: None) is (re.fullmatch(pattern, text) is not None)


LEAVES = st.sampled_from(["1", "0", "-2.5", "'a'", "''", "'2024-02-29'", ".", "..", "/data/whole", "/data/rep/age", "//v", "rep", "/data/nowhere", "today()", "now()", "position()", "current()", "true()", "/data/day", "/data/moment", "1 div 0", "instance('towns')/root/item", "*"])  # fmt: skip


def _wider(inner):
    one, two = inner, st.tuples(inner, inner)
    names = ["string", "number", "boolean", "not", "count", "sum", "round", "int", "date", "date-time", "decimal-time", "string-length", "normalize-space", "position", "abs", "sqrt", "log", "exp", "count-selected", "area", "max", "concat", "once", "base64-decode", "uuid"]  # fmt: skip
    pairs = ["concat", "join", "substr", "contains", "selected", "selected-at", "coalesce", "pow", "round", "format-date", "randomize", "geofence", "atan2", "min", "checklist", "regex", "substring", "digest"]  # fmt: skip
    signs = ["+", "-", "*", "div", "mod", "=", "!=", "<", ">=", "and", "or", "|"]
    return st.one_of(
        st.tuples(st.sampled_from(names), one).map(lambda parts: f"{parts[0]}({parts[1]})"),
        st.tuples(st.sampled_from(pairs), two).map(lambda parts: f"{parts[0]}({parts[1][0]}, {parts[1][1]})"),
        st.tuples(st.sampled_from(signs), two).map(lambda parts: f"({parts[1][0]} {parts[0]} {parts[1][1]})"),
        two.map(lambda pair: f"//*[{pair[0]}][{pair[1]}]"),
        st.tuples(one, two).map(lambda parts: f"if({parts[0]}, {parts[1][0]}, {parts[1][1]})"),
        one.map(lambda part: f"-{part}"),
    )


@given(st.recursive(LEAVES, _wider, max_leaves=14))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_expression_ends_within_its_budget_and_has_a_value_or_a_sentence(text: str) -> None:
    context = at(tree(), (*ROOT, ("rep", 2), ("age", 1)), steps=20_000)
    sentence = ""
    try:
        to_string(parse(text).evaluate(context))
    except XPathError as error:
        sentence = error.message
    assert context.world.steps >= 0 or sentence
