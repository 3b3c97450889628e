"""The shape of a certificate as an Open Badges 3.0 credential: built from plain values, and read back as nothing else.

A reader of any credential must allow whatever a context allows. Ours are made here, and nowhere else: so a document is
read by its shape, each list and text bounded. What has another part, or another context, is not one of ours, and is
not looked at further. What is read is what the signature covers: there is no part that is shown and not signed.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, field

from .contexts import CREDENTIALS, OPEN_BADGES
from .moments import instant

LARGEST = 64 * 1024  # bytes of a document: ours have about three thousand

Text = Annotated[str, Meta(max_length=2000)]
# An absolute one: neither the name of a nameless node ("_:b0") nor what another base would change.
Address = Annotated[str, Meta(max_length=500, pattern=r"^(https?://|did:)[^\s<>\"{}|\\^`]+$")]
Instant = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
Contexts = tuple[
    Literal["https://www.w3.org/ns/credentials/v2"],
    Literal["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")]


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """A part of a credential, with no fields but those that are named."""


class Profile(Part, frozen=True, kw_only=True):
    """Who issues."""

    id: Address
    type: tuple[Literal["Profile"]] = ("Profile",)
    name: Text
    url: Address


class Identity(Part, frozen=True, kw_only=True):
    """By what the holder is known: by name, or by an address of which only the salted hash is here."""

    type: Literal["IdentityObject"] = "IdentityObject"
    hashed: bool
    identity_hash: Text
    identity_type: Literal["name", "emailAddress"]
    salt: Text | UnsetType = UNSET


class Criteria(Part, frozen=True, kw_only=True):
    """What earned it."""

    narrative: Text


class Achievement(Part, frozen=True, kw_only=True):
    """What was achieved: an event was attended by its rule."""

    id: Address
    type: tuple[Literal["Achievement"]] = ("Achievement",)
    name: Text
    description: Text
    in_language: Text
    criteria: Criteria
    achievement_type: Literal["Certificate"] = "Certificate"


class Subject(Part, frozen=True, kw_only=True):
    """Who achieved what, and when."""

    type: tuple[Literal["AchievementSubject"]] = ("AchievementSubject",)
    identifier: Annotated[tuple[Identity, ...], Meta(min_length=1, max_length=2)]
    activity_start_date: Day | UnsetType = UNSET
    activity_end_date: Day | UnsetType = UNSET
    achievement: Achievement


class Evidence(Part, frozen=True, kw_only=True):
    """What was attended, in words."""

    id: Address
    type: tuple[Literal["Evidence"]] = ("Evidence",)
    narrative: Text


class Status(Part, frozen=True, kw_only=True):
    """Where it stands whether it was revoked."""

    id: Address
    type: Literal["BitstringStatusListEntry"] = "BitstringStatusListEntry"
    status_purpose: Literal["revocation"] = "revocation"
    status_list_index: Annotated[str, Meta(pattern=r"^\d{1,9}$")]
    status_list_credential: Address


class Proof(Part, frozen=True, kw_only=True):
    """Who signed it, when, and with which key."""

    type: Literal["DataIntegrityProof"]
    cryptosuite: Literal["eddsa-rdfc-2022"]
    created: Instant
    verification_method: Address
    proof_purpose: Literal["assertionMethod"]
    proof_value: Annotated[str, Meta(max_length=120)]


class OpenBadge(Part, frozen=True, kw_only=True):
    """A certificate as a credential."""

    context: Contexts = field(name="@context", default=(CREDENTIALS, OPEN_BADGES))
    id: Address
    type: tuple[Literal["VerifiableCredential"], Literal["OpenBadgeCredential"]] = (
        "VerifiableCredential",
        "OpenBadgeCredential",
    )
    name: Text
    issuer: Profile
    valid_from: Instant
    credential_subject: Subject
    evidence: Annotated[tuple[Evidence, ...], Meta(max_length=1)]
    credential_status: Status
    proof: Proof | UnsetType = UNSET

    @property
    def holder(self) -> str:
        """The name of whom it is about."""
        return next((one.identity_hash for one in self.credential_subject.identifier if not one.hashed), "")

    @property
    def number(self) -> str:
        """Its number: the last part of its address."""
        return self.id.rstrip("/").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Award:
    """What a certificate says, in plain values; texts are in the holder's language."""

    address: str  # the page of the certificate; its last part is the number
    title: str
    holder: str
    email: str  # only its salted hash goes into the credential; blank where there is none
    event: str
    event_address: str
    about: str
    language: str
    criteria: str
    attended: str
    began: date | None
    ended: date | None
    status_list: str
    status_index: int


def badge(award: Award, *, issuer: Profile, at: datetime, salt: str = "") -> OpenBadge:
    """The credential of a certificate, not signed yet. Without a `salt` a new one is made."""
    return OpenBadge(
        id=award.address,
        name=award.title,
        issuer=issuer,
        valid_from=instant(at),
        credential_subject=Subject(
            identifier=tuple(_identities(award, salt or secrets.token_hex(16))),
            activity_start_date=award.began.isoformat() if award.began else UNSET,
            activity_end_date=award.ended.isoformat() if award.ended else UNSET,
            achievement=Achievement(
                id=award.event_address,
                name=award.event,
                description=award.about,
                in_language=award.language,
                criteria=Criteria(narrative=award.criteria),
            ),
        ),
        evidence=(Evidence(id=f"{award.address}#attended", narrative=award.attended),),
        credential_status=Status(
            id=f"{award.status_list}#{award.status_index}",
            status_list_index=str(award.status_index),
            status_list_credential=award.status_list,
        ),
    )


def _identities(award: Award, salt: str) -> Sequence[Identity]:
    name = Identity(hashed=False, identity_hash=award.holder, identity_type="name")
    if not award.email:
        return [name]
    marked = identity_hash(award.email, salt)
    return [name, Identity(hashed=True, identity_hash=marked, identity_type="emailAddress", salt=salt)]


def identity_hash(email: str, salt: str) -> str:
    """An address as Open Badges hide it: the SHA-256 of the address with the salt behind it."""
    return "sha256$" + hashlib.sha256((email + salt).encode()).hexdigest()


def belongs_to(credential: OpenBadge, email: str) -> bool:
    """Whether the holder has an address."""
    return any(
        one.hashed and one.salt is not UNSET and one.identity_hash == identity_hash(email, str(one.salt))
        for one in credential.credential_subject.identifier
    )


def plain(part: Part) -> dict[str, Any]:
    """A credential as the document that is signed and kept."""
    return msgspec.json.decode(msgspec.json.encode(part))
