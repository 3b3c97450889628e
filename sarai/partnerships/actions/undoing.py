"""Taking a step of a partnership back: what stood before it stands again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.actions import Overtaken, entry, retract
from sarai.evidence.models import Source
from sarai.partnerships.models import Partnership, Side, Step
from sarai.partnerships.queries.partnerships import Standing, standing
from sarai.partnerships.rules import pipeline

from . import writing
from .entries import Act
from .pipeline import NotNow, keep_state


@transaction.atomic
def take_back(
    *,
    partnership: Partnership,
    seen: int,
    by: str,
    at: datetime,
    side: Side | None = None,
    step: int | None = None,
    reason: str = "",
) -> None:
    """Take a step (its number; None: the last) back, for a side or (None) as the team; `may_take_back` says which.
    `seen` is the number of the latest step that whoever does this knew of. Raises Overtaken where there is another by
    now, and NotNow for a step that is not theirs to take back, or where the two have begun anew since."""
    Partnership.objects.select_for_update().get(pk=partnership.pk)
    now = standing(partnership)
    if now.latest is None or now.latest.pk != seen:
        raise Overtaken(_("Somebody else has taken a step meanwhile. Look at how it stands now."))
    taken = next((one for one in now.steps if one.pk == (step or seen)), None)
    if taken == now.steps[0]:
        raise NotNow(_("The first step cannot be taken back. Decline or end it instead."))
    if taken is None or not may_take_back(now, taken, side):
        raise NotNow(_("This step was taken by the other side, which can take it back."))
    place = now.steps.index(taken)
    state, later = now.steps[place - 1].state, now.steps[place + 1 :]
    if taken == now.latest and not partnership.is_open and state not in pipeline.CLOSED:
        others = Partnership.objects.filter(pair=partnership.pair, is_open=True)
        if others.exists():
            raise NotNow(_("These two have begun anew since. Go on there."))
    title = _("A step of %(partnership)s was taken back") % {"partnership": partnership}
    source = entry(Act.UNDONE, title=title, by=by, at=at, reason=reason, target={"partnership": partnership.pk})
    retract([taken], source)
    # What led nowhere (a document before both had spoken) leaves what followed as it was.
    keep_state(partnership, now.latest.state if taken.state == state else _lead_on(state, later, source))
    writing.tell_taken_back(standing(partnership), taken, side, at)


def may_take_back(now: Standing, taken: Step, side: Side | None) -> bool:
    """Whether a side (None: the team) may take a step back: the last one, if it is its own; and at any time what one
    of the two claims that both did, but for what has brought them from an introduction to where they are."""
    place = now.steps.index(taken)
    if place == 0:
        return False
    is_last, before = place == len(now.steps) - 1, now.steps[place - 1].state
    claimed = taken.step in pipeline.CLAIMS and (side is None or side.pk in now.main)
    if claimed and (is_last or before in pipeline.STANDING or taken.state == before):
        return True
    return is_last and (side is None or taken.side_id == side.pk)


def _lead_on(state: str, later: Iterable[Step], source: Source) -> str:
    """The state after the steps that followed one that was taken back. From the first that led elsewhere because of it
    they are told anew, in their order: what was known before stays as it was."""
    anew = False
    for step in later:
        of_support = step.side is not None and step.side.role == Side.Role.SUPPORT
        led = pipeline.after(state, step.step, of_support=of_support)
        assert led is not None  # of two that work together, any of these may follow any other
        state, anew = led, anew or step.state != led
        if anew:
            retract([step], source)
            step.pk, step.state = None, state
            step.recorded_at, step.retracted_at, step.retracted_by = source.recorded_at, None, None
            step.save(force_insert=True)
    return state
