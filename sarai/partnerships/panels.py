"""What partnerships show on pages of apps beneath: on the page of a city or an institution its partnerships and what
waits for it, and on a city's who fits it best; on a cluster's, who works together in its themes, and what is sought and
offered there; under Review, what waits for the team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from sarai.clusters.models import Cluster
from sarai.evidence.panels import declare_panel
from sarai.network.models import City
from sarai.network.queries.parties import Party, column_of, own_party
from sarai.partnerships.models import Expert, Partnership, Side
from sarai.partnerships.queries.advice import requests_of
from sarai.partnerships.queries.match_reasons import explained
from sarai.partnerships.queries.match_world import world
from sarai.partnerships.queries.matching import matches, weights
from sarai.partnerships.queries.offers import offers_of, own_offers, public_offers, taken_up_by
from sarai.partnerships.queries.partnerships import (
    Standing,
    existing,
    name_of,
    of_party,
    open_between,
    seen_by,
    standings,
)
from sarai.partnerships.queries.pilots import asking, open_to_pilots, pilots_in
from sarai.partnerships.queries.rounds import rounds_seen_by
from sarai.partnerships.queries.sought import sought_in
from sarai.partnerships.rules.pipeline import confirming

FITTING = 3
LISTED = 20
SOUGHT = 5  # of each kind, on the page of a cluster


def fitting(_request: HttpRequest, city: City) -> Mapping[str, Any]:
    """The partners that fit a city best, for its officer and the team."""
    everybody, how = world(), weights()
    found = matches(everybody, city.pk, how, best=FITTING)
    return {"city": city, "how": how, "proposals": explained(everybody, city, found, how)}


def rounds_with(request: HttpRequest, city: City) -> Mapping[str, Any] | None:
    """The rounds of meetings in which a city takes part, the latest first."""
    found = rounds_seen_by(request.user).filter(participants__city=city, removed_at=None)[:LISTED]
    return {"rounds": found} if found else None


def partnerships_of(request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """The partnerships of a city or an institution that exist; for who speaks for it and the team, also those on
    their way."""
    own = request.user.has_perm("partnerships.speak_for", party)
    found = of_party(party)
    rows = standings((found if own else found & existing())[: LISTED + 1])
    asker = None if own else own_party(request.user)
    lead = name_of(asker).split(":", 1) if asker and open_between(asker, party) is None else None
    told = {"rows": rows[:LISTED], "more": len(rows) > LISTED, "own": own, "lead": lead, "partner": name_of(party)}
    return told if rows or own or lead else None


def waiting(request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """What waits for the word of a city or an institution."""
    found = standings(seen_by(request.user).filter(sides__in=Side.objects.filter(**column_of(party)), is_open=True))
    asked = [now for now in found if any(side.who == party for side in [*now.waits_for, *now.invited])]
    unsaid = [now for now in found if _is_unsaid(now, party)]
    return {"asked": asked, "unsaid": unsaid} if asked or unsaid else None


def _is_unsaid(now: Standing, party: Party) -> bool:
    """Whether the other side says that they work together, and this one has not said so."""
    own = next((side for side in now.sides if side.who == party), None)
    said = confirming(now.steps)
    return bool(said) and own is not None and own.pk in now.main - said


def in_themes(_request: HttpRequest, cluster: Cluster) -> Mapping[str, Any] | None:
    """The partnerships that exist in the themes of a cluster."""
    rows = standings(existing().filter(theme__in=cluster.themes.all())[: LISTED + 1])
    return {"rows": rows[:LISTED], "more": len(rows) > LISTED, "own": False} if rows else None


def sought(request: HttpRequest, cluster: Cluster) -> Mapping[str, Any]:
    """What is sought and offered in the themes of a cluster."""
    found = sought_in(cluster, request.user, timezone.now().date())
    lists = {"advice": found.advice, "pilots": found.pilots, "offers": found.offers}
    return {"sought": {kind: rows[:SOUGHT] for kind, rows in lists.items()}, "none": not any(lists.values())}


def pilots_of(request: HttpRequest, of: Party | Partnership) -> Mapping[str, Any] | None:
    """The pilots of a city, an institution or a partnership; for those who speak for it, where one is begun."""
    own = (
        open_to_pilots(request.user).filter(pk=of.pk).exists()
        if isinstance(of, Partnership)
        else request.user.has_perm("partnerships.speak_for", of)
    )
    found = pilots_in(of)
    return {"pilots": found, "own": own, "of": of} if found or own else None


def asked_into(_request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """The pilots in which a city or an institution is asked to take part."""
    found = asking(party)
    return {"asked": found} if found else None


def advice_and_offers_of(request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """What a city or an institution offers, took up and advised on, as far as everybody may know; for who speaks for it
    and the team also its other offers, and the requests for advice of a city that are open."""
    own = request.user.has_perm("partnerships.speak_for", party)
    city = party if isinstance(party, City) else None
    today = timezone.now().date()
    offers = [now for now in offers_of(party) if now.is_alive] if own else public_offers(today, party)
    lists: dict[str, Sequence[Any]] = {
        "offers": offers,
        "taken": taken_up_by(city) if city else [],
        "given": [] if city else [now for now in requests_of(party) if now.is_given],
        "open": [now for now in requests_of(city) if now.is_open] if city and own else [],
    }
    return {name: rows[:LISTED] for name, rows in lists.items()} | {"own": own} if any(lists.values()) else None


def advice_waiting(request: HttpRequest, party: Party) -> Mapping[str, Any] | None:
    """What waits for the word of a city or an institution about advice and its offers; and of these, for the team's."""
    requests, offers, is_city = requests_of(party), offers_of(party), isinstance(party, City)
    manages = request.user.has_perm("partnerships.manage")
    lists: dict[str, Sequence[Any]] = {
        "offered": [now for now in requests if is_city and now.state == "offered"],
        "reported": [now for now in requests if is_city and now.state == "reported"],
        "promised": [now for now in requests if not is_city and now.state in ("agreed", "arranged")],
        "asked": [(now.offer, one.city) for now in offers for one in now.asked],
        "refused": [now for now in offers if now.is_to_mend],
        "undecided": [now for now in offers if manages and now.is_undecided],
    }
    return {name: rows[:LISTED] for name, rows in lists.items()} if any(lists.values()) else None


