"""The survey sheet as a tree: which node every row is, and whether its groups and repeats close."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sarai.surveys.questionnaire.columns import Entry
from sarai.surveys.questionnaire.faults import Fault
from sarai.surveys.questionnaire.form import Path
from sarai.surveys.questionnaire.kinds import Type, read_type

DEEPEST = 40  # groups within groups: far beyond any form that a person can follow


@dataclass(frozen=True, slots=True)
class Node:
    """One row of the survey sheet in its place. `path` is that of the node, or of the group that an end row closes."""

    entry: Entry
    type: Type | None
    path: Path

    @property
    def named(self) -> bool:
        """Whether the row is something with a name of its own."""
        return self.type is None or (self.type.edge != "end" and self.type.kind != "setting")


@dataclass(frozen=True, slots=True)
class Outline:
    """Every row that is not a remark, in order, and what is wrong with the groups."""

    root: str
    nodes: tuple[Node, ...]
    faults: tuple[Fault, ...]

    def rows(self) -> dict[Path, int]:
        """The row of every node by its path, those that pyxform adds beside them included."""
        found: dict[Path, int] = {}
        for node in self.nodes:
            if node.named:
                found.setdefault(node.path, node.entry.number)
        for path, row in tuple(found.items()):
            for suffix in ("_other", "_count"):
                found.setdefault((*path[:-1], path[-1] + suffix), row)
        return found


def outline(entries: Iterable[Entry], root: str) -> Outline:
    """The tree of a survey sheet whose primary instance is called `root`."""
    nodes: list[Node] = []
    faults: list[Fault] = []
    open_: list[Node] = []
    for entry in entries:
        if not entry.type() and not entry.any(("name", "label")):
            continue  # a remark in a column of its own
        kind = read_type(entry.type())
        if kind is not None and kind.edge == "end":
            faults += _close(entry, kind, open_)
            nodes.append(Node(entry, kind, open_.pop().path if open_ else (root,)))
            continue
        above = open_[-1].path if open_ else (root,)
        node = Node(entry, kind, _path(entry, kind, above, root))
        nodes.append(node)
        if kind is not None and kind.edge == "begin":
            open_.append(node)
            if len(open_) == DEEPEST + 1:
                sentence = _("Groups and repeats may stand in one another at most %(most)d deep.")
                faults.append(Fault("survey", entry.number, entry.header("type"), sentence % {"most": DEEPEST}))
    faults += _unclosed(open_)
    return Outline(root, tuple(nodes), tuple(faults))


def _path(entry: Entry, kind: Type | None, above: Path, root: str) -> Path:
    if kind is not None and kind.kind == "audit":
        return (root, "meta", "audit")
    name = entry.text("name")
    if not name and kind is not None and kind.kind == "note":
        name = f"generated_note_name_{entry.number}"  # as pyxform calls it
    return (*above, name)


def _close(entry: Entry, kind: Type, open_: list[Node]) -> Iterator[Fault]:
    if not open_:
        sentence = _("This row ends a %(kind)s, but none is open here. Remove the row, or begin the %(kind)s above it.")
        yield Fault("survey", entry.number, entry.header("type"), sentence % {"kind": _called(kind.kind)})
        return
    begun = open_[-1]
    if begun.type is not None and begun.type.kind != kind.kind:
        sentence = _(
            "This row ends a %(kind)s, but what is open here is the %(other)s “%(name)s” of row %(row)d. "
            "Each must end before the one around it."
        )
        values = {
            "kind": _called(kind.kind),
            "other": _called(begun.type.kind),
            "name": begun.entry.text("name"),
            "row": begun.entry.number,
        }
        yield Fault("survey", entry.number, entry.header("type"), sentence % values)


def _unclosed(open_: list[Node]) -> Iterator[Fault]:
    for node in open_:
        sentence = _("The %(kind)s “%(name)s” begins here and never ends. Add a row of the type “end %(kind)s”.")
        kind = node.type.kind if node.type else "group"
        values = {"kind": _called(kind), "name": node.entry.text("name")}
        yield Fault("survey", node.entry.number, node.entry.header("type"), sentence % values)


def _called(kind: str) -> str:
    """The XLSForm word, which is what the author must type: it is not translated."""
    return kind
