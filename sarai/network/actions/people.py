"""Who is who: records linked to people by what they state."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from django.db.models import Q

from sarai.evidence.models import Source
from sarai.network.mentions import Mention
from sarai.network.models import Person, PersonLink, PersonRecord

from .places import ALWAYS, PlaceReader

REMEMBERED = 50_000


class Identifier:
    """Turns mentions of people into `PersonRecord` ids, and links new records to people.

    An exact e-mail address or a token links. A name never does: a mention with neither is a record and a person of
    its own, whom the linkage may suggest to merge.
    """

    def __init__(self, source: Source):
        self.source = source
        self.places = PlaceReader(source)
        self._known: dict[str, int] = {}

    def identify(self, mentions: Sequence[tuple[Mention, str]]) -> list[int]:
        """The record id of each (classified mention, where in the source it stands), in order."""
        keys = [_content(mention, self.source, where) for mention, where in mentions]
        unknown = {
            key: mention for key, (mention, _where) in zip(keys, mentions, strict=True) if key not in self._known
        }
        if unknown:
            if len(self._known) > REMEMBERED:
                self._known.clear()
                unknown = {key: mention for key, (mention, _where) in zip(keys, mentions, strict=True)}
            found = PersonRecord.objects.filter(content__in=unknown).values_list("content", "pk")
            self._known |= dict(found)
            self._store({key: mention for key, mention in unknown.items() if key not in self._known})
        return [self._known[key] for key in keys]

    def _store(self, new: dict[str, Mention]) -> None:
        if not new:
            return
        places = self.places.read({(m.city, m.country) for m in new.values() if m.city or m.country})
        records = PersonRecord.objects.bulk_create(
            PersonRecord(
                content=key,
                name=mention.name[:200],
                email=mention.email[:254],
                phone=mention.phone[:50],
                token=mention.token[:100],
                organisation=mention.organisation[:300],
                organisation_type=mention.organisation_type,
                job_title=mention.job_title[:200],
                gender=mention.gender,
                language=mention.language[:20],
                place_id=places.get((mention.city, mention.country)),
            )
            for key, mention in new.items()
        )
        self._known |= {record.content: record.pk for record in records}
        self._link(records)

    def _link(self, records: Sequence[PersonRecord]) -> None:
        """Link new records: to whom their address or token is already linked, with that link's whole history."""
        siblings = self._siblings(records)
        links, alone = [], []
        first: dict[str, PersonRecord] = {}
        for record in records:
            identity = record.email or record.token
            if history := siblings.get(record.email) or siblings.get(record.token):
                links += [self._copy(link, record) for link in history]
            elif identity and identity in first:
                alone.append((record, first[identity]))
            else:
                first[identity or f"#{record.pk}"] = record
                alone.append((record, record))
        links += self._newcomers(alone)
        PersonLink.objects.bulk_create(links)

    def _siblings(self, records: Iterable[PersonRecord]) -> dict[str, list[PersonLink]]:
        emails = {record.email for record in records if record.email}
        tokens = {record.token for record in records if record.token}
        new = [record.pk for record in records]
        links = (
            PersonLink.objects.filter(Q(record__email__in=emails) | Q(record__token__in=tokens))
            .exclude(record__in=new)
            .select_related("record")
            .order_by("record_id", "pk")
        )
        history: dict[str, list[PersonLink]] = {}
        for link in links:
            for identity in (link.record.email, link.record.token):
                if identity and (identity not in history or history[identity][0].record_id == link.record_id):
                    history.setdefault(identity, []).append(link)
        return history

    def _copy(self, link: PersonLink, record: PersonRecord) -> PersonLink:
        by_email = record.email and record.email == link.record.email
        method = PersonLink.Method.EMAIL if by_email else PersonLink.Method.TOKEN
        if link.method in (PersonLink.Method.SCORE, PersonLink.Method.REVIEW):
            method = PersonLink.Method(link.method)
        return PersonLink(
            record=record,
            person_id=link.person_id,
            source_id=self.source.pk,
            method=method,
            probability=link.probability,
            recorded_at=link.recorded_at,
            retracted_at=link.retracted_at,
            retracted_by_id=link.retracted_by_id,
        )

    def _newcomers(self, pairs: Sequence[tuple[PersonRecord, PersonRecord]]) -> list[PersonLink]:
        """Links of records whose person is new: each pair is a record and the record that is its person's first."""
        firsts = [record for record, first in pairs if record is first]
        people = Person.objects.bulk_create(Person() for _first in firsts)
        person = {record.pk: person.pk for record, person in zip(firsts, people, strict=True)}
        return [
            PersonLink(
                record=record,
                person_id=person[first.pk],
                source_id=self.source.pk,
                recorded_at=ALWAYS,
                method=PersonLink.Method.OWN if record is first else PersonLink.Method.EMAIL,
            )
            for record, first in pairs
        ]


def _content(mention: Mention, source: Source, where: str) -> str:
    """What makes two statements the same record; without address or token, only the very same row is."""
    parts = [
        mention.name,
        mention.email,
        mention.phone,
        mention.token,
        mention.organisation,
        mention.organisation_type,
        mention.job_title,
        mention.city,
        mention.country,
        mention.gender,
        mention.language,
    ]
    if not (mention.email or mention.token):
        parts += [source.sha256, str(source.target), where]
    return hashlib.sha1("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()
