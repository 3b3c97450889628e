"""What is counted in a table, as Ibis expressions over what was known at a moment.

Everything stands on `units`: one row for each thing counted, whichever it is, so that a response, a person, an
organisation or a city is in exactly one row of a question with one answer, and tables of them add up.

No expression uses another twice: a database would work that out apart, and join it without an index.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import ibis
import ibis.expr.types as ir

from sarai.evidence.engine import Known
from sarai.evidence.engine.tables import table_of
from sarai.network.indicators import ATTRIBUTES, linked, statements
from sarai.network.models import PersonRecord
from sarai.surveys.indicators import judged, valid
from sarai.surveys.models import Answer
from sarai.surveys.rules import Rule

from .asked import Counting


def _whose(known: Known, counting: Counting, rule: Rule | None) -> ir.Table:
    """The responses that count, with the `unit` each belongs to; without those that belong to none."""
    counted = valid(known, rule)
    if counting == Counting.COMPLETIONS:
        return counted.mutate(unit=counted.fact)
    if counting == Counting.PEOPLE:
        return counted.join(linked(known).rename(unit="person"), "record")
    if counting == Counting.CITIES:
        named = statements(known, ["city"]).rename(unit="city")
    else:
        named = known(PersonRecord).select(record="id", unit="folded_organisation")
        named = named.filter(named.unit != "")
    return counted.join(named.filter(named.unit.notnull()), "record")


def units(known: Known, counting: Counting, rule: Rule | None, by: str = "") -> ir.Table:
    """(fact, column): one response for each thing counted, with its value of the breakdown `by` (null: unknown).

    Of a person, an organisation or a city with several responses the latest counts. What people state of themselves
    is the latest that they stated in any response that counts, as in every figure; month (by UTC), language and
    version are those of the response that counts.
    """
    whose = _whose(known, counting, rule)
    if by in ATTRIBUTES:
        whose = whose.join(statements(known, [by]).rename(column=by), "record")
    elif by:
        column = {"month": whose["at"].strftime("%Y-%m"), "version": whose["version"], "language": whose["language"]}
        whose = whose.mutate(column=column[by].cast("string").nullif(""))
    else:
        whose = whose.mutate(column=ibis.literal(""))
    if counting != Counting.COMPLETIONS:
        whose = _latest(whose, stated=by in ATTRIBUTES)
    return whose.select("fact", column=whose["column"].cast("string"))


def _latest(whose: ir.Table, stated: bool) -> ir.Table:
    """The latest response of each unit; its column the latest one `stated`, if that is asked."""
    order = [whose["at"].desc(), whose["fact"].desc()]
    latest = ibis.window(group_by=whose["unit"], order_by=order)
    said = ibis.window(group_by=whose["unit"], order_by=[whose["column"].isnull(), *order])
    column = whose["column"].first(include_null=True).over(said) if stated else whose["column"]
    ranked = whose.mutate(place=ibis.row_number().over(latest), column=column)
    return ranked.filter(ranked["place"] == 0)


Number: TypeAlias = "int | ir.IntegerValue"  # of a question: an expression, where a statement is to be kept for any


def answers_to(question: Number) -> ir.Table:
    """(fact, value, rank, number, instance): what responses say to a question."""
    given = table_of(Answer)
    given = given.filter(given.question_id == question)
    return given.select("value", "rank", "number", "instance", fact="response_id")


def crossed(known: Known, counting: Counting, rule: Rule | None, question: Number | None, by: str | Number) -> ir.Table:
    """(fact, row, rank, number, column, repeated_row, repeated_column): each unit with each of its answers to
    `question` and its value of `by`, a breakdown or another question; null is no answer.

    `repeated_…` say in which instance of a repeat an answer stands. Without a question, only columns.
    """
    breakdown = by if isinstance(by, str) else ""
    table = units(known, counting, rule, breakdown)
    table = table.mutate(repeated_row=ibis.literal(""), repeated_column=ibis.literal(""))
    if not isinstance(by, str):
        told = answers_to(by).select("fact", column="value", repeated_column="instance")
        table = table.drop("column", "repeated_column").left_join(told, "fact").drop("fact_right")
    if question is not None:
        given = answers_to(question).rename(row="value", repeated_row="instance")
        table = table.drop("repeated_row").left_join(given, "fact").drop("fact_right")
    return table


def cells(table: ir.Table) -> ir.Table:
    """(row, column, n, repeated_row, repeated_column): how many different units are in each cell; the last two are
    not empty where answers of a repeat are among them, of which a unit may have several."""
    repeated = {name: table[name].max() for name in ("repeated_row", "repeated_column")}
    return table.group_by(["row", "column"]).aggregate(n=table["fact"].nunique(), **repeated)


def margin(table: ir.Table, name: str) -> ir.Table:
    """(value, n): how many different units are in each row, or in each column."""
    return table.group_by(name).aggregate(n=table["fact"].nunique())


def ranked(table: ir.Table) -> ir.Table:
    """(column, row, rank, n): how often each choice was put in each place."""
    given = table.filter(table["row"].notnull())
    return given.group_by(["column", "row", "rank"]).aggregate(n=given.count())


def numbered(table: ir.Table) -> ir.Table:
    """(column, number, n): how often each number was given."""
    given = table.filter(table["number"].notnull())
    return given.group_by(["column", "number"]).aggregate(n=given.count())


def all_answers(known: Known, counting: Counting, rule: Rule | None) -> ir.Table:
    """(question, value, rank, number, n, times, instance): how many different units gave which answer to which
    question of a survey, and how often they did; an instance of a repeat, where it stands in one."""
    given = table_of(Answer).select("value", "rank", "number", "instance", fact="response_id", question="question_id")
    said = units(known, counting, rule).select("fact").join(given, "fact")
    repeated = said["instance"] != ""
    return said.group_by(["question", "value", "rank", "number"]).aggregate(
        n=said.count(where=~repeated) + said["fact"].nunique(where=repeated),
        times=said.count(),
        instance=said["instance"].max(),
    )


def answered(known: Known, counting: Counting, rule: Rule | None, questions: Sequence[int]) -> ir.Table:
    """(question, n): how many different units gave any answer to each of these questions."""
    given = table_of(Answer)
    given = given.filter(given.question_id.isin(list(questions))).select(fact="response_id", question="question_id")
    said = units(known, counting, rule).select("fact").join(given, "fact")
    return said.group_by("question").aggregate(n=said["fact"].nunique())


def number_of_units(known: Known, counting: Counting, rule: Rule | None) -> ir.Table:
    """(n): how many things are counted."""
    return units(known, counting, rule).count().name("n").as_table()


def behind(table: ir.Table, row: str | None, column: str | None) -> ir.Table:
    """(fact): the responses behind a cell of `crossed`, the latest first; of a whole row or column where the other is
    None. "" is no answer."""
    for name, value in (("row", row), ("column", column)):
        if value is not None:
            table = table.filter(table[name].isnull() if value == "" else table[name] == value)
    # Grouped, because SQLite joins what is DISTINCT without an index.
    each = table.group_by("fact").aggregate(n=table.count())
    return each.select("fact").order_by(ibis.desc("fact"))


def number(text: str) -> ir.IntegerValue:
    """A number that is left open in a kept statement, from the text that stands for it."""
    return ibis.literal(text).cast("int64")


def removed(known: Known, rule: Rule | None) -> ir.Table:
    """(because, n): how many responses count ("" is why), and how many do not for which reason."""
    table = judged(known, rule)
    return table.group_by("because").aggregate(n=table.count())
