"""Two people are one, or they are not: decided, and taken back.

People who were merged form trees: whoever was absorbed hangs under whom they became. A merge joins two whole trees at
their tops, and undoing it takes the absorbed one off again with everything under it, whatever was decided meanwhile. So
merges may be undone in any order, and what is left is always what the remaining ones say.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sarai.evidence.models import Source
from sarai.network.models import Act, LinkSuggestion, Merge, Person, PersonLink
from sarai.network.queries import FIRST, family, kept_apart, whom_they_became

State = LinkSuggestion.State


@transaction.atomic
def merge_people(
    *,
    kept: Person,
    absorbed: Person,
    reason: str,
    by: str,
    at: datetime,
    known: datetime,
    probability: float = 1.0,
    method: str = PersonLink.Method.REVIEW,
    source: Source | None = None,
) -> Merge | None:
    """Decide that two people are one: the links of one move to the other. None where they are one already.

    Somebody who was absorbed before stands for whom they became. `at` is the clock's time, `known` since when the
    decision holds; `source` groups decisions made at once. Raises ValueError where `known` is before what was decided
    about these people last or still to come, where one of them was erased, or where somebody else merges them at the
    same moment.
    """
    kept, absorbed = _as_they_are_now(kept, absorbed)
    if kept.pk == absorbed.pk:
        return None
    _refuse_erased(kept, absorbed)
    source = source or entry(Act.MERGE, reason=reason, by=by, at=at, known=known)
    try:
        merge = Merge.objects.create(kept=kept, absorbed=absorbed, source=source)
        _move(PersonLink.objects.filter(person=absorbed, retracted_at=None), kept, source, method, probability)
    except IntegrityError as error:  # the database lets nobody be absorbed twice, nor a record be two people's
        raise ValueError(
            _("Somebody else decided about these people at the same moment. Nothing was changed: look at them again.")
        ) from error
    _answer_suggestions(kept, absorbed, State.SAME, source)
    return merge


@transaction.atomic
def undo_merge(*, merge: Merge, reason: str, by: str, at: datetime, known: datetime) -> Merge:
    """Take a merge back: who was absorbed is somebody again, with the records that are theirs without this merge.

    Raises ValueError if it is undone already, or if `known` is before what was decided about these people last.
    """
    merge = Merge.objects.select_for_update().select_related("absorbed").get(pk=merge.pk)
    if merge.undone_id:
        raise ValueError(_("This merge has been undone already."))
    _as_they_are_now(merge.absorbed)
    source = entry(Act.UNDONE, reason=reason, by=by, at=at, known=known)
    merge.undone = source
    merge.save(update_fields=["undone"])
    apart = family(merge.absorbed_id)
    theirs = PersonLink.objects.filter(person__in=apart, method__in=FIRST).values("record")
    held = PersonLink.objects.filter(record__in=theirs, retracted_at=None)
    _move(held, merge.absorbed, source, PersonLink.Method.REVIEW, 1.0)
    _reopen_suggestions(apart, merge.source_id, source)
    _remember_as_different(merge, source)
    return merge


@transaction.atomic
def decide_suggestion(
    *, suggestion: LinkSuggestion, same: bool, reason: str, by: str, at: datetime, known: datetime
) -> Merge | None:
    """Settle a suggestion: the two are one person, or they are not.

    Raises ValueError where it is settled, and as `merge_people` does.
    """
    suggestion = LinkSuggestion.objects.select_for_update().select_related("left", "right").get(pk=suggestion.pk)
    left, right = _as_they_are_now(suggestion.left, suggestion.right)
    if suggestion.state != State.OPEN or left.pk == right.pk:
        raise ValueError(_("Somebody has decided on this already."))
    _refuse_erased(left, right)
    if same:
        return merge_people(
            kept=left, absorbed=right, reason=reason, by=by, at=at, known=known, probability=suggestion.probability
        )
    source = entry(Act.APART, reason=reason, by=by, at=at, known=known)
    _answer_suggestions(left, right, State.DIFFERENT, source)
    return None


@transaction.atomic
def decide_pair(*, one: Person, other: Person, same: bool, reason: str, by: str, at: datetime, known: datetime) -> str:
    """Settle whether two people are one, suggested or not: "merged", "kept apart", or "unchanged" if it was so.

    Raises ValueError where those who are to be different are one person by now, and as `merge_people` does.
    """
    one, other = _as_they_are_now(one, other)
    if one.pk == other.pk:
        if same:
            return "unchanged"
        raise ValueError(_("These two are one person by now. To part them, take the merge back."))
    _refuse_erased(one, other)
    if not same and kept_apart(one.pk, other.pk):
        return "unchanged"
    low, high = sorted((one, other), key=lambda person: person.pk)
    suggestion, _new = LinkSuggestion.objects.get_or_create(left=low, right=high, defaults={"probability": 0.0})
    if suggestion.state == State.OPEN:
        decide_suggestion(suggestion=suggestion, same=same, reason=reason, by=by, at=at, known=known)
    elif same:
        merge_people(kept=low, absorbed=high, reason=reason, by=by, at=at, known=known)
    else:
        return "unchanged"
    return "merged" if same else "kept apart"


def entry(act: Act, *, reason: str, by: str, at: datetime, known: datetime) -> Source:
    """What somebody decided, as a source. Raises ValueError where it is to hold since a day that is still to come."""
    if known > at:
        raise ValueError(
            _("This cannot hold since %(day)s: that day is still to come.") % {"day": known.date().isoformat()}
        )
    return Source.objects.create(
        kind=Source.Kind.ENTRY, format=act, title=str(act.label), entered_at=at, recorded_at=known, by=by, reason=reason
    )


def _as_they_are_now(*people: Person) -> list[Person]:
    """Whom these people became by merges, locked until the transaction ends; always in the order of their ids."""
    while True:
        became = whom_they_became(person.pk for person in people)
        tops = {became[person.pk] for person in people}
        locked = {p.pk: p for p in Person.objects.select_for_update().filter(pk__in=tops).order_by("pk")}
        if all(top == now for top, now in whom_they_became(tops).items()):
            return [locked[became[person.pk]] for person in people]


def _refuse_erased(*people: Person) -> None:
    if any(person.erased_at for person in people):
        raise ValueError(_("The data of one of these people was erased: there is nothing left to compare."))


def _move(links: Iterable[PersonLink], taker: Person, source: Source, method: str, probability: float) -> None:
    moved = list(links)
    if any(link.recorded_at > source.recorded_at for link in moved):
        raise ValueError(
            _("This cannot hold since %(day)s: something else about these people was decided after that day.")
            % {"day": source.recorded_at.date().isoformat()}
        )
    PersonLink.objects.filter(pk__in=[link.pk for link in moved]).update(
        retracted_at=source.recorded_at, retracted_by=source
    )
    PersonLink.objects.bulk_create(
        PersonLink(
            record_id=link.record_id,
            person=taker,
            source=source,
            recorded_at=source.recorded_at,
            method=method,
            probability=probability,
        )
        for link in moved
    )


def _answer_suggestions(left: Person, right: Person, state: str, source: Source) -> None:
    """Every open suggestion about these two, under whatever earlier selves, has its answer."""
    ours, theirs = family(left.pk), family(right.pk)
    between = Q(left__in=ours, right__in=theirs) | Q(left__in=theirs, right__in=ours)
    LinkSuggestion.objects.filter(between, state=State.OPEN).update(state=state, decided=source)


def _reopen_suggestions(apart: set[int], merged_by: int, source: Source) -> None:
    """Suggestions that were answered "the same" across what is apart again: those that this merge answered are
    answered "different" by taking it back, those that merely followed from it are open again."""
    across = Q(left__in=apart) & ~Q(right__in=apart) | Q(right__in=apart) & ~Q(left__in=apart)
    same = LinkSuggestion.objects.filter(across, state=State.SAME)
    same.exclude(decided=merged_by).update(state=State.OPEN, decided=None)
    same.filter(decided=merged_by).update(state=State.DIFFERENT, decided=source)


def _remember_as_different(merge: Merge, source: Source) -> None:
    """Whoever takes a merge back says that the two are different, so that no scoring joins them again."""
    low, high = sorted((merge.kept_id, merge.absorbed_id))
    LinkSuggestion.objects.update_or_create(
        left_id=low,
        right_id=high,
        defaults={"state": State.DIFFERENT, "decided": source},
        create_defaults={"state": State.DIFFERENT, "decided": source, "probability": 0.0},
    )
