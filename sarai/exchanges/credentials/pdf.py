"""The signature on a certificate's page, and what a PDF that somebody brings has inside.

The signature is detached CMS over the whole file (ISO 32000-1, 12.8; RFC 5652), ECDSA over P-256, which every reader of
PDF checks. Its X.509 certificate is the key's own word: readers say that nobody they know vouches for it, and that the
page was not changed. Whose key it is, the issuer's list of keys says.

pyHanko writes the PDF, cryptography the CMS in it: a quarter of the time that pyHanko takes for both.
"""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from cryptography.x509.oid import NameOID

from .badge import LARGEST
from .keys import KnownKey, SigningKey
from .multibase import P256, from_multikey

LARGEST_PDF = 5 * 1024 * 1024
MOST_STREAMS = 500  # ours have about twenty
STREAM = re.compile(rb"stream\r?\n")
RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s*\]")
HOLE = re.compile(rb"<(?:[0-9a-fA-F]{2})+>")
RESERVED = 4096  # hexadecimal digits for the signature: about 1,400 are needed
# The certificate of a key says nothing of when it may be used: the issuer's list of keys does.
SINCE, UNTIL = datetime(2000, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
LONGEST_NAME = 64  # letters of a common name (X.520)
_OPTIONS = [PKCS7Options.DetachedSignature, PKCS7Options.Binary, PKCS7Options.NoCapabilities]


class PageState(StrEnum):
    """What became of a page since it was issued."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    UNSIGNED = "unsigned"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a PDF has inside: a credential, if it has one, and whether its page is as it was issued."""

    credential: bytes | None
    page: PageState


def sign_page(pdf: bytes, key: SigningKey, *, issuer: str, at: datetime) -> bytes:
    """A PDF with the issuer's signature over all of it."""
    # pyHanko takes a second to be imported: only whoever signs or reads a PDF waits for it.
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    output = io.BytesIO()
    steps = PdfCMSEmbedder().write_cms(field_name="Issuer", writer=IncrementalPdfFileWriter(io.BytesIO(pdf)))
    next(steps)
    empty = SignatureObject(at, SigSeedSubFilter.ADOBE_PKCS7_DETACHED, name=issuer, bytes_reserved=RESERVED)
    steps.send(SigObjSetup(sig_placeholder=empty))
    prepared, _output = steps.send(SigIOSetup(md_algorithm="sha256", in_place=False, output=output))
    whole = output.getvalue()
    covered = whole[: prepared.reserved_region_start] + whole[prepared.reserved_region_end :]
    prepared.fill_with_cms(output, _cms(covered, key, issuer))
    return output.getvalue()


def _cms(data: bytes, key: SigningKey, issuer: str) -> bytes:
    builder = PKCS7SignatureBuilder().set_data(data).add_signer(_certificate(key, issuer), key.page_key, SHA256())
    return builder.sign(Encoding.DER, _OPTIONS)


@lru_cache(maxsize=8)
def _certificate(key: SigningKey, issuer: str) -> x509.Certificate:
    """The key's own certificate, the same whenever it is made."""
    public = key.page_key.public_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer[:LONGEST_NAME] or key.id)])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    builder = x509.CertificateBuilder(name, name, public, 1, SINCE, UNTIL).add_extension(usage, critical=True)
    return builder.sign(key.page_key, SHA256(), ecdsa_deterministic=True)


def open_pdf(data: bytes, keys: Collection[KnownKey]) -> Opened:
    """The credential in a PDF, and whether one of the keys signed all of it as it is.

    No PDF is parsed for it: a file may be made to break whoever does. A signature is over bytes; if it fits, the bytes
    are those that we wrote, and if not, the file says nothing but what the credential in it says by itself.
    """
    if len(data) > LARGEST_PDF or b"%PDF-" not in data[:1024]:
        return Opened(None, PageState.UNSIGNED)
    return Opened(_credential(data), _state(data, keys))


def _credential(data: bytes) -> bytes | None:
    """The first credential among a file's streams, as they are or unpacked; none is unpacked further than it may be."""
    for start in islice(STREAM.finditer(data), MOST_STREAMS):
        raw = data[start.end() : start.end() + LARGEST]
        for found in (_unpacked(raw), raw):
            if b"OpenBadgeCredential" in found:
                end = found.find(b"endstream") if found is raw else len(found)
                return found[:end].strip()
    return None


def _unpacked(raw: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(raw, LARGEST)
    except zlib.error:
        return b""


def _state(data: bytes, keys: Collection[KnownKey]) -> PageState:
    """Whether a signature of one of the keys covers the whole file but itself."""
    found = RANGE.findall(data)
    if not found:
        return PageState.UNSIGNED
    begin, first, second, length = (int(number) for number in found[-1])
    hole = data[first:second]
    if begin != 0 or second + length != len(data) or not HOLE.fullmatch(hole):
        return PageState.CHANGED
    signed = hashlib.sha256(data[:first] + data[second:]).digest()
    cms = bytes.fromhex(hole[1:-1].decode())
    return PageState.UNCHANGED if _fits(cms, signed, keys) else PageState.CHANGED


def _fits(cms: bytes, digest: bytes, keys: Collection[KnownKey]) -> bool:
    """Whether a CMS signature is one of the keys', over content of a SHA-256 (RFC 5652, sections 5.4 and 11.2)."""
    from asn1crypto.cms import ContentInfo

    try:
        [signer] = ContentInfo.load(cms)["content"]["signer_infos"]
        attributes = signer["signed_attrs"]
        stated = [one["values"][0].native for one in attributes if one["type"].native == "message_digest"]
        # What is signed is the same as a SET, not in the place that it has here.
        covered, signature = attributes.untag().dump(), signer["signature"].native
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError):
        return False
    return stated == [digest] and any(_signed_with(key, signature, covered) for key in keys if key.page_id)


def _signed_with(key: KnownKey, signature: bytes, covered: bytes) -> bool:
    try:
        public = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), from_multikey(key.page_id, P256))
        public.verify(signature, covered, ECDSA(SHA256()))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True
