"""Signing and checking documents: Data Integrity proofs of the cryptosuite eddsa-rdfc-2022.

W3C, Data Integrity EdDSA Cryptosuites v1.0 (2025), section 3.2: what is signed is the SHA-256 of the canonical proof
options, and behind it that of the canonical document.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from .canonical import canonical
from .contexts import context_text
from .keys import KnownKey, SigningKey
from .moments import instant
from .multibase import from_multibase, multibase

SUITE = "eddsa-rdfc-2022"


def signed(document: Mapping[str, Any], *, key: SigningKey, controller: str, at: datetime) -> dict[str, Any]:
    """The document with its proof: signed with a key of the controller (a DID) at a moment."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": instant(at),
        "verificationMethod": f"{controller}#{key.id}",
        "proofPurpose": "assertionMethod",
    }
    value = multibase(key.sign(what_is_signed(document, options)))
    return {**document, "proof": {**options, "proofValue": value}}


def is_signed(document: Mapping[str, Any], key: KnownKey) -> bool:
    """Whether a document of ours, as it stands, was signed with a key."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in document["proof"].items() if name != "proofValue"}
    try:
        signature = from_multibase(document["proof"]["proofValue"])
        return key.verifies(signature, what_is_signed(bare, options))
    except (ValueError, SyntaxError, KeyError):
        return False


def what_is_signed(
    document: Mapping[str, Any], options: Mapping[str, Any], context: Callable[[str], str] = context_text
) -> bytes:
    """The 64 bytes to sign."""
    addresses = tuple(document["@context"])
    return _digest_of_options(addresses, tuple(options.items()), context) + _sha256(canonical(document, context))


@lru_cache(maxsize=64)
def _digest_of_options(
    addresses: tuple[str, ...], options: tuple[tuple[str, str], ...], context: Callable[[str], str]
) -> bytes:
    """Remembered: what is signed at one moment with one key has the same options."""
    return _sha256(canonical({"@context": addresses, **dict(options)}, context))


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
