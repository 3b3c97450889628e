"""Where registrations made on this site become facts, like the rows of any platform's report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sarai.evidence.actions import digest, in_turn
from sarai.evidence.formats import Where
from sarai.evidence.models import Source
from sarai.exchanges.actions.enrolling import enrolled_on_file
from sarai.exchanges.intake import records
from sarai.exchanges.models import Enrolment, Event, Registration
from sarai.network.mentions import Mention

from .filer import ExchangesFiler

FORMAT = "enrolment"
AT_ONCE = 500


def file_enrolments(*, by: str, at: datetime) -> int:
    """File every registration whose address is proved and that was made or changed since; returns how many."""
    done = 0
    while batch := _batch():
        done += _file(batch, by=by, at=at)
    return done


def file_enrolment(enrolment: Enrolment, *, by: str, at: datetime) -> None:
    """File one registration now, for somebody who does something next that must know whose it is. The others wait for
    their turn in the background."""
    if mine := list(_waiting().filter(pk=enrolment.pk)):
        _file(mine, by=by, at=at)
    enrolment.refresh_from_db()


def _waiting() -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(filed_at=None).exclude(proved_at=None).exclude(email="").order_by("changed_at")


def _batch() -> list[Enrolment]:
    """Some that wait, all of one event."""
    first = _waiting().first()
    return list(_waiting().filter(event=first.event_id)[:AT_ONCE]) if first else []


@in_turn()
def _file(batch: Sequence[Enrolment], *, by: str, at: datetime) -> int:
    event = Event.objects.get(pk=batch[0].event_id)
    title = _("Registrations on this site: %(event)s") % {"event": event.title}
    file_records(event, [_record(one) for one in batch], how=FORMAT, title=title, by=by, at=at)
    keys = {digest(one.email): one for one in batch}
    about = Registration.objects.filter(event=event, key__in=keys, retracted_at=None)
    for key, record in about.values_list("key", "record"):
        keys[key].record_id = record
    return enrolled_on_file(batch, at=at)


def file_records(event: Event, found: Sequence[Any], *, how: str, title: str, by: str, at: datetime) -> None:
    """File records that came in on this site, under a source of their own."""
    source = Source.objects.create(
        kind=Source.Kind.FORM,
        format=how,
        title=title[:255],
        target={"event": event.slug},
        entered_at=at,
        recorded_at=at,
        by=by,
    )
    filer = ExchangesFiler(source, event, None)
    tally, _problems = filer.file(found)
    more, _kept = filer.finish()
    source.tally = dict(tally + more)
    source.save(update_fields=["tally"])


def _record(one: Enrolment) -> records.Registration:
    return records.Registration(Where("", one.pk), mention_of(one), one.made_at, _status(one))


def mention_of(one: Enrolment) -> Mention:
    """Who registered, as they stated it."""
    return Mention(
        name=one.name,
        email=one.email,
        organisation=one.organisation,
        organisation_type=one.organisation_type,
        city=one.city,
        country=one.country,
        gender=one.gender,
        language=one.language,
    )


def _status(one: Enrolment) -> records.Status:
    if one.withdrawn_at:
        return "cancelled"
    return "waiting" if one.place == Enrolment.Place.WAITING else "approved"
