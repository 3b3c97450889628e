"""Reads across people: who is who, and who may be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_
from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, Max, Prefetch, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from sarai.network.linkage import PersonRecord as Statement
from sarai.network.mentions import folded_name
from sarai.network.models import LinkSuggestion, Merge, Person, PersonLink, PersonRecord, PlaceName, PlaceReading

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
FOUND_PEOPLE = 20
FOUND_RECORDS = 1000  # a word that very many names have is not sought to the end


def person_under(address: str) -> Person | None:
    """The person whose records state an address; None where none does."""
    held = PersonLink.objects.filter(record__email=address, retracted_at=None).select_related("person")
    link = held.first() if address else None
    return link.person if link else None


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


def newest_suggestion() -> int:
    """A number that is another whenever a pair of people is suggested; what is decided on has a source of its own."""
    return LinkSuggestion.objects.aggregate(newest=Max("pk"))["newest"] or 0


def people_if_suggestions_were_accepted(people: set[int]) -> tuple[int, int]:
    """How many of these people there would be if every open suggestion were accepted, and how many suggestions that
    takes: those by which at least two of them become one. Chains may pass through people who are not counted."""
    merges = Merge.objects.filter(undone=None).values_list("absorbed", "kept")
    suggested = open_pairs()
    group = _joined([*suggested, *(merge for merge in merges if merge[0] not in people)])
    sizes = Counter(group(person) for person in people)
    return len(sizes), sum(sizes[group(left)] > 1 for left, _right in suggested)


def _joined(pairs: Iterable[tuple[int, int]]) -> Callable[[int], int]:
    """Of which group each person is, when each of these pairs is one person."""
    parent: dict[int, int] = {}

    def root(person: int) -> int:
        while (above := parent.get(person, person)) != person:
            parent[person] = person = parent.get(above, above)
        return person

    for left, right in pairs:
        parent[root(left)] = root(right)
    return root


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
            elif stated := getattr(record, field):
                display = getattr(record, f"get_{field}_display", None)
                yield str(display()) if display else stated

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
    """Up to 20 people with a record whose address begins with `text`, or whose name has all of its words; accents and
    letter case do not matter. Those who were erased are not found."""
    words = folded_name(text).split()
    if not words:
        return []
    named = reduce(and_, (Q(folded_name__contains=word) for word in words))
    records = PersonRecord.objects.filter(named | Q(email__startswith=text.strip().lower()))
    links = PersonLink.objects.filter(record__in=records.values("pk")[:FOUND_RECORDS], retracted_at=None)
    found = links.filter(person__erased_at=None).order_by("person").values_list("person", flat=True).distinct()
    return list(profiles(list(found[:FOUND_PEOPLE])).values())


def fullest_statements() -> dict[int, Statement]:
    """For each person, what the record that says most about them states (of equals the latest), as it is compared:
    the city by its GeoNames id where it was read as one. Erased people are not compared."""
    links = PersonLink.objects.filter(retracted_at=None, person__erased_at=None).order_by("record")
    best: dict[int, tuple[int, tuple[Any, ...]]] = {}
    paths = (f"record__{field}" for field in ("pk", *COMPARED))
    for person, *stated in links.values_list("person", *paths).iterator(chunk_size=5000):
        said = sum(map(bool, stated))
        if person not in best or said >= best[person][0]:
            best[person] = (said, tuple(stated))
    places = _read_places()
    return {person: _statement(stated, places) for person, (_said, stated) in best.items()}


def _statement(stated: tuple[Any, ...], places: dict[int, tuple[str, str]]) -> Statement:
    pk, said = stated[0], dict(zip(COMPARED, stated[1:], strict=True))
    city, country = places.get(said["place"], ("", ""))
    return Statement(
        id=pk,
        name=said["name"],
        email=said["email"],
        phone=said["phone"],
        organisation=said["organisation"],
        organisation_type=said["organisation_type"],
        city=city,
        country=country,
        gender=said["gender"],
    )


def _read_places() -> dict[int, tuple[str, str]]:
    """Typed place → city (its GeoNames id, or as it was typed while it is none) and country, as read now."""
    places = {pk: (text, "") for pk, text in PlaceName.objects.values_list("pk", "text")}
    held = PlaceReading.objects.filter(retracted_at=None).values_list("place", "city", "country")
    return places | {pk: (str(city or places[pk][0]), country or "") for pk, city, country in held}


def suggestions(later: Collection[int] = ()) -> QuerySet[LinkSuggestion]:
    """What nobody has decided on yet, the likeliest first; those put off (`later`) at the end."""
    put_off = Case(When(pk__in=list(later), then=Value(1)), default=Value(0), output_field=IntegerField())
    waiting = LinkSuggestion.objects.filter(state=LinkSuggestion.State.OPEN)
    return waiting.order_by(put_off, "-probability", "pk")


def merges() -> QuerySet[Merge]:
    """Every merge, the latest first."""
    return Merge.objects.select_related("source", "undone").order_by("-pk")
