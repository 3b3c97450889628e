"""What is sought and offered in the themes of a cluster, as far as its reader may know of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from sarai.accounts.permissions import Anybody
from sarai.clusters.models import Cluster
from sarai.partnerships.models import Pilot, PilotParty, PilotStep

from . import advice, offers


@dataclass(frozen=True, slots=True)
class Sought:
    """Requests for advice that are open, pilots that have no partner yet, and offers of technology and know-how."""

    advice: Sequence[advice.Standing]
    pilots: Sequence[Pilot]
    offers: Sequence[offers.Standing]


def sought_in(cluster: Cluster, user: Anybody, on: date) -> Sought:
    """What is sought and offered in the themes of a cluster on a day. A request for advice is seen by its city, by who
    can advise and by the team; pilots and public offers by everybody. As many queries however many there are."""
    themes = {theme.pk for theme in cluster.themes.all()}
    if not themes:
        return Sought([], [], [])
    return Sought(
        [now for now in advice.requests_for(user) if now.is_open and now.request.theme_id in themes],
        _without_a_partner(themes),
        [now for now in offers.public_offers(on) if themes & {theme.pk for theme in now.offer.themes.all()}],
    )


def _without_a_partner(themes: set[int]) -> list[Pilot]:
    """The pilots of themes that have not begun and in which one alone takes part, or nobody yet, by title, each with
    its city, which is named only if it takes part (`has_its_city`)."""
    early = PilotStep.objects.filter(retracted_at=None, state__in=(PilotStep.State.IDEA, PilotStep.State.PLANNED))
    named = PilotParty.objects.filter(pilot=OuterRef("pk"), city=OuterRef("city"), state=PilotParty.State.IN)
    members = Count("parties", filter=Q(parties__state=PilotParty.State.IN), distinct=True)
    found = Pilot.objects.filter(theme__in=themes, steps__in=early).annotate(has_its_city=Exists(named))
    return list(found.alias(members=members).filter(members__lt=2).select_related("theme", "city__country"))
