"""Countries, cities, institutions, themes and people; place names and who is who."""

from dataclasses import fields
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sarai.evidence.models import Fact, Source

from .mentions import Mention


class OrganisationType(models.TextChoices):
    """What kind of organisation somebody comes from."""

    LOCAL_GOVERNMENT = "local_government", _("local government")
    NATIONAL_GOVERNMENT = "national_government", _("national government")
    UN_ENTITY = "un_entity", _("UN entity")
    IGO = "igo", _("intergovernmental organisation")
    CSO = "cso", _("civil society")
    ACADEMIA = "academia", _("academia")
    PRIVATE_SECTOR = "private_sector", _("private sector")
    MEDIA = "media", _("media")
    OTHER = "other", _("other")


class Act(models.TextChoices):
    """What people decide about people and places: the `format` of the source that such a decision is."""

    MERGE = "merge", _("Two records are one person")
    APART = "apart", _("Two records are different people")
    UNDONE = "merge-undone", _("A merge was undone")
    LINKED = "linked", _("People linked automatically")
    ERASURE = "erasure", _("A person's data was erased")
    PLACE = "place", _("A decision on a place")
    PLACE_UNDONE = "place-undone", _("A decision on a place was taken back")


class Gender(models.TextChoices):
    """Gender as a person states it."""

    FEMALE = "female", _("female")
    MALE = "male", _("male")
    OTHER = "other", _("another")
    UNDISCLOSED = "undisclosed", _("prefer not to say")


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

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place"], condition=Q(retracted_at=None), name="place_read_one_way"),
            models.CheckConstraint(
                condition=~Q(status="city") | Q(city__isnull=False), name="place_read_as_city_has_city"
            ),
        ]


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


class Person(models.Model):
    """Somebody, known only through the records that are linked to them."""

    erased_at = models.DateTimeField(null=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"erased_at"}

    class Meta:
        verbose_name_plural = _("people")


class PersonRecord(models.Model):
    """A person as a row of a file or a form stated them. The same statement made twice is one record."""

    content = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200, blank=True)
    # The name as it is looked for, without accents and capitals.
    folded_name = models.CharField(max_length=400, blank=True)
    email = models.CharField(max_length=254, blank=True, db_index=True)
    phone = models.CharField(max_length=50, blank=True)
    token = models.CharField(max_length=100, blank=True, db_index=True)
    organisation = models.CharField(max_length=300, blank=True)
    # … and as organisations are told apart: without accents, capitals and punctuation.
    folded_organisation = models.CharField(max_length=600, blank=True)
    organisation_type = models.CharField(max_length=24, blank=True, choices=OrganisationType)
    job_title = models.CharField(max_length=200, blank=True)
    gender = models.CharField(max_length=12, blank=True, choices=Gender)
    language = models.CharField(max_length=20, blank=True)
    place = models.ForeignKey(PlaceName, on_delete=models.PROTECT, null=True, related_name="records")

    PERSONAL: ClassVar = {
        "content",
        "name",
        "folded_name",
        "email",
        "phone",
        "token",
        "organisation",
        "folded_organisation",
        "job_title",
        "gender",
    }
    OPEN: ClassVar = {"organisation_type", "language", "place"}

    class Meta:
        indexes: ClassVar = [models.Index(fields=["folded_name", "email"], name="person_record_sought")]

    def __str__(self) -> str:
        return self.name or str(_("somebody"))

    @property
    def mention(self) -> Mention:
        """What it states, as a row would: with the place as it was typed."""
        said = {field.name: getattr(self, field.name) for field in fields(Mention) if hasattr(self, field.name)}
        place = self.place
        return Mention(**said, city=place.text if place else "", country=place.country_text if place else "")


class PersonLink(Fact):
    """That a record is about a person: by its e-mail address or token, by a score, or by somebody's decision."""

    class Method(models.TextChoices):
        OWN = "own", _("first record of this person")
        EMAIL = "email", _("same e-mail address")
        TOKEN = "token", _("same registration token")
        SCORE = "score", _("so likely the same that no review is needed")
        REVIEW = "review", _("somebody's decision")

    record = models.ForeignKey(PersonRecord, on_delete=models.CASCADE, related_name="links", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="links")
    method = models.CharField(max_length=8, choices=Method)
    probability = models.FloatField(default=1.0)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"record", "person", "method", "probability"}

    class Meta:
        # Every figure of people asks who a record was about as known at a moment: the index holds the whole answer.
        indexes: ClassVar = [
            models.Index(fields=["record", "person", "recorded_at", "retracted_at"], name="link_as_known"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record"], condition=Q(retracted_at=None), name="record_of_one_person"),
        ]


class LinkSuggestion(models.Model):
    """Two people who may be one, and why; open until somebody decides."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SAME = "same", _("the same person")
        DIFFERENT = "different", _("different people")
        OVERTAKEN = "overtaken", _("settled by another decision")

    left = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    probability = models.FloatField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")

    PERSONAL: ClassVar = {"reasons"}
    OPEN: ClassVar = {"left", "right", "probability", "state", "decided"}

    class Meta:
        ordering: ClassVar = ["-probability", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["left", "right"], name="suggested_once"),
            models.CheckConstraint(condition=Q(left__lt=models.F("right")), name="suggestion_in_order"),
        ]


class Compared(models.Model):
    """That the people whom a source brought were compared with everybody; those of a source without one wait for it."""

    source = models.OneToOneField(Source, on_delete=models.PROTECT, primary_key=True, related_name="+")
    at = models.DateTimeField()

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"source", "at"}


class Merge(models.Model):
    """A decision that two people are one; what it moved can be moved back. Until it is, nobody is absorbed again."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absorbed_by")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    undone = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"kept", "absorbed", "source", "undone"}

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["absorbed"], condition=Q(undone=None), name="merge_absorbed_once"),
            models.CheckConstraint(condition=~Q(kept=models.F("absorbed")), name="merge_of_two"),
        ]


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
