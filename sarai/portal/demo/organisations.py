"""Where synthetic people work: type of organisation, a plausible name of one, and a job title."""

from __future__ import annotations

import random

UNKNOWN = ""

# Type of organisation -> the choice as the registration form words it (a drop-down, so always in these words).
CHOICES: dict[str, str] = {
    "local_government": "Local government",
    "national_government": "National government",
    "academia": "Academia",
    "civil_society": "Civil society organisation",
    "intergovernmental": "Intergovernmental organisation",
    "un_entity": "UN entity",
    "private_sector": "Private sector",
    "media": "Media",
    "other": "Other",
}

# {city} falls back to the country where the person gave no city.
_NAMES: dict[str, tuple[str, ...]] = {
    "local_government": (
        "{city} City Council",
        "Municipality of {city}",
        "{city} City Government",
        "{city} Disaster Risk Reduction Office",
        "City Planning Office, {city}",
        "{city} Public Health Department",
    ),
    "national_government": (
        "National Disaster Management Office, {country}",
        "Ministry of Health, {country}",
        "Ministry of Local Government, {country}",
        "Civil Protection, {country}",
        "Ministry of Urban Development, {country}",
    ),
    "academia": (
        "University of {city}",
        "{city} Institute of Technology",
        "School of Public Health, {city}",
        "Centre for Urban Studies, {country}",
    ),
    "civil_society": (
        "{city} Resilience Network",
        "Community Action {country}",
        "Youth for Safer Cities {country}",
        "{city} Women's Association",
    ),
    "intergovernmental": (
        "Regional Centre for Risk Reduction",
        "Association of River Basin States",
        "Regional Development Bank",
    ),
    "un_entity": ("UN country team, {country}", "United Nations, {country}", "UN regional office"),
    "private_sector": (
        "{city} Engineering Consultants",
        "Resilient Infrastructure {country}",
        "{city} Water Company",
        "+Cities Lab",
    ),
    "media": ("{city} Daily", "Radio {city}", "{country} Broadcasting"),
    "other": ("Independent consultant", "Volunteer", "Retired", "{city} Fire Brigade"),
    UNKNOWN: ("",),
}

_TITLES: dict[str, tuple[str, ...]] = {
    "local_government": (
        "City planner",
        "Disaster risk reduction officer",
        "Deputy mayor",
        "Environment officer",
        "Health officer",
    ),
    "national_government": (
        "Programme manager",
        "Director",
        "Policy analyst",
        "Civil protection officer",
        "Senior engineer",
    ),
    "academia": ("Lecturer", "PhD candidate", "Professor", "Research associate"),
    "civil_society": ("Coordinator", "Project officer", "Executive director", "Field officer"),
    "intergovernmental": ("Adviser", "Programme officer", "Technical specialist"),
    "un_entity": ("Programme officer", "National officer", "Coordination analyst"),
    "private_sector": ("Engineer", "Consultant", "Managing director", "Architect"),
    "media": ("Journalist", "Editor"),
    "other": ("Consultant", "Volunteer", ""),
    UNKNOWN: ("",),
}


def organisation_name(rng: random.Random, kind: str, *, city: str, country: str) -> str:
    """A generic organisation name of this type, in this city (or, without a city, in this country)."""
    return rng.choice(_NAMES[kind]).format(city=city or country, country=country or "abroad")


def job_title(rng: random.Random, kind: str) -> str:
    """A job title that goes with this type of organisation; may be blank."""
    return rng.choice(_TITLES[kind])
