"""File formats of the outside world: what a format is, how formats are found, and which one a file is in.

An app declares its formats in `intake`: a class with `@declare` in a module of its own. Nothing else is touched.
"""

import importlib
import importlib.util
import pkgutil
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

import sarai
from sarai.evidence.reading import Ambiguous, Book, Problem, Severity, Where
from sarai.evidence.reading.dates import DateReader, Window
from sarai.evidence.reading.shapes import Order

__all__ = [
    "About",
    "Ambiguous",
    "ColumnGuess",
    "Context",
    "Format",
    "Order",
    "Problem",
    "Severity",
    "Where",
    "declare",
    "declare_acts",
    "discover",
    "formats",
    "label",
    "recognise",
]


@dataclass(frozen=True, slots=True)
class About:
    """What a file says about itself, as printed in it.

    `platform_id` is the platform's identifier of the event (digits only, where it is a number); `starts_at` is naive;
    of `counts` a missing figure is None, which is not 0. `started` and `drawn`, for a report that can be drawn again,
    are when its event began and when it was drawn, as texts, for they may be read two ways.
    """

    platform_id: str = ""
    topic: str = ""
    starts_at: datetime | None = None
    counts: Mapping[str, int | None] = field(default_factory=dict)
    started: str = ""
    drawn: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about a file from outside it.

    `zone` is that of its times without a zone; `windows` are the sessions (UTC); `mapping`, for plain tables, header →
    field; `order` is the answer to an `Ambiguous` problem.
    """

    zone: ZoneInfo
    windows: tuple[Window, ...] = ()
    mapping: Mapping[str, str] | None = None
    order: Order | None = None

    def dates(self) -> DateReader:
        """A reader for the dates of one file."""
        return DateReader(self.zone, self.windows, self.order)


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """A column for the mapping screen: its header, the field it seems to be ("" for an answer), and first values."""

    header: str
    field: str
    samples: tuple[str, ...]


class Format(ABC):
    """One kind of file that a platform exports."""

    key: ClassVar[str]
    label: ClassVar[Any]
    """What people call the file (translatable)."""
    description: ClassVar[Any]
    """One sentence: where on the platform to click to get it (translatable)."""
    is_fallback: ClassVar[bool] = False
    """Offered only where no other format knows the file."""
    default_zone: ClassVar[str] = ""
    """IANA name of the zone of its times without a zone, where the platform always prints the same."""

    @abstractmethod
    def recognise(self, book: Book) -> About | None:
        """What the file says about itself if it is in this format, by section titles and header names; else None."""

    def understands(self, book: Book) -> bool:
        """Whether the columns of a recognised file can be read without a person saying what they mean."""
        return True

    def fingerprint(self, book: Book) -> str:
        """What two files have in common that one saved mapping of columns fits; "" where none is needed."""
        return ""

    def describe(self, book: Book) -> Sequence[ColumnGuess]:
        """The columns of a table, for somebody to say what they mean; none where the format knows."""
        return ()

    @property
    def fields(self) -> Sequence[str]:
        """What a column of a table can be said to mean."""
        return ()

    @abstractmethod
    def read(self, book: Book, context: Context) -> Iterator[Any]:
        """Stream the records and the `Problem`s of the file, in its own order.

        Raises `Unreadable` where the file itself breaks off. An `Ambiguous` problem comes alone: no row was read, and
        the person's answer goes into `Context.order`.
        """


_formats: dict[str, Format] = {}
_acts: dict[str, Any] = {"withdrawal": _("A file was withdrawn")}
Declared = TypeVar("Declared", bound=type[Format])


def declare(cls: Declared) -> Declared:
    """Class decorator: register one instance under the format's key. Two formats with one key are a mistake."""
    if cls.key in _formats and type(_formats[cls.key]) is not cls:
        raise ValueError(f"two formats have the key {cls.key!r}: {type(_formats[cls.key]).__name__}, {cls.__name__}")
    _formats[cls.key] = cls()
    return cls


def discover() -> None:
    """Import every module of every app's `intake`, so that their formats declare themselves."""
    for app in pkgutil.iter_modules(sarai.__path__):
        name = f"sarai.{app.name}.intake"
        if not app.ispkg or importlib.util.find_spec(name) is None:
            continue
        intake = importlib.import_module(name)
        for module in pkgutil.iter_modules(getattr(intake, "__path__", ())):
            importlib.import_module(f"{name}.{module.name}")


def declare_acts(acts: Mapping[str, Any]) -> None:
    """Say what an app's entries by people are called: what a source of that `format` was, in the reader's language."""
    _acts.update(acts)


def label(key: str) -> str:
    """What people call a source of this format: a kind of file, or what somebody did; an unknown key stays itself."""
    return str(_formats[key].label if key in _formats else _acts.get(key, key))


def formats() -> tuple[Format, ...]:
    """All declared formats by key, the fallbacks last."""
    return tuple(sorted(_formats.values(), key=lambda one: (one.is_fallback, one.key)))


def recognise(book: Book) -> list[tuple[Format, About]]:
    """The formats that know this file; several → ask the person. A fallback appears only where nothing else knows it,
    and only if it understands the columns.

    Raises `Unreadable` if the first rows cannot be read.
    """
    known = [(one, about) for one in formats() if (about := one.recognise(book)) is not None]
    proper = [pair for pair in known if not pair[0].is_fallback]
    return proper or [pair for pair in known if pair[0].understands(book)]
