"""XML from outside, read whole and within bounds: no document type, no entities, no depth that breaks the reader."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError, XMLParser
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from sarai.evidence.reading.limits import MiB
from sarai.surveys.questionnaire.faults import refuse

LARGEST = 16 * MiB  # bytes: far above any form met in practice
DEEPEST = 100  # elements within elements
MOST = 400_000  # elements

XFORMS = "http://www.w3.org/2002/xforms"
JAVAROSA = "http://openrosa.org/javarosa"
PREFIXES = {
    JAVAROSA: "jr",
    "http://openrosa.org/xforms": "orx",
    "http://openrosa.org/xforms/": "orx",
    "http://www.opendatakit.org/xforms": "odk",
    "http://www.opendatakit.org/xforms/entities": "entities",
    "http://www.w3.org/XML/1998/namespace": "xml",
}

_DECLARED = re.compile(r"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)\b")


def read(data: bytes, *, largest: int = LARGEST) -> Element:
    """The root of a document in UTF-8 or UTF-16. `Refused` with a sentence for whatever is not safe or not XML."""
    if len(data) > largest:
        raise refuse(
            _("This form takes more than %(size)d MB; the limit is %(limit)d MB.")
            % {"size": len(data) // MiB, "limit": largest // MiB}
        )
    text = _decoded(data)
    if _DECLARED.search(text):
        raise refuse(
            _(
                "This form holds XML declarations (a document type or entities) that no form needs and that can be "
                "used to do harm. It was not opened."
            )
        )
    parser = XMLParser(encoding="utf-8")  # noqa: S314  # what makes it dangerous, declarations, was refused above
    try:
        parser.feed(text.encode())
        root = parser.close()
    except (ParseError, ValueError) as error:
        raise refuse(_("This is not well-formed XML, so it is not a form."), detail=str(error)) from error
    _bounded(root)
    return root


def _decoded(data: bytes) -> str:
    """The text, by its byte-order mark or as UTF-8: an encoding that is only declared could hide a declaration."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(_("This form is not in UTF-8. Save it as XML with the encoding UTF-8, and upload it.")) from error


def _bounded(root: Element) -> None:
    level, depth, count = [root], 0, 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > DEEPEST or count > MOST:
            raise refuse(
                _("This form has more than %(depth)d elements within elements, or more than %(count)d in all.")
                % {"depth": DEEPEST, "count": MOST}
            )
        level = [child for element in level for child in element]


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return _bare(element.tag)


@lru_cache(maxsize=1024)
def _bare(name: str) -> str:
    return name.rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    """The children with a local name."""
    return (child for child in element if local(child) == name)


def child(element: Element | None, name: str) -> Element | None:
    """The first child with a local name."""
    return None if element is None else next(children(element, name), None)


def attributes(element: Element) -> Mapping[str, str]:
    """The attributes by local name."""
    return {_bare(key): value for key, value in element.items()}


def content(element: Element) -> str:
    """All text inside an element, without space around it."""
    return "".join(element.itertext()).strip()


def written(root: Element) -> str:
    """An element as XML text, indented by nothing; the namespaces of forms get their usual prefixes."""
    return "".join(_written(root, _Names(root)))


class _Names:
    """Names as they are written: the root's own namespace, and XForms', without a prefix."""

    def __init__(self, root: Element) -> None:
        self.plain = {"", XFORMS, _namespace(root.tag)}
        self.used: dict[str, str] = {}
        for element in root.iter():
            for name in (element.tag, *element.keys()):
                self._note(_namespace(name))
        own = _namespace(root.tag)
        self.declared = f" xmlns={quoteattr(own)}" if own not in ("", XFORMS) else ""
        self.declared += "".join(
            f" xmlns:{prefix}={quoteattr(uri)}" for uri, prefix in self.used.items() if prefix != "xml"
        )

    def _note(self, uri: str) -> None:
        if uri not in self.plain and uri not in self.used:
            prefix = PREFIXES.get(uri, "")
            taken = self.used.values()
            self.used[uri] = prefix if prefix and prefix not in taken else f"ns{len(self.used)}"

    def of(self, name: str) -> str:
        uri, plain = _namespace(name), name.rpartition("}")[2]
        return f"{self.used[uri]}:{plain}" if uri in self.used else plain


def _namespace(name: str) -> str:
    return name[1:].partition("}")[0] if name[0] == "{" else ""


def _written(element: Element, names: _Names, declared: bool = True) -> Iterator[str]:
    name = names.of(element.tag)
    yield f"<{name}{names.declared if declared else ''}"
    for key, value in element.items():
        yield f" {names.of(key)}={quoteattr(value)}"
    text = element.text or ""
    if not len(element) and not text.strip():
        yield "/>"
        return
    yield f">{escape(text if text.strip() else '')}"
    for part in element:
        yield from _written(part, names, declared=False)
        yield escape(part.tail) if part.tail and part.tail.strip() else ""
    yield f"</{name}>"
