"""Is this certificate one of ours, and does it hold? By its number, or by the file that somebody brings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.signing import Signer
from django.db.models import Max
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from sarai.exchanges.credentials import LENGTH, Standing, StatusList, Verdict, plain, signed, status_document, verify
from sarai.exchanges.credentials.moments import instant
from sarai.exchanges.credentials.pdf import PageState, open_pdf
from sarai.exchanges.credentials.verify import gettext_noop
from sarai.exchanges.models import Certificate

from .keys import issuer_did, known_keys, signing_key

_LINKS = Signer(salt="sarai.exchanges.certificate")
NUMBER_LENGTH = 12
# Digits and letters that are not taken for each other (Crockford's base 32); what looks alike is read as one of them.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALIKE = str.maketrans("OIL", "011")

NOT_IN_REGISTER = gettext_noop(
    "The signature is good, but this programme has issued no certificate of this number: somebody else has had the key."
)
OTHER_IN_REGISTER = gettext_noop(
    "The signature is good, but the certificate that this programme has issued under this number says something else."
)
ERASED = gettext_noop(
    "Its holder asked this programme to forget them: it keeps the number alone. The signature shows that it is genuine."
)
PAGE_CHANGED = gettext_noop("The page was changed after it was issued. Only what the credential inside says is true.")
PAGE_UNSIGNED = gettext_noop(
    "The page itself is not signed by the issuer, so it may say anything. Only what the credential inside says is true."
)


@dataclass(frozen=True, slots=True)
class Examined:
    """What somebody's file turned out to be: `page` where it is a PDF, `certificate` where the number is ours."""

    verdict: Verdict
    page: PageState | None = None
    certificate: Certificate | None = None


def read_number(text: str) -> str:
    """A number as somebody typed it, as it is kept; blank where it is none. The address of its page will do as well."""
    last = text.strip().rstrip("/").rpartition("/")[2]
    number = re.sub(r"[\s\-‐–]", "", last).upper().translate(ALIKE)
    return number if len(number) == NUMBER_LENGTH and set(number) <= set(ALPHABET) else ""


def by_number(number: str) -> Certificate | None:
    """The certificate of a number, with what its page says."""
    found = Certificate.objects.select_related("event", "retracted_by", "signed_with", "replaces")
    return found.filter(number=number).first()


def examine(data: bytes, *, at: datetime) -> Examined:
    """What a file is: a credential, or a PDF with one inside."""
    keys, page = known_keys(), None
    if b"%PDF-" in data[:1024]:
        opened = open_pdf(data, keys)
        data, page = opened.credential or b"", opened.page
    verdict = verify(data, keys, status_lists(at=at), at=at)
    certificate = by_number(verdict.badge.number) if verdict.badge else None
    verdict = _by_register(verdict, certificate)
    return Examined(by_page(verdict, page), page, certificate)


def _by_register(verdict: Verdict, certificate: Certificate | None) -> Verdict:
    """What the register makes of a good signature: whoever has stolen a key can sign, but is not in the register."""
    if not verdict.genuine or verdict.badge is None:
        return verdict
    if certificate is None:
        return verdict.but(Standing.UNTRUSTED_KEY, NOT_IN_REGISTER)
    if certificate.erased:
        return verdict.also(ERASED)
    proof = certificate.credential.get("proof", {})
    signed = verdict.badge.proof
    if getattr(signed, "proof_value", "") != proof.get("proofValue"):
        return verdict.but(Standing.UNTRUSTED_KEY, OTHER_IN_REGISTER)
    return verdict


def by_page(verdict: Verdict, page: PageState | None) -> Verdict:
    """What became of the page makes of a genuine credential in it. What is not a PDF has no page."""
    if not verdict.genuine or page in (None, PageState.UNCHANGED):
        return verdict
    return verdict.but(Standing.ALTERED, PAGE_CHANGED if page is PageState.CHANGED else PAGE_UNSIGNED)


def list_address(number: int) -> str:
    """Where a list of revocations is."""
    return settings.SITE_URL + reverse("exchanges:revocation-list", args=[number])


def lists() -> int:
    """How many lists of revocations there are: one for each so many certificates, and at least one."""
    last = Certificate.objects.aggregate(last=Max("place"))["last"] or 0
    return last // LENGTH + 1


def revoked_in(number: int) -> list[int]:
    """The places of a list that were revoked."""
    first = (number - 1) * LENGTH
    found = Certificate.objects.exclude(retracted_at=None).filter(place__gte=first, place__lt=first + LENGTH)
    return [place - first for place in found.order_by("place").values_list("place", flat=True)]


def status_lists(*, at: datetime) -> list[StatusList]:
    """All lists as they are now, for this site's own answers."""
    return [StatusList(list_address(n), frozenset(revoked_in(n)), at) for n in range(1, lists() + 1)]


def published_list(number: int, *, at: datetime) -> dict[str, Any]:
    """A list of revocations as it is now, signed. Raises NoKey where the site cannot sign."""
    said = status_document(
        address=list_address(number), issuer=issuer_did(), revoked=revoked_in(number), at=instant(at)
    )
    return signed(plain(said), key=signing_key(), controller=issuer_did(), at=at)


def holders_key(certificate: Certificate) -> str:
    """What stands in the address under which the holder alone gets the certificate itself."""
    return _LINKS.signature(certificate.number)


def holders_url(certificate: Certificate, kind: str) -> str:
    """Where the holder gets the certificate itself, as "pdf" or "json"."""
    words = [certificate.number, holders_key(certificate), kind]
    return settings.SITE_URL + reverse("exchanges:certificate-file", args=words)


def is_holders(certificate: Certificate, key: str) -> bool:
    """Whether an address has the holder's key."""
    return constant_time_compare(holders_key(certificate), key)
