"""What a city or an institution says of itself: written by its own people, confirmed by the programme team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.actions import Overtaken, entry, retract
from sarai.evidence.models import Source
from sarai.network.models import Act, City, Institution, Profile
from sarai.network.queries.parties import column_of


@dataclass(frozen=True, slots=True)
class Portrait:
    """The words of a profile: `themes` by their slugs, `languages` by their codes (BCP 47)."""

    description: str = ""
    website: str = ""
    themes: Sequence[str] = ()
    languages: Sequence[str] = ()


@transaction.atomic
def write_profile(*, of: City | Institution, said: Portrait, confirmed: bool, by: str, at: datetime) -> Profile | None:
    """Keep what a city or an institution says of itself. With `confirmed` (the team writes) it is shown at once, else
    it waits for the team; either replaces what waited before. What is said already changes nothing; returns what was
    added."""
    held = _held(of)
    stands, waits = held.get(True), held.get(False)
    if stands is not None and portrait_of(stands) == said:
        if waits is not None:  # the last change is undone by whoever made it
            retract([waits], _source(Act.PROFILE, of, by=by, at=at))
        return None
    if waits is not None and not confirmed and portrait_of(waits) == said:
        return None
    source = _source(Act.PROFILE, of, by=by, at=at)
    retract(held.values() if confirmed else [waits] if waits else [], source)
    return _add(of, said, confirmed, source)


@transaction.atomic
def confirm_profile(*, profile: Profile, by: str, at: datetime) -> Profile:
    """Let what waits be shown instead of what was confirmed before. Raises Overtaken where it waits no longer."""
    of = profile.of
    held = _still(profile)
    source = _source(Act.PROFILE_CONFIRMED, of, by=by, at=at)
    retract(held.values(), source)
    return _add(of, portrait_of(held[False]), True, source)


@transaction.atomic
def decline_profile(*, profile: Profile, reason: str, by: str, at: datetime) -> None:
    """Let what waits not be shown; who wrote it reads the reason. Raises Overtaken where it waits no longer."""
    held = _still(profile)
    retract([held[False]], _source(Act.PROFILE_DECLINED, profile.of, by=by, at=at, reason=reason))


def portrait_of(profile: Profile) -> Portrait:
    """What a profile says."""
    return Portrait(profile.description, profile.website, tuple(profile.themes), tuple(profile.languages))


def _held(of: City | Institution) -> dict[bool, Profile]:
    """What is confirmed (True) and what waits (False). Whoever else writes about the same waits until this is done."""
    type(of)._default_manager.select_for_update().get(pk=of.pk)
    return {one.confirmed: one for one in Profile.objects.filter(**column_of(of), retracted_at=None)}


def _still(profile: Profile) -> dict[bool, Profile]:
    held = _held(profile.of)
    if held.get(False) != profile:
        raise Overtaken(_("This was changed or decided on meanwhile. Look at it as it is now."))
    return held


def _add(of: City | Institution, said: Portrait, confirmed: bool, source: Source) -> Profile:
    plain = asdict(said) | {"themes": list(said.themes), "languages": list(said.languages)}
    return Profile.objects.create(
        **column_of(of), **plain, confirmed=confirmed, source=source, recorded_at=source.recorded_at
    )


def _source(act: str, of: City | Institution, *, by: str, at: datetime, reason: str = "") -> Source:
    target = {"city": of.pk} if isinstance(of, City) else {"institution": of.slug}
    return entry(act, title=_("%(name)s about itself") % {"name": of}, by=by, at=at, reason=reason, target=target)
