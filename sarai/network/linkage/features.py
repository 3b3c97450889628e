"""Records as columns that Splink can compare, the rarity of their values, and the keys under which pairs meet.

How telling an agreement is depends on how many others agree: of two records named "Wang Wei" among 100,000 nobody can
say anything. So every rarity is counted in the records at hand, names within their country.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import prod
from typing import Any

from sarai.network.linkage.contacts import (
    PUBLIC_PROVIDERS,
    acronym,
    fold_place,
    is_made_of_name,
    organisation_words,
    parse_email,
    parse_phone,
)
from sarai.network.linkage.names import parse_name, skeleton
from sarai.network.linkage.records import PersonRecord

SMOOTHING = 50.0
"""Records of the whole set that stand in for a country in which few are known."""

FEWEST_NAMESAKES = 0.015
"""Nobody's name is taken to be rarer than this many expected namesakes in the own country."""

SHARED_MAILBOX = 0.02
SHARED_PHONE = 0.08
"""Expected number of other people's records under one mailbox or telephone on which a single name is seen."""

SMALLEST_WORLD = 2_000
"""Records of a small file are weighed as if there were so many: ten rows say nothing about how rare a name is."""

PUBLIC_DOMAIN_ORGANISATIONS = 4
"""A domain seen with more institutions than this, none of which has half of its records, belongs to no institution."""

COLUMNS = (
    "unique_id",
    "name_key",
    "name_in_country",
    "name_tokens",
    "name_words",
    "name_forms",
    "name_skeleton",
    "name_letters",
    "mailbox",
    "email_local",
    "email_letters",
    "email_digits",
    "email_domain",
    "institution_domain",
    "handle",
    "phone",
    "organisation",
    "organisation_acronym",
    "organisation_type",
    "city",
    "country",
    "gender",
    "keys",
    "name_only_keys",
)


@dataclass(frozen=True, slots=True)
class Features:
    """`columns` name → one value a record (None where unknown); `rarity` column → value → share of others who have it.

    `size` is the number of records in which the rarities were counted.
    """

    columns: dict[str, list[Any]]
    rarity: dict[str, dict[str, float]]
    size: int

    def of(self, ids: Iterable[int]) -> Features:
        """Only the rows of `ids`; rarities remain those of the whole set."""
        wanted = set(ids)
        kept = [place for place, number in enumerate(self.columns["unique_id"]) if number in wanted]
        return Features(
            {name: [column[p] for p in kept] for name, column in self.columns.items()}, self.rarity, self.size
        )


def features(records: Sequence[PersonRecord]) -> Features:
    """Everything that the model compares of `records`."""
    public = _public_domains(records)
    rows = [_row(record, public) for record in records]
    columns = {name: [row[name] for row in rows] for name in COLUMNS}
    size, world = max(len(records), 1), max(len(records), SMALLEST_WORLD)
    rarity = {
        "name_in_country": _name_rarity(columns),
        "mailbox": _sharing(columns["mailbox"], columns["name_tokens"], SHARED_MAILBOX, world),
        "phone": _sharing(columns["phone"], columns["name_tokens"], SHARED_PHONE, world),
        "organisation": _shares(columns["organisation"], size),
        "institution_domain": _shares(columns["institution_domain"], size),
        "city": _shares(columns["city"], size),
        "country": _shares(columns["country"], size),
    }
    return Features(columns, rarity, size)


def _row(record: PersonRecord, public: frozenset[str]) -> dict[str, Any]:
    name, email = parse_name(record.name), parse_email(record.email)
    country = record.country.strip().upper()
    city = fold_place(record.city)
    words = organisation_words(record.organisation)
    own_box = bool(email.mailbox) and not email.shared
    institutional = email.domain if email.domain and email.domain not in public else None
    handle = email.local if own_box and len(email.local) >= 5 and not _is_name(email.local, record.name) else None
    row: dict[str, Any] = {
        "unique_id": record.id,
        "name_key": name.key or None,
        "name_in_country": f"{name.key}|{country}" if name.key else None,
        "name_tokens": list(name.tokens),
        "name_words": [token for token in name.tokens if len(token) > 1],
        "name_forms": [*name.tokens, *name.initials],
        "name_skeleton": name.skeleton or None,
        "name_letters": name.letters or None,
        "mailbox": email.mailbox if own_box else None,
        "email_local": email.local if own_box else None,
        "email_letters": email.letters if own_box else None,
        "email_digits": email.digits if own_box else None,
        "email_domain": email.domain or None,
        "institution_domain": institutional,
        "handle": handle,
        "phone": parse_phone(record.phone) or None,
        "organisation": " ".join(words) or None,
        "organisation_acronym": acronym(record.organisation) or None,
        "organisation_type": fold_place(record.organisation_type) or None,
        "city": city or None,
        "country": country or None,
        "gender": _gender(record.gender),
    }
    row["keys"] = sorted(set(_keys(row)))
    row["name_only_keys"] = sorted(set(_name_only_keys(row)))
    return row


