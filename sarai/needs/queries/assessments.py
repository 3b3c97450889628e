"""How far an assessment has got: which of the cities that it wants to hear were heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sarai.evidence.engine import Cell, Question, breakdown
from sarai.needs.models import Assessment
from sarai.network.models import City


@dataclass(frozen=True, slots=True)
class Coverage:
    """Cities that were heard, each with how many people answered (the most first), and those that were not."""

    heard: Sequence[tuple[City, Cell]]
    silent: Sequence[City]

    @property
    def share(self) -> int | None:
        """How many of a hundred wanted cities were heard; None where no city was named."""
        whole = len(self.heard) + len(self.silent)
        return round(100 * len(self.heard) / whole) if whole else None


def coverage(assessment: Assessment) -> Coverage:
    """Which cities an assessment has heard, of those that it wants to hear; without such, of all."""
    cells = {
        cell.value: cell for cell in breakdown(Question("needs.respondents", assessment.scope), "city") if cell.known
    }
    wanted = {str(city.pk): city for city in assessment.cities.select_related("country")}
    cities = City.objects.select_related("country").in_bulk([int(value) for value in cells if value not in wanted])
    heard = [(wanted.get(value) or cities[int(value)], cell) for value, cell in cells.items()]
    return Coverage(heard, sorted((city for value, city in wanted.items() if value not in cells), key=str))
