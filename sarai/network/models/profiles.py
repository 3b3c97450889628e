"""How a city or an institution presents itself."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sarai.evidence.models import Fact

from .places import City
from .programmes import Institution


class Profile(Fact):
    """What a city or an institution says of itself: in whose words it is shown to everybody.

    What its own officer or partner writes waits until the programme team confirms it; meanwhile what was confirmed
    before is shown. `themes` are slugs, `languages` BCP 47 codes.
    """

    city = models.ForeignKey(City, on_delete=models.PROTECT, null=True, related_name="profiles")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="profiles")
    description = models.TextField(blank=True)
    website = models.CharField(max_length=500, blank=True)
    themes = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    confirmed = models.BooleanField()

    PERSONAL: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"city", "institution", "description", "website", "themes", "languages", "confirmed"}
    EVIDENCE = ("city", "institution", "description", "website", "confirmed")
    SEARCH = ("city__name", "institution__name", "description")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(city=None, institution__isnull=False) | Q(city__isnull=False, institution=None),
                name="profile_of_city_or_institution",
            ),
            models.UniqueConstraint(
                fields=["city", "confirmed"], condition=Q(retracted_at=None), name="city_has_one_profile"
            ),
            models.UniqueConstraint(
                fields=["institution", "confirmed"], condition=Q(retracted_at=None), name="institution_has_one_profile"
            ),
        ]

    @property
    def of(self) -> City | Institution:
        """Whose it is."""
        found = self.city or self.institution
        assert found is not None
        return found
