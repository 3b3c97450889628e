"""The partnerships of a programme's file: between whom, and each step with its day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from sarai.exchanges.models import Event, Series
from sarai.network.models import Institution, Theme
from sarai.network.queries.parties import Party
from sarai.partnerships import actions
from sarai.partnerships.models import Partnership
from sarai.partnerships.queries.partnerships import pair_of, standing

from .reading import BadProgramme, PartnershipFile, PartyFile, StepFile
from .taking_part import city_of

BEGIN: Mapping[str, Callable[..., Partnership]] = {
    "ask": actions.ask,
    "propose": actions.propose,
    "declare": actions.declare,
}


def partner(entry: PartnershipFile, where: str, tally: Counter[str], *, by: str, at: datetime) -> None:
    """Put the steps of a partnership on record that are not yet; what was done since stays. Raises BadProgramme."""
    lead, other = _party(entry.lead, f"{where}.lead"), _party(entry.partner, f"{where}.partner")
    try:
        held = _held(lead, other, entry.steps[0].day)
        made = held or _begun(entry, where, lead, other, by=by, at=at)
        known = standing(made)
        for number, step in list(enumerate(entry.steps))[len(known.steps) :]:
            _take(made, step, f"{where}.steps[{number}]", by=by, at=at)
    except actions.NotNow as error:
        raise BadProgramme(_("%(where)s: %(error)s") % {"where": where, "error": error}) from error
    changed = len(known.steps) < len(entry.steps)
    tally["created" if held is None else "changed" if changed else "unchanged"] += 1


def _held(lead: Party, other: Party, day: date) -> Partnership | None:
    """The partnership of these two that began on a day."""
    found = Partnership.objects.filter(pair=pair_of(lead, other), steps__happened_on=day, steps__retracted_at=None)
    return found.order_by("pk").first()


def _begun(entry: PartnershipFile, where: str, lead: Party, other: Party, *, by: str, at: datetime) -> Partnership:
    first = entry.steps[0]
    if first.step not in BEGIN:
        raise BadProgramme(
            _("%(where)s: the first step is one of: %(steps)s.")
            % {"where": f"{where}.steps[0].step", "steps": ", ".join(BEGIN)}
        )
    said: dict[str, Any] = {
        "theme": _named(Theme, entry.theme, f"{where}.theme"),
        "event": _named(Event, entry.event, f"{where}.event"),
        "series": _named(Series, entry.series, f"{where}.series"),
        "support": [_party(one, f"{where}.support") for one in entry.support],
        "what": first.what,
        "known": _noon(first.day, at),
    }
    if first.step == "declare":
        said |= {"happened_on": first.day, "said_by": {"lead": lead, "partner": other}.get(first.by)}
    return BEGIN[first.step](lead=lead, partner=other, by=by, at=at, **said)


def _take(made: Partnership, step: StepFile, where: str, *, by: str, at: datetime) -> None:
    now = standing(made)
    side = next((one for one in now.sides if one.role == step.by), None)
    actions.take_step(
        partnership=made,
        step=step.step,
        side=side,
        seen=now.seen,
        what=step.what,
        happened_on=step.day,
        activity=_named(Event, step.event, f"{where}.event"),
        by=by,
        at=at,
        known=_noon(step.day, at),
    )


def _noon(day: date, at: datetime) -> datetime:
    """Since when the programme knew of a step: noon of its day."""
    return min(at, datetime.combine(day, time(12), UTC))


def _party(entry: PartyFile, where: str) -> Party:
    if bool(entry.city) == bool(entry.institution):
        raise BadProgramme(_("%(where)s: name a city or an institution.") % {"where": where})
    if entry.city:
        return city_of(entry.city, entry.country, where)
    found: Institution | None = _named(Institution, entry.institution, where)
    assert found is not None
    return found


def _named(model: Any, slug: str, where: str) -> Any:
    found = model._default_manager.filter(slug=slug).first() if slug else None
    if slug and found is None:
        raise BadProgramme(
            _("%(where)s: “%(slug)s” is not defined in this file or before.") % {"where": where, "slug": slug}
        )
    return found
