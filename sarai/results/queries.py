"""What a report is about: the programme, what took place in a year, and since when all of it was known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from sarai.evidence.engine import Scope, Subject, scope_kinds
from sarai.evidence.engine.backends import data_version
from sarai.evidence.models import Source
from sarai.network.models import Programme
from sarai.network.queries import open_pairs


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar year of the programme."""

    number: int
    programme: Programme | None

    @property
    def since(self) -> date:
        """Its first day."""
        return date(self.number, 1, 1)

    @property
    def until(self) -> date:
        """Its last day."""
        return date(self.number, 12, 31)

    @property
    def planned(self) -> bool:
        """Whether the programme runs in this year."""
        programme = self.programme
        return programme is not None and programme.starts_on <= self.until and programme.ends_on >= self.since


class NoYear(ValueError):
    """A year of which there is nothing to report; `str()` says why, `planned` whether the programme runs in it."""

    def __init__(self, why: str, planned: bool = False):
        super().__init__(why)
        self.planned = planned


def year_of(number: int) -> Year:
    """The year with this number. Raises NoYear for a number that no calendar has."""
    if not 1 <= number <= 9999:
        raise NoYear(_("“%(year)s” is not a year. Write one like 2020.") % {"year": number})
    return Year(number, Programme.objects.first())


def nothing_in(year: Year) -> NoYear:
    """Why a year has no report, and what to do about it."""
    programme = year.programme
    if programme is None or year.planned:
        why = _("Nothing is on record for %(year)s yet. Highlights appear once an event has a session in that year.")
        return NoYear(why % {"year": year.number}, planned=True)
    why = _("There is nothing to report for %(year)s: the programme “%(programme)s” runs from %(from)s to %(to)s.") % {
        "year": year.number,
        "programme": programme.title,
        "from": programme.starts_on.isoformat(),
        "to": programme.ends_on.isoformat(),
    }
    return NoYear(why)


def why_never() -> str:
    """Why there is no report of any year."""
    return _("Nothing is on record yet. Highlights appear once an event has a session.")


def subjects(kind: str, year: Year) -> list[tuple[Scope, Subject]]:
    """The things of a kind of scope that took place in the year, in order. No such kind: none."""
    declared = scope_kinds().get(kind)
    if declared is None or declared.active is None:
        return []
    return [(Scope(kind, subject.slug), subject) for subject in declared.active(year.since, year.until)]


def years() -> list[int]:
    """The years in which something took place that a report is about, the latest first."""
    found: set[int] = set()
    for kind in scope_kinds().values():
        for subject in kind.active(date.min, date.max) if kind.active else ():
            found |= set(range(subject.since.year, subject.until.year + 1))
    return sorted(found, reverse=True)


def latest_known() -> datetime | None:
    """When something last became known: what is known now is what was known then. None before the first source.

    A report that is asked for without a date is pinned to this moment, so that its evidence stays what it shows, and
    the same records always make the same report.
    """
    return Source.objects.aggregate(at=Max("recorded_at"))["at"]


def knowledge_version() -> tuple[object, ...] | None:
    """What is another whenever a report could be: facts, and open suggestions about people. None: do not remember."""
    version = data_version()
    return None if version is None else (version, sorted(open_pairs()))
