"""Reads across people and places."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import (
    Case,
    Count,
    IntegerField,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
    prefetch_related_objects,
)
from django.utils.translation import gettext_lazy as _

from .models import LinkSuggestion, Merge, PersonLink, PersonRecord, PlaceName, PlaceReading

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# How a record came to its first person; every other method is a decision about whole people.
FIRST = (PersonLink.Method.OWN, PersonLink.Method.EMAIL, PersonLink.Method.TOKEN)
COMPARED = {
    "name": _("Name"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "organisation": _("Organisation"),
    "organisation_type": _("Kind of organisation"),
    "job_title": _("Position"),
    "place": _("Place"),
    "gender": _("Gender"),
    "language": _("Language"),
}
FOUND_PEOPLE = 30


def whom_they_became(people: Iterable[int]) -> dict[int, int]:
    """For each of these people, whom they became by merges that hold: themselves, if they were never absorbed."""
    now = {person: person for person in people}
    while above := dict(Merge.objects.filter(absorbed__in=now.values(), undone=None).values_list("absorbed", "kept")):
        now = {person: above.get(became, became) for person, became in now.items()}
    return now


def family(person: int) -> set[int]:
    """This person and everybody who became them by merges that hold."""
    found, fresh = {person}, {person}
    while fresh:
        fresh = set(Merge.objects.filter(kept__in=fresh, undone=None).values_list("absorbed", flat=True)) - found
        found |= fresh
    return found


def kept_apart(one: int, other: int) -> bool:
    """Whether somebody decided that these two, or any who became them, are different people."""
    ours, theirs = family(one), family(other)
    between = Q(left__in=ours, right__in=theirs) | Q(left__in=theirs, right__in=ours)
    return LinkSuggestion.objects.filter(between, state=LinkSuggestion.State.DIFFERENT).exists()


def asked_pairs() -> set[tuple[int, int]]:
    """Every pair of people about whom it was ever asked whether they are one, as those people are now."""
    pairs = list(LinkSuggestion.objects.values_list("left", "right"))
    became = whom_they_became({person for pair in pairs for person in pair})
    return {(min(became[a], became[b]), max(became[a], became[b])) for a, b in pairs}


def open_pairs() -> list[tuple[int, int]]:
    """The pairs of people that are suggested to be one and not yet decided on, as they were when it was suggested."""
    return list(LinkSuggestion.objects.filter(state=LinkSuggestion.State.OPEN).values_list("left", "right"))


def people_if_suggestions_were_accepted(people: set[int]) -> int:
    """How many of these people there would be if every open suggestion were accepted."""
    merges = Merge.objects.filter(undone=None).values_list("absorbed", "kept")
    return len(people) - _joins(people, [*open_pairs(), *(merge for merge in merges if merge[0] not in people)])


def _joins(people: set[int], pairs: Iterable[tuple[int, int]]) -> int:
    """How many fewer groups than people there are: chains may pass through people outside the set."""
    parent: dict[int, int] = {}

    def root(person: int) -> int:
        while parent.setdefault(person, person) != person:
            parent[person] = person = parent[parent[person]]
        return person

    for left, right in pairs:
        parent[root(left)] = root(right)
    groups: dict[int, int] = defaultdict(int)
    for person in people & parent.keys():
        groups[root(person)] += 1
    return sum(size - 1 for size in groups.values())


@dataclass(frozen=True)
class Profile:
    """Somebody as their records state them."""

    person: int
    records: tuple[PersonRecord, ...]

    @cached_property
    def stated(self) -> dict[str, tuple[str, ...]]:
        """What the records state under each compared field, each different statement once, blanks left out."""
        return {field: tuple(dict.fromkeys(filter(None, self._all(field)))) for field in COMPARED}

    def _all(self, field: str) -> Iterable[str]:
        for record in self.records:
            if field == "place":
                yield _place(record.place)
            else:
                display = getattr(record, f"get_{field}_display", None)
                yield str(display() if display else getattr(record, field))

    def __str__(self) -> str:
        names = self.stated["name"] or self.stated["email"]
        return names[0] if names else f"#{self.person}"


def _place(place: PlaceName | None) -> str:
    """A place as it is read, so that spellings of one city are one place; as it was typed while it is in doubt."""
    if place is None:
        return ""
    reading = next(iter(place.held), None)  # type: ignore[attr-defined]
    if reading is None or reading.country is None:
        return str(place)
    return f"{reading.city}, {reading.country}" if reading.city else str(reading.country)


@dataclass(frozen=True)
class Comparison:
    """One field of two people side by side."""

    label: StrOrPromise
    left: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether both say something and nothing of it is the same, letter case aside."""
        left, right = ({text.casefold() for text in side} for side in (self.left, self.right))
        return bool(left and right and not left & right)


