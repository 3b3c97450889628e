"""Files of readings that are about several events: a series, or the whole programme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sarai.evidence.formats import Context
from sarai.evidence.intake import NeedsTarget, Placement
from sarai.exchanges.models import Series, ViewReading
from sarai.network.models import Programme

from .choosing import several_choices
from .readings import ReadingsFiler


def several_of(target: Mapping[str, Any]) -> Placement | None:
    """What a file is about that the user says is about a series or the programme; None where it is about one event.
    Raises NeedsTarget for what is not there."""
    kinds = {"series": Series, "programme": Programme}
    kind = next((kind for kind in kinds if target.get(kind)), None)
    if kind is None or target.get("event"):
        return None
    thing = kinds[kind].objects.filter(slug=target[kind]).first()  # type: ignore[attr-defined]
    if thing is None:
        raise NeedsTarget(_("Nothing here is called “%(slug)s”.") % {"slug": target[kind]}, several_choices())
    mode = mode_of(target)
    canonical = {kind: thing.slug} | ({"mode": mode} if mode else {})
    return Placement(
        canonical, thing.title, Context(zone=ZoneInfo("UTC")), lambda source: ReadingsFiler(source, None, mode=mode)
    )


def mode_of(target: Mapping[str, Any]) -> str:
    """Whether what a file leaves open was viewed live or afterwards, "" where nobody said. Raises NeedsTarget."""
    mode = str(target.get("mode") or "")
    if mode and mode not in ViewReading.Mode.values:
        raise NeedsTarget(_("Views are “live” or “playback”, not “%(mode)s”.") % {"mode": mode})
    return mode
