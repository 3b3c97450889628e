"""What the words of a credential mean: the JSON-LD contexts, as a package carries them, and only as we know them.

Nothing is fetched. A context is known by its SHA-256, so that a newer package cannot quietly change what a signature
covers: with another text, signing and verifying stop and say so.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

CARRIER = "openbadgeslib"
FOLDER = ("ob3", "contexts")
CREDENTIALS: Final = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

# Address → the file in the package that carries it, and its SHA-256. That of the credentials' context is published with
# the Verifiable Credentials Data Model 2.0 (Base Context); the other is that of the address on 2026-07-03.
KNOWN = MappingProxyType(
    {
        CREDENTIALS: ("credentials-v2.json", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"),
        OPEN_BADGES: (
            "ob-v3p0-context-3.0.3.json",
            "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
        ),
    }
)


class ContextMissing(RuntimeError):
    """The package that carries the contexts is not there, or carries others."""


@cache
def context_text(address: str) -> str:
    """The context of an address, as the JSON that stands in a document instead of it.

    Raises KeyError for an address that is not known, ContextMissing where its text is not there as it was.
    """
    name, sha256 = KNOWN[address]
    data = (_folder() / name).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ContextMissing(f"{CARRIER} carries another {address} than the one that certificates are signed under")
    return msgspec.json.encode(msgspec.json.decode(data)["@context"]).decode()


def _folder() -> Path:
    """Where the package keeps them. It is not imported: its code is not needed, and takes a third of a second."""
    found = find_spec(CARRIER)
    if found is None or not found.submodule_search_locations:
        raise ContextMissing(f"the package {CARRIER} is not installed")
    return Path(found.submodule_search_locations[0], *FOLDER)
