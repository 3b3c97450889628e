"""Names and e-mail addresses: never two alike, and every address under a reserved domain."""

from __future__ import annotations

import random
import re

from anyascii import anyascii

from .names import NAMES
from .person import Gender

# Reserved for documentation and tests (RFC 2606): no address below them can belong to anyone.
PERSONAL_DOMAINS = ("mail.example", "post.example", "inbox.example", "example.org", "example.net")
TWO_GIVEN_NAMES = 0.1  # share of people
SECOND_DOMAINS = ("mail.example", "example.com", "mobile.example", "home.example")


class Registrar:
    """Hands out names and addresses, each once."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._names: set[tuple[str, str]] = set()
        self._emails: set[str] = set()

    def name(self, pool: str, gender: Gender) -> tuple[str, str]:
        """A new given and family name from this pool; without a binary gender, from either list."""
        given_names = self._given_names(pool, gender)
        for _ in range(1000):
            given, family = self._rng.choice(given_names), self._rng.choice(NAMES[pool].family)
            second = self._rng.choice(given_names)
            called = (given.split()[0], family)  # what remains when somebody writes their name in short
            if called not in self._names:
                self._names.add(called)
                has_second = self._rng.random() < TWO_GIVEN_NAMES and given != second
                return (f"{given} {second}" if has_second else given), family
        raise ValueError(f"The name pool {pool} is too small for so many people.")

    def _given_names(self, pool: str, gender: Gender) -> tuple[str, ...]:
        names = NAMES[pool]
        if gender is Gender.FEMALE:
            return names.female
        return names.male if gender is Gender.MALE else names.female + names.male

    def email(self, given: str, family: str, *, organisation_domain: str = "") -> str:
        """A new address for somebody of this name, at work if a domain is given (mostly), else personal."""
        at_work = organisation_domain and self._rng.random() < 0.55
        domain = organisation_domain if at_work else self._rng.choice(PERSONAL_DOMAINS)
        return self._unused(self._local_part(given, family), domain)

    def second_email(self, given: str, family: str) -> str:
        """Another new address for somebody of this name, personal, and spelled another way."""
        first, last = slug(given.split()[0]), slug(family)
        local = self._rng.choice([f"{last}.{first}", f"{first}{last}{self._rng.randint(70, 99)}", f"{first}_{last}"])
        return self._unused(local, self._rng.choice(SECOND_DOMAINS))

    def misspelt_email(self, email: str) -> str:
        """The address with two neighbouring letters swapped, as a hurried person types it."""
        local, domain = email.split("@")
        places = [i for i in range(len(local) - 1) if local[i] != local[i + 1] and local[i : i + 2].isalpha()]
        at = self._rng.choice(places)
        return self._unused(local[:at] + local[at + 1] + local[at] + local[at + 2 :], domain)

    def _local_part(self, given: str, family: str) -> str:
        first, last = slug(given.split()[0]), slug(family)
        return self._rng.choice([f"{first}.{last}", f"{first[0]}{last}", f"{slug(given)}.{last}", f"{last}.{first[0]}"])

    def _unused(self, local: str, domain: str) -> str:
        email, number = f"{local}@{domain}", 2
        while email in self._emails:
            email, number = f"{local}{number}@{domain}", number + 1
        self._emails.add(email)
        return email


def slug(text: str) -> str:
    """Text as lower-case Latin letters and digits without spaces, for a part of an address."""
    return re.sub(r"[^a-z0-9]", "", anyascii(text).lower())


def organisation_domain(kind: str, *, city: str, country: str) -> str:
    """A reserved domain for an organisation of this type here; '' where people use personal addresses."""
    if not country:
        return ""
    here, nation = slug(city) or slug(country), slug(country)
    return {
        "local_government": f"{here}-city.example",
        "national_government": f"gov-{nation}.example",
        "academia": f"univ-{here}.example",
        "civil_society": f"ngo-{nation}.example",
        "intergovernmental": "regional-centre.example",
        "un_entity": f"un-{nation}.example",
        "private_sector": f"company-{here}.example",
        "media": f"news-{here}.example",
    }.get(kind, "")


def short_form(rng: random.Random, given: str, family: str) -> tuple[str, str]:
    """The same name as its bearer writes it another day: initials, order or capitals differ."""
    first = given.split()[0]
    return rng.choice(
        [(first, family), (f"{first[0]}.", family), (family, given), (given.upper(), family.upper()), (given, family)]
    )
