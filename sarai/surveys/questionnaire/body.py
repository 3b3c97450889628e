"""The body of an XForm: controls, groups and repeats, in the order of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from sarai.surveys.questionnaire import lookups, xml
from sarai.surveys.questionnaire.form import (
    Action,
    Choice,
    External,
    Group,
    Item,
    Itemset,
    Path,
    Question,
    Repeat,
    Text,
)
from sarai.surveys.questionnaire.model import ACTIONS, Model
from sarai.surveys.questionnaire.reading import reference, spelled
from sarai.surveys.xpath import Expression, XPathError, parse

CONTROLS = {
    "input": "input",
    "secret": "input",
    "textarea": "input",
    "select1": "select1",
    "select": "select",
    "rank": "rank",
    "upload": "upload",
    "range": "range",
    "trigger": "trigger",
}
_SELECTS = frozenset({"select1", "select", "rank"})
_BESIDE = frozenset({"label", "hint", "help", "alert", "item", "itemset", "output", *ACTIONS})
_KNOWN = frozenset({"ref", "nodeset", "bind", "appearance", "mediatype", "query"})
_LIST = re.compile(
    r"""instance\(\s*(["'])(?P<id>[^"']*)\1\s*\)/(?P<steps>[^\[\]()'"]+?)\s*(?P<filter>\[.*)?""", re.DOTALL
)
_INSTANCE = re.compile(r"""instance\(\s*(["'])(?P<id>[^"']*)\1\s*\)""")
_CALLED = re.compile(r"\S+\(.*\)|\S+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Columns:
    """How selects read a list: where its items are, and which columns are the value and the label."""

    steps: tuple[str, ...] = ("root", "item")
    value: str = "name"
    label: str = "label"


class Body:
    """What a body holds. `used` says how each list is read; `inline` has the choices written into questions, and
    `external` the lists that questions look up in files."""

    def __init__(self, element: Element | None, model: Model) -> None:
        self.model, self.notes, self.texts = model, model.notes, model.texts
        self.used: dict[str, Columns] = {}
        self.inline: dict[str, tuple[Choice, ...]] = {}
        self.external: dict[str, External] = {}
        self.actions: list[Action] = []
        self.items = () if element is None else tuple(self._items(element, model.root))

    def _items(self, element: Element, context: Path) -> Iterator[Item]:
        for inside in element:
            kind = xml.local(inside)
            if kind == "group":
                yield self._group(inside, context)
            elif kind == "repeat":
                yield from self._repeat(inside, context, None, frozenset())
            elif kind in CONTROLS:
                yield from self._question(inside, CONTROLS[kind], context)
            elif kind not in _BESIDE:
                self.notes.add(_("The form has an element “%(name)s”, which is not a question.") % {"name": kind})

    def _node(self, element: Element, context: Path) -> Path | None:
        found = xml.attributes(element)
        path = reference(found, context, self.model.identified)
        if path is not None and path in self.model.nodes:
            return path
        name = found.get("ref") or found.get("nodeset") or found.get("bind") or xml.local(element)
        self.notes.add(_("The form asks for “%(name)s”, which its instance does not have.") % {"name": name}, context)
        return None

    # Groups and repeats

    def _group(self, element: Element, context: Path) -> Item:
        own = bool({"ref", "nodeset", "bind"} & set(xml.attributes(element)))
        path = (self._node(element, context) if own else None) or context
        label = self.texts.of(xml.child(element, "label"), path)
        appearance = _appearance(element)
        inner = [each for each in element if xml.local(each) not in _BESIDE]
        if len(inner) == 1 and xml.local(inner[0]) == "repeat":
            repeats = list(self._repeat(inner[0], path, label, appearance))
            if repeats and (not own or repeats[0].path == path):
                return repeats[0]
            return Group(path, label, tuple(repeats), appearance, self.notes.row(path))
        self.actions += self.model.actions(element, path, path)
        items = tuple(self._items(element, path))
        row = self.notes.rows.get(path, 0) if own else 0
        return Group(path, label, items, appearance, row or _first_row(items))

    def _repeat(
        self, element: Element, context: Path, label: Text | None, appearance: frozenset[str]
    ) -> Iterator[Repeat]:
        path = self._node(element, context)
        if path is None:
            return
        found = xml.attributes(element)
        own = self.texts.of(xml.child(element, "label"), path)
        self.actions += self.model.actions(element, path, path)
        items = tuple(self._items(element, path))
        count = self.notes.expression(found.get("count"), path, "repeat_count")
        fixed = count is not None or found.get("noAddRemove", "").strip() in ("true()", "true")
        row = self.notes.rows.get(path, 0) or _first_row(items)
        yield Repeat(path, label or own, items, count, appearance | _appearance(element), row, fixed)

    # Questions

    def _question(self, element: Element, kind: str, context: Path) -> Iterator[Question]:
        path = self._node(element, context)
        if path is None:
            return
        found = xml.attributes(element)
        self.actions += self.model.actions(element, path, path)
        hint = xml.child(element, "hint")
        appearance = _appearance(element)
        if xml.local(element) in ("secret", "textarea"):
            appearance |= {"masked" if xml.local(element) == "secret" else "multiline"}
        itemset = self._looked_up(element, appearance, path)
        if itemset is not None and kind == "input":
            kind = "select1"
        if itemset is None and (kind in _SELECTS or kind == "range"):
            itemset = self._choices(element, path)
        yield Question(
            path,
            kind,
            self.texts.of(xml.child(element, "label"), path) or Text(),
            self.texts.of(hint, path, "hint"),
            self.texts.guidance(hint, path),
            frozenset(word for word in appearance if not lookups.is_search(word)),
            self.model.extras.get(path, {}) | {key: value for key, value in found.items() if key not in _KNOWN},
            itemset,
            found.get("mediatype", ""),
            self.model.role_of.get(path, ""),
            self.notes.row(path),
        )

    def _choices(self, element: Element, path: Path) -> Itemset | None:
        listed = xml.child(element, "itemset")
        if listed is not None:
            return self._itemset(listed, path)
        items = list(xml.children(element, "item"))
        if not items:
            if xml.local(element) in _SELECTS:
                self.notes.add(_("The question “%(name)s” has no choices.") % {"name": spelled(path)}, path, "type")
            return None
        name = "/" + "/".join(path)
        self.inline[name] = tuple(self._item(item, path) for item in items)
        return Itemset(name, None, value_column="value")

    def _looked_up(self, element: Element, appearance: frozenset[str], path: Path) -> Itemset | None:
        """The choices of a question that has them from a file by `search()` or `query`."""
        search = next(filter(lookups.is_search, appearance), "")
        query = element.get("query", "")
        if not (search and xml.local(element) in _SELECTS) and not query:
            return None
        try:
            if query:
                looked = lookups.queried(query)
            else:
                items = tuple(self._item(item, path) for item in xml.children(element, "item"))
                looked = lookups.searched(search, items)
        except lookups.Unsearchable as error:
            sentence = _("The search “%(text)s” cannot be read: %(reason)s")
            self.notes.add(sentence % {"text": (query or search)[:120], "reason": str(error)}, path, "appearance")
            return None
        if looked.external.id not in self.model.secondary:
            self.external[looked.external.id] = looked.external
        return looked.itemset

    def _item(self, item: Element, path: Path) -> Choice:
        value = xml.child(item, "value")
        stored = xml.content(value) if value is not None else ""
        label = self.texts.of(xml.child(item, "label"), path) or Text({"": (stored,)})
        words = "".join(part for part in label.parts("") if isinstance(part, str))
        return Choice(stored, label, {"value": stored, "label": words})

    def _itemset(self, element: Element, path: Path) -> Itemset | None:
        text, seed, randomize = _shuffled(element.get("nodeset", "").strip())
        nodeset = self.notes.expression(text, path, "choice_filter")
        if nodeset is None:
            return None
        value = _column(xml.child(element, "value"), "name")
        label = _column(xml.child(element, "label"), "label")
        mixed = self.notes.expression(seed, path, "parameters")
        matched = _LIST.fullmatch(text)
        plain, kept = _filter(matched["filter"] or "") if matched else (False, None)
        if matched is None or not plain:
            named = self._labels(text, element, path, value, label)
            return Itemset(named, nodeset if named else None, randomize, mixed, value, label, nodeset)
        name = matched["id"]
        if name not in self.model.secondary:
            self.notes.add(
                _("The question “%(name)s” takes its choices from the list “%(list)s”, which the form does not have.")
                % {"name": spelled(path), "list": name},
                path,
                "type",
            )
        where = tuple(step.strip() for step in matched["steps"].split("/"))
        self.used.setdefault(name, Columns(where, value, label))
        return Itemset(name, kept, randomize, mixed, value, label, nodeset)

    def _labels(self, text: str, element: Element, path: Path, value: str, label: str) -> str:
        """The name under which the choices are kept that an itemset may find anywhere in an instance, where their
        labels are kept by language; empty where they are not."""
        named, shown = _INSTANCE.search(text), xml.child(element, "label")
        kept_apart = shown is not None and "itext(" in shown.get("ref", "")
        if named is None or named["id"] not in self.model.secondary or not kept_apart:
            return ""
        found: dict[str, Choice] = {}
        for item in self.model.secondary[named["id"]].iter():
            columns = {xml.local(column): xml.content(column) for column in item if not len(column)}
            kept = self.texts.kept(columns.get(label, ""), path) if value in columns else None
            if kept is not None:
                found.setdefault(columns[value], Choice(columns[value], kept, columns))
        name = "/" + "/".join(path)
        self.inline[name] = tuple(found.values())
        return name


def _appearance(element: Element) -> frozenset[str]:
    """The words of an appearance; a call such as `ex:counter(a=1, b=2)` is one word."""
    return frozenset(_CALLED.findall(element.get("appearance", "")))


def _first_row(items: tuple[Item, ...]) -> int:
    return items[0].row if items else 0


def _column(element: Element | None, otherwise: str) -> str:
    """The column that `<value ref>` or `<label ref>` names; `jr:itext(itextId)` names the column of identifiers."""
    ref = element.get("ref", "").strip() if element is not None else ""
    if ref.startswith(("jr:itext(", "itext(")):
        ref = ref.partition("(")[2].rstrip(")").strip()
    return ref.removeprefix("./") or otherwise


def _shuffled(text: str) -> tuple[str, str, bool]:
    """A nodeset without `randomize(…)` around it, the seed, and whether it was there."""
    if not text.startswith("randomize(") or not text.endswith(")"):
        return text, "", False
    parts = lookups.arguments(text.removeprefix("randomize(")[:-1])
    if len(parts) < 2:
        return "".join(parts), "", True
    return ",".join(parts[:-1]).strip(), parts[-1].strip(), True


def _filter(text: str) -> tuple[bool, Expression | None]:
    """Whether `[…]` is one condition or none, and that condition; several, or what follows them, are not plain."""
    if not text:
        return True, None
    if not text.endswith("]"):
        return False, None
    try:
        return True, parse(text[1:-1].strip())
    except XPathError:
        return False, None
