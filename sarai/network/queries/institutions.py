"""Reads across institutions: who takes part in the programme, and what cities and institutions say of themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from sarai.evidence.models import Source
from sarai.network.models import Act, City, Engagement, Institution, Profile, Theme

from .parties import column_of

WAITING_SHOWN = 20  # in a list of what the team has to confirm


def institutions_found(text: str = "", kind: str = "", country: str = "") -> QuerySet[Institution]:
    """Institutions by name; of those, the ones whose name or acronym has `text`, of a type and of a country."""
    found = Institution.objects.select_related("country").order_by("name", "pk")
    if text:
        found = found.filter(Q(name__icontains=text) | Q(acronym__icontains=text) | Q(country__name__icontains=text))
    if kind:
        found = found.filter(type=kind)
    return found.filter(country=country) if country else found


def countries_of_institutions() -> list[str]:
    """The ISO codes of the countries in which an institution is."""
    return list(Institution.objects.exclude(country=None).values_list("country", flat=True).order_by().distinct())


def engagements_of(institution: Institution) -> QuerySet[Engagement]:
    """In which roles an institution takes part or took part, the first first."""
    held = Engagement.objects.filter(institution=institution, retracted_at=None)
    return held.select_related("source").order_by("since", "pk")


def engaged(institutions: Iterable[Institution]) -> dict[int, list[Engagement]]:
    """For each of these institutions, the roles in which it takes part or took part, the first first."""
    found: dict[int, list[Engagement]] = {institution.pk: [] for institution in institutions}
    held = Engagement.objects.filter(institution__in=found, retracted_at=None)
    for engagement in held.order_by("since", "pk"):
        found[engagement.institution_id].append(engagement)
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """What a city or an institution says of itself: as it was confirmed, what waits for the team, and the decision not
    to confirm what was written last, where nothing was written since."""

    shown: Profile | None
    waiting: Profile | None
    declined: Source | None


def said_of_itself(of: City | Institution) -> Said:
    """What a city or an institution says of itself."""
    every = Profile.objects.filter(**column_of(of)).select_related("source", "retracted_by", "city", "institution")
    shown, waiting, newest = None, None, None
    for profile in every.order_by("recorded_at", "pk"):
        newest = profile
        if profile.retracted_at is None:
            shown, waiting = (profile, waiting) if profile.confirmed else (shown, profile)
    ended = newest.retracted_by if newest else None
    declined = ended if ended and ended.format == Act.PROFILE_DECLINED else None
    return Said(shown, waiting, declined)


def waiting_profiles() -> QuerySet[Profile]:
    """What cities and institutions wrote of themselves and the team has not decided on, the oldest first."""
    waiting = Profile.objects.filter(retracted_at=None, confirmed=False).select_related("city", "institution", "source")
    return waiting.order_by("recorded_at", "pk")


def themes_called(slugs: Iterable[str]) -> list[Theme]:
    """The themes that a profile names, by name; those that are no more are left out."""
    named = list(slugs)
    return list(Theme.objects.filter(slug__in=named)) if named else []
