"""The model of an XForm: its primary instance, its binds, its secondary instances and its actions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from sarai.surveys.questionnaire import xml
from sarai.surveys.questionnaire.faults import refuse
from sarai.surveys.questionnaire.form import Action, Bind, Choice, External, Path, Text
from sarai.surveys.questionnaire.itext import Texts
from sarai.surveys.questionnaire.reading import ROLE, ROW, Notes, reference

ACTIONS = frozenset({"setvalue", "setgeopoint", "setlocation", "recordaudio"})
FIRST_LOAD = "odk-instance-first-load"

_OLD_EVENTS = {"xforms-ready": FIRST_LOAD, "jr-insert": "odk-new-repeat"}
_COLUMNS = {
    "relevant": "relevant",
    "required": "required",
    "constraint": "constraint",
    "calculate": "calculation",
    "readonly": "read_only",
}
_OWN = ("nodeset", "ref", "id", "type", "constraintMsg", "requiredMsg", "preload", "preloadParams", "role", "row")
_KNOWN = frozenset({*_COLUMNS, *_OWN})
_PRELOADS = {
    ("timestamp", "start"): "start",
    ("timestamp", "end"): "end",
    ("date", "today"): "today",
}


class Model:
    """The parts of a model, read in the order in which they need one another."""

    def __init__(self, element: Element, notes: Notes) -> None:
        self.element, self.notes = element, notes
        instances = list(xml.children(element, "instance"))
        self.primary = next((inside for each in instances[:1] for inside in each), None)
        if self.primary is None:
            raise refuse(_("This form has no primary instance, which would say what its answers look like."))
        self.root: Path = (xml.local(self.primary),)
        self.secondary = {each.get("id", ""): each for each in instances[1:]}
        self.nodes = frozenset(_paths(self.primary, self.root))
        self.identified: dict[str, Path] = {}
        self.roles: dict[str, list[Path]] = {}
        self.role_of: dict[Path, str] = {}
        self.extras: dict[Path, dict[str, str]] = {}
        self._attributes = dict(self._bound())
        self.texts = Texts(element, notes)
        self.binds = {path: self._bind(path, found) for path, found in self._attributes.items()}

    def _bound(self) -> Iterator[tuple[Path, dict[str, str]]]:
        """The attributes of every bind by the node that it binds; rows and roles are noted on the way."""
        for element in xml.children(self.element, "bind"):
            found = dict(xml.attributes(element))
            path = reference({key: found[key] for key in ("nodeset", "ref") if key in found}, self.root, {})
            if path is None or path not in self.nodes:
                name = found.get("nodeset") or found.get("ref") or ""
                self.notes.add(_("The form binds “%(name)s”, which its instance does not have.") % {"name": name})
                continue
            row = element.get(ROW, "")
            if row.isdecimal() and len(row) < 8:
                self.notes.rows[path] = int(row)
            if role := element.get(ROLE):
                self.roles.setdefault(role, []).append(path)
                self.role_of[path] = role
            if "id" in found:
                self.identified[found["id"]] = path
            self.extras[path] = {key: value for key, value in found.items() if key not in _KNOWN}
            yield path, found

    def _bind(self, path: Path, found: Mapping[str, str]) -> Bind:
        logic = {
            name: self.notes.expression(found.get(name), path, column)
            for name, column in _COLUMNS.items()
            if name in found
        }
        return Bind(
            path,
            found.get("type", "string").rpartition(":")[2] or "string",
            required_message=self.texts.message(found.get("requiredMsg"), path, "required_message"),
            constraint_message=self.texts.message(found.get("constraintMsg"), path, "constraint_message"),
            preload=_preload(found),
            **logic,
        )

    def actions(self, element: Element, context: Path, source: Path | None) -> Iterator[Action]:
        """The actions that stand directly inside an element."""
        for inside in element:
            kind = xml.local(inside)
            if kind not in ACTIONS:
                continue
            found = xml.attributes(inside)
            target = reference(found, context, self.identified)
            if target is None or target not in self.nodes:
                name = found.get("ref", "")
                self.notes.add(
                    _("The form sets “%(name)s”, which its instance does not have.") % {"name": name}, context
                )
                continue
            events = frozenset(_OLD_EVENTS.get(event, event) for event in found.get("event", FIRST_LOAD).split())
            value = self.notes.expression(found.get("value"), target, "default")
            kind = "setgeopoint" if kind == "setlocation" else kind
            yield Action(kind, target, events, value, xml.content(inside), source)

    def pictures(self) -> set[str]:
        """The names of the files that answers begin with."""
        pictured = {path for path, bind in self.binds.items() if bind.type == "binary"}
        found = {path: text for path, text in _texts(self.primary, self.root) if path in pictured}
        return {text.rpartition("/")[2] for text in found.values() if text.startswith("jr://")}

    def external(self) -> dict[str, External]:
        """The secondary instances that are files, or the answers given last time."""
        found = {}
        for identifier, element in self.secondary.items():
            if source := element.get("src"):
                name = source.rpartition("/")[2]
                kind = name.rpartition(".")[2].lower() if "." in name else name
                found[identifier] = External(identifier, "" if kind == "last-saved" else name, kind)
        return found

    def inside(self) -> dict[str, Element]:
        """The root element of every secondary instance that the form itself holds."""
        return {
            identifier: element[0]
            for identifier, element in self.secondary.items()
            if len(element) and not element.get("src")
        }


def choices(items: list[Element], value: str, label: str, texts: Texts) -> tuple[Choice, ...]:
    """The choices that the items of a list are; a column `itextId` leads to the label where there is one."""
    found = []
    for item in items:
        columns = {xml.local(column): xml.content(column) for column in item}
        kept = texts.kept(columns.get(label if label != "label" else "itextId", ""), ())
        if kept is None and "itextId" in columns:
            kept = texts.kept(columns["itextId"], ())
        name = columns.get(value, "")
        words = columns.get(label, "") or name
        found.append(Choice(name, kept or Text({"": (words,)}), columns))
    return tuple(found)


def flat(root: Element) -> bool:
    """Whether an instance is a list: items with columns of text and nothing else."""
    return all(
        xml.local(item) == "item" and not item.keys() and all(not len(column) and not column.keys() for column in item)
        for item in root
    )


def steps(root: Element, path: tuple[str, ...]) -> list[Element]:
    """The elements at the end of a path of names, the first of which is the root's own."""
    if not path or path[0] not in ("*", xml.local(root)):
        return []
    found = [root]
    for name in path[1:]:
        found = [child for element in found for child in element if name in ("*", xml.local(child))]
    return found


def _paths(element: Element, path: Path) -> Iterator[Path]:
    yield path
    for child in element:
        yield from _paths(child, (*path, xml.local(child)))


def _texts(element: Element | None, path: Path) -> Iterator[tuple[Path, str]]:
    """The text of every leaf."""
    for child in element if element is not None else ():
        below = (*path, xml.local(child))
        yield from _texts(child, below) if len(child) else ((below, xml.content(child)),)


def _preload(found: Mapping[str, str]) -> str:
    kind, parameter = found.get("preload", ""), found.get("preloadParams", "")
    if kind == "property":
        return parameter.removeprefix("uri:")
    return _PRELOADS.get((kind, parameter)) or (f"{kind}:{parameter}" if parameter else kind)
