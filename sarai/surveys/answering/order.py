"""In which order a form's expressions must be evaluated, found once for the form.

Every rule gives one `Aspect` of a node: its value, whether it is relevant, or how often a repeat stands. It reads
aspects of other nodes. Rules that read one another are a circle and refused, unless the circle runs through other
instances of the same repeat (a running total): such rules are evaluated instance by instance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sarai.surveys.questionnaire.form import Form, Path
from sarai.surveys.xpath import Expression, Reference

VOLATILE = frozenset({"now", "today", "random", "uuid", "once", "property", "version"})


class Circular(ValueError):
    """Expressions that wait for one another. `paths` are their nodes; the message is a sentence that names them."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = tuple(paths)
        names = " → ".join(path[-1] for path in (*paths, paths[0]))
        super().__init__(
            _("These questions wait for one another and can never be calculated: %(names)s.") % {"names": names}
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """One expression of the form: `gives` is "value", "relevance" or "count" of the node at `path`."""

    path: Path
    gives: str
    expression: Expression
    volatile: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """Rules evaluated one after the other; if there is a `repeat`, all of them for each of its instances in turn."""

    rules: tuple[Rule, ...]
    repeat: Path | None = None


def rules_of(form: Form) -> list[Rule]:
    """Everything that is calculated: values, relevance, and how often repeats stand."""
    found = []
    for path, bind in form.binds.items():
        if bind.relevant:
            found.append(_rule(path, "relevance", bind.relevant))
        if bind.calculate:
            found.append(_rule(path, "value", bind.calculate))
    found.extend(_rule(path, "count", repeat.count) for path, repeat in form.repeats.items() if repeat.count)
    return found


def _rule(path: Path, gives: str, expression: Expression) -> Rule:
    return Rule(path, gives, expression, expression.calls(VOLATILE))


class Order:
    """The stages of a form, and which rules a change of a node touches. Raises `Circular`."""

    def __init__(self, form: Form) -> None:
        self.rules = rules_of(form)
        self.repeats = frozenset(form.repeats)
        self._giving: dict[Path, list[int]] = {}
        for number, rule in enumerate(self.rules):
            self._giving.setdefault(rule.path, []).append(number)
        self.targets = [
            tuple({each.absolute(rule.path) for each in rule.expression.references() if not each.instance})
            for rule in self.rules
        ]
        self._touched: dict[Path, frozenset[int]] = {}
        self.reads = [dict(self._read(rule)) for rule in self.rules]
        self.stages = tuple(self._stage(component) for component in _components(self.reads))

    # What a rule reads

    def _read(self, rule: Rule) -> Iterator[tuple[int, bool]]:
        """The rules that a rule waits for, and whether only through a chosen instance."""
        for number in self._above(rule):
            yield number, False
        chosen: dict[int, bool] = {}
        for reference in rule.expression.references():
            if not reference.instance:
                for number in self._given(reference, rule):
                    chosen[number] = chosen.get(number, True) and reference.chosen
        yield from chosen.items()

    def _above(self, rule: Rule) -> Iterator[int]:
        """The relevance and the counts of what a rule's node stands in."""
        for length in range(1, len(rule.path) + 1):
            for number in self._giving.get(rule.path[:length], ()):
                other = self.rules[number]
                own = length == len(rule.path)
                if other.gives == "count" and not own:
                    yield number
                if other.gives == "relevance" and (not own or rule.gives != "relevance"):
                    yield number

    def _given(self, reference: Reference, rule: Rule) -> Iterator[int]:
        """The rules that give the value of a referenced node, whether it is seen, and how many there are."""
        target = reference.absolute(rule.path)
        for path, numbers in self._matching(target):
            for number in numbers:
                gives = self.rules[number].gives
                if path == target or len(path) == len(target) or "**" in target or gives != "value":
                    yield number

    def _matching(self, target: Path) -> Iterator[tuple[Path, list[int]]]:
        """The nodes with rules that a path of names may mean, and those above them."""
        if "*" not in target and "**" not in target:
            for length in range(1, len(target) + 1):
                if target[:length] in self._giving:
                    yield target[:length], self._giving[target[:length]]
            return
        for path, numbers in self._giving.items():
            if any(_fits(path, target[:length]) for length in range(1, len(target) + 1)):
                yield path, numbers

    # Stages

    def _stage(self, numbers: list[int]) -> Stage:
        rules = [self.rules[number] for number in numbers]
        alone = len(numbers) == 1 and numbers[0] not in self.reads[numbers[0]]
        if alone:
            return Stage(tuple(rules))
        repeat = self._common_repeat([rule.path for rule in rules])
        inside = {
            number: {other: False for other, chosen in self.reads[number].items() if not chosen} for number in numbers
        }
        ordered = [each for each in _components_of(inside) if all(number in inside for number in each)]
        circle = next((each for each in ordered if len(each) > 1 or each[0] in inside[each[0]]), None)
        if repeat is None or circle is not None:
            raise Circular(_circle(self, circle or numbers))
        return Stage(tuple(self.rules[number] for each in ordered for number in each), repeat)

    def _common_repeat(self, paths: Sequence[Path]) -> Path | None:
        first = paths[0]
        for length in range(len(first) - 1, 0, -1):
            shared = first[:length]
            if shared in self.repeats and all(path[:length] == shared for path in paths):
                return shared
        return None

    def touched(self, changed: Iterable[Path]) -> frozenset[int]:
        """The numbers of the rules that may give something else once the nodes at `changed` have new values."""
        return frozenset().union(*(self._touched_by(path) for path in set(changed)))

    def _touched_by(self, changed: Path) -> frozenset[int]:
        known = self._touched.get(changed)
        if known is None:
            known = self._touched[changed] = self._downstream(changed)
        return known

    def _downstream(self, changed: Path) -> frozenset[int]:
        touched = {
            number
            for number, targets in enumerate(self.targets)
            if any(_fits(changed, target) or changed[: len(target)] == target for target in targets)
        }
        waiting = set(touched)
        while waiting:
            waiting = {number for number, reads in enumerate(self.reads) if waiting & reads.keys()} - touched
            touched |= waiting
        return frozenset(touched)


def _fits(path: Path, target: Path) -> bool:
    """Whether a path of names is meant by one with "*" for any name and "**" for any number of them."""
    if not target:
        return not path
    if target[0] == "**":
        return any(_fits(path[skipped:], target[1:]) for skipped in range(len(path) + 1))
    return bool(path) and target[0] in ("*", path[0]) and _fits(path[1:], target[1:])


def _circle(order: Order, numbers: Sequence[int]) -> list[Path]:
    """The nodes of a circle, each once, in the order in which they wait for one another."""
    among, line = set(numbers), [numbers[0]]
    while True:
        following = next((each for each in order.reads[line[-1]] if each in among), line[0])
        if following in line:
            return list(dict.fromkeys(order.rules[number].path for number in line[line.index(following) :]))
        line.append(following)


def _components(reads: Sequence[dict[int, bool]]) -> list[list[int]]:
    return _components_of(dict(enumerate(reads)))


def _components_of(reads: dict[int, dict[int, bool]]) -> list[list[int]]:
    """The strongly connected components, what is read first (R. Tarjan, SIAM J. Comput. 1, 1972); no recursion."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    found: list[list[int]] = []
    for start in reads:
        if start in index:
            continue
        work = [(start, iter(reads[start]))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, following = work[-1]
            for other in following:
                if other not in reads:
                    continue
                if other not in index:
                    index[other] = low[other] = len(index)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(reads[other])))
                    break
                if other in on_stack:
                    low[node] = min(low[node], index[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    component = stack[stack.index(node) :]
                    del stack[stack.index(node) :]
                    on_stack.difference_update(component)
                    found.append(sorted(component))
    return found
