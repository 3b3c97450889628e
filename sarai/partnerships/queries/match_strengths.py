"""What cities and institutions can show in a theme: by what they did or publish, not by what anybody says of them.

Apps above say what they know by declaration, as `gathering` of the ground floor does for figures:

    declare_strengths("practices", good_practices)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from sarai.exchanges.models import Event, Host
from sarai.partnerships.models import Offer
from sarai.partnerships.rules.advice import SHOWN

OFFERS, PRACTICES = "offers", "practices"


@dataclass(frozen=True, slots=True)
class Strength:
    """One thing that a city or an institution can show: whose it is ("city:1816670", "institution:unosd"), the number
    of its theme, what it is called, and where it is found."""

    who: str
    theme: int
    title: str
    url: str = ""


Tell = Callable[[], Iterable[Strength]]
Strengths = Mapping[tuple[str, int], list[Strength]]
_told: dict[str, list[Tell]] = {OFFERS: [], PRACTICES: []}


def declare_strengths(part: str, tell: Tell) -> None:
    """Let matches know what `tell` gives: as "offers" (what is ready to be given) or "practices" (what was shown to
    work). It is called once for each state of the records. Raises KeyError for any other part."""
    if tell not in _told[part]:
        _told[part].append(tell)


def strengths(part: str) -> Strengths:
    """(who, theme) → all that is known of it."""
    found: dict[tuple[str, int], list[Strength]] = defaultdict(list)
    for tell in _told[part]:
        for one in tell():
            found[one.who, one.theme].append(one)
    return found


def events_held() -> Iterable[Strength]:
    """Events of the programme that an institution held, by theme."""
    held = Host.objects.filter(event__state=Event.State.OPEN, event__themes__isnull=False)
    for host in held.distinct().select_related("event", "institution").prefetch_related("event__themes"):
        url = host.event.get_absolute_url()
        for theme in host.event.themes.all():
            yield Strength(f"institution:{host.institution.slug}", theme.pk, host.event.title, url)


def offers_published() -> Iterable[Strength]:
    """Technology and know-how that is offered to all, and still is today, by theme."""
    held = Offer.objects.filter(steps__state__in=SHOWN, steps__retracted_at=None)
    lasting = held.filter(Q(until=None) | Q(until__gte=timezone.now().date())).select_related("institution")
    for offer in lasting.prefetch_related("themes").order_by("pk"):
        who = f"institution:{offer.institution.slug}" if offer.institution else f"city:{offer.city_id}"
        for theme in offer.themes.all():
            yield Strength(who, theme.pk, offer.title, offer.get_absolute_url())


declare_strengths(PRACTICES, events_held)
declare_strengths(OFFERS, offers_published)
