"""Readings of view counters that a person enters, takes back, and takes back to have taken back."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from sarai.evidence.actions import Row, digest, in_turn, insert
from sarai.evidence.models import Source
from sarai.exchanges.models import Event, Session, ViewReading
from sarai.network.actions import PlaceReader

ENTERED, RETRACTED, RESTORED = "view-reading", "view-reading-retracted", "view-reading-restored"
COPIED = [field.attname for field in ViewReading._meta.concrete_fields if not field.primary_key]


def reading_key(
    *,
    platform: str,
    content_id: str,
    mode: str,
    recorded: bool,
    metric: str,
    city: str = "",
    country: str = "",
    read_at: datetime,
) -> str:
    """Which counter it is, and when it was read: a later reading is a new fact, not a correction of the earlier."""
    where = (city.casefold(), country.casefold())
    return digest(platform, content_id, mode, recorded, metric, *where, read_at)


@in_turn()
def enter_reading(
    *,
    event: Event,
    platform: str,
    content_id: str,
    title: str,
    mode: str,
    recorded: bool = False,
    value: int,
    read_at: datetime,
    session: Session | None = None,
    city: str = "",
    country: str = "",
    proof: File[bytes] | None = None,
    reason: str = "",
    by: str,
    at: datetime,
) -> ViewReading:
    """Add what a counter of views showed. `proof` is a picture of it, which the source keeps.

    Raises ValueError with a sentence for a moment that is still to come, and where the counter is known already to have
    shown something at that moment.
    """
    if read_at > at:
        raise ValueError(_("A counter cannot have been read at a time that is still to come."))
    counter = {"platform": platform, "content_id": content_id, "mode": mode, "recorded": recorded, "metric": "views"}
    key = reading_key(**counter, city=city, country=country, read_at=read_at)  # type: ignore[arg-type]
    if known := ViewReading.objects.filter(event=event, key=key, retracted_at=None).first():
        raise ValueError(
            _("This counter was read at that moment already, and showed %(value)s. Take that reading back first.")
            % {"value": known.value}
        )
    source = _act(ENTERED, _("A reading of views: %(what)s"), event, title or platform, reason=reason, by=by, at=at)
    if proof is not None:
        _keep(source, proof)
    place = PlaceReader(source).read([(city, country)])[city, country] if city or country else None
    row: Row = {
        **counter,
        "event_id": event.pk,
        "session_id": session.pk if session else None,
        "title": title,
        "value": value,
        "place_id": place,
        "read_at": read_at,
        "key": key,
        "content": digest(value),
        "source_id": source.pk,
        "recorded_at": at,
    }
    insert(ViewReading, [row])
    return ViewReading.objects.get(event=event, key=key, retracted_at=None)


@in_turn()
def retract_reading(*, reading: ViewReading, reason: str, by: str, at: datetime) -> None:
    """Take a mistaken reading back, with the reason: from now on the one before it counts. What figures were until now
    stays on record. Raises ValueError where it does not hold any more."""
    held = ViewReading.objects.select_related("event").filter(pk=reading.pk, retracted_at=None).first()
    if held is None:
        raise ValueError(_("This reading was taken back already."))
    what = held.title or held.platform
    act = _act(
        RETRACTED, _("A reading of views was taken back: %(what)s"), held.event, what, reason=reason, by=by, at=at
    )
    ViewReading.objects.filter(pk=held.pk).update(retracted_at=at, retracted_by=act)


@in_turn()
def restore_reading(*, reading: ViewReading, by: str, at: datetime) -> None:
    """Let a reading hold again that a person had taken back. Raises ValueError where nobody had, or the counter has
    another reading of that moment by now."""
    gone = ViewReading.objects.select_related("event").filter(pk=reading.pk, retracted_by__format=RETRACTED).first()
    if gone is None:
        raise ValueError(_("Nobody has taken this reading back."))
    if ViewReading.objects.filter(event=gone.event, key=gone.key, retracted_at=None).exists():
        raise ValueError(_("This counter has a reading of that moment already."))
    _act(RESTORED, _("A reading of views holds again: %(what)s"), gone.event, gone.title or gone.platform, by=by, at=at)
    row = {name: getattr(gone, name) for name in COPIED}
    insert(ViewReading, [row | {"recorded_at": at, "retracted_at": None, "retracted_by_id": None}])


def _act(how: str, title: str, event: Event, what: str, *, reason: str = "", by: str, at: datetime) -> Source:
    return Source.objects.create(
        kind=Source.Kind.ENTRY,
        format=how,
        title=(title % {"what": what})[:255],
        target={"event": event.slug},
        entered_at=at,
        recorded_at=at,
        by=by,
        reason=reason,
    )


def _keep(source: Source, proof: File[bytes]) -> None:
    """Keep a picture under its hash, as files are kept that were taken in."""
    sha256 = hashlib.file_digest(proof, "sha256").hexdigest()
    name = f"sources/{sha256[:2]}/{sha256}"
    proof.seek(0)
    source.sha256, source.size = sha256, proof.size
    source.file.name = name if default_storage.exists(name) else default_storage.save(name, proof)
    source.save(update_fields=["sha256", "size", "file"])
