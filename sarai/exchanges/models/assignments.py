"""The assignment of an event, and what people hand in for it on this site. What counts is the fact that each is filed
as."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from sarai.exchanges.rules import graded, is_late

from .enrolments import Enrolment
from .events import Event


class Assignment(models.Model):
    """What those who take part in an event are asked to do; one of each event.

    It can be handed in from `set_at` on; what comes after `due_at` is late. `out_of` is how many points there are,
    where marks are points. Once it was taken away (`removed_at`), nobody sees it.
    """

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="assignment")
    title = models.CharField(max_length=200)
    text = models.TextField()
    due_at = models.DateTimeField(null=True, blank=True)
    takes_files = models.BooleanField(default=True)
    out_of = models.PositiveSmallIntegerField(null=True, blank=True)
    set_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=150, blank=True)

    PERSONAL: ClassVar = {"by"}
    OPEN: ClassVar = {"event", "title", "text", "due_at", "takes_files", "out_of", "set_at", "removed_at"}

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(out_of=None) | Q(out_of__gt=0), name="assignment_has_points"),
        ]

    def __str__(self) -> str:
        return self.title


class HandIn(models.Model):
    """What somebody handed in, as it stands now, and how it was marked: `mark` is as the team typed it.

    Every filing of it is a fact (see `desk.hand_ins`), which is where earlier marks stay on record. Of somebody who was
    forgotten, what they wrote and what was written to them is gone.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="hand_ins", db_index=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="hand_ins")
    text = models.TextField(blank=True)
    file = models.FileField(upload_to="hand-ins/", max_length=100, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    handed_in_at = models.DateTimeField()  # for the first time
    changed_at = models.DateTimeField()  # as it stands
    mark = models.CharField(max_length=20, blank=True)
    comment = models.TextField(blank=True)
    marked_by = models.CharField(max_length=150, blank=True)
    marked_at = models.DateTimeField(null=True)
    # Since when it is filed as it stands; null: it waits for that.
    filed_at = models.DateTimeField(null=True)

    PERSONAL: ClassVar = {
        "enrolment",
        "text",
        "file",
        "file_name",
        "size",
        "sha256",
        "mark",
        "comment",
        "marked_by",
    }
    OPEN: ClassVar = {"assignment", "handed_in_at", "changed_at", "marked_at", "filed_at"}

    class Meta:
        ordering: ClassVar = ["changed_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["changed_at"], condition=Q(filed_at=None), name="hand_in_to_file"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "enrolment"], name="handed_in_once"),
            models.CheckConstraint(condition=Q(marked_at=None) | ~Q(mark=""), name="marked_with_a_mark"),
        ]

    @property
    def late(self) -> bool:
        """Whether what stands came after the assignment was due."""
        return is_late(self.changed_at, self.assignment.due_at)

    @property
    def shown_mark(self) -> str:
        """The mark as it is put on record: "17/20"."""
        return graded(self.mark, self.assignment.out_of)

    @property
    def touched_at(self) -> datetime:
        """When it was last replaced or marked: whoever marks it says by this what they looked at."""
        return max(self.changed_at, self.marked_at or self.changed_at)

    def may_be_replaced(self, now: datetime) -> bool:
        """Whether whoever handed it in may hand in something else: until it is marked, and until it is due. What came
        late is late however often it is replaced; what came in time is not made late by mistake."""
        return self.marked_at is None and (self.late or not is_late(now, self.assignment.due_at))
