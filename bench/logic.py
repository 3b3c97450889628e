"""A form of 200 questions and 100 calculations, recomputed on the server. Target: 20 ms, and 5 ms to check 20 questions.

The floor is the smallest honest work: going once through the same tree and reading every text, in the same run.
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

import django

django.setup()

from pyxform.xls2xform import convert  # noqa: E402

from sarai.surveys.answering import Engine, check, write  # noqa: E402
from sarai.surveys.questionnaire.xform import read_xform  # noqa: E402
from sarai.surveys.xpath import Node  # noqa: E402

RUNS = 15
TARGET = 20
NOW = datetime(2025, 1, 31, 12, tzinfo=UTC)

CHOICES = "| choices |\n| | list_name | name | label | group |\n" + "".join(
    f"| | c | c{number} | Choice {number} | g{number % 10} |\n" for number in range(200)
)


def sheets(questions: int, calculations: int) -> str:
    """An XLSForm with every kind of logic: sums, conditions, dates, filtered choices, chains of relevance, a repeat."""
    rows = ["| survey |", "| | type | name | label | calculation | relevant | constraint | choice_filter | required |"]
    for number in range(questions):
        before = f"${{q{number - 1}}} != ''" if number % 5 == 1 else ""
        kind, constraint, chosen = (
            ("integer", ". >= 0 and . < 1000", ""),
            ("text", "regex(., '[A-Za-z0-9 ]{1,40}')", ""),
            ("select_one c", "", f"group = concat('g', ${{q{number - number % 4}}} mod 10)"),
            ("date", ". <= today()", ""),
        )[number % 4]
        rows.append(f"| | {kind} | q{number} | Question {number} | | {before} | {constraint} | {chosen} | yes |")
    for number in range(calculations):
        whole = number * 4 % questions // 4 * 4
        earlier = f"${{k{number - 1}}}" if number % 3 else "1"
        calculation = (
            f"if(${{q{whole}}} > 10, ${{q{whole}}} * 2 + {earlier}, {earlier})",
            f"concat(${{q{whole}}}, '-', {earlier})",
            f"round(number(${{q{whole}}}) div 3, 2)",
            f"format-date(${{q{whole + 3}}}, '%d/%m/%Y')",
        )[number % 4]
        rows.append(f"| | calculate | k{number} | | {calculation} | | | | |")
    rows += ["| | begin repeat | person | Person | | | | | |", "| | integer | age | Age | | | | | |"]
    rows += ["| | calculate | place | | position(..) | | | | |", "| | end repeat | | | | | | | |"]
    rows += ["| | calculate | ages | | sum(${age}) | | | | |"]
    return "\n".join(rows) + "\n" + CHOICES


def answered(engine: Engine) -> Node:
    """A tree in which every question has an answer that is allowed."""
    tree = engine.shape.blank()
    for node in tree.descendants():
        name = node.name
        if name.startswith("q") and name[1:].isdecimal():
            number = int(name[1:])
            node.text = ("23", "some words", f"c{(23 % 10) + 10}", "2024-05-06")[number % 4]
    for age in range(5):
        engine.shape.insert(tree.children[0], ("data", "person")).named("age")[0].text = str(age * 10)
    engine.recompute(tree, now=NOW)
    return tree


def milliseconds(do: Callable[[], object]) -> float:
    """The median of some runs."""
    times = []
    for _run in range(RUNS):
        started = time.process_time()
        do()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def main() -> None:
    """Print how long it takes to compile, to recompute, to recompute after one change, and to check."""
    for questions, calculations in ((200, 100), (20, 10)):
        form = read_xform(
            convert(xlsform=sheets(questions, calculations), form_name="data", file_type=".md").xform.encode()
        )
        engine = Engine(form)
        tree = answered(engine)
        xml = write(tree)
        floor = milliseconds(lambda tree=tree: sum(len(node.text) for node in tree.descendants()))
        state = engine.recompute(tree, now=NOW)
        faults = check(engine, engine.shape.read(xml), now=NOW)
        whole = milliseconds(lambda engine=engine, tree=tree: engine.recompute(tree, now=NOW))
        one = milliseconds(
            lambda engine=engine, tree=tree, state=state: engine.recompute(
                tree, now=NOW, changed=state, at=[("data", "q0")]
            )
        )
        checked = milliseconds(lambda engine=engine, xml=xml: check(engine, engine.shape.read(xml), now=NOW))
        made = milliseconds(lambda form=form: Engine(form))
        print(
            f"logic: {questions} questions, {calculations} calculations: recomputed in {whole:.1f} ms "
            f"(target {TARGET} ms; {whole / floor:.0f} × reading the tree), after one change {one:.1f} ms, "
            f"read and checked {checked:.1f} ms ({len(faults)} faults), compiled once in {made:.0f} ms"
        )


if __name__ == "__main__":
    main()
