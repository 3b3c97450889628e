"""What was handed in for the assignment of an event: whose it is, what waits to be marked, which is next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from sarai.exchanges.models import Assignment, Enrolment, Event, HandIn

LISTS = ("waiting", "marked", "late", "all")


def assignment_of(event: Event) -> Assignment | None:
    """The assignment of an event; None where it has none, or it was taken away."""
    found = Assignment.objects.filter(event=event, removed_at=None).first()
    if found:
        found.event = event
    return found


def own_hand_in(assignment: Assignment, enrolment: Enrolment) -> HandIn | None:
    """What somebody handed in for an assignment."""
    found = HandIn.objects.filter(assignment=assignment, enrolment=enrolment).first()
    if found:
        found.assignment = assignment
    return found


def may_hand_in(assignment: Assignment, enrolment: Enrolment, known: HandIn | None, now: datetime) -> bool:
    """Whether somebody may hand an assignment in now, or something else than the `known`."""
    there = assignment.removed_at is None and assignment.event.state == Event.State.OPEN
    return there and enrolment.connects and (known is None or known.may_be_replaced(now))


def hand_ins(assignment: Assignment) -> QuerySet[HandIn]:
    """What people handed in for an assignment, the oldest first, with who they are; of those who were forgotten there
    is nothing to be read."""
    found = HandIn.objects.filter(assignment=assignment).exclude(enrolment__email="")
    return found.select_related("enrolment", "assignment").order_by("changed_at", "pk")


def _is_late(assignment: Assignment) -> Q:
    return Q(changed_at__gt=assignment.due_at) if assignment.due_at else Q(pk=None)


def listed(assignment: Assignment, which: str) -> QuerySet[HandIn]:
    """One of the `LISTS`."""
    found = hand_ins(assignment)
    narrowed = {"waiting": Q(marked_at=None), "marked": ~Q(marked_at=None), "late": _is_late(assignment)}
    return found.filter(narrowed[which]) if which in narrowed else found


def list_sizes(assignment: Assignment) -> dict[str, int]:
    """How many are in each of the `LISTS`."""
    return HandIn.objects.filter(pk__in=hand_ins(assignment).order_by().values("pk")).aggregate(
        all=Count("pk"),
        waiting=Count("pk", filter=Q(marked_at=None)),
        marked=Count("pk", filter=~Q(marked_at=None)),
        late=Count("pk", filter=_is_late(assignment)),
    )


def next_to_mark(after: HandIn) -> HandIn | None:
    """What is marked next: the first that waits after this one, else the first of all; None where nothing waits."""
    waiting = listed(after.assignment, "waiting").exclude(pk=after.pk)
    later = Q(changed_at__gt=after.changed_at) | Q(changed_at=after.changed_at, pk__gt=after.pk)
    return waiting.filter(later).first() or waiting.first()


def to_mark(events: Iterable[int]) -> Mapping[int, int]:
    """How many hand-ins wait to be marked, by event; an event of which none does is not there."""
    waiting = HandIn.objects.filter(assignment__event__in=events, marked_at=None).exclude(enrolment__email="")
    return dict(waiting.order_by().values_list("assignment__event").annotate(Count("pk")))
