"""A certificate of an issuer with two keys, an old one and a new one."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime

import pytest

from sarai.exchanges.credentials import Award, KnownKey, SigningKey, badge, did_of, plain, profile, signed

SITE = "https://cities.example"
LIST = f"{SITE}/certificates/revocations/1"
ISSUED = datetime(2020, 10, 10, 12, tzinfo=UTC)
LATER = datetime(2021, 1, 1, tzinfo=UTC)
OLD, NEW = SigningKey(b"o" * 32), SigningKey(b"n" * 32)
KEYS = [KnownKey(key.id, key.page_id) for key in (OLD, NEW)]


def award(**fields) -> Award:
    """What the certificate of Layla Mansour says."""
    said = {
        "address": f"{SITE}/c/7K3M9QXA2VBD", "title": "Certificate of participation", "holder": "ليلى منصور",
        "email": "layla@example.org", "event": "Resilient cities", "event_address": f"{SITE}/events/resilient/",
        "about": "A training.", "language": "ar", "criteria": "60 % of 3 of 4 sessions", "attended": "4 of 4 sessions",
        "began": date(2020, 9, 8), "ended": date(2020, 9, 29), "status_list": LIST, "status_index": 7,
    }  # fmt: skip
    return Award(**said | fields)


def certificate(key: SigningKey = NEW, at: datetime = ISSUED, **fields) -> dict:
    """A signed credential."""
    bare = plain(badge(award(**fields), issuer=profile(SITE, "Cities together"), at=at, salt="pinch"))
    return signed(bare, key=key, controller=did_of(SITE), at=at)


@pytest.fixture
def document() -> dict:
    """Layla's certificate, to do with as one likes."""
    return copy.deepcopy(certificate())
