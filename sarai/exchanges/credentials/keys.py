"""The keys of an issuer: one secret, from which both of its keys come.

Credentials are signed with Ed25519. Readers of PDF do not know that yet, so the page is signed with ECDSA over P-256,
by a key that is derived from the same secret (HKDF, RFC 5869): there is one secret to keep, and one to replace.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from .multibase import ED25519, P256, from_multikey, multibase

PEM = re.compile(r"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----", re.DOTALL)
ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
DERIVED_FOR = b"sarai: signatures of certificate pages, ECDSA P-256"


class BadKey(ValueError):
    """What was given as a key is none."""


@dataclass(frozen=True)
class SigningKey:
    """The secret half of an issuer's keys: an Ed25519 seed of 32 bytes."""

    seed: bytes

    def __repr__(self) -> str:
        return f"SigningKey({self.id})"  # the seed is in no log

    @classmethod
    def new(cls) -> SigningKey:
        """A new secret."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @cached_property
    def private(self) -> Ed25519PrivateKey:
        """The key that signs credentials."""
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @cached_property
    def id(self) -> str:
        """By what the key is named: its public half as a Multikey."""
        return multibase(ED25519 + self.private.public_key().public_bytes_raw())

    @cached_property
    def page_key(self) -> EllipticCurvePrivateKey:
        """The key that signs pages."""
        # 16 bytes more than the order has, so that no residue is noticeably likelier than another (FIPS 186-5, A.2.1).
        derived = HKDF(hashes.SHA256(), 48, salt=None, info=DERIVED_FOR).derive(self.seed)
        return derive_private_key(int.from_bytes(derived, "big") % (ORDER_OF_P256 - 1) + 1, SECP256R1())

    @cached_property
    def page_id(self) -> str:
        """The public half of the key that signs pages, as a Multikey."""
        point = self.page_key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        return multibase(P256 + point)

    def sign(self, data: bytes) -> bytes:
        """The Ed25519 signature of some bytes (RFC 8032)."""
        return self.private.sign(data)

    def pem(self) -> str:
        """The secret as PEM (PKCS #8), to be kept."""
        return self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@dataclass(frozen=True, slots=True)
class KnownKey:
    """The public half of an issuer's key, and since when others may have had the secret."""

    id: str
    page_id: str = ""
    compromised_from: datetime | None = None

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Whether a signature of some bytes was made with this key."""
        try:
            public = Ed25519PublicKey.from_public_bytes(from_multikey(self.id, ED25519))
            public.verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
        return True


def read_keys(text: str) -> tuple[SigningKey, ...]:
    """The secrets in a text, oldest first: PEM one after another, or seeds in base64 with blanks or commas between.

    The last one signs. Raises BadKey where something in it is no Ed25519 key.
    """
    return tuple(_unique(map(_from_pem, PEM.findall(text)) if "-----" in text else map(_from_seed, _words(text))))


def _words(text: str) -> Iterable[str]:
    return re.split(r"[\s,]+", text.strip()) if text.strip() else ()


def _unique(keys: Iterable[SigningKey]) -> Iterable[SigningKey]:
    return {key.seed: key for key in keys}.values()


def _from_pem(text: str) -> SigningKey:
    try:
        private = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadKey("a PEM block that is no private key, or one with a password") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise BadKey("a private key of another kind than Ed25519")
    return SigningKey(private.private_bytes_raw())


def _from_seed(text: str) -> SigningKey:
    try:
        seed = base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadKey("neither PEM nor base64") from error
    if len(seed) != 32:
        raise BadKey(f"{len(seed)} bytes; an Ed25519 key has 32")
    return SigningKey(seed)
