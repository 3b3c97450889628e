"""Taking somebody's data out of the records, so that what they did stays countable."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sarai.accounts.actions import erase_account
from sarai.accounts.models import Role, User
from sarai.accounts.queries import kept_under
from sarai.evidence.models import KeyedFact, Source
from sarai.letters.actions import forget as forget_letters
from sarai.network.mentions import email_key
from sarai.network.models import Act, Erasure, LinkSuggestion, Merge, Person, PersonLink, PersonRecord, Pseudonym
from sarai.network.queries import family, person_under, whom_they_became

from .forgetting import mark_of
from .merging import entry

SAYS_WHO = ("name", "folded_name", "phone", "organisation", "folded_organisation", "job_title")
SHORTEST_WORD = 3

Restated = Callable[[Any], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Whose data is erased: their records, which say nothing any more; the addresses that stood in them; and when."""

    records: Sequence[PersonRecord]
    addresses: Collection[str]
    at: datetime


Forget = Callable[[Forgotten], object]
_restated: dict[type[KeyedFact], Restated] = {}
_forgetters: list[Forget] = []


def declare_restated(model: type[KeyedFact], restated: Restated) -> None:
    """Register how an app names its facts about people: given one whose `record` and personal fields have changed, its
    `key` and `content` as the next file that states the same will have them."""
    _restated[model] = restated


def declare_forgotten(forget: Forget) -> None:
    """Register how an app takes what says who somebody is out of what has no pointer to a record, such as the single
    answers of a response, or a registration that was not filed yet."""
    _forgetters.append(forget)


@transaction.atomic
def erase_person(*, person: Person, reason: str, by: str, at: datetime) -> int:
    """Blank everything that says who somebody is, in every record that is linked to them now; returns how many.

    It is the one act that overwrites, because the law asks for it: what they did, when, from which city and kind of
    organisation, stays countable. Addresses and tokens become pseudonyms, the same in files that are still to come.
    Rows of other apps that declare their pointer to a record to be personal lose what else they declare to be
    personal, such as free answers. An account under an address of theirs is erased with it. The kept files are gone
    through by `sweep_files`. Raises ValueError where the person was erased already, merged with another meanwhile, or
    has an account that works with the records.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.erased_at:
        raise ValueError(_("This person's data has been erased already."))
    if whom_they_became([person.pk])[person.pk] != person.pk:
        raise ValueError(_("This person was merged with another meanwhile. Look again at whom you erase."))
    records = list(PersonRecord.objects.filter(links__person=person, links__retracted_at=None).select_for_update())
    addresses = {record.email for record in records} - {""}
    _refuse_colleagues(addresses)
    names = _names(records)
    source = entry(Act.ERASURE, reason=without(names, reason), by=by, at=at, known=at)
    erasure = Erasure.objects.create(source=source, person=person)
    _blank_records(records, erasure)
    for model, pointer, blanks in _what_else_is_personal():
        # A key that is not made of who it was may stand in other sheets of the file: there, too, it is looked for.
        _pseudonyms("row", _blank_facts(model, pointer, blanks, records), erasure)
    _forget_elsewhere(Forgotten(records, addresses, at))
    _blank_decisions(family(person.pk), names, source)
    Person.objects.filter(pk__in=family(person.pk)).update(erased_at=at)
    return len(records)


@transaction.atomic
def erase_address(*, email: str, reason: str, by: str, at: datetime) -> int:
    """Erase whoever is known by an e-mail address; returns how many records of theirs were blanked.

    Where records state the address, it is the person of these. Whoever is in none may still have an account, an entry
    or letters under it: these are erased, and a record that says nothing stands for them, under which files to come
    count them. Raises ValueError where nothing is kept under the address, and what `erase_person` raises.
    """
    address = email_key(email)
    known = person_under(address)
    if known is not None:
        return erase_person(person=known, reason=reason, by=by, at=at)
    if not kept_under(address):
        raise ValueError(_("Nobody is known under “%(address)s”.") % {"address": email})
    _refuse_colleagues([address])
    called = User.objects.filter(email=address).values_list("name", flat=True)
    names = _said([address, *called], called)
    source = entry(Act.ERASURE, reason=without(names, reason), by=by, at=at, known=at)
    _remember(address, source)
    _forget_elsewhere(Forgotten([], [address], at))
    return 0


def _refuse_colleagues(addresses: Collection[str]) -> None:
    """Raises ValueError for the account of somebody who works with the records: nobody takes it from them by a word."""
    at_work = Q(role__in=(Role.TEAM, Role.STEWARD)) | Q(is_staff=True) | Q(is_superuser=True)
    if User.objects.filter(at_work, email__in=addresses).exists():
        raise ValueError(
            _(
                "This is the address of somebody who works with the records here. First take the role from their "
                "account, then erase."
            )
        )


def _remember(address: str, source: Source) -> None:
    """Let an address that stood in no record be known by its pseudonym alone."""
    before = Pseudonym.objects.filter(mark=mark_of("email", address)).select_related("erasure__person").first()
    if before is not None:
        Erasure.objects.create(source=source, person=before.erasure.person)
        return
    person = Person.objects.create(erased_at=source.recorded_at)
    erasure = Erasure.objects.create(source=source, person=person)
    [pseudonym] = _pseudonyms("email", {address}, erasure).values()
    record = PersonRecord.objects.create(email=pseudonym, content=_content_of(pseudonym))
    PersonLink.objects.create(
        record=record, person=person, method=PersonLink.Method.OWN, source=source, recorded_at=source.recorded_at
    )


def _forget_elsewhere(who: Forgotten) -> None:
    """Let every app forget somebody who is not, or not only, known to it by a record; and erase their account."""
    forget_letters(addresses=who.addresses)
    for forget in _forgetters:
        forget(who)
    for user in User.objects.filter(email__in=who.addresses):
        erase_account(user=user, at=who.at)


def _blank_records(records: Sequence[PersonRecord], erasure: Erasure) -> None:
    rows = _rows_of([record for record in records if not (record.email or record.token)])
    of_rows = _pseudonyms("row", set(rows.values()), erasure)
    written = {
        kind: _pseudonyms(kind, {getattr(record, kind) for record in records} - {""}, erasure)
        for kind in ("email", "token")
    }
    for record in records:
        for field in SAYS_WHO:
            setattr(record, field, "")
        for kind, pseudonyms in written.items():
            setattr(record, kind, pseudonyms.get(getattr(record, kind), ""))
        if row := rows.get(record.pk):
            record.token = of_rows[row]
        record.content = _content_of(record.pk)
    PersonRecord.objects.bulk_update(records, [*SAYS_WHO, "email", "token", "content"], batch_size=500)


def _content_of(number: object) -> str:
    """What the content of a record is that says nothing: no other record's."""
    return hashlib.sha1(f"erased {number}".encode(), usedforsecurity=False).hexdigest()


