"""What cities need, altogether: by theme, by region, over time; and what nobody has done anything about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sarai.evidence.engine import Cell, Question, Scope, breakdown, crossed, dimension
from sarai.needs.models import Reply, Statement
from sarai.needs.rules import OTHER
from sarai.network.models import City, Theme

from .cities import themes_of

# What stands beside each other for a theme or a region: a column's figure.
COLUMNS = (
    "needs.people_with_priorities",
    "needs.cities_with_priorities",
    "needs.stated_needs",
    "needs.cities_offering",
    "needs.unanswered",
)
NEED_ROLE = "need.priority"


@dataclass(frozen=True, slots=True)
class Row:
    """One value of a dimension, with a cell for each of `COLUMNS` (None where it is not counted so)."""

    value: str
    label: str
    cells: Sequence[Cell | None]


def demand(by: str, scope: Scope, as_of: datetime | None = None) -> list[Row]:
    """What is needed by theme or by region, the most named first and the unknown last."""
    columns = [_column(key, by, scope, as_of) for key in COLUMNS]
    labels = {value: cell.label for column in columns if column is not None for value, cell in column.items()}
    rows = [
        Row(value, label, [None if column is None else _cell(column, key, by, value, label, scope, as_of)
                           for key, column in zip(COLUMNS, columns, strict=True)])
        for value, label in labels.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.value == "", -(row.cells[0].number if row.cells[0] else 0), row.label))


def _column(key: str, by: str, scope: Scope, as_of: datetime | None) -> Mapping[str, Cell] | None:
    """The cells of a figure by their value; None where it is not counted by this, or for this scope."""
    question = Question(key, scope, as_of)
    if by not in question.indicator.dimensions or (scope.kind == "assessment" and key == "needs.stated_needs"):
        return None
    return {cell.value: cell for cell in breakdown(question, by)}


def _cell(
    column: Mapping[str, Cell], key: str, by: str, value: str, label: str, scope: Scope, as_of: datetime | None
) -> Cell:
    """The cell of a value. Nobody is a number too, and opens."""
    return column.get(value) or Cell(value, label, 0, Question(key, scope, as_of).narrowed(by, value))


@dataclass(frozen=True, slots=True)
class Gap:
    """A need of a city about which nothing was done: what it is called, its theme, how many people named it (None:
    nobody, the city's officer stated it), and whether the city itself confirmed it."""

    city: City
    subject: str
    label: str
    theme: Theme | None
    told: Cell | None
    confirmed: bool


def gaps(scope: Scope) -> list[Gap]:
    """Needs of cities about which nothing was done yet, those that most people named first.

    A need is what somebody named for a city, or what its officer stated; not what the officer says is not so.
    """
    open_ones = {pair for pair in crossed(Question("needs.unanswered", scope), "city", "priority") if "" not in pair}
    stated = _stated() if scope.kind == "programme" else {}
    people = crossed(Question("needs.people_with_priorities", scope), "city", "priority")
    pairs = sorted(open_ones | stated.keys())
    cities = City.objects.select_related("country").in_bulk([int(city) for city, _subject in pairs])
    subjects = {subject for _city, subject in pairs}
    labels = dimension("priority").names(subjects)
    themes = themes_of(NEED_ROLE, subjects)
    found = [
        Gap(
            city=cities[int(city)],
            subject=subject,
            label=str(labels.get(subject, subject)),
            theme=(stated[city, subject].theme if (city, subject) in stated else None) or themes.get(subject),
            told=people.get((city, subject)),
            confirmed=(city, subject) in stated,
        )
        for city, subject in pairs
    ]
    return sorted(found, key=lambda gap: (-(gap.told.number if gap.told else 0), gap.city.name, gap.label))


def _stated() -> dict[tuple[str, str], Statement]:
    """(city, need) → what its officer stated, where nothing was done about it."""
    done = set(Reply.objects.filter(retracted_at=None).values_list("city", "subject"))
    held = Statement.objects.filter(kind=Statement.Kind.NEED, holds=True, retracted_at=None).select_related("theme")
    return {
        (str(one.city_id), one.subject): one
        for one in held
        if (one.city_id, one.subject) not in done and one.subject != OTHER
    }
