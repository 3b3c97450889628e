"""What a report says, as data: sections about kinds of things, sentences with figures in them, breakdowns.

Nothing here holds a number. A figure is asked for by its indicator's key; which app counts it, a report does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from ..rules import Manner

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Ask:
    """A figure in a sentence: which indicator, and in which manner it is spoken of."""

    key: str
    manner: Manner = Manner.EXACT


@dataclass(frozen=True, slots=True)
class Sentence:
    """A translated template whose `%(name)s` are figures.

    A sentence is left out where one of them has nothing to say (unknown, 0, an empty ranking); the appendix has them
    all.
    `plural` names the figure that chooses between the forms of a `ngettext_lazy(…, …, "count")`.
    """

    text: str | _StrPromise
    asks: Mapping[str, Ask]
    plural: str = ""


class Picture(StrEnum):
    """How a breakdown is drawn."""

    BARS = "bars"
    COLUMNS = "columns"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Breakdown:
    """An indicator by a dimension, as a picture and a table; `first` rows by name, the rest in one row."""

    title: str | _StrPromise
    key: str
    by: str
    picture: Picture = Picture.BARS
    first: int = 10


@dataclass(frozen=True, slots=True)
class Section:
    """What is said of every thing of a kind of scope (`about`) that took place in the year; `programme` is the year.

    `tiles` are the indicators that stand large at its head, `world` the one that is drawn as a map by country.
    `known_by` are indicators with the dimension that tells these things apart: of what none of them knows anything, a
    section would say nothing but zeros, and there is none.
    """

    about: str
    known_by: tuple[tuple[str, str], ...] = ()
    tiles: tuple[str, ...] = ()
    paragraphs: tuple[tuple[Sentence, ...], ...] = ()
    world: str = ""
    breakdowns: tuple[Breakdown, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report about a year."""

    title: str | _StrPromise
    sections: tuple[Section, ...] = field(default=())
