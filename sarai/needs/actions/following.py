"""Following up on people who asked to be contacted, a step at a time."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from sarai.evidence.actions import Overtaken, entry, in_turn
from sarai.needs.models import Contact
from sarai.needs.queries.contacts import latest_contact
from sarai.needs.rules import BEGINNING, after
from sarai.network.models import Person

from .entries import Act


@in_turn()
def take_step(
    *,
    person: Person,
    step: str,
    seen: int | None,
    by: str,
    at: datetime,
    outcome: str = "",
    due_on: date | None = None,
    note: str = "",
) -> Contact:
    """Take a step (`rules.FOLLOW_UP`) in following up on somebody, and say what came of it.

    `seen` is the number of the latest step that whoever takes this one knew of, None before the first. Raises Overtaken
    where somebody else was quicker, ValueError where the step cannot be taken now; both have a sentence, and nothing is
    kept.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    latest = latest_contact(person)
    if (latest and latest.pk) != seen:
        raise Overtaken(_("Somebody else has taken a step meanwhile. Look at how it stands now."))
    state = after(latest.state if latest else BEGINNING, step)
    if state is None:
        raise ValueError(_("This cannot be done as it stands. Look at the page again, and choose one of its buttons."))
    record = person.links.filter(retracted_at=None).order_by("-record").first()
    if record is None or person.erased_at:
        raise ValueError(_("This person's data was erased: they cannot be contacted any more."))
    source = entry(Act.CONTACT, title=_("Following up on somebody"), by=by, at=at)
    return Contact.objects.create(
        record_id=record.record_id,
        step=step,
        state=state,
        outcome=outcome if state == Contact.State.CLOSED else "",
        owner=by if step in ("take", "reopen") else latest.owner if latest and step != "release" else "",
        due_on=due_on if state != Contact.State.CLOSED else None,
        note=note,
        source=source,
        recorded_at=at,
    )