def to_decide(request: HttpRequest, _user: object) -> Mapping[str, Any]:
    """How many offers and experts wait for the team."""
    experts = Expert.objects.filter(state=Expert.State.WAITING).count()
    return {"offers": len(own_offers(request.user)), "experts": experts}


declare_panel("cluster", "partnerships.partnerships", "partnerships/_partnerships.html", in_themes, order=20)
declare_panel("cluster", "partnerships.sought", "partnerships/_sought.html", sought, order=5)
for _place in ("city", "institution"):
    declare_panel(_place, "partnerships.partnerships", "partnerships/_partnerships.html", partnerships_of, order=25)
    declare_panel(
        f"{_place}-next",
        "partnerships.waiting",
        "partnerships/_next.html",
        waiting,
        permission="partnerships.speak_for",
        order=5,
    )
    declare_panel(_place, "partnerships.advice", "partnerships/advice/_of_party.html", advice_and_offers_of, order=32)
    declare_panel(
        f"{_place}-next",
        "partnerships.advice",
        "partnerships/advice/_next.html",
        advice_waiting,
        permission="partnerships.speak_for",
        order=7,
    )
    declare_panel(
        f"{_place}-next",
        "partnerships.pilots",
        "partnerships/pilots/_next.html",
        asked_into,
        permission="partnerships.speak_for",
        order=6,
    )
declare_panel(
    "city", "partnerships.matches", "partnerships/_matches.html", fitting, permission="partnerships.speak_for", order=20
)
declare_panel(
    "city",
    "partnerships.rounds",
    "partnerships/_rounds.html",
    rounds_with,
    permission="partnerships.speak_for",
    order=22,
)
for _place in ("city", "institution", "partnership"):
    declare_panel(_place, "partnerships.pilots", "partnerships/pilots/_pilots.html", pilots_of, order=30)
declare_panel(
    "review", "partnerships.waiting", "partnerships/_review.html", to_decide, permission="partnerships.manage"
)
