"""Answers being given, and pages of them, without a database."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from sarai.surveys import pages
from sarai.surveys.answering import Engine
from sarai.surveys.questionnaire.attachments import with_files
from tests.surveys.questionnaire.workbooks import published

NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
FILES = {
    "towns.csv": b"name,label,country\nlim,Lima,PE\nqto,Quito,EC\n",
    "towns.xml": b"<root><item><name>lim</name><label>Lima</label></item></root>",
    "towns.geojson": b'{"type": "FeatureCollection", "features": []}',
}


@cache
def engine(sheets: str) -> Engine:
    return Engine(with_files(published(sheets).form, FILES))


def begun(sheets: str, language: str = "") -> pages.Sitting:
    """A new set of answers to a form."""
    return pages.begin(engine(sheets), now=NOW, language=language)


def screens(sheets: str) -> list[list[str]]:
    """The names of the questions of each page."""
    sitting = begun(sheets)
    found = pages.pages_of(sitting.state)
    return [[question.path[-1] for question, _node in pages.asked(sitting.state, page, hidden=True)] for page in found]


def written(sitting: pages.Sitting, number: int = 1, **how) -> str:
    """A page as HTML."""
    page = pages.pages_of(sitting.state)[number - 1]
    return pages.Writer("/media/").write(pages.show(sitting, page, **how).blocks)


def send(sitting: pages.Sitting, number: int = 1, **fields: str | list[str]) -> pages.Read:
    """Take a page over that sends these fields: names beneath the root, "__" for "/"."""
    page = pages.pages_of(sitting.state)[number - 1]
    posted = {
        f"/data/{name.replace('__', '/')}": [value] if isinstance(value, str) else value
        for name, value in fields.items()
    }
    return pages.read(sitting, page, posted, lambda node, name: "")


def value(sitting: pages.Sitting, name: str) -> str:
    """What the first node of this name holds."""
    return next(node.text for node in sitting.tree.descendants() if node.name == name)


def sentences(sitting: pages.Sitting) -> dict[str, str]:
    """What has to be looked at again, by the name of the question."""
    return {one.name.rpartition("/")[2]: one.sentence for one in pages.problems(sitting)}
