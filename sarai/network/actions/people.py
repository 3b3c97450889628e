"""Who is who: records linked to people by what they state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from sarai.evidence.actions import Row, digest, insert
from sarai.evidence.models import Source
from sarai.network.mentions import Mention, folded_name, folded_organisation
from sarai.network.models import Person, PersonLink, PersonRecord

from .places import ALWAYS, PlaceReader

REMEMBERED = 5_000


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
        """The record id of each (classified mention, which row it is), in order.

        The row only matters where a mention has neither address nor token: it must then be the same whenever the very
        same row is met again, and no other row's.
        """
        keys = [_content(mention, row) for mention, row in mentions]
        if len(self._known) > REMEMBERED:
            self._known.clear()
        unknown = {key: mention for key, (mention, _row) in zip(keys, mentions, strict=True) if key not in self._known}
        if unknown:
            self._known |= _ids(unknown)
            self._store({key: mention for key, mention in unknown.items() if key not in self._known})
        return [self._known[key] for key in keys]

    def _store(self, new: dict[str, Mention]) -> None:
        if not new:
            return
        places = self.places.read({(m.city, m.country) for m in new.values() if m.city or m.country})
        insert(PersonRecord, [_record(key, m, places.get((m.city, m.country))) for key, m in new.items()])
        ids = _ids(new)
        self._known |= ids
        self._link([(ids[key], mention) for key, mention in new.items()])

    def _link(self, records: Sequence[tuple[int, Mention]]) -> None:
        """Link new records: to whom their address or token is already linked, with that link's whole history."""
        siblings = self._siblings([mention for _pk, mention in records])
        links: list[Row] = []
        newcomers: list[tuple[int, int]] = []
        first: dict[str, int] = {}
        for pk, mention in records:
            if history := siblings.get(mention.email) or siblings.get(mention.token):
                links += [self._copy(link, pk, mention) for link in history]
            else:
                identity = mention.email or mention.token or f"#{pk}"
                newcomers.append((pk, first.setdefault(identity, pk)))
        insert(PersonLink, links + self._newcomers(newcomers))

    def _siblings(self, mentions: Sequence[Mention]) -> dict[str, list[PersonLink]]:
        """Address or token → the links of the first record that stated it."""
        emails = {mention.email for mention in mentions if mention.email}
        tokens = {mention.token for mention in mentions if mention.token}
        links = (
            PersonLink.objects.filter(Q(record__email__in=emails) | Q(record__token__in=tokens))
            .select_related("record")
            .order_by("record_id", "pk")
        )
        history: dict[str, list[PersonLink]] = {}
        for link in links:
            for identity in (link.record.email, link.record.token):
                if identity and (identity not in history or history[identity][0].record_id == link.record_id):
                    history.setdefault(identity, []).append(link)
        return history

    def _copy(self, link: PersonLink, record_id: int, mention: Mention) -> Row:
        by_email = mention.email and mention.email == link.record.email
        method = PersonLink.Method.EMAIL if by_email else PersonLink.Method.TOKEN
        if link.method in (PersonLink.Method.SCORE, PersonLink.Method.REVIEW):
            method = PersonLink.Method(link.method)
        return {
            "record_id": record_id,
            "person_id": link.person_id,
            "source_id": self.source.pk,
            "method": method,
            "probability": link.probability,
            "recorded_at": link.recorded_at,
            "retracted_at": link.retracted_at,
            "retracted_by_id": link.retracted_by_id,
        }

    def _newcomers(self, pairs: Sequence[tuple[int, int]]) -> list[Row]:
        """Links of records whose person is new: each pair is a record and the record that is its person's first."""
        firsts = [pk for pk, first in pairs if pk == first]
        people = Person.objects.bulk_create(Person() for _first in firsts)
        person = {pk: person.pk for pk, person in zip(firsts, people, strict=True)}
        return [
            {
                "record_id": pk,
                "person_id": person[first],
                "source_id": self.source.pk,
                "recorded_at": ALWAYS,
                "method": PersonLink.Method.OWN if pk == first else PersonLink.Method.EMAIL,
            }
            for pk, first in pairs
        ]


def _ids(contents: Iterable[str]) -> dict[str, int]:
    return dict(PersonRecord.objects.filter(content__in=contents).values_list("content", "pk"))


def _record(content: str, mention: Mention, place_id: int | None) -> Row:
    return {
        "content": content,
        "name": mention.name[:200],
        "folded_name": folded_name(mention.name)[:400],
        "email": mention.email[:254],
        "phone": mention.phone[:50],
        "token": mention.token[:100],
        "organisation": mention.organisation[:300],
        "folded_organisation": folded_organisation(mention.organisation)[:600],
        "organisation_type": mention.organisation_type,
        "job_title": mention.job_title[:200],
        "gender": mention.gender,
        "language": mention.language[:20],
        "place_id": place_id,
    }


def _content(mention: Mention, row: str) -> str:
    """What makes two statements the same record; without address or token, only the very same row is."""
    return digest(*mention.stated) if mention.email or mention.token else digest(*mention.stated, row)
