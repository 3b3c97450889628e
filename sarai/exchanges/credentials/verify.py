"""Is this certificate genuine? An answer in words, from the document, the issuer's keys and a list of what was revoked.

Whatever it is given, it answers; it never raises, and never looks anything up.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from .badge import LARGEST, OpenBadge, Proof, plain
from .keys import KnownKey
from .moments import moment_of
from .proof import is_signed
from .status import StatusDocument, StatusList, decoded

CLOCKS_DIFFER = timedelta(minutes=5)
LARGEST_LIST = 512 * 1024


def gettext_noop(text: str) -> str:
    """Marks a sentence that is translated where it is shown."""
    return text


class Standing(StrEnum):
    """What a document turned out to be."""

    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown key"
    REVOKED = "revoked"
    UNTRUSTED_KEY = "key no longer trusted"
    NOT_YET = "not valid yet"
    NOT_A_CREDENTIAL = "not a credential"


class Reason(NamedTuple):
    """Why, in words: a sentence to be translated, and what is put into it."""

    text: str
    values: Mapping[str, str] = MappingProxyType({})

    def __str__(self) -> str:
        return self.text % self.values


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a document is, and why. `badge` is what it says: only to be shown as true where it is genuine."""

    standing: Standing
    reasons: tuple[Reason, ...]
    badge: OpenBadge | None = None

    @property
    def genuine(self) -> bool:
        """Whether it holds."""
        return self.standing is Standing.GENUINE

    def but(self, standing: Standing, text: str, **values: str) -> Verdict:
        """The same document with another standing, for a further reason."""
        return replace(self, standing=standing, reasons=(Reason(text, values),))

    def also(self, text: str, **values: str) -> Verdict:
        """The same verdict with a further remark."""
        return replace(self, reasons=(*self.reasons, Reason(text, values)))


SIGNED = gettext_noop("The signature is the issuer's, and nothing was changed since.")
NOT_REVOKED = gettext_noop("It was not revoked, by the list of %(day)s.")
REVOCATION_UNKNOWN = gettext_noop("Whether it was revoked since is not known here: there is no list of revocations.")
REVOKED = gettext_noop("The issuer has revoked it, by the list of %(day)s.")
CHANGED = gettext_noop("It was changed after it was signed: the signature does not fit what it says.")
MORE = gettext_noop("It has parts that no certificate of this issuer has (%(where)s), so it was changed or made up.")
UNKNOWN_KEY = gettext_noop("It was signed with a key that is none of this issuer's. Anybody can make such a signature.")
OTHER_ISSUER = gettext_noop("It names another issuer than the one whose key signed it.")
COMPROMISED = gettext_noop("Its key was no longer the issuer's alone since %(day)s, and it was signed after that.")
COMPROMISED_LATER = gettext_noop(
    "Its key was no longer the issuer's alone since %(day)s. By its date it was signed before; look the number up on "
    "the issuer's page to be certain."
)
NOT_YET = gettext_noop("It is dated %(day)s, which is still to come.")
UNSIGNED = gettext_noop("It is not signed.")
TOO_LARGE = gettext_noop("It is larger than any certificate.")
NOT_JSON = gettext_noop("It is no certificate: neither a credential nor a PDF that has one inside.")
NOT_OURS = gettext_noop("It is a file of data, but no certificate.")

Shape = TypeVar("Shape", OpenBadge, StatusDocument)


def verify(
    document: bytes | str | Mapping[str, Any],
    keys: Collection[KnownKey],
    revocations: Iterable[StatusList] | None = None,
    *,
    at: datetime,
) -> Verdict:
    """Whether a credential is genuine, by the keys of its issuer and lists of what was revoked, as of a moment."""
    read = _read(document, OpenBadge, LARGEST, keys)
    if isinstance(read, Verdict):
        return read
    found = Verdict(Standing.GENUINE, (Reason(SIGNED),), read.document)
    altered = _altered(read, read.document.issuer.id)
    if altered:
        return found.but(Standing.ALTERED, altered)
    return _by_date(found, moment_of(read.proof.created), read.key, revocations, at)


def read_status_list(
    document: bytes | str | Mapping[str, Any], keys: Collection[KnownKey], *, at: datetime
) -> StatusList | Verdict:
    """A list of revocations that its issuer signed, or why it is none."""
    read = _read(document, StatusDocument, LARGEST_LIST, keys)
    if isinstance(read, Verdict):
        return read
    listed, created = read.document, moment_of(read.proof.created)
    altered = _altered(read, listed.issuer)
    if altered:
        return Verdict(Standing.ALTERED, (Reason(altered),))
    if read.key.compromised_from and created >= read.key.compromised_from:
        return Verdict(Standing.UNTRUSTED_KEY, (Reason(COMPROMISED, _day(read.key.compromised_from)),))
    if created > at + CLOCKS_DIFFER:
        return Verdict(Standing.NOT_YET, (Reason(NOT_YET, _day(created)),))
    try:
        return StatusList(listed.id, decoded(listed.credential_subject.encoded_list), created)
    except ValueError:
        return Verdict(Standing.NOT_A_CREDENTIAL, (Reason(NOT_OURS),))


