"""Certificates are issued, revoked and issued anew. Nobody ever holds two of one event: the database knows."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from sarai.evidence.actions import Row, digest, in_turn, insert
from sarai.evidence.models import Source
from sarai.exchanges.credentials import SigningKey, badge, plain, signed
from sarai.exchanges.exports.certificates import award, language_of
from sarai.exchanges.models import Certificate, Event, IssuerKey, RuleVersion
from sarai.exchanges.queries.certificates import Candidate, certificates_of, evidence, rule_at
from sarai.exchanges.queries.keys import issuer, issuer_did, signing_key
from sarai.exchanges.queries.verifying import ALPHABET, NUMBER_LENGTH
from sarai.network.models import PersonLink, PersonRecord

BATCH = 100


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of a batch: how many were issued, how many still qualify without one, and how many of these cannot
    have one, because no name is known of them."""

    issued: int
    left: int
    nameless: int


def new_number() -> str:
    """A number that nobody can guess: 60 bits."""
    return "".join(secrets.choice(ALPHABET) for _place in range(NUMBER_LENGTH))


@in_turn()
def issue_certificates(
    *, event: Event, by: str, at: datetime, people: Collection[int] | None = None, most: int = BATCH
) -> Batch:
    """Issue certificates to those who qualify and have none, `most` at a time: to all of them, or to some people.

    Called until nothing is left; should that be broken off, calling it again goes on where it stopped. Raises
    ValueError where the event gives no certificate, NoKey where the site cannot sign.
    """
    version = rule_at(event, at)
    if version is None:
        raise ValueError(_("This event gives no certificate."))
    holders = certificates_of(event)
    known = evidence(event, at)
    waiting = [
        one
        for one in known.judged(version.rule, version.survey_id)
        if one.qualifies and one.person not in holders and (people is None or one.person in people)
    ]
    named = [one for one in waiting if one.name]
    now = named[:most]
    if now:
        source = noted(event, _("Certificates issued: %(event)s") % {"event": event}, by=by, at=at)
        _Issuing(event, version, source, at).issue(now)
    return Batch(len(now), len(named) - len(now), len(waiting) - len(named))


def noted(event: Event, title: str, *, by: str, at: datetime, reason: str = "") -> Source:
    """The source that an act about certificates is."""
    return Source.objects.create(
        kind=Source.Kind.ENTRY,
        format="certificate",
        title=title[:255],
        target={"event": event.slug},
        reason=reason,
        entered_at=at,
        recorded_at=at,
        by=by,
    )


class _Issuing:
    """Issues certificates of one event, all with one key, by one source."""

    def __init__(self, event: Event, version: RuleVersion | None, source: Source, at: datetime):
        self.event, self.version, self.source, self.at = event, version, source, at
        self.key: SigningKey = signing_key()
        self.kept = keep_key(self.key, at=at)
        self.issuer, self.did = issuer(), issuer_did()
        self.zone = event.zone
        self.sessions = {one.number: one for one in event.sessions.all()}
        self.place = next_place()

    def issue(self, candidates: Sequence[Candidate]) -> None:
        """Issue to people who have none."""
        records = _records([one.person for one in candidates])
        insert(Certificate, [self._row(one, records[one.person]) for one in candidates if one.person in records])

    def _row(self, one: Candidate, record: PersonRecord) -> Row:
        language = language_of(record.language, self.event)
        return self.row(
            key=digest("person", one.person),
            record=record,
            name=one.name,
            language=language,
            attended=self._attended(one),
        )

    def row(
        self, *, key: str, record: PersonRecord, name: str, language: str, attended: Mapping[str, Any], **more: Any
    ) -> Row:
        """A certificate with its credential, as a row to be stored; each has the next place in the list."""
        number, place = new_number(), self.place
        self.place += 1
        with translation.override(language):
            said = award(
                event=self.event,
                number=number,
                place=place,
                name=name,
                email=record.email,
                rule=self.version.rule if self.version else None,
                attended=attended,
            )
        bare = plain(badge(said, issuer=self.issuer, at=self.at))
        return more | {
            "event_id": self.event.pk,
            "record_id": record.pk,
            "number": number,
            "place": place,
            "name": name[:200],
            "language": language,
            "rule_id": self.version and self.version.pk,
            "attended": dict(attended),
            "signed_with_id": self.kept.pk,
            "credential": signed(bare, key=self.key, controller=self.did, at=self.at),
            "key": key,
            "content": digest(number),
            "source_id": self.source.pk,
            "recorded_at": self.at,
        }

    def _attended(self, one: Candidate) -> dict[str, Any]:
        """What is printed of sessions and time: how many sessions count by the rule, how long, from which day to which,
        in the event's own zone. Whose appeal was granted without a trace of them took part in the event as a whole."""
        there = [self.sessions[number] for number, seconds in one.seconds.items() if seconds] or [
            *self.sessions.values()
        ]
        starts = sorted(session.starts_at.astimezone(self.zone).date() for session in there)
        return {
            "sessions": one.verdict.sessions,
            "of": len(self.sessions),
            "minutes": sum(one.seconds.values()) // 60,
            "first": starts[0].isoformat(),
            "last": starts[-1].isoformat(),
        }


