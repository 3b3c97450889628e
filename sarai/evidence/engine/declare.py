"""What can be counted: units, dimensions, scopes and indicators. Apps declare, this module discovers.

An app's `indicators.py` is imported when Django starts; what it declares is registered here under its key, which
begins with the name of the app that a reader would look in ("exchanges.attendees").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.module_loading import autodiscover_modules

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from django.db.models import Model
    from django.utils.functional import _StrPromise

    from .tables import Known


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is still open about the things of a unit: people who may be one.

    `settled` gives, for the ids that were counted, how many there would be if every suggestion were accepted, and how
    many suggestions that takes. `version` is another whenever one is added. `page` (the name of a URL) is where they
    are settled, by those with `permission`.
    """

    settled: Callable[[set[int]], tuple[int, int]]
    version: Callable[[], object]
    page: str
    permission: str


@dataclass(frozen=True, slots=True)
class Unit:
    """What a figure counts. Figures of different units are never added."""

    key: str
    label: str | _StrPromise
    doubt: Doubt | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Rows:
    """Counts records: every row of the indicator is one."""

    column: str = "fact"


@dataclass(frozen=True, slots=True)
class Distinct:
    """Counts different values of a column, exactly: people behind attendances, countries of registrants."""

    column: str


@dataclass(frozen=True, slots=True)
class Total:
    """Adds up a column, to the nearest whole. Nothing is added of different values of the dimension `apart` (money of
    different currencies): where it is not narrowed to one of them, the answer is a total for each."""

    column: str
    apart: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way to break a figure down.

    `knows` says whether a text can be one of its values, so that an address cannot ask for what never is; `names`
    gives the label of each raw value. A dimension is a *partition* when a counted unit has one value of it (a person's
    country): its rows then sum to the total. A person may be in several sessions, so rows by session overlap, and are
    never presented as a sum.
    """

    key: str
    label: str | _StrPromise
    names: Callable[[Iterable[Any]], Mapping[Any, str | _StrPromise]] = lambda values: {v: str(v) for v in values}
    knows: Callable[[str], bool] = lambda value: value.isprintable()
    overlapping: bool = False
    order: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that figures can be about: its first and last day, and a note that a reader of its figures must see."""

    slug: str
    label: str
    since: date
    until: date
    note: str | _StrPromise = ""


@dataclass(frozen=True, slots=True)
class ScopeKind:
    """A kind of thing that a figure can be about.

    `find` turns its slug into (value of the column, label, URL). `active` lists what took place from one day to
    another (both inclusive), in order; a kind without it, such as a country, is not listed by period. `owns` names the
    column by which a record belongs to one thing of this kind for good (`event_id`), which a country's records do not.
    `shown_to` says whether a user may know of the thing with this slug: a kind without it has nothing to hide.
    """

    key: str
    label: str | _StrPromise
    find: Callable[[str], tuple[Any, str, str]]
    active: Callable[[date, date], Iterable[Subject]] | None = None
    owns: str = ""
    shown_to: Callable[[str, Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Attributes:
    """Columns that cost a join: `add` gives a table of an indicator's rows those of `names` that a question needs."""

    names: tuple[str, ...]
    add: Callable[[Known, ir.Table, Sequence[str]], ir.Table]


@dataclass(frozen=True)
class Indicator:
    """A declared measure over facts.

    `rows` builds an Ibis table with one row per record: `fact` (the record's id in `opens`), `at` (when it happened),
    the column that the measure counts, a column for each scope kind that applies, and one for each dimension. Those
    that cost a join may be left to `attributes`. `opened_by` is the permission that its records ask for.
    """

    key: str
    label: str | _StrPromise
    definition: str | _StrPromise
    unit: Unit
    measure: Rows | Distinct | Total
    opens: type[Model]
    rows: Callable[[Known], ir.Table]
    dimensions: tuple[str, ...] = ()
    attributes: Attributes | None = None
    opened_by: str = "evidence.view_row"

    @property
    def additive(self) -> bool:
        """Whether figures of this indicator for two scopes without common records may be added."""
        return not isinstance(self.measure, Distinct)

    @property
    def counted(self) -> Indicator:
        """The indicator whose records are opened."""
        return self


@dataclass(frozen=True)
class _Derived:
    key: str
    label: str | _StrPromise
    definition: str | _StrPromise
    of: str
    unit: Unit

    @property
    def counted(self) -> Indicator:
        return _indicators[self.of].counted

    @property
    def dimensions(self) -> tuple[str, ...]:
        return self.counted.dimensions

    @property
    def additive(self) -> bool:
        return False


@dataclass(frozen=True)
class Share(_Derived):
    """How many of a hundred of another indicator have one of some values of a dimension, in whole per cent."""

    by: str = ""
    among: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ranked(_Derived):
    """The most frequent values of a dimension, most frequent first; "unknown" and "other" are not ranked."""

    by: str = ""
    first: int = 5


@dataclass(frozen=True)
class Least(_Derived):
    """The smallest of another indicator's values over a dimension (attendance of the least attended session)."""

    by: str = ""


@dataclass(frozen=True)
class Tally(_Derived):
    """How many of another indicator each value of a dimension has, the largest first; the unknown is called
    `unknown`, where it has a name of its own ("not specified")."""

    by: str = ""
    unknown: str | _StrPromise = ""


@dataclass(frozen=True)
class Beside(_Derived):
    """Which values of one dimension each value of another has: the partner cities of each city. Unknown ones are left
    out."""

    by: str = ""
    beside: str = ""


Declared = Indicator | Share | Ranked | Least | Tally | Beside

_indicators: dict[str, Declared] = {}
_dimensions: dict[str, Dimension] = {}
_scope_kinds: dict[str, ScopeKind] = {}


def declare(*declared: Dimension | ScopeKind | Declared) -> None:
    """Register what an app declares. A key that is taken is an error, so that two apps never mean two things by it."""
    for item in declared:
        registry: dict[str, Any] = (
            _dimensions if isinstance(item, Dimension) else _scope_kinds if isinstance(item, ScopeKind) else _indicators
        )
        if registry.setdefault(item.key, item) != item:
            raise ValueError(f"{item.key!r} is declared twice")


def discover() -> None:
    """Import every app's `indicators.py`."""
    autodiscover_modules("indicators")


def indicators() -> Sequence[Declared]:
    """Everything that can be counted, by key."""
    return [_indicators[key] for key in sorted(_indicators)]


def indicator(key: str) -> Declared:
    """The indicator with this key. Raises KeyError."""
    return _indicators[key]


def dimension(key: str) -> Dimension:
    """The dimension with this key. Raises KeyError."""
    return _dimensions[key]


def dimensions() -> Mapping[str, Dimension]:
    """The dimensions that apps declared, by key."""
    return _dimensions


def scope_kinds() -> Mapping[str, ScopeKind]:
    """The kinds of scope that apps declared, by key."""
    return _scope_kinds
