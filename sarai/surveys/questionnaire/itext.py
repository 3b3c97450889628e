"""The texts of an XForm: written in place, or kept by language in its `itext` (ODK XForms, “Languages”)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from sarai.surveys.questionnaire import xml
from sarai.surveys.questionnaire.form import EVERY_LANGUAGE, Part, Path, Text
from sarai.surveys.questionnaire.reading import Notes

MEDIA = frozenset({"image", "big-image", "audio", "video"})

_ITEXT = re.compile(r"""\s*(?:jr:)?itext\(\s*(?P<quote>["'])(?P<id>.*)(?P=quote)\s*\)\s*""", re.DOTALL)
_UNNAMED = "default"  # what pyxform calls the language of texts that name none
_MISSING = ("-",)  # what pyxform writes where a translation is missing


class Texts:
    """Every text of a form; expressions in them are read in the context of the node that shows them."""

    def __init__(self, model: Element, notes: Notes) -> None:
        self._notes = notes
        self._values: dict[str, dict[str, Element]] = {}  # identifier → language → <text>
        self.files: set[str] = set()
        found = [(each.get("lang", ""), each) for block in xml.children(model, "itext") for each in block]
        names = [name for name, _element in found]
        self._alone = set(names) <= {_UNNAMED, EVERY_LANGUAGE}
        self.languages = () if self._alone else tuple(dict.fromkeys(names))
        self.default = EVERY_LANGUAGE if self._alone else _default(found)
        for name, translation in found:
            for text in xml.children(translation, "text"):
                self._values.setdefault(text.get("id", ""), {})[EVERY_LANGUAGE if self._alone else name] = text

    def of(self, element: Element | None, path: Path, column: str = "label") -> Text | None:
        """The text of a label, hint or message element; None where it says nothing."""
        if element is None:
            return None
        ref = element.get("ref")
        if ref is None:
            return _plain(self._parts(element, path, column))
        matched = _ITEXT.fullmatch(ref)
        if matched:
            return self.kept(matched["id"], path, column) or _plain(self._parts(element, path, column))
        expression = self._notes.expression(ref, path, column)
        return _plain((expression,)) if expression else None

    def message(self, attribute: str | None, path: Path, column: str) -> Text | None:
        """The text of a message attribute: words, or a reference to kept ones."""
        if not attribute or not attribute.strip():
            return None
        matched = _ITEXT.fullmatch(attribute)
        return self.kept(matched["id"], path, column) if matched else _plain((attribute.strip(),))

    def guidance(self, element: Element | None, path: Path) -> Text | None:
        """The guidance kept with a hint."""
        matched = _ITEXT.fullmatch(element.get("ref", "")) if element is not None else None
        if not matched:
            return None
        return self._text(matched["id"], path, "guidance_hint", ("guidance",), media=False)

    def kept(self, identifier: str, path: Path, column: str = "label") -> Text | None:
        """The text with an identifier, its pictures and sounds with it."""
        return self._text(identifier, path, column, ("", "long", "short"), media=True)

    def _text(self, identifier: str, path: Path, column: str, forms: tuple[str, ...], *, media: bool) -> Text | None:
        words: dict[str, tuple[Part, ...]] = {}
        files: dict[str, dict[str, str]] = {}
        for language, text in self._values.get(identifier, {}).items():
            values = {value.get("form", ""): value for value in text}
            chosen = next((values[form] for form in forms if form in values), None)
            if chosen is not None and (parts := self._parts(chosen, path, column)):
                words[language] = parts
            if media and len(values) > ("" in values) and (found := dict(_files(values))):
                files[language] = found
                self.files.update(found.values())
        if any(parts != _MISSING for parts in words.values()):
            words = {language: parts for language, parts in words.items() if parts != _MISSING}
        return Text(words, files) if words or files else None

    def _parts(self, element: Element, path: Path, column: str) -> tuple[Part, ...]:
        if not len(element):
            text = (element.text or "").strip()
            return (text,) if text else ()
        parts: list[Part] = [element.text or ""]
        for inner in element:
            if xml.local(inner) == "output":
                found = self._notes.expression(inner.get("value") or inner.get("ref"), path, column)
                parts += [found] if found else []
            else:
                parts.append(xml.content(inner))
            parts.append(inner.tail or "")
        return _trimmed(parts)


def _default(found: list[tuple[str, Element]]) -> str:
    return next((name for name, element in found if element.get("default") is not None), found[0][0])


def _plain(parts: tuple[Part, ...]) -> Text | None:
    return Text({EVERY_LANGUAGE: parts}) if parts else None


def _trimmed(parts: list[Part]) -> tuple[Part, ...]:
    """Parts without the space around the whole, and without empty ones."""
    if isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    if isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    return tuple(part for part in parts if part != "")


def _files(values: dict[str, Element]) -> Iterator[tuple[str, str]]:
    for form, element in values.items():
        name = xml.content(element).rpartition("/")[2]
        if form in MEDIA and name and name != "-":
            yield form, name
