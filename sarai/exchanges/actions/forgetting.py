"""Registrations, and what was watched, asked and handed in, of somebody who asked to be forgotten."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from sarai.exchanges.models import Enrolment, Event, SessionQuestion, Upvote, Viewing
from sarai.network.actions import Forgotten, declare_forgotten
from sarai.network.models import PersonRecord

from .assignments import forget_hand_ins
from .enrolling import promote


def _forget(who: Forgotten) -> None:
    """Blank what they handed in. Take what they watched and asked off the registrations it was done with; it stays
    counted, without who they were.
    A registration that was not filed yet has no record: it is known by its address, and is gone."""
    forget_hand_ins(Enrolment.objects.filter(Q(record__in=who.records) | Q(email__in=who.addresses)), at=who.at)
    for record in who.records:
        _take_over(record, Enrolment.objects.filter(record=record))
    unfiled = Enrolment.objects.filter(record=None, email__in=who.addresses)
    if who.records:
        _take_over(who.records[0], unfiled)
    _delete(unfiled, who.at)


def _take_over(record: PersonRecord, enrolments: QuerySet[Enrolment]) -> None:
    """Have the record be the viewer from now on, so that one viewer stays one; blank what was asked."""
    numbers = list(enrolments.values_list("pk", flat=True))
    viewer = f"r{record.pk}"
    own = Viewing.objects.filter(Q(record=record) | Q(enrolment__in=numbers))
    own.update(record=record, enrolment=None, viewer=viewer)
    Upvote.objects.filter(viewer__in=[f"e{number}" for number in numbers]).update(viewer=viewer, voice=viewer)
    blank = {"name": "", "text": "", "viewer": viewer, "state": SessionQuestion.State.HIDDEN, "before": ""}
    SessionQuestion.objects.filter(enrolment__in=numbers).update(**blank, enrolment=None)


def _delete(enrolments: QuerySet[Enrolment], at: datetime) -> None:
    """Delete registrations; who waited longest has the place of each."""
    events = list(Event.objects.filter(pk__in=enrolments.values("event")))
    enrolments.delete()
    for event in events:
        promote(event=event, at=at)


declare_forgotten(_forget)
