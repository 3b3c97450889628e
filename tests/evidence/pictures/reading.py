"""Reads a drawn picture back: parsed as XML, so that a picture which is not well formed fails every test."""

from collections.abc import Mapping
from itertools import combinations
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

NAMESPACE = "{http://www.w3.org/2000/svg}"


def read(picture: str) -> Element:
    root = fromstring(str(picture))
    for element in root.iter():
        element.tag = element.tag.removeprefix(NAMESPACE)
    return root


def texts(element: Element) -> list[str]:
    """Everything that is written in the picture, in order."""
    return [found.text or "" for found in element.iter("text")]


def name_boxes(element: Element, size: float) -> dict[str, tuple[float, float, float, float]]:
    """The names on a map with the boxes that they take, for letters of a size: left, top, right, bottom."""
    found = {}
    for text in element.iter("text"):
        if text.get("class") == "l":
            x, y, half = float(text.get("x", "")), float(text.get("y", "")), len(text.text or "") * size * 0.29
            found[text.text or ""] = (x - half, y - size * 0.8, x + half, y + size * 0.2)
    return found


def overlapping(boxes: Mapping[str, tuple[float, float, float, float]]) -> list[tuple[str, str]]:
    """Which of these boxes lie on each other."""
    return [
        (one, other)
        for (one, a), (other, b) in combinations(boxes.items(), 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


def share(element: Element, name: str) -> float:
    """An attribute in percent as a share; 0 where it is absent, as SVG has it."""
    written = element.get(name, "0%")
    assert written.endswith("%"), written
    return float(written[:-1]) / 100


def assert_no_active_content(root: Element) -> None:
    for element in root.iter():
        assert element.tag in {"svg", "title", "desc", "style", "g", "a", "text", "rect", "line", "circle", "path"}
        for name, value in element.attrib.items():
            assert not name.startswith("on") and name != "style"
            assert "javascript:" not in value.lower()