def _is_name(local: str, written: str) -> bool:
    name = parse_name(written)
    return is_made_of_name(local, (*name.spelled, *(token for token in name.tokens if token not in name.spelled)))


def _gender(written: str) -> str | None:
    first = fold_place(written)[:1]
    return {"f": "f", "w": "f", "m": "m", "h": "m"}.get(first)


def _keys(row: Mapping[str, Any]) -> Iterator[str]:
    """Under which keys a record meets others: what few people share, or a like name at one place."""
    if row["mailbox"]:
        yield f"m:{row['mailbox']}"
        domain, local = row["email_domain"], row["email_local"]
        # One slip spares either the beginning or the end.
        yield f"d:{domain}:{local[:4]}*{local[-2:]}"
        yield f"d:{domain}:{local[:2]}*{local[-4:]}"
    if row["handle"]:
        yield f"h:{row['handle']}"
    if row["phone"]:
        yield f"p:{row['phone']}"
    places = {row["organisation"], row["organisation_acronym"], row["institution_domain"], row["city"]} - {None}
    for word, other in permutations(row["name_tokens"], 2):
        yield from (f"{place}:{skeleton(word)}:{other[0]}" for place in places)


def _name_only_keys(row: Mapping[str, Any]) -> Iterator[str]:
    """Under which keys a record meets others by its name alone: worth a look only while the name is rare."""
    if row["name_key"]:
        yield f"n:{row['name_key']}"
        yield f"n:{row['name_in_country']}"
        yield f"a:{row['name_letters'] or row['name_key']}"


def _public_domains(records: Iterable[PersonRecord]) -> frozenset[str]:
    """Domains of mail providers: the well-known ones, and those that many institutions' people use."""
    users: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        domain = parse_email(record.email).domain
        employer = " ".join(organisation_words(record.organisation)) or fold_place(record.city)
        if domain and employer:
            users[domain][employer] += 1
    many = {
        domain
        for domain, employers in users.items()
        if len(employers) > PUBLIC_DOMAIN_ORGANISATIONS and 2 * max(employers.values()) < employers.total()
    }
    return PUBLIC_PROVIDERS | many


def _shares(values: Iterable[Any], size: int) -> dict[str, float]:
    return {str(value): count / size for value, count in Counter(v for v in values if v is not None).items()}


def _sharing(values: Sequence[Any], names: Sequence[Any], base: float, size: int) -> dict[str, float]:
    """How likely somebody else's record shows this value: hardly, unless several names are already seen on it."""
    seen: dict[str, set[str]] = defaultdict(set)
    for value, tokens in zip(values, names, strict=True):
        if value is not None:
            seen[str(value)].add(max(tokens, key=len, default=""))
    return {value: (base + 0.5 * (len(owners) - 1) ** 2) / size for value, owners in seen.items()}


def _name_rarity(columns: Mapping[str, Sequence[Any]]) -> dict[str, float]:
    """Share of a country's records that carry a name by chance, were its tokens drawn one by one."""
    tokens_of: dict[str, Counter[str]] = defaultdict(Counter)
    sizes: Counter[str] = Counter()
    holders: Counter[str] = Counter()
    everywhere: Counter[str] = Counter()
    for tokens, country, key in zip(
        columns["name_tokens"], columns["country"], columns["name_in_country"], strict=True
    ):
        forms = {*tokens, *(token[0] for token in tokens)}
        tokens_of[country or ""].update(forms)
        everywhere.update(forms)
        sizes[country or ""] += 1
        holders[str(key)] += 1
    total = max(sizes.total(), 1)
    rarity: dict[str, float] = {}
    for tokens, country, key in zip(
        columns["name_tokens"], columns["country"], columns["name_in_country"], strict=True
    ):
        if key is None or key in rarity:
            continue
        counts, size = (tokens_of[country], sizes[country]) if country else (everywhere, total)
        chance = prod(
            (max(counts[token] - 1.5, 0.3) + SMOOTHING * max(everywhere[token] - 1.5, 0.3) / total) / (size + SMOOTHING)
            for token in tokens
        )
        seen = (holders[str(key)] - 2) / (2 * size)
        rarity[str(key)] = min(1.0, max(chance, seen, FEWEST_NAMESAKES / (size + SMOOTHING)))
    return rarity
