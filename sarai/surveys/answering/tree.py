"""One person's answers as a tree: an empty one from the form, one read from a submission, and XML again.

A tree is a document `Node` with the instance's root as its only child. Its leaves have the data types of the form, so
that expressions compare them rightly.
"""

from __future__ import annotations

from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from sarai.surveys.questionnaire.form import Form, Path
from sarai.surveys.xpath import Node

LARGEST = 8 * 1024 * 1024  # bytes of one submission's XML; pictures travel beside it
DEEPEST = 60
MOST = 100_000  # elements and attributes

META = "meta"  # the child of the root in which a submission tells of itself
TYPED = frozenset({"int", "decimal", "date", "dateTime"})


class Unreadable(ValueError):
    """Bytes that are no submission. The message is a sentence for the person who sent them."""


class Shape:
    """What an instance of a form looks like: which nodes there are, in which order, and what a new repeat holds."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.kinds = {path: bind.type for path, bind in form.binds.items() if bind.type in TYPED}
        self.pattern = parse_xml(form.template.encode())
        self._type(self.pattern, ())
        self.repeats = frozenset(form.repeats)
        self.order: dict[Path, dict[str, Node]] = {}
        self._note(self.pattern, ())

    def _note(self, node: Node, path: Path) -> None:
        """Remember the children of every path; of a repeat, those of its template, which stands first."""
        order = self.order.setdefault(path, {})
        for child in node.children:
            order.setdefault(child.name, child)
            self._note(child, (*path, child.name))

    def blank(self) -> Node:
        """An instance with no answers but the defaults, and the repeats that the form starts with."""
        copied = _copy(self.pattern)
        _drop_templates(copied)
        return copied

    def read(self, xml: bytes) -> Node:
        """A submission's answers. Nodes that it leaves out are there, empty. Raises `Unreadable`."""
        return self.fit(parse_xml(xml))

    def fit(self, found: Node) -> Node:
        """A tree that was read without knowing the form, as answers to it: typed, and complete. Raises `Unreadable`."""
        root, own = found.children[0].name, self.pattern.children[0].name
        if root != own:
            raise Unreadable(_("These are answers to another form: they begin with “%(name)s”.") % {"name": root[:60]})
        self._type(found, ())
        self.complete(found)
        return found

    def _type(self, node: Node, path: Path) -> None:
        if not node.children:
            node.kind = self.kinds.get(path, "string")
        for child in node.children:
            self._type(child, (*path, child.name))

    def complete(self, node: Node, path: Path = ()) -> None:
        """Add the nodes that are missing, empty, in the form's order; repeats stay as often as they are."""
        order = self.order.get(path, {})
        present = {child.name for child in node.children}
        missing = [name for name in order if name not in present and (*path, name) not in self.repeats]
        if path:
            self._arrange(node, [Node(name, "", self.kinds.get((*path, name), "string")) for name in missing])
        for child in node.children:
            below = (*path, child.name)
            if below in self.order:
                self.complete(child, below)

    def insert(self, parent: Node, path: Path) -> Node:
        """One more of the repeat at `path`, with the form's defaults, after the last one in `parent`."""
        new = _copy(self.order[path[:-1]][path[-1]])
        new.attributes.pop("template", None)
        _begin(new)
        self._arrange(parent, [new])
        return new

    def _arrange(self, parent: Node, added: list[Node]) -> None:
        """Add children and bring all into the order of the form; those of one name stay as they are."""
        for node in added:
            parent.append(node)
        places = {name: place for place, name in enumerate(self.order.get(parent.path, {}))}
        parent.children.sort(key=lambda child: places.get(child.name, len(places)))


def _copy(node: Node) -> Node:
    copied = Node(node.name, node.text, node.kind)
    copied.attributes = dict(node.attributes)
    for child in node.children:
        copied.append(_copy(child))
    return copied


def _drop_templates(node: Node) -> None:
    """Take away what only shows how a repeat is made (jr:template)."""
    node.children = [child for child in node.children if "template" not in child.attributes]
    for child in node.children:
        _drop_templates(child)


def _begin(node: Node) -> None:
    """Make the repeats inside a new instance stand once, as they do in the form's first."""
    for child in node.children:
        if child.attributes.pop("template", None) is not None:
            node.children = [each for each in node.children if each is child or each.name != child.name]
        _begin(child)


def parse_xml(xml: bytes) -> Node:
    """The tree of an XML document, all of it text.

    Raises `Unreadable` for what is no XML, is too large or too deep, or declares a document type or entities.
    """
    if len(xml) > LARGEST:
        raise Unreadable(_("The answers are larger than %(most)d MB.") % {"most": LARGEST // 1024 // 1024})
    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartDoctypeDeclHandler = builder.declared
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.buffer_text = True
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(_("The answers are not well-formed XML.")) from error
    return builder.document


class _Builder:
    """Nodes made as the parser reads."""

    def __init__(self) -> None:
        self.document = Node("")
        self.line = [self.document]
        self.pieces: list[str] = []
        self.count = 0

    def declared(self, *_declaration: object) -> None:
        raise Unreadable(_("The answers declare a document type or entities, which answers never need."))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1 + len(attributes)
        if len(self.line) > DEEPEST or self.count > MOST:
            raise Unreadable(_("The answers have too many elements, or elements too deep within others."))
        node = self.line[-1].append(Node(_local(name)))
        if attributes:
            node.attributes = {_local(key): value for key, value in attributes.items()}
        self.line.append(node)
        self.pieces = []

    def text(self, piece: str) -> None:
        self.pieces.append(piece)

    def end(self, _name: str) -> None:
        node = self.line.pop()
        if not node.children:
            text = "".join(self.pieces)
            node.text = text if text.strip() else ""
        self.pieces = []


def meta(tree: Node, name: str) -> str:
    """What a submission tells of itself ("instanceID", "deprecatedID", "instanceName"), or an empty text."""
    told = [each for above in tree.children[0].named(META) for each in above.named(name)]
    return told[0].text.strip() if told else ""


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def write(tree: Node, *, all_nodes: bool = False) -> bytes:
    """The answers as XML in UTF-8, as ODK writes a submission: what is not relevant is left out unless `all_nodes`."""
    parts = ["<?xml version='1.0' encoding='UTF-8'?>"]
    for root in tree.children:
        _written(root, parts, all_nodes)
    return "".join(parts).encode()


def _written(node: Node, parts: list[str], all_nodes: bool) -> None:
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in node.attributes.items())
    parts.append(f"<{node.name}{attributes}>")
    if not node.children:
        parts.append(escape("".join(letter for letter in node.text if letter >= " " or letter in "\t\n\r")))
    for child in node.children:
        if child.relevant or all_nodes:
            _written(child, parts, all_nodes)
    parts.append(f"</{node.name}>")


def instance(xml: str) -> Node:
    """The document of a secondary instance that never changes, from its XML."""
    found = parse_xml(xml.encode())
    for node in found.descendants():
        if len(node.children) > 1:
            node.index = {}
    return found