def _rows_of(nameless: Sequence[PersonRecord]) -> dict[int, str]:
    """For records without address and token, the key of the row that stated them, where it has one."""
    found: dict[int, str] = {}
    for model, pointer, _blanks in _what_else_is_personal():
        if issubclass(model, KeyedFact):
            found |= dict(model._base_manager.filter(**{f"{pointer}__in": nameless}).values_list(pointer, "key"))
    return found


def _pseudonyms(kind: str, stated: set[str], erasure: Erasure) -> dict[str, str]:
    """A pseudonym for each address, token or key of a row."""
    found = {}
    for text in sorted(stated):
        one, _new = Pseudonym.objects.get_or_create(mark=mark_of(kind, text), defaults={"erasure": erasure})
        found[text] = str(one)
    return found


def _what_else_is_personal() -> Iterator[tuple[type[models.Model], str, dict[str, object]]]:
    """Models whose rows are about a record: the field that points at it, and what to put into their personal fields."""
    for relation in PersonRecord._meta.related_objects:
        model, pointer = cast(type[models.Model], relation.related_model), relation.field.name
        personal: set[str] = getattr(model, "PERSONAL", set())
        if pointer in personal:
            yield model, pointer, {name: _blank(model, name) for name in personal - {pointer, "key", "content"}}


def _blank_facts(
    model: type[models.Model], pointer: str, blanks: dict[str, object], records: Sequence[PersonRecord]
) -> set[str]:
    """Blank what else is personal in a model's rows about these records; returns the keys that stay as they were."""
    rows = list(model._base_manager.filter(**{f"{pointer}__in": records}).select_related(f"{pointer}__place"))
    restated = _restated.get(cast(type[KeyedFact], model), lambda _row: {})
    before = {getattr(row, "key", "") for row in rows}
    for row in rows:
        for name, value in blanks.items():
            setattr(row, name, value)
        for name, value in restated(row).items():
            setattr(row, name, value)
    if rows and (changed := [*blanks, *restated(rows[0])]):
        model._base_manager.bulk_update(rows, changed, batch_size=500)
    return before & {getattr(row, "key", "") for row in rows} - {""}


def _blank(model: type[models.Model], name: str) -> object:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field.get_default()


def _blank_decisions(selves: set[int], names: set[str], source: Source) -> None:
    """What was decided about somebody stays, without what was written about them; what is open is settled."""
    asked = LinkSuggestion.objects.filter(Q(left__in=selves) | Q(right__in=selves))
    asked.update(reasons=[])
    asked.filter(state=LinkSuggestion.State.OPEN).update(state=LinkSuggestion.State.OVERTAKEN, decided=source)
    merges = Merge.objects.filter(Q(kept__in=selves) | Q(absorbed__in=selves))
    decided = {
        *asked.values_list("decided", flat=True),
        *(pk for pair in merges.values_list("source", "undone") for pk in pair),
    }
    for one in Source.objects.filter(pk__in=decided - {None}).exclude(reason=""):
        one.reason = without(names, one.reason)
        one.save(update_fields=["reason"])


def _names(records: Iterable[PersonRecord]) -> set[str]:
    """What somebody may be called in a sentence: names and their words, addresses, tokens, telephones."""
    records = list(records)
    said = [text for record in records for text in (record.name, record.email, record.token, record.phone)]
    return _said(said, [record.name for record in records])


def _said(texts: Iterable[str], names: Iterable[str]) -> set[str]:
    """These texts and the words of these names, without those so short that they may be anything."""
    return {text for text in [*texts, *(word for name in names for word in name.split())] if len(text) >= SHORTEST_WORD}


def without(names: set[str], text: str) -> str:
    """A sentence with these names covered, the longest first."""
    if not names:
        return text
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", "•••", text, flags=re.IGNORECASE)
