"""The programme, its themes, and the organisations that take part."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from .places import Country, CountryGroup
from .words import OrganisationType


class Theme(models.Model):
    """A theme of the programme, with the Sustainable Development Goals it serves (1 to 17)."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    sdgs = models.JSONField(default=list)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"slug", "name", "sdgs"}

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Institution(models.Model):
    """An organisation that takes part: a ministry, an association of cities, a UN entity, a university."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    acronym = models.CharField(max_length=30, blank=True)
    type = models.CharField(max_length=24, choices=OrganisationType)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, blank=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"slug", "name", "acronym", "type", "country"}

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.acronym or self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("portal:institution-detail", args=[self.slug])


class Programme(models.Model):
    """The programme that this installation runs, and which definition of "South" its figures use."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    south = models.ForeignKey(CountryGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"slug", "title", "summary", "starts_on", "ends_on", "south"}

    def __str__(self) -> str:
        return self.title
