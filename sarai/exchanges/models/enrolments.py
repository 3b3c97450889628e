"""Registrations made on this site, as they come in at the door. What counts is the fact that each is filed as."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sarai.network.models import Gender, OrganisationType, PersonRecord

from .events import Event


class Enrolment(models.Model):
    """That somebody filled in the registration of an event here.

    It holds a place, or waits for one, as soon as it is made; it counts once its address is proved by the link in the
    mail. Whoever has that link, which is signed, may see it, change it and withdraw it (see `queries.enrolments`).
    """

    class Place(models.TextChoices):
        SEAT = "seat", _("has a place")
        WAITING = "waiting", _("on the waiting list")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="enrolments", db_index=False)
    email = models.CharField(max_length=254)
    # Who it is about, once it was filed.
    record = models.ForeignKey(PersonRecord, on_delete=models.PROTECT, null=True, related_name="enrolments")
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=300, blank=True)
    organisation_type = models.CharField(max_length=24, blank=True, choices=OrganisationType)
    city = models.CharField(max_length=300, blank=True)
    country = models.CharField(max_length=200, blank=True)
    gender = models.CharField(max_length=12, blank=True, choices=Gender)
    language = models.CharField(max_length=10, blank=True)
    zone = models.CharField(max_length=60, blank=True)
    consents = models.JSONField(default=list)  # the purposes agreed to, by their keys
    place = models.CharField(max_length=8, choices=Place, default=Place.SEAT)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    # Since when it is filed as it stands; null: it waits for that.
    filed_at = models.DateTimeField(null=True)

    PERSONAL: ClassVar = {
        "email",
        "record",
        "name",
        "organisation",
        "city",
        "country",
        "gender",
        "zone",
        "consents",
    }
    OPEN: ClassVar = {
        "event",
        "organisation_type",
        "language",
        "place",
        "made_at",
        "changed_at",
        "proved_at",
        "withdrawn_at",
        "filed_at",
    }

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["event", "place", "withdrawn_at"], name="enrolment_places"),
            models.Index(fields=["changed_at"], condition=Q(filed_at=None), name="enrolment_to_file"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "email"], condition=~Q(email=""), name="enrolled_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def connects(self) -> bool:
        """Whether this person takes part: with a place, and an address that is proved."""
        return bool(self.proved_at and not self.withdrawn_at and self.place == self.Place.SEAT)
