"""What a city says of itself: that it needs, wishes or offers something, or does not, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.actions import Overtaken, entry, retract
from sarai.evidence.models import Source
from sarai.needs.models import Statement
from sarai.needs.queries.cities import newest_statement, statement_source
from sarai.network.actions import city_number, find_city
from sarai.network.models import City

from .entries import Act


@dataclass(frozen=True, slots=True)
class Said:
    """What a city says about one thing: that it is so or not, the place it gives it (from 1), the theme it is about."""

    holds: bool
    rank: int | None = None
    theme: int | None = None


@transaction.atomic
def state(
    *, city: City, said: Mapping[str, Mapping[str, Said | None]], by: str, at: datetime, after: int | None = None
) -> Source | None:
    """Keep what a city says of its needs, wishes and offers: kind → subject → what it says, None to say nothing of it
    any more. All of it is one source, so that it is undone as it was said.

    Subjects that are not among them stay as they are. What is said already changes nothing; returns the source, None
    where nothing changed. `after` is the newest source of statements that whoever says this has seen: where another
    came meanwhile, Overtaken is raised with a sentence, and nothing is kept.
    """
    city = City.objects.select_for_update().get(pk=city.pk)
    if after is not None and after != newest_statement(city):
        raise Overtaken(_("Somebody else changed this meanwhile. Look at it as it is now, and say it again."))
    held = {(one.kind, one.subject): one for one in Statement.objects.filter(city=city, retracted_at=None)}
    meant = {(str(kind), subject): new for kind, subjects in said.items() for subject, new in subjects.items()}
    differ = {about: new for about, new in meant.items() if new != _says(held.get(about))}
    if not differ:
        return None
    title = _("%(city)s on itself") % {"city": city}
    source = entry(Act.STATEMENT, title=title, by=by, at=at, target={"city": city.pk})
    retract((held[about] for about in differ if about in held), source)
    Statement.objects.bulk_create(
        Statement(
            city=city,
            kind=kind,
            subject=subject,
            holds=new.holds,
            rank=new.rank,
            theme_id=new.theme,
            source=source,
            recorded_at=at,
        )
        for (kind, subject), new in differ.items()
        if new is not None
    )
    return source


def _says(statement: Statement | None) -> Said | None:
    return None if statement is None else Said(statement.holds, statement.rank, statement.theme_id)


@transaction.atomic
def take_back(*, city: City, seen: int, by: str, at: datetime) -> Source:
    """Undo what a city said last, by the source numbered `seen`: what it said before holds again. Raises Overtaken
    where more was said since, or nothing ever."""
    city = City.objects.select_for_update().get(pk=city.pk)
    source = statement_source(city)
    if source is None or source.pk != seen:
        raise Overtaken(_("More was said since then, so this cannot be undone by itself. Change it instead."))
    title = _("%(city)s took back what it said") % {"city": city}
    act = entry(Act.STATEMENT, title=title, by=by, at=at, target={"city": city.pk})
    retract(Statement.objects.filter(source=source, city=city, retracted_at=None), act)
    ended = Statement.objects.filter(city=city, retracted_by=source).order_by("pk")
    Statement.objects.bulk_create(
        Statement(
            city=city,
            kind=old.kind,
            subject=old.subject,
            holds=old.holds,
            rank=old.rank,
            theme_id=old.theme_id,
            source=act,
            recorded_at=at,
        )
        for old in ended
    )
    return act


def city_named(*, text: str, country: str, city: City) -> City:
    """The city that an officer of `city` names as a partner. Raises ValueError with a sentence where it is none that
    is known."""
    found = find_city(city_number(text, country))
    if found is None:
        raise ValueError(
            _("“%(text)s” could not be read as one city. Write its name in full, and its country.") % {"text": text}
        )
    if found == city:
        raise ValueError(_("This is the city itself. Name another one."))
    return found
