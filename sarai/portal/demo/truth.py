"""What was constructed, person by person: for tests, never for the platform."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .attendance import time_inside
from .person import Person
from .population import Population


def write_truth(path: Path, population: Population) -> None:
    """One entry per person: addresses, attributes, seconds per session, and whether a certificate is earned."""
    registrants = {p.number for p in population.registrants}
    people = [_entry(p, registered=p.number in registrants) for p in population.everyone]
    path.write_text(json.dumps({"people": people}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _entry(person: Person, *, registered: bool) -> dict[str, Any]:
    return {
        "number": person.number,
        "name": person.full_name,
        "emails": person.emails,
        "registered": registered,
        "gender": person.gender.value,
        "country": person.country,
        "geonameid": person.city.geonameid if person.city else None,
        "organisation_type": person.organisation_type,
        "profile": person.profile.value,
        "seconds": {str(session): time_inside(person, session) for session in sorted(person.stays)},
        "handed_in": person.handed_in,
        "qualifies": person.profile.qualifies,
        "completions": person.completions,
    }
