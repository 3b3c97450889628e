"""A form's logic over one person's answers: what is calculated, relevant, required, fixed, and which choices there are.

An `Engine` is made once for a form and shared; it holds no answers. `recompute` works on a tree of answers in place
and returns a `State`, which answers questions about the nodes of that tree.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sarai.surveys.answering.order import Order, Rule, Stage
from sarai.surveys.answering.tree import Shape, instance
from sarai.surveys.questionnaire.form import Choice, Form, Itemset, Path, Question, Text
from sarai.surveys.xpath import (
    Context,
    Expression,
    LimitExceeded,
    Node,
    Value,
    World,
    XPathError,
    seed_number,
    shuffled,
    table,
    to_boolean,
    to_number,
    to_string,
)

STEPS = 2_000_000  # for a whole recomputation: about two seconds, where a large form needs a few thousand steps
MOST_INSTANCES = 1_000  # of one repeat, when a count asks for them

Index = dict[Path, list[Node]]


@dataclass(frozen=True, slots=True)
class Trouble:
    """An expression that could not be evaluated: at which node, for which column, and why."""

    node: Node
    column: str
    sentence: str


class Engine:
    """The logic of a form, compiled once.

    `files` are the documents of the form's external instances, by their ids. Raises `Circular` (see `order`) when
    expressions wait for one another.
    """

    def __init__(self, form: Form, *, files: Mapping[str, Node] | None = None) -> None:
        self.form = form
        self.shape = Shape(form)
        self.order = Order(form)
        self.instances = {name: instance(xml) for name, xml in form.instances.items()}
        self.choice_of: dict[int, Choice] = {}
        self.values = {name: frozenset(choice.value for choice in choices) for name, choices in form.lists.items()}
        self.by_value: dict[str, dict[str, Choice]] = {}
        for name, choices in form.lists.items():
            if name in form.instances or name.startswith("/"):
                self.by_value[name] = {choice.value: choice for choice in choices}
            if name not in form.instances:
                self.instances[name] = self._listed(choices)
        self.instances.update(files or {})

    def _listed(self, choices: Iterable[Choice]) -> Node:
        """The document of a list of choices, each item of which leads back to its choice."""
        choices = list(choices)
        made = table([dict(choice.columns) or {"name": choice.value} for choice in choices])
        for item, choice in zip(made.children[0].children, choices, strict=True):
            self.choice_of[id(item)] = choice
        return made

    def recompute(
        self,
        tree: Node,
        *,
        now: datetime,
        language: str = "",
        changed: State | None = None,
        at: Iterable[Path] = (),
        fit: bool = False,
        keep: Callable[[Rule, Node], bool] = lambda rule, node: False,
        randomness: random.Random | None = None,
    ) -> State:
        """Calculate everything in `tree` (a document) anew, in place.

        `now` has the zone of the person who answers. With `changed` (the last state of this tree) and the paths `at`
        which answers changed since, only what may depend on them is calculated. `fit` gives repeats as many instances
        as their counts ask for. A calculation is left as it is at nodes where `keep` says so.
        """
        state = State(self, tree, self._world(tree, now, language, randomness), language)
        touched = None if changed is None else self.order.touched(at)
        run = _Run(state, fit, keep)
        if changed is None:
            for node in tree.descendants():
                node.relevant = True
        try:
            for stage in self.order.stages:
                run.stage(stage if touched is None else self._part(stage, touched))
        except LimitExceeded as error:
            state.stopped = error.message
        return state

    def _part(self, stage: Stage, touched: frozenset[int]) -> Stage:
        wanted = {self.order.rules[number] for number in touched}
        return Stage(tuple(rule for rule in stage.rules if rule in wanted), stage.repeat)

    def _world(self, tree: Node, now: datetime, language: str, randomness: random.Random | None) -> World:
        if now.tzinfo is None:
            raise ValueError("now must be aware of its zone")
        world = World(tree, now, self.instances, steps=STEPS, version=self.form.version)
        if randomness is not None:
            world.randomness = randomness

        def choice_name(value: str, node: Node | None, path: str) -> str:
            asked = node.path if node else tuple(part.strip() for part in path.strip("/ ").split("/"))
            return self._label(asked, value, language, Context(node or tree, world))

        world.choice_name = choice_name
        return world

    def _label(self, path: Path, value: str, language: str, context: Context) -> str:
        question = self.form.by_path.get(path)
        itemset = question.itemset if question else None
        for choice in self.form.lists.get(itemset.instance, ()) if itemset else ():
            if choice.value == value:
                return words(choice.label, context, language, self.form.default_language)
        return value


def words(text: Text | None, context: Context, language: str, default: str) -> str:
    """A text of the form in a language, with the values that it shows."""
    if text is None:
        return ""
    parts = text.parts(language, default)
    return "".join(part if isinstance(part, str) else part.string(context) for part in parts)


@dataclass(slots=True)
class State:
    """What holds for each node of a tree of answers, after it was recomputed."""

    engine: Engine
    tree: Node
    world: World
    language: str
    troubles: list[Trouble] = field(default_factory=list)
    stopped: str = ""  # why the recomputation was ended early, in a sentence; empty if it was not

    def context(self, node: Node) -> Context:
        """The context in which the expressions of a node are evaluated."""
        return Context(node, self.world)

    def relevant(self, node: Node) -> bool:
        """Whether the node is asked for, given the answers so far."""
        return node.relevant

    def required(self, node: Node) -> bool:
        """Whether the node needs an answer."""
        return self._truth(node, "required", self.engine.form.bind(node.path).required)

    def readonly(self, node: Node) -> bool:
        """Whether the person may not answer it; a calculated node is always so."""
        bind = self.engine.form.bind(node.path)
        return bind.calculate is not None or self._truth(node, "readonly", bind.readonly)

    def satisfied(self, node: Node) -> bool:
        """Whether the answer is allowed; no answer always is."""
        constraint = self.engine.form.bind(node.path).constraint
        return not node.text or constraint is None or self._truth(node, "constraint", constraint, otherwise=True)

    def _truth(self, node: Node, column: str, expression: Expression | None, otherwise: bool = False) -> bool:
        if expression is None:
            return otherwise
        value = self.value(node, column, expression)
        return otherwise if value is None else to_boolean(value)

    def value(self, node: Node, column: str, expression: Expression) -> Value | None:
        """The value of an expression at a node; None, and a `Trouble`, if it has none."""
        try:
            return expression.evaluate(self.context(node))
        except LimitExceeded:
            raise
        except XPathError as error:
            self.troubles.append(Trouble(node, column, error.message))
            return None

    def count(self, parent: Node, path: Path) -> int | None:
        """How many instances of the repeat at `path` there should be in `parent`; None if the person decides."""
        repeat = self.engine.form.repeats.get(path)
        if repeat is None or repeat.count is None:
            return None
        own = parent.named(path[-1])
        node = own[0] if own else Node(path[-1])
        node.parent = parent
        value = self.value(node, "repeat_count", repeat.count)
        number = 0.0 if value is None else to_number(value)
        return int(min(max(number, 0), MOST_INSTANCES)) if number == number else 0

    def choices(self, node: Node, question: Question) -> list[Choice]:
        """The choices that a select offers at a node, filtered and in order. Raises `XPathError`."""
        itemset = question.itemset
        if itemset is None:
            return []
        if itemset.nodeset is None:
            found = list(self.engine.form.lists.get(itemset.instance, ()))
        else:
            nodes = itemset.nodeset.evaluate(self.context(node))
            found = [self._choice(item, itemset) for item in nodes] if isinstance(nodes, tuple) else []
        if not itemset.randomize:
            return found
        if itemset.seed is None:
            self.world.randomness.shuffle(found)
            return found
        return shuffled(found, seed_number(itemset.seed.evaluate(self.context(node))))

    def _choice(self, item: Node, itemset: Itemset) -> Choice:
        known = self.engine.choice_of.get(id(item))
        if known is not None:
            return known
        columns = {child.name: child.text for child in item.children}
        value = columns.get(itemset.value_column, "") if item.children else item.text
        named = self.engine.by_value.get(itemset.instance, {}).get(value)
        if named is not None:
            return named
        label = columns.get(itemset.label_column, value)
        return Choice(value, Text({"": (label,)}), columns)

    def label(self, node: Node, text: Text | None) -> str:
        """A text of the form as it reads at a node."""
        return words(text, self.context(node), self.language, self.engine.form.default_language)


class _Run:
    """One pass over the stages."""

    def __init__(self, state: State, fit: bool, keep: Callable[[Rule, Node], bool]) -> None:
        self.state = state
        self.fit = fit
        self.keep = keep
        self.index: Index = {}
        self._note(state.tree, ())

    def _note(self, node: Node, path: Path) -> None:
        waiting = [(node, path)]
        while waiting:
            node, path = waiting.pop()
            self.index.setdefault(path, []).append(node)
            waiting.extend((child, (*path, child.name)) for child in reversed(node.children))

    def stage(self, stage: Stage) -> None:
        if stage.repeat is None:
            for rule in stage.rules:
                for node in self._nodes(rule):
                    self._apply(rule, node)
            return
        for own in list(self.index.get(stage.repeat, ())):
            for rule in stage.rules:
                for node in _beneath(own, rule.path[len(stage.repeat) :]):
                    self._apply(rule, node)

    def _nodes(self, rule: Rule) -> list[Node]:
        """The nodes of a rule; of a count, those that hold the repeat."""
        return list(self.index.get(rule.path[:-1] if rule.gives == "count" else rule.path, ()))

    def _apply(self, rule: Rule, node: Node) -> None:
        if rule.gives == "relevance":
            self._relevance(rule, node)
        elif rule.gives == "count":
            self._count(rule, node)
        elif node.relevant and not self.keep(rule, node):
            value = self.state.value(node, "calculation", rule.expression)
            node.text = "" if value is None else stored(value, node.kind)

    def _relevance(self, rule: Rule, node: Node) -> None:
        above = node.parent is None or node.parent.relevant
        value = self.state.value(node, "relevant", rule.expression) if above else False
        holds = above and (value is None or to_boolean(value))
        if holds is not node.relevant:
            for each in node.descendants():
                each.relevant = holds

    def _count(self, rule: Rule, parent: Node) -> None:
        if not self.fit or not parent.relevant:
            return
        name = rule.path[-1]
        wanted, own = self.state.count(parent, rule.path), parent.named(name)
        if wanted is None:
            return
        for surplus in own[wanted:]:
            parent.children.remove(surplus)
        for _time in range(wanted - len(own)):
            self.state.engine.shape.insert(parent, rule.path)
        if wanted != len(own):
            self.index = {}
            self._note(self.state.tree, ())


def _beneath(node: Node, names: Path) -> list[Node]:
    nodes = [node]
    for name in names:
        nodes = [child for each in nodes for child in each.named(name)]
    return nodes


def stored(value: Value, kind: str) -> str:
    """A calculated value as the text of a node: no number is no answer; a whole-number node drops its fraction."""
    text = to_string(value)
    if text == "NaN":
        return ""
    if kind == "int" and "." in text:
        return to_string(float(int(float(text))))
    if kind == "date":
        return text.partition("T")[0]
    return text
