"""A question: which indicator, about what, as known when, narrowed how. It travels in URLs and on command lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from .declare import Declared, dimension, dimensions, indicator, scope_kinds

if TYPE_CHECKING:
    from collections.abc import Mapping


# Years between which questions make sense; the engine's own dates end soon after.
FIRST_YEAR, LAST_YEAR = 1900, 2200
LONGEST_VALUE = 100


class UnknownScope(ValueError):
    """A scope that names nothing here, or that this indicator is not counted by."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure is about: `programme`, or a kind and the slug of one thing, written `event:drr-training`."""

    kind: str = "programme"
    slug: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.slug}" if self.slug else self.kind

    @classmethod
    def parse(cls, text: str) -> Scope:
        """The scope that `text` writes. Raises UnknownScope when the kind is not one that is declared."""
        kind, _colon, slug = text.strip().partition(":")
        if kind == "programme" and not slug:
            return cls()
        if kind not in scope_kinds() or not slug or not slug.isprintable():
            known = ", ".join(["programme", *(f"{key}:…" for key in sorted(scope_kinds()))])
            raise UnknownScope(
                _("“%(scope)s” is not a scope. Write one of: %(known)s.") % {"scope": text, "known": known}
            )
        return cls(kind, slug)

    def found(self) -> tuple[Any, str, str]:
        """(value of the scope's column, label, URL). Raises UnknownScope when nothing has this slug."""
        if self.kind == "programme":
            return None, _("the whole programme"), reverse("portal:home")
        return scope_kinds()[self.kind].find(self.slug)

    def found_by(self, user: Any) -> tuple[Any, str, str]:
        """The same, for somebody: what they may not know of is not there for them (UnknownScope)."""
        kind = scope_kinds().get(self.kind)
        if kind and kind.shown_to and not kind.shown_to(self.slug, user):
            raise UnknownScope(_("There is nothing called “%(scope)s”.") % {"scope": self})
        return self.found()


@dataclass(frozen=True, slots=True)
class Question:
    """An indicator asked of a scope, as known at `as_of` (None: now), from and to dates (inclusive), of some values."""

    key: str
    scope: Scope = Scope()
    as_of: datetime | None = None
    since: date | None = None
    until: date | None = None
    where: tuple[tuple[str, str], ...] = ()

    @property
    def indicator(self) -> Declared:
        """What is asked. Raises KeyError."""
        return indicator(self.key)

    def narrowed(self, dimension: str, value: str) -> Question:
        """The same question, of the records of one row of a breakdown ("" asks for the unknown)."""
        return replace(self, where=(*self.where, (dimension, value)))

    def url(self, **extra: str) -> str:
        """Where this question's evidence is."""
        params: dict[str, str] = {"scope": str(self.scope)}
        if self.as_of:
            params["as_of"] = self.as_of.isoformat()
        if self.since:
            params["from"] = self.since.isoformat()
        if self.until:
            params["to"] = self.until.isoformat()
        params |= {f"where.{name}": value for name, value in self.where} | extra
        return reverse("evidence:figure-detail", args=[self.key]) + "?" + urlencode(params)

    @classmethod
    def from_params(cls, key: str, params: Mapping[str, str]) -> Question:
        """The question that a URL's parameters write. Raises KeyError, UnknownScope or ValueError with a sentence."""
        indicator(key)
        return cls(
            key=key,
            scope=Scope.parse(params.get("scope") or "programme"),
            as_of=read_as_of(params.get("as_of") or ""),
            since=read_date(params.get("from") or ""),
            until=read_date(params.get("to") or ""),
            where=tuple(
                (name[6:], _read_value(name[6:], value))
                for name, value in sorted(params.items())
                if name.startswith("where.")
            ),
        )


def _read_value(name: str, value: str) -> str:
    """A value of a dimension as an address writes it ("" is the unknown). Raises ValueError."""
    if name not in dimensions():
        raise ValueError(_("Nothing is broken down by “%(name)s”.") % {"name": name[:100]})
    if value and not (len(value) <= LONGEST_VALUE and dimension(name).knows(value)):
        raise ValueError(
            _("“%(value)s” is nothing that figures are broken down into by %(name)s.")
            % {"value": value[:LONGEST_VALUE], "name": dimension(name).label}
        )
    return value


def read_date(text: str) -> date | None:
    """A date, None where nothing is written. Raises ValueError."""
    try:
        read = date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(_("“%(text)s” is not a date. Write it as 2020-10-06.") % {"text": text[:100]}) from None
    _refuse_far(read, text)
    return read


def _refuse_far(read: date | None, text: str) -> None:
    if read is not None and not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise ValueError(
            _("“%(text)s” is further away than anything here. Ask for a year from %(first)d to %(last)d.")
            % {"text": text[:100], "first": FIRST_YEAR, "last": LAST_YEAR}
        )


def read_as_of(text: str) -> datetime | None:
    """An as-of moment: an instant, or a date, which means the end of that day in UTC. Raises ValueError."""
    if not text:
        return None
    try:
        whole_day = len(text) == 10
        moment = datetime.fromisoformat(text if whole_day else text.replace(" ", "+"))
    except ValueError:
        raise ValueError(
            _("“%(text)s” is not a date. Write it as 2020-10-06, or as 2020-10-06T18:00:00+00:00.")
            % {"text": text[:100]}
        ) from None
    _refuse_far(moment, text)
    if whole_day:
        return datetime.combine(moment.date(), time(), UTC) + timedelta(days=1, microseconds=-1)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