def profiles(people: Collection[int]) -> dict[int, Profile]:
    """The profile of each of these people, from the records that are linked to them now."""
    return _profiles(people, Q(retracted_at=None))


def first_profiles(people: Collection[int]) -> dict[int, Profile]:
    """The profile of each of these people as it was before any merge: from the records that were theirs first."""
    return _profiles(people, Q(method__in=FIRST))


def _profiles(people: Collection[int], which: Q) -> dict[int, Profile]:
    read = PlaceReading.objects.filter(retracted_at=None).select_related("city", "country")
    links = PersonLink.objects.filter(which, person__in=people).select_related("record__place").order_by("record")
    records: dict[int, list[PersonRecord]] = defaultdict(list)
    for link in links.prefetch_related(Prefetch("record__place__readings", read, to_attr="held")):
        records[link.person_id].append(link.record)
    return {person: Profile(person, tuple(records[person])) for person in people}


def compare(left: Profile, right: Profile) -> list[Comparison]:
    """Two people field by field, without the fields about which neither says anything."""
    pairs = [Comparison(label, left.stated[field], right.stated[field]) for field, label in COMPARED.items()]
    return [pair for pair in pairs if pair.left or pair.right]


def people_found(text: str) -> list[Profile]:
    """Up to 30 people with a record whose address begins with `text`, or whose name has all of its words; accents and
    letter case do not matter."""
    text, words = text.strip().lower(), _folded(text).split()
    if not words:
        return []
    links = PersonLink.objects.filter(retracted_at=None, person__erased_at=None).order_by("person")
    found: dict[int, None] = {}
    for person, name, email in links.values_list("person", "record__name", "record__email").iterator():
        folded = _folded(name)
        if email.startswith(text) or all(word in folded for word in words):
            found[person] = None
            if len(found) == FOUND_PEOPLE:
                break
    return list(profiles(list(found)).values())


def _folded(text: str) -> str:
    text = text.casefold()
    if text.isascii():
        return text
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def fullest_records() -> dict[int, PersonRecord]:
    """For each person, the record that says most about them (of equals the latest), with how its place is read."""
    held = Prefetch("place__readings", PlaceReading.objects.filter(retracted_at=None), to_attr="held")
    links = PersonLink.objects.filter(retracted_at=None, person__erased_at=None).select_related("record__place")
    found: dict[int, PersonRecord] = {}
    for link in links.order_by("record"):
        best = found.get(link.person_id)
        if best is None or _said(link.record) >= _said(best):
            found[link.person_id] = link.record
    prefetch_related_objects(list(found.values()), held)
    return found


def _said(record: PersonRecord) -> int:
    return sum(bool(getattr(record, f"{field}_id" if field == "place" else field)) for field in COMPARED)


def suggestions(later: Collection[int] = ()) -> QuerySet[LinkSuggestion]:
    """What nobody has decided on yet, the likeliest first; those put off (`later`) at the end."""
    put_off = Case(When(pk__in=list(later), then=Value(1)), default=Value(0), output_field=IntegerField())
    waiting = LinkSuggestion.objects.filter(state=LinkSuggestion.State.OPEN)
    return waiting.order_by(put_off, "-probability", "pk")


def doubtful_places() -> QuerySet[PlaceReading]:
    """Readings of typed places that wait for somebody, the most used first; `used` is by how many records."""
    doubtful = PlaceReading.objects.filter(retracted_at=None, decided=False, status=PlaceReading.Status.ASK)
    return _with_use(doubtful).order_by("-used", "place__text", "pk")


def decided_places() -> QuerySet[PlaceReading]:
    """Readings that somebody decided on, the latest first."""
    return _with_use(PlaceReading.objects.filter(retracted_at=None, decided=True)).order_by("-recorded_at", "-pk")


def place_readings(pk: int) -> QuerySet[PlaceReading]:
    """The reading of one typed place that holds."""
    return _with_use(PlaceReading.objects.filter(retracted_at=None, place=pk))


def _with_use(readings: QuerySet[PlaceReading]) -> QuerySet[PlaceReading]:
    return readings.select_related("place", "city", "country", "source").annotate(used=Count("place__records"))


def merges() -> QuerySet[Merge]:
    """Every merge, the latest first."""
    return Merge.objects.select_related("source", "undone").order_by("-pk")
