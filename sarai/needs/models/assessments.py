"""What is asked of whom: surveys and cities that belong to one assessment of needs."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from sarai.evidence.engine import Scope
from sarai.network.models import City
from sarai.surveys.models import Survey


class Assessment(models.Model):
    """An assessment of needs: the surveys by which it asks, and the cities that it wants to hear.

    Without cities it hears whoever answers; with them, only answers from these cities are counted in it.
    """

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    surveys = models.ManyToManyField(Survey, blank=True, related_name="assessments")
    cities = models.ManyToManyField(City, blank=True, related_name="assessments")
    made_at = models.DateTimeField()

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"slug", "title", "summary", "surveys", "cities", "made_at"}

    class Meta:
        ordering: ClassVar = ["-made_at", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("needs:assessment-detail", args=[self.slug])

    @property
    def scope(self) -> Scope:
        """What figures about this assessment are about."""
        return Scope("assessment", self.slug)
