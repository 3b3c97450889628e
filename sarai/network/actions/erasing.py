"""Taking somebody's data out of the records, so that what they did stays countable."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import cast

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sarai.network.models import LinkSuggestion, Person, PersonRecord
from sarai.network.queries import family

from .merging import entry

SAYS_WHO = ("name", "email", "phone", "token", "organisation", "job_title")


@transaction.atomic
def erase_person(*, person: Person, reason: str, by: str, at: datetime) -> int:
    """Blank everything that says who somebody is, in every record that is linked to them now; returns how many.

    It is the one act that overwrites, because the law asks for it: what they did, when, from which city and kind of
    organisation, stays countable. Rows of other apps that declare their pointer to a record to be personal lose what
    else they declare to be personal, such as free answers. The files of the sources are kept as they came.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    held = Q(links__person=person, links__retracted_at=None)
    records = list(PersonRecord.objects.filter(held).select_for_update())
    for record in records:
        for field in SAYS_WHO:
            setattr(record, field, "")
        record.content = hashlib.sha1(f"erased {record.pk}".encode(), usedforsecurity=False).hexdigest()
    PersonRecord.objects.bulk_update(records, [*SAYS_WHO, "content"], batch_size=500)
    for model, pointer, blanks in _what_else_is_personal():
        model._base_manager.filter(**{f"{pointer}__in": records}).update(**blanks)
    selves = family(person.pk)
    LinkSuggestion.objects.filter(Q(left__in=selves) | Q(right__in=selves)).update(reasons=[])
    Person.objects.filter(pk__in=selves).update(erased_at=at)
    entry(_("A person's data was erased"), reason=reason, by=by, at=at, known=at)
    return len(records)


def _what_else_is_personal() -> Iterator[tuple[type[models.Model], str, dict[str, object]]]:
    """Models whose rows are about a record: the field that points at it, and what to put into their personal fields."""
    for relation in PersonRecord._meta.related_objects:
        model, pointer = cast(type[models.Model], relation.related_model), relation.field.name
        personal: set[str] = getattr(model, "PERSONAL", set())
        # The key and the digest keep a later file from bringing the row back as new.
        blanks = {name: _blank(model, name) for name in personal - {pointer, "key", "content"}}
        if pointer in personal and blanks:
            yield model, pointer, blanks


def _blank(model: type[models.Model], name: str) -> object:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field.get_default()
