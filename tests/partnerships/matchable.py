"""Cities that say what they need, offer and wish, for tests of matches."""

from __future__ import annotations

from datetime import datetime

from sarai.needs.actions import Said, state
from sarai.network.models import City, Theme

from .making import NOW


def theme(slug: str, name: str = "") -> Theme:
    """A theme of the programme."""
    return Theme.objects.get_or_create(slug=slug, defaults={"name": name or slug.title()})[0]


def says(city: City, kind: str, *subjects: str, about: Theme | None = None, at: datetime = NOW, **how: object) -> None:
    """A city's own word: that it needs (offers, would work with) these."""
    said = Said(how.get("holds", True), how.get("rank"), about.pk if about else None)  # type: ignore[arg-type]
    state(city=city, said={kind: dict.fromkeys(subjects, said)}, by="Olga", at=at)


def names(city: City, *partners: City) -> None:
    """A city names others as partners."""
    says(city, "partner", *(str(partner.pk) for partner in partners))
