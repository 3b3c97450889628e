"""Forms and answers that the tests of this folder stand on."""

from datetime import UTC, datetime
from functools import cache

from pyxform.xls2xform import convert

from sarai.surveys.answering import Engine
from sarai.surveys.questionnaire.form import Form
from sarai.surveys.questionnaire.xform import read_xform
from sarai.surveys.xpath import Node

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


@cache
def xform(sheets: str) -> str:
    """The XForm of an XLSForm whose sheets are written as tables of Markdown; its root is called data."""
    return convert(xlsform=sheets, form_name="data", file_type=".md").xform


@cache
def form(sheets: str) -> Form:
    return read_xform(xform(sheets).encode())


@cache
def engine(sheets: str) -> Engine:
    return Engine(form(sheets))


def answers(content: str) -> bytes:
    """A submission that holds `content`."""
    return f'<data id="data">{content}<meta><instanceID>uuid:1</instanceID></meta></data>'.encode()


def tree(sheets: str, content: str) -> Node:
    return engine(sheets).shape.read(answers(content))


def node(document: Node, path: str) -> Node:
    """The node at "rep[2]/x" under the root."""
    found = document.children[0]
    for part in path.split("/"):
        name, _bracket, number = part.rstrip("]").partition("[")
        found = found.named(name)[int(number or 1) - 1]
    return found
