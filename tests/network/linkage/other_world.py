"""A second world of synthetic people, built on other lines than `sarai.network.linkage.synthetic`.

Names drawn evenly from two flat lists (so that many different people share a full name), employers that are numbers,
one provider for all private addresses, and noise that is applied field by field. What is learnt in the one must hold in
the other.
"""

from __future__ import annotations

import random
import string
from dataclasses import replace

from sarai.network.linkage.records import PersonRecord

ONSETS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "sh", "tr", "br", "kl")
VOWELS = ("a", "e", "i", "o", "u", "ai", "ei")
CODAS = ("", "", "n", "r", "l", "s", "m")
COUNTRIES = ("BR", "IN", "KE", "ZA", "TH", "CO", "EG", "MA", "FJ", "TR", "VN", "PE", "GH", "JM", "KZ", "BD")


def _word(rng: random.Random, syllables: int) -> str:
    return "".join(rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS) for _ in range(syllables)).capitalize()


def generate(people: int, *, seed: int, name_stock: int = 220) -> tuple[list[PersonRecord], dict[int, int]]:
    """As the package's own `generate`: records in random order, and record id → person."""
    rng = random.Random(seed)
    given = sorted({_word(rng, 2) for _ in range(name_stock)})
    family = sorted({_word(rng, rng.choice((2, 3))) for _ in range(name_stock)})
    cities = [(f"{_word(rng, 3)}", rng.choice(COUNTRIES)) for _ in range(150)]
    employers = [
        (f"{_word(rng, 2)} {kind} {n}", rng.choice(cities)) for n in range(people // 30 + 2) for kind in ("Agency",)
    ]
    drafts: list[tuple[int, PersonRecord]] = []
    for person in range(people):
        first, last = rng.choice(given), rng.choice(family)
        employer, (city, country) = rng.choice(employers)
        base = PersonRecord(
            0,
            f"{first} {last}",
            f"{first}.{last}.{person}@post.test".lower(),
            "".join(rng.choices(string.digits, k=10)),
            employer,
            "",
            city,
            country,
            rng.choice(("female", "male")),
        )
        drafts.append((person, base))
        for _ in range(rng.choices((0, 1, 2, 3), weights=(75, 15, 7, 3))[0]):
            drafts.append((person, _noisy(base, first, last, employers, rng)))
    rng.shuffle(drafts)
    records = [replace(record, id=1000 + number) for number, (_, record) in enumerate(drafts)]
    return records, {1000 + number: person for number, (person, _) in enumerate(drafts)}


def _noisy(
    base: PersonRecord, first: str, last: str, employers: list[tuple[str, tuple[str, str]]], rng: random.Random
) -> PersonRecord:
    record = base
    if rng.random() < 0.3:
        ways = (
            f"{last} {first}",
            f"{first[0]} {last}",
            _typo(base.name, rng),
            f"{last}, {first}",
            f"Dr {first} {last}",
        )
        record = replace(record, name=rng.choice(ways))
    email = rng.random()
    if email < 0.35:
        domain = base.organisation.lower().replace(" ", "-")
        record = replace(record, email=f"{first[0]}{last}{rng.randrange(100)}@{domain}.example.org".lower())
    elif email < 0.55:
        record = replace(record, email="")
    elif email < 0.7:
        record = replace(record, email=_typo(base.email.partition("@")[0], rng) + "@post.test")
    if rng.random() < 0.12:
        employer, _place = rng.choice(employers)
        record = replace(record, organisation=employer)
    for field, share in (("phone", 0.4), ("organisation", 0.15), ("city", 0.15), ("country", 0.1), ("gender", 0.3)):
        if rng.random() < share:
            record = replace(record, **{field: ""})
    return record


def _typo(text: str, rng: random.Random) -> str:
    place = rng.randrange(1, len(text) - 1)
    return text[:place] + rng.choice(("", text[place] * 2, rng.choice(string.ascii_lowercase))) + text[place + 1 :]
