"""What a page may say heartbeats with: which session is watched, by whom, on which page, since when; signed."""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import Literal

Mode = Literal["l", "p"]  # live, or playback

# The ticket without its signature, and the signature: 128 bits of HMAC-SHA256 (RFC 2104, section 5), in base64.
CLAIMS = rb"[0-9]{1,10}\.[ae][A-Za-z0-9_-]{1,32}\.[A-Za-z0-9_-]{16}\.[lp]\.[0-9]{10}"
SIGNATURE = rb"[A-Za-z0-9_-]{22}"


def key_for(secret: str) -> bytes:
    """The key of tickets, from the secret of the installation: 32 bytes."""
    return hmac.digest(secret.encode(), b"sarai.exchanges.beats", "sha256")


def signature(key: bytes, claims: bytes) -> bytes:
    """What proves that claims are ours: 22 letters."""
    return urlsafe_b64encode(hmac.digest(key, claims, "sha256")[:16]).rstrip(b"=")


def new_page() -> str:
    """A number for one loading of a page: 16 letters that nobody can guess."""
    return secrets.token_urlsafe(12)


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a page was made for. `viewer` is "e" and the number of an enrolment, or "a" and a hash that lasts a day.
    `issued` is in seconds since 1970, by the server's clock."""

    session: int
    viewer: str
    page: str
    mode: Mode
    issued: int

    @classmethod
    def of(cls, claims: bytes) -> Ticket:
        """The ticket whose claims fit CLAIMS."""
        session, viewer, page, mode, issued = claims.decode("ascii").split(".")
        return cls(int(session), viewer, page, "l" if mode == "l" else "p", int(issued))

    @property
    def claims(self) -> bytes:
        """The ticket as text, before it is signed."""
        return f"{self.session}.{self.viewer}.{self.page}.{self.mode}.{self.issued:010d}".encode("ascii")

    def signed(self, key: bytes) -> str:
        """The ticket as a page carries it."""
        return (self.claims + b"." + signature(key, self.claims)).decode("ascii")
