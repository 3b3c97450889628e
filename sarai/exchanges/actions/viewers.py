"""Who watches without being registered: a hash that lasts a day, and its salt, which is thrown away."""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import date, datetime

from django.core.cache import caches

from sarai.exchanges.models import DaySalt

REMEMBERED = 600  # seconds for which a process need not ask for the salt again


def anonymous_viewer(*, address: str, browser: str, at: datetime) -> str:
    """The name of a viewer who is not registered: the same for one address and browser on one day (UTC). Nothing says
    whose it was once the salt of that day is gone."""
    said = f"{address}\n{browser}".encode()
    return "a" + urlsafe_b64encode(hmac.digest(_salt_of(at.date()), said, "sha256")[:12]).decode("ascii")


def _salt_of(day: date) -> bytes:
    key = f"salt-{day}"
    salt: bytes | None = caches["local"].get(key)
    if salt is None:
        kept, _new = DaySalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_bytes(32)})
        salt = bytes(kept.salt)
        caches["local"].set(key, salt, REMEMBERED)
    return salt


def forget_salts(*, at: datetime) -> int:
    """Throw away the salts of the days before; returns how many."""
    return DaySalt.objects.filter(day__lt=at.date()).delete()[0]
