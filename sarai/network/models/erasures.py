"""What is remembered of people who are forgotten: that they are."""

from typing import ClassVar

from django.db import models

from sarai.evidence.models import Source

from .people import Person


class Erasure(models.Model):
    """That somebody's data was erased because they asked for it. Every kept file is gone through for it."""

    source = models.OneToOneField(Source, on_delete=models.PROTECT, primary_key=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="erasures")

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"source", "person"}


class Pseudonym(models.Model):
    """What is written instead of an address or token that must not be stored again: of that, only a keyed hash is."""

    mark = models.CharField(max_length=64, unique=True)
    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="pseudonyms")

    PERSONAL: ClassVar = {"mark"}
    OPEN: ClassVar = {"erasure"}

    def __str__(self) -> str:
        return f"erased:{self.pk}"


class Swept(models.Model):
    """Up to which erasure the kept file of a source was gone through."""

    source = models.OneToOneField(Source, on_delete=models.PROTECT, primary_key=True, related_name="+")
    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="+")

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"source", "erasure"}