def next_place() -> int:
    """The first place in the lists of revocations that no certificate has had."""
    last = Certificate.objects.aggregate(last=Max("place"))["last"]
    return 0 if last is None else last + 1


def _records(people: Sequence[int]) -> dict[int, PersonRecord]:
    """For each of some people the record that a certificate is about: the newest with an address, or the newest."""
    links = PersonLink.objects.filter(person__in=people, retracted_at=None).select_related("record")
    ordered = sorted(links, key=lambda link: (bool(link.record.email), bool(link.record.name), link.record_id))
    return {link.person_id: link.record for link in ordered}


def keep_key(key: SigningKey, *, at: datetime) -> IssuerKey:
    """Remember the public half of a key that signs. Raises ValueError where somebody else may have the secret."""
    kept, _new = IssuerKey.objects.get_or_create(name=key.id, defaults={"page": key.page_id, "since": at})
    if kept.compromised_from:
        raise ValueError(
            _("This site signs with a key that is marked as compromised. Make a new one: sarai certificate keys --new")
        )
    return kept


@in_turn()
def revoke_certificate(*, certificate: Certificate, reason: str, by: str, at: datetime) -> Certificate:
    """Revoke a certificate, from now on; the reason is shown to whoever looks it up. Raises ValueError where it was
    revoked already."""
    held = _held(certificate)
    title = _("Certificate %(number)s revoked") % {"number": held.shown_number}
    source = noted(held.event, title, by=by, at=at, reason=reason)
    held.retracted_at, held.retracted_by = at, source
    held.save(update_fields=["retracted_at", "retracted_by"])
    return held


@in_turn()
def reissue_certificate(
    *, certificate: Certificate, name: str, language: str, reason: str, by: str, at: datetime
) -> Certificate:
    """Issue a certificate anew under another name or in another language: the old one is revoked, and leads to the new.
    Raises ValueError where it was revoked already or its holder was forgotten."""
    held = _held(certificate)
    if held.erased or not name.strip():
        raise ValueError(_("A certificate needs a name."))
    title = _("Certificate %(number)s issued anew") % {"number": held.shown_number}
    source = noted(held.event, title, by=by, at=at, reason=reason)
    held.retracted_at, held.retracted_by = at, source
    held.save(update_fields=["retracted_at", "retracted_by"])
    issuing = _Issuing(held.event, held.rule, source, at)
    row = issuing.row(
        key=held.key,
        record=held.record,
        name=name.strip(),
        language=language,
        attended=held.attended,
        replaces_id=held.pk,
    )
    insert(Certificate, [row])
    return Certificate.objects.get(number=row["number"])


def _held(certificate: Certificate) -> Certificate:
    """The certificate as it is now, to be changed by nobody else. Raises ValueError where it was revoked."""
    held = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("event", "record", "rule")
        .get(pk=certificate.pk)
    )
    if held.retracted_at:
        raise ValueError(_("This certificate was revoked already."))
    return held


@in_turn()
def mark_compromised(*, key: IssuerKey, since: datetime, reason: str, by: str, at: datetime) -> IssuerKey:
    """Say that somebody else may have had the secret of a key since a moment: what it signed then is not trusted."""
    source = Source.objects.create(
        kind=Source.Kind.ENTRY,
        format="certificate-key",
        title=_("A key for certificates is marked as compromised"),
        target={"key": key.name},
        reason=reason,
        entered_at=at,
        recorded_at=at,
        by=by,
    )
    key.compromised_from, key.decided = since, source
    key.save(update_fields=["compromised_from", "decided"])
    return key
