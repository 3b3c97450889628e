"""What the apps declare: where their records are received, who sees them before, and what is done afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from sarai.evidence.formats import About, Context, Format, formats
from sarai.evidence.models import Source
from sarai.evidence.reading import Problem

from .refusals import Choice, NeedsTarget


class Filer(Protocol):
    """Files the records of one source. `file` returns how many were added, unchanged, corrected, … and what could not
    be filed; `finish` does what is left when all are filed, and returns what that adds to both, if anything."""

    def file(self, records: Sequence[Any]) -> tuple[Counter[str], list[Problem]]: ...

    def finish(self) -> tuple[Mapping[str, int], list[Problem]] | None: ...


@dataclass(frozen=True)
class Placement:
    """What a file is about: the canonical target (kept with the source), its label, and how to read times in it."""

    target: dict[str, Any]
    label: str
    context: Context
    filer: Callable[[Source], Filer]


class Desk(Protocol):
    """Where an app receives the records of its formats."""

    app: str

    def place(self, about: About, target: Mapping[str, Any]) -> Placement:
        """What the file is about, by what it says of itself and what the user said. Raises NeedsTarget; where nothing
        was said at all, with everything that a file may be about."""
        ...


_desks: dict[str, Desk] = {}


def declare_desk(desk: Desk) -> None:
    """Register an app's desk."""
    _desks[desk.app] = desk


def targets(format_key: str = "") -> list[Choice]:
    """What a file of a format may be about, or of any."""
    how = next((how for how in formats() if how.key == format_key), None)
    return [choice for desk in ([desk_for(how)] if how else _desks.values()) for choice in _asked_at(desk)]


def _asked_at(desk: Desk) -> list[Choice]:
    """What a desk asks about a file that says nothing."""
    try:
        desk.place(About(), {})
    except NeedsTarget as asked:
        return asked.choices
    return []


def desk_for(how: Format) -> Desk:
    """Where the records of a format are received: at the desk of the app that declares it."""
    return _desks[type(how).__module__.split(".")[1]]


Screen = Callable[[list[Any]], list[Any]]
_screens: list[Callable[[], Screen]] = []
_follow_ups: list[Callable[[int], object]] = []


def declare_screen(make: Callable[[], Screen]) -> None:
    """Register what sees the records and problems of every file before they are filed, and may put others in their
    place. `make` is called for each file."""
    _screens.append(make)


def screens() -> list[Screen]:
    """What sees the records of one file, each made for it."""
    return [make() for make in _screens]


def after_intake(follow_up: Callable[[int], object]) -> None:
    """Register what an app does once a file has been taken in: called with the number of its source after the commit,
    never in a dry run. It should put work into the queue, not do it."""
    _follow_ups.append(follow_up)


def follow_up_on(source: Source) -> None:
    """Have what the apps registered done once this transaction is committed."""
    for follow_up in _follow_ups:
        transaction.on_commit(partial(follow_up, source.pk), robust=True)


def discover() -> None:
    """Import every app's `desk.py`, and its `tasks.py` for what is to be done after an intake."""
    autodiscover_modules("desk", "tasks")
