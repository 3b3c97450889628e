"""Countries and cities, and what typed places are read as."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sarai.evidence.models import Fact


class Country(models.Model):
    """A country or area of ISO 3166, with its place among the UN's M49 regions."""

    iso2 = models.CharField(max_length=2, primary_key=True)
    iso3 = models.CharField(max_length=3)
    numeric = models.CharField(max_length=3, blank=True)
    name = models.CharField(max_length=100)
    region = models.CharField(max_length=60, blank=True)
    subregion = models.CharField(max_length=60, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    source = models.CharField(max_length=200)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"iso2", "iso3", "numeric", "name", "region", "subregion", "latitude", "longitude", "source"}

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return self.name


class CountryGroup(models.Model):
    """A named set of countries: least developed countries, the Group of 77 and China, a definition of "South"."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=300, blank=True)
    # A definition of "South" is made of other groups, joined by + and -, and holds from a day to a day.
    rule = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"slug", "title", "source", "rule", "valid_from", "valid_to"}

    def __str__(self) -> str:
        return self.title


class GroupMembership(models.Model):
    """Since when and until when a country is in a group, and who says so."""

    group = models.ForeignKey(CountryGroup, on_delete=models.CASCADE, related_name="memberships")
    country = models.ForeignKey(Country, on_delete=models.CASCADE, related_name="memberships")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=300)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"group", "country", "valid_from", "valid_to", "source"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "country", "valid_from"], name="membership_once"),
        ]


class City(models.Model):
    """A city that somebody named, as GeoNames knows it; a place that GeoNames lacks has a negative id of our own."""

    geonameid = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=200)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="cities")
    admin1 = models.CharField(max_length=80, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    population = models.PositiveBigIntegerField(default=0)
    timezone = models.CharField(max_length=60, blank=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {
        "geonameid",
        "name",
        "country",
        "admin1",
        "latitude",
        "longitude",
        "population",
        "timezone",
    }

    class Meta:
        verbose_name_plural = _("cities")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("portal:city-detail", args=[self.geonameid])


class PlaceName(models.Model):
    """A place as somebody typed it, with the country typed beside it. Decisions hold for all of one `sense`."""

    key = models.CharField(max_length=64, unique=True)
    sense = models.CharField(max_length=64, db_index=True)
    text = models.CharField(max_length=300, blank=True)
    country_text = models.CharField(max_length=200, blank=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"key", "sense", "text", "country_text"}

    def __str__(self) -> str:
        return ", ".join(part for part in (self.text, self.country_text) if part)


class PlaceReading(Fact):
    """Which city and country a typed place is read as: by the gazetteer, or by a person's decision."""

    class Status(models.TextChoices):
        CITY = "city", _("a city")
        COUNTRY = "country", _("a country, no city")
        ASK = "ask", _("doubtful")
        NONE = "none", _("no place")

    place = models.ForeignKey(PlaceName, on_delete=models.CASCADE, related_name="readings")
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, related_name="readings")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, null=True, related_name="readings")
    status = models.CharField(max_length=8, choices=Status)
    confidence = models.FloatField()
    reason = models.CharField(max_length=300, blank=True)
    candidates = models.JSONField(default=list)
    decided = models.BooleanField(default=False)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"place", "city", "country", "status", "confidence", "reason", "candidates", "decided"}
    EVIDENCE = ("place", "city", "country", "status", "reason")
    SEARCH = ("place__text", "place__country_text", "city__name")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place"], condition=Q(retracted_at=None), name="place_read_one_way"),
            models.CheckConstraint(
                condition=~Q(status="city") | Q(city__isnull=False), name="place_read_as_city_has_city"
            ),
        ]
