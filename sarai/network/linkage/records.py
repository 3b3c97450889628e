"""One registration of a person, as it comes to be compared with others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """What is known of a person from one source. Every text may be blank; blank means unknown, not different.

    `city` is a canonical city id where one is known, otherwise the city as written; `country` is ISO 3166 alpha-2.
    """

    id: int
    name: str = ""
    email: str = ""
    phone: str = ""
    organisation: str = ""
    organisation_type: str = ""
    city: str = ""
    country: str = ""
    gender: str = ""
    event: str = ""
