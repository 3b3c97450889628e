"""Addresses and tokens that must not be stored again: what is written instead of them.

Somebody who was erased may be in the next file. So that they stay forgotten and are still counted once, their address
and token (or, without either, the key of their very row) are known by a keyed hash alone: HMAC-SHA256 (RFC 2104) under
a key derived from the installation's secret. Each has a pseudonym that says nothing. The rows of a file pass through
here before anything of them is stored.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.conf import settings

from sarai.evidence.actions import digest
from sarai.evidence.reading import Problem
from sarai.network.mentions import Mention, email_key
from sarai.network.models import Pseudonym

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")
SHORTEST_TOKEN = 6
"""A shorter text in some cell may be anything; in the column of tokens it is one."""


def mark_of(kind: str, text: str) -> str:
    """The keyed hash under which an `email`, a `token` or the key of a `row` is remembered."""
    return hmac.digest(_key(kind, settings.SECRET_KEY), text.encode(), "sha256").hex()


@lru_cache(maxsize=8)
def _key(kind: str, secret: str) -> bytes:
    return hmac.digest(secret.encode(), f"sarai.network.pseudonym.{kind}".encode(), "sha256")


class Pseudonyms:
    """The pseudonyms there are, read once."""

    def __init__(self) -> None:
        self._written = {one.mark: str(one) for one in Pseudonym.objects.all()}

    def __bool__(self) -> bool:
        return bool(self._written)

    def of(self, kind: str, text: str) -> str:
        """What stands for an address, a token or a row; "" where it may be stored."""
        return self._written.get(mark_of(kind, text), "") if text else ""

    def add(self, kind: str, text: str, like: str) -> str:
        """Give a pseudonym to what came beside one that has the pseudonym `like`."""
        erasure = Pseudonym.objects.get(pk=like.removeprefix("erased:")).erasure
        new = Pseudonym.objects.create(mark=mark_of(kind, text), erasure=erasure)
        self._written[new.mark] = str(new)
        return str(new)

    def are_in(self, cells: list[str]) -> bool:
        """Whether a row as it stands names somebody who is forgotten."""
        return any(self._is_in(cell) for cell in cells)

    def _is_in(self, cell: str) -> bool:
        if "@" in cell and any(self.of("email", email_key(found.rstrip("."))) for found in _ADDRESS.findall(cell)):
            return True
        code = cell.strip()
        if not SHORTEST_TOKEN <= len(code) <= 100 or " " in code or not any(map(str.isdigit, code)):
            return False
        return bool(self.of("token", code) or self.of("row", digest(code)))


class Screen:
    """Sees every record and problem of a file before it is filed, and puts an anonymous one in the place of each that
    is about somebody who asked to be forgotten. Where nobody ever did, it costs one query."""

    def __init__(self) -> None:
        self._pseudonyms = Pseudonyms()

    def __call__(self, batch: list[Any]) -> list[Any]:
        return [self._screened(item) for item in batch] if self._pseudonyms else batch

    def row(self, item: Any, key: str) -> Any:
        """A record without address and token, or an anonymous one in its place if it becomes the fact that has this key
        and that was about somebody who asked to be forgotten."""
        token = self._pseudonyms.of("row", key)
        return _anonymous(item, token=token) if token else item

    def _screened(self, item: Any) -> Any:
        if isinstance(item, Problem):
            return replace(item, raw=()) if self._pseudonyms.are_in(list(item.raw)) else item
        mention = getattr(item, "mention", None)
        known = mention and self._known(mention, getattr(item, "uuid", ""))
        return _anonymous(item, **known) if known else item

    def _known(self, mention: Mention, uuid: str) -> dict[str, str] | None:
        """The pseudonyms of whom a mention is about; None where nobody asked for that.

        A token that comes beside a forgotten address is forgotten with it, so that it cannot bring the person back.
        """
        email, token = self._pseudonyms.of("email", mention.email), self._pseudonyms.of("token", mention.token)
        if email and mention.token and not token:
            token = self._pseudonyms.add("token", mention.token, like=email)
        if not (email or token or mention.email or mention.token) and uuid:
            token = self._pseudonyms.of("row", digest(uuid))
        return {"email": email, "token": token} if email or token else None


def _anonymous(item: Any, *, email: str = "", token: str = "") -> Any:
    """A record under its pseudonyms, without what says who it is about."""
    mention = replace(item.mention, name="", email=email, phone="", token=token, organisation="", job_title="")
    blanks = {name: type(getattr(item, name))() for name in item.PERSONAL - {"mention"}}
    return replace(item, mention=mention, **blanks)
