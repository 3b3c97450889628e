"""How a form becomes screens: what is asked together, decided once for the form.

A group with the appearance "field-list" is one screen, and so is a repeat. Everything else is a run of questions that
is parted where a top-level group begins or ends, where it grows long, and where a question must first know an answer:
its choices are filtered by it, or its words show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from math import ceil

from sarai.surveys.answering import Engine
from sarai.surveys.questionnaire.form import Group, Item, Path, Question, Repeat, Text
from sarai.surveys.xpath import Expression

FULL = 7  # questions of a run
SMALL = 5  # so many from several groups may stand together

Trail = tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown together. `repeat` is the path of the repeat that a screen is for, if it is for one."""

    items: tuple[Item, ...]
    repeat: Path | None = None


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What is never parted, with the groups in which it stands, the outermost first."""

    trail: Trail
    item: Item

    @property
    def alone(self) -> bool:
        return not isinstance(self.item, Question)


@lru_cache(maxsize=64)
def screens_of(engine: Engine) -> tuple[Screen, ...]:
    """The screens of a form, in order."""
    runs: list[list[_Leaf]] = []
    for section in _sections(engine.form.items):
        for run in _parted(section, engine):
            if runs and _may_join(runs[-1], run, engine):
                runs[-1] += run
            else:
                runs.append(run)
    return tuple(_screen(run) for run in runs)


def _sections(items: Sequence[Item]) -> Iterator[list[_Leaf]]:
    """The leaves of each top-level group, and of each run between such groups."""
    for _outer, found in groupby(_leaves(items, ()), lambda leaf: id(leaf.trail[0]) if leaf.trail else 0):
        yield list(found)


def _leaves(items: Sequence[Item], trail: Trail) -> Iterator[_Leaf]:
    for item in items:
        if isinstance(item, Group) and "field-list" not in item.appearance:
            yield from _leaves(item.items, (*trail, item))
        else:
            yield _Leaf(trail, item)


def _parted(section: Sequence[_Leaf], engine: Engine) -> Iterator[list[_Leaf]]:
    """The runs of a section, none of them too long."""
    run: list[_Leaf] = []
    for leaf in section:
        if run and (leaf.alone or run[-1].alone or _must_wait(leaf.item, run, engine)):
            yield from _evenly(run)
            run = []
        run.append(leaf)
    yield from _evenly(run)


def _evenly(run: list[_Leaf]) -> Iterator[list[_Leaf]]:
    parts = ceil(len(run) / FULL)
    for part in range(parts):
        yield run[len(run) * part // parts : len(run) * (part + 1) // parts]


def _may_join(before: Sequence[_Leaf], run: Sequence[_Leaf], engine: Engine) -> bool:
    small = len(before) + len(run) <= SMALL and not any(leaf.alone for leaf in (*before, *run))
    return small and not any(_must_wait(leaf.item, before, engine) for leaf in run)


def _must_wait(item: Item, run: Sequence[_Leaf], engine: Engine) -> bool:
    """Whether a question shows or chooses from something that an answer of this run decides."""
    if not isinstance(item, Question):
        return False
    read = {path for expression in _shown(item) for path in _targets(expression, item.path)}
    if not read:
        return False
    given = {leaf.item.path for leaf in run}
    decided = {engine.order.rules[number].path for number in engine.order.touched(given)}
    return bool(read & (given | decided))


def _shown(question: Question) -> Iterator[Expression]:
    """The expressions that a question needs before it can be put."""
    if question.itemset is not None and question.itemset.nodeset is not None:
        yield question.itemset.nodeset
    for text in (question.label, question.hint, question.guidance):
        yield from _outputs(text)


def _outputs(text: Text | None) -> Iterator[Expression]:
    for parts in text.by_language.values() if text else ():
        yield from (part for part in parts if isinstance(part, Expression))


def _targets(expression: Expression, base: Path) -> Iterator[Path]:
    return (each.absolute(base) for each in expression.references() if not each.instance)


def _screen(run: Sequence[_Leaf]) -> Screen:
    repeat = run[0].item.path if isinstance(run[0].item, Repeat) else None
    return Screen(tuple(_grouped(run, 0)), repeat)


def _grouped(leaves: Sequence[_Leaf], depth: int) -> Iterator[Item]:
    """The leaves in their groups again, each group with only those of this screen."""
    for _group, found in groupby(leaves, lambda leaf: id(leaf.trail[depth]) if len(leaf.trail) > depth else 0):
        own = list(found)
        if len(own[0].trail) > depth:
            yield replace(own[0].trail[depth], items=tuple(_grouped(own, depth + 1)))
        else:
            yield from (leaf.item for leaf in own)