@dataclass(frozen=True, slots=True)
class _Read(Generic[Shape]):
    """A signed document of a shape, the same as plain data, its proof, and the key that this names."""

    document: Shape
    plain: Mapping[str, Any]
    proof: Proof
    key: KnownKey


def _read(
    document: bytes | str | Mapping[str, Any], shape: type[Shape], largest: int, keys: Collection[KnownKey]
) -> _Read[Shape] | Verdict:
    """A document of a shape that names one of the keys; or what it is instead."""
    try:
        data = document if isinstance(document, bytes | str) else msgspec.json.encode(document)
        if len(data) > largest:
            return Verdict(Standing.NOT_A_CREDENTIAL, (Reason(TOO_LARGE),))
        said = msgspec.json.decode(data)
        json.loads(data, object_pairs_hook=_each_once)
    except _Doubled as doubled:
        return Verdict(Standing.ALTERED, (Reason(MORE, {"where": str(doubled)[:80]}),))
    except (msgspec.MsgspecError, RecursionError, TypeError, ValueError, OverflowError):
        return Verdict(Standing.NOT_A_CREDENTIAL, (Reason(NOT_JSON),))
    if not _is_credential(said):
        return Verdict(Standing.NOT_A_CREDENTIAL, (Reason(NOT_OURS),))
    if "proof" not in said:
        return Verdict(Standing.NOT_A_CREDENTIAL, (Reason(UNSIGNED),))
    key = _key_named(said["proof"], keys)
    if key is None:
        return Verdict(Standing.UNKNOWN_KEY, (Reason(UNKNOWN_KEY),))
    try:
        found = msgspec.convert(said, shape)
        proof = msgspec.convert(said["proof"], Proof)
        moment_of(found.valid_from), moment_of(proof.created)
    except (msgspec.ValidationError, ValueError) as error:
        return Verdict(Standing.ALTERED, (Reason(MORE, {"where": _where(str(error))}),))
    if plain(found) != said:  # a part that has one value only was left out
        return Verdict(Standing.ALTERED, (Reason(MORE, {"where": "$"}),))
    return _Read(found, said, proof, key)


class _Doubled(ValueError):
    """A name that stands twice in one object: some readers take the first value, others the last."""


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _value in pairs]
    if again := next((name for name in names if names.count(name) > 1), None):
        raise _Doubled(again)
    return dict(pairs)


def _is_credential(said: object) -> bool:
    kinds = said.get("type") if isinstance(said, dict) else None
    return isinstance(kinds, list) and "VerifiableCredential" in kinds


def _key_named(proof: object, keys: Iterable[KnownKey]) -> KnownKey | None:
    method = proof.get("verificationMethod") if isinstance(proof, dict) else None
    name = method.partition("#")[2] if isinstance(method, str) else ""
    return next((key for key in keys if key.id == name), None)


def _where(error: str) -> str:
    """The part of a document that an error is about: "… - at `$.name`"."""
    return error.rpartition(" - at `")[2].rstrip("`")[:80] if " - at `" in error else "$"


def _altered(read: _Read[Any], issuer: str) -> str:
    """Why a document is not as it was signed; blank where it is."""
    if read.proof.verification_method.partition("#")[0] != issuer:
        return OTHER_ISSUER
    return "" if is_signed(read.plain, read.key) else CHANGED


def _day(moment: datetime) -> Mapping[str, str]:
    return {"day": f"{moment:%Y-%m-%d}"}


def _by_date(
    found: Verdict, created: datetime, key: KnownKey, revocations: Iterable[StatusList] | None, at: datetime
) -> Verdict:
    """What the day of signing, the day of asking and the revocations make of a genuine document."""
    assert found.badge is not None
    if key.compromised_from and created >= key.compromised_from:
        return found.but(Standing.UNTRUSTED_KEY, COMPROMISED, **_day(key.compromised_from))
    if created > at + CLOCKS_DIFFER:
        return found.but(Standing.NOT_YET, NOT_YET, **_day(created))
    status = found.badge.credential_status
    lists = [one for one in revocations or () if one.address == status.status_list_credential]
    listed = max(lists, key=lambda one: one.as_of, default=None)
    if listed and int(status.status_list_index) in listed.revoked:
        return found.but(Standing.REVOKED, REVOKED, **_day(listed.as_of))
    found = found.also(NOT_REVOKED, **_day(listed.as_of)) if listed else found.also(REVOCATION_UNKNOWN)
    if key.compromised_from:
        found = found.also(COMPROMISED_LATER, **_day(key.compromised_from))
    return found
