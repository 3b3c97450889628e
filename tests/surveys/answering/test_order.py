"""The order of calculations, and the circles that have none."""

import pytest

from sarai.surveys.answering import Circular, Engine
from tests.surveys.answering.making import NOW, engine, form, node, tree


def sheet(*rows: str) -> str:
    return "| survey |\n| | type | name | label | calculation | relevant |\n" + "\n".join(
        f"| | {row} |" for row in rows
    )


def test_what_is_read_is_calculated_first_wherever_it_stands() -> None:
    sheets = sheet("calculate | c | | ${b} + 1 |", "calculate | b | | ${a} + 1 |", "integer | a | A | |")
    assert [rule.path[-1] for stage in engine(sheets).order.stages for rule in stage.rules] == ["b", "c"]


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (["calculate | a | | ${a} + 1 |"], "a → a"),
        (["calculate | a | | ${b} |", "calculate | b | | ${c} |", "calculate | c | | ${a} |"], "a → b → c → a"),
        (["text | a | A | | ${b} = 'x'", "text | b | B | | ${a} = 'x'"], "a → b → a"),
        (["text | a | A | | ${a} = 'x'"], "a → a"),
        (["begin group | g | G | | ${x} = 1", "integer | x | X | |", "end group | | | |"], "g → g"),
        (
            ["begin repeat | r | R | |", "calculate | p | | ${q} |", "calculate | q | | ${p} |", "end repeat | | | |"],
            "p → q → p",
        ),
    ],
)
def test_a_circle_is_refused_and_names_its_nodes(rows: list[str], names: str) -> None:
    with pytest.raises(Circular) as caught:
        Engine(form(sheet(*rows)))
    told = str(caught.value)
    assert told.startswith("These questions wait for one another and can never be calculated: ")
    assert sorted(told.partition(": ")[2].rstrip(".").split(" → ")) == sorted(names.split(" → "))


def test_a_long_chain_is_no_circle_and_needs_no_depth() -> None:
    rows = [
        "integer | q0 | Q | |",
        *(f"calculate | q{number} | | ${{q{number - 1}}} + 1 |" for number in range(1, 600)),
    ]
    sheets = sheet(*reversed(rows))
    document = tree(sheets, "<q0>1</q0>")
    engine(sheets).recompute(document, now=NOW)
    assert node(document, "q599").text == "600"


def test_a_running_total_reads_the_instance_before() -> None:
    sheets = sheet(
        "begin repeat | r | R | |",
        "integer | x | X | |",
        "calculate | total | | ${x} + coalesce(indexed-repeat(${sum}, ${r}, position(..) - 1) * (position(..) > 1), 0) |",
        "calculate | sum | | ${total} |",
        "end repeat | | | |",
    )
    document = tree(sheets, "".join(f"<r><x>{number}</x></r>" for number in (1, 2, 3, 4)))
    engine(sheets).recompute(document, now=NOW)
    assert [each.named("sum")[0].text for each in document.children[0].named("r")] == ["1", "3", "6", "10"]


def test_what_a_change_touches() -> None:
    sheets = sheet(
        "integer | a | A | |",
        "integer | z | Z | |",
        "calculate | b | | ${a} + 1 |",
        "calculate | y | | ${z} |",
        "text | t | T | | ${b} > 3",
        "calculate | c | | concat(${t}, 'x') |",
    )
    order = engine(sheets).order
    touched = {order.rules[number].path[-1] for number in order.touched([("data", "a")])}
    assert touched == {"b", "t", "c"}
    assert order.touched([("data", "meta")]) == frozenset()
