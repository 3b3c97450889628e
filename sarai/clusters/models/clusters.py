"""Clusters, and who belongs to them: cities, institutions and people with an account."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sarai.accounts.models import User
from sarai.evidence.engine import Scope
from sarai.evidence.models import Fact
from sarai.network.models import City, Institution, Theme


class Cluster(models.Model):
    """A community of practice. Of an open one, everybody with a role here may read and join; a closed one is read by
    its members, whom the team admits."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    themes = models.ManyToManyField(Theme, blank=True, related_name="clusters")
    position = models.PositiveSmallIntegerField(default=0)
    is_open = models.BooleanField(default=True)

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"slug", "title", "summary", "themes", "position", "is_open"}

    class Meta:
        ordering: ClassVar = ["position", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("clusters:cluster-detail", args=[self.slug])

    @property
    def scope(self) -> Scope:
        """What figures about this cluster are about."""
        return Scope("cluster", self.slug)

    @property
    def topic(self) -> str:
        """Under which topic its letters stand."""
        return f"cluster:{self.slug}"


class Membership(Fact):
    """That a city, an institution or somebody with an account belongs to a cluster, from when it was recorded until it
    was retracted. `member` says which, the same in every cluster, and stays when an account is erased."""

    class Kind(models.TextChoices):
        CITY = "city", _("city")
        INSTITUTION = "institution", _("institution")
        PERSON = "person", _("person")

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="memberships")
    kind = models.CharField(max_length=12, choices=Kind)
    member = models.CharField(max_length=40)
    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, related_name="memberships")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="memberships")

    PERSONAL: ClassVar = {"user", "member"}
    OPEN: ClassVar = {"cluster", "kind", "city", "institution"}
    EVIDENCE = ("cluster", "kind", "city", "institution")
    SEARCH = ("cluster__title", "city__name", "institution__name")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cluster", "member"], condition=Q(retracted_at=None), name="member_of_cluster_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="city", city__isnull=False, institution=None, user=None)
                | Q(kind="institution", city=None, institution__isnull=False, user=None)
                | Q(kind="person", city=None, institution=None),
                name="membership_of_one",
            ),
        ]


class Digest(models.Model):
    """How often somebody is written to about what is new in a cluster, and until when they were told; and whether they
    are written to as soon as somebody answers them there."""

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("every day")
        WEEKLY = "weekly", _("every week")
        NONE = "none", _("never")

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="digests")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="digests")
    rhythm = models.CharField(max_length=8, choices=Rhythm, default=Rhythm.WEEKLY)
    answers = models.BooleanField(default=True)
    told_until = models.DateTimeField()

    PERSONAL: ClassVar = {"user", "rhythm", "answers", "told_until"}
    OPEN: ClassVar = {"cluster"}

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["told_until"], condition=~Q(rhythm="none"), name="digest_due"),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["cluster", "user"], name="digest_once")]
