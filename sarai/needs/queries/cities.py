"""What one city needs, wishes for and offers: as surveys tell it, and as its own officer does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from sarai.evidence.engine import Cell, Question, crossed, dimension
from sarai.evidence.models import Source
from sarai.needs.models import Reply, Statement
from sarai.needs.rules import OTHER, order_of_needs
from sarai.network.models import City, Theme
from sarai.surveys.models import Choice

# Kind of statement → the figure that tells the same from surveys, by which dimension, and the role of the questions.
TOLD = {
    Statement.Kind.NEED: ("needs.people_with_priorities", "priority", "need.priority"),
    Statement.Kind.SUPPORT: ("needs.people_wishing_for_support", "support", "wish.support"),
    Statement.Kind.PARTNER: ("needs.people_wishing_for_partners", "partner_city", "wish.partner_city"),
    Statement.Kind.OFFER: ("needs.people_offering", "offer", "offer.theme"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a city needs, wishes for or offers: what it is called, how many people said so (None: nobody),
    what the city itself says of it (None: nothing), its theme, and what was done about it."""

    subject: str
    label: str
    told: Cell | None
    stated: Statement | None
    theme: Theme | None
    replies: Sequence[Reply] = ()

    @property
    def denied(self) -> bool:
        """Whether the city says that it is not so."""
        return self.stated is not None and not self.stated.holds


def lines(city: City, kind: str, as_of: datetime | None = None) -> list[Line]:
    """What a city needs (or wishes for, or offers), in order: as the city ranks it, then as many people named it; what
    it denies comes last."""
    key, by, role = TOLD[Statement.Kind(kind)]
    # Asked of all cities at once: then the next city's page costs nothing.
    named = crossed(Question(key, as_of=as_of), "city", by)
    told = {subject: cell for (pk, subject), cell in named.items() if pk == str(city.pk) and subject not in ("", OTHER)}
    held = Statement.objects.filter(city=city, kind=kind, retracted_at=None).select_related("theme", "source")
    stated = {one.subject: one for one in held}
    labels = dimension(by).names(stated.keys() - told.keys())
    themes = themes_of(role, told.keys() | stated.keys())
    replies = replies_to(city) if kind == Statement.Kind.NEED else {}

    def line(subject: str) -> Line:
        cell, own = told.get(subject), stated.get(subject)
        label = cell.label if cell else str(labels.get(subject, subject))
        theme = (own.theme if own else None) or themes.get(subject)
        return Line(subject, label, cell, own, theme, replies.get(subject, ()))

    return sorted(map(line, told.keys() | stated.keys()), key=_order)


def _order(line: Line) -> tuple[object, ...]:
    rank, said = (line.stated.rank, line.stated.pk) if line.stated else (None, None)
    return line.denied, *order_of_needs(rank, line.told.number if line.told else 0, said, line.label)


def themes_of(role: str, words: Iterable[str]) -> dict[str, Theme]:
    """The theme of each of these words, where a choice of a question with this role has one."""
    choices = Choice.objects.filter(question__role=role, theme__isnull=False, label__in=list(words))
    return {choice.label: choice.theme for choice in choices.select_related("theme") if choice.theme}


def replies_to(city: City) -> Mapping[str, Sequence[Reply]]:
    """What was done about the needs of a city, by need, the latest first."""
    found: dict[str, list[Reply]] = {}
    for reply in Reply.objects.filter(city=city, retracted_at=None).order_by("-replied_on", "-pk"):
        found.setdefault(reply.subject, []).append(reply)
    return found


def newest_statement(city: City) -> int:
    """The number of the newest source by which a city said something of itself, or took it back; 0 before the first."""
    newest = Statement.objects.filter(city=city).aggregate(said=Max("source"), ended=Max("retracted_by"))
    return max(newest["said"] or 0, newest["ended"] or 0)


def statement_source(city: City) -> Source | None:
    """The newest source by which a city said something of itself."""
    return Source.objects.filter(pk=newest_statement(city)).first()
