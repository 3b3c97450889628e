"""What the readers of an XForm's parts share: where a reference leads, and a place to note what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from sarai.surveys.questionnaire.faults import Fault
from sarai.surveys.questionnaire.form import Path
from sarai.surveys.xpath import Expression, XPathError, parse

NAMESPACE = "urn:sarai:questionnaire"  # of the attributes `role` and `row` on binds, which other tools ignore
ROLE = f"{{{NAMESPACE}}}role"
ROW = f"{{{NAMESPACE}}}row"


@dataclass(slots=True)
class Notes:
    """Faults found so far, and the sheet rows of nodes where the XForm tells them."""

    faults: list[Fault] = field(default_factory=list)
    rows: dict[Path, int] = field(default_factory=dict)

    def add(self, sentence: str, path: Path = (), column: str = "", detail: str = "") -> None:
        """Note a fault at a node."""
        row = self.row(path)
        self.faults.append(Fault("survey" if row else "", row, column if row else "", sentence, detail))

    def row(self, path: Path) -> int:
        """The row of a node, or of the nearest node above that has one."""
        while path and path not in self.rows:
            path = path[:-1]
        return self.rows.get(path, 0)

    def expression(self, text: str | None, path: Path, column: str) -> Expression | None:
        """An expression, or None where there is none or it cannot be read (which is noted)."""
        if text is None or not text.strip():
            return None
        try:
            return parse(text.strip())
        except XPathError as error:
            self.add(unreadable(text.strip(), error, spelled(path)), path, column)
            return None


def unreadable(text: str, error: XPathError, where: str = "") -> str:
    """The sentence about an expression that cannot be read."""
    shown = text if len(text) <= 120 else text[:119] + "…"
    if where:
        return _("The expression “%(text)s” of “%(name)s” cannot be read: %(reason)s") % {
            "text": shown,
            "name": where,
            "reason": error.message,
        }
    return _("The expression “%(text)s” cannot be read: %(reason)s") % {"text": shown, "reason": error.message}


def spelled(path: Path) -> str:
    """A path as a person reads it: what stands after the root."""
    return "/".join(path[1:]) or "/".join(path)


def resolve(reference: str | None, context: Path) -> Path | None:
    """The path that a plain reference leads to from a context node, or None if it is more than a plain path."""
    reference = (reference or "").strip()
    if not reference or any(mark in reference for mark in "[]()|'\"* "):
        return None
    path = () if reference.startswith("/") else context
    for step in reference.strip("/").split("/"):
        if step == "..":
            path = path[:-1]
        elif step not in ("", "."):
            path = (*path, step.rpartition(":")[2])
    return path


def reference(found: Mapping[str, str], context: Path, binds: Mapping[str, Path]) -> Path | None:
    """The node that an element speaks of, by its `ref`, `nodeset` or the identifier of a `bind`."""
    if "bind" in found:
        return binds.get(found["bind"])
    return resolve(found.get("ref") or found.get("nodeset"), context)
