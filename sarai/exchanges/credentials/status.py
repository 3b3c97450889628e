"""Which certificates were revoked: a list of bits, signed like a certificate, of which anybody may keep a copy.

W3C, Bitstring Status List v1.0 (2025). The Open Badges specification dropped its own list (1EdTechRevocationList) for
this one in 2025, verifiers read it, its words are in the context that every credential names; and a list of bits tells
nobody which numbers there are.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field

from .badge import Address, Instant, Part, Proof
from .contexts import CREDENTIALS

LENGTH = 131_072  # bits: the least that the specification allows, so that no certificate stands out
HIGHEST_RATE = 9  # of compression; with a fixed header the same bits are always the same bytes


class BitString(Part, frozen=True, kw_only=True):
    """The bits."""

    id: Address
    type: Literal["BitstringStatusList"] = "BitstringStatusList"
    status_purpose: Literal["revocation"] = "revocation"
    encoded_list: Annotated[str, Meta(max_length=200_000, pattern=r"^u[A-Za-z0-9_-]+$")]


class StatusDocument(Part, frozen=True, kw_only=True):
    """The list as a credential."""

    context: tuple[Literal["https://www.w3.org/ns/credentials/v2"]] = field(name="@context", default=(CREDENTIALS,))
    id: Address
    type: tuple[Literal["VerifiableCredential"], Literal["BitstringStatusListCredential"]] = (
        "VerifiableCredential",
        "BitstringStatusListCredential",
    )
    issuer: Address
    valid_from: Instant
    credential_subject: BitString
    proof: Proof | UnsetType = UNSET


@dataclass(frozen=True, slots=True)
class StatusList:
    """Which places of the list at an address are revoked, and as of when."""

    address: str
    revoked: frozenset[int]
    as_of: datetime


def status_document(*, address: str, issuer: str, revoked: Iterable[int], at: str) -> StatusDocument:
    """The list at an address, not signed yet; `revoked` are places in it, from 0."""
    bits = BitString(id=f"{address}#list", encoded_list=encoded(revoked))
    return StatusDocument(id=address, issuer=issuer, valid_from=at, credential_subject=bits)


def encoded(revoked: Iterable[int]) -> str:
    """Places as bits, the first the highest of the first byte; compressed (gzip), in base64url behind a "u"."""
    bits = bytearray(LENGTH // 8)
    for place in revoked:
        if not 0 <= place < LENGTH:
            raise ValueError("a place outside the list")
        bits[place // 8] |= 0x80 >> place % 8
    packer = zlib.compressobj(HIGHEST_RATE, wbits=zlib.MAX_WBITS | 16)
    return "u" + base64.urlsafe_b64encode(packer.compress(bytes(bits)) + packer.flush()).rstrip(b"=").decode()


def decoded(text: str) -> frozenset[int]:
    """The places that such a text has. Raises ValueError for what is no list of that length."""
    try:
        packed = base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        bits = unpacker.decompress(packed, LENGTH // 8 + 1)  # and not a byte more, whatever was packed
    except (binascii.Error, zlib.error) as error:
        raise ValueError("not a list of bits") from error
    if len(bits) != LENGTH // 8 or not unpacker.eof:
        raise ValueError("a list of another length")
    return frozenset(
        number * 8 + place for number, byte in enumerate(bits) if byte for place in range(8) if byte & 0x80 >> place
    )
