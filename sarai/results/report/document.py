"""A report with its figures filled in: what the page shows and what is typeset, in one language."""

from __future__ import annotations

from dataclasses import dataclass

from sarai.evidence.engine import Value


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text. A figure's text has the path of its evidence, its exact value, and the numbers of its notes;
    a date's text has the moment in ISO 8601."""

    text: str
    url: str = ""
    exact: str = ""
    notes: tuple[int, ...] = ()
    moment: str = ""


Paragraph = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote."""

    number: int
    parts: Paragraph


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure that stands large, with what it counts beneath it."""

    figure: Part
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a breakdown. `share` is its part of the largest row, between 0 and 1."""

    label: str
    number: int
    text: str
    url: str
    share: float
    known: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A breakdown: the rows by name, what is not named, and the sum (None where rows overlap and have none)."""

    slug: str
    title: str
    heading: str
    unit: str
    picture: str
    description: str
    rows: tuple[Row, ...]
    rest: Row | None
    total: Part | None
    overlapping: bool


@dataclass(frozen=True, slots=True)
class WorldMap:
    """A map: a complete SVG document, and what it shows in words."""

    svg: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class SectionText:
    """One section about one thing."""

    slug: str
    title: str
    url: str
    when: str
    warning: str
    tiles: tuple[Tile, ...]
    paragraphs: tuple[Paragraph, ...]
    world: WorldMap | None
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the appendix: one figure, exactly (`value` as the engine gave it). `sources` are numbers of the list of
    sources."""

    key: str
    value: Value
    label: str
    definition: str
    figure: Part
    unit: str
    scope: str
    as_of: str
    records: str
    sources: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source of the records behind the figures, without what is personal in it."""

    number: str
    kind: str
    format: str
    known: str
    records: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report. `as_of` is an ISO instant; `lines` and `sources` are its appendix."""

    title: str
    programme: str
    year: int
    period: str
    as_of: str
    as_of_text: str
    language: str
    rtl: bool
    warnings: tuple[str, ...]
    sections: tuple[SectionText, ...]
    notes: tuple[Note, ...] = ()
    lines: tuple[Line, ...] = ()
    sources: tuple[SourceLine, ...] = ()
