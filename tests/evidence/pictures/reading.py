"""Reads a drawn picture back: parsed as XML, so that a picture which is not well formed fails every test."""

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
