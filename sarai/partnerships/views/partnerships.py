"""Partnerships: those that exist, for everybody; one's own, and the team's board; and the page of each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sarai.accounts.models import Consent, User
from sarai.accounts.queries import agrees
from sarai.evidence.engine import Question, answer, breakdown
from sarai.network.queries.parties import speakers_of
from sarai.partnerships import actions
from sarai.partnerships.forms.pipeline import BetweenForm, MeetingForm, NoteForm, PlanForm, StepForm
from sarai.partnerships.models import Meeting, Partnership, Side, Step
from sarai.partnerships.queries import partnerships as queries
from sarai.partnerships.rules.pipeline import CLOSED, STANDING, STATES, WAITING

from .finding import own, shown, speaker, stamped

LISTED = 30
CANCELLED = 3  # meetings that are shown still
ON_BOARD = 300  # more than that, one looks through the list
manages = permission_required("partnerships.manage", raise_exception=True)

# What the button of a step says.
BUTTONS = {
    "accept": gettext_lazy("Accept the introduction"),
    "decline": gettext_lazy("Decline"),
    "talk": gettext_lazy("We have talked"),
    "agree": gettext_lazy("Yes, we work together"),
    "sign": gettext_lazy("Add a signed document"),
    "act": gettext_lazy("We did something together"),
    "achieve": gettext_lazy("Tell a result"),
    "withdraw": gettext_lazy("Take back my consent to share contact details"),
    "end": gettext_lazy("End the partnership"),
}
WRONG = gettext_lazy("Something is missing or wrong: see below.")
# What each step asks for beside its button.
ASKED = {
    "decline": ("what",),
    "talk": ("what", "happened_on"),
    "agree": (),
    "accept": (),
    "sign": ("document", "what", "happened_on"),
    "act": ("activity", "happened_on", "what"),
    "achieve": ("what", "happened_on", "document"),
    "withdraw": (),
    "end": ("what",),
}


@require_safe
def partnership_list(request: HttpRequest) -> HttpResponse:
    """The partnerships that exist, the newest first, and on which rung of evidence each stands."""
    page = Paginator(queries.existing(), LISTED).get_page(request.GET.get("page"))
    rows = queries.standings(Partnership.objects.filter(pk__in=[one.pk for one in page]))
    question = Question("partnerships.brokered")
    context = {
        "page": page,
        "rows": rows,
        "figure": answer(question),
        "rungs": breakdown(question, "rung"),
        "own": queries.seen_by(request.user).exists(),
    }
    return render(request, "partnerships/partnership_list.html", context)


@require_safe
@never_cache
@login_required
def partnership_board(request: HttpRequest) -> HttpResponse:
    """One's own partnerships, or all of them for the team, a column for each stage."""
    mine = queries.seen_by(request.user)
    if not request.user.has_perm("partnerships.take_part"):
        raise PermissionDenied
    closed = request.GET.get("which") == "closed"
    found = queries.standings(mine.filter(is_open=not closed)[:ON_BOARD])
    stages = [state for state in STATES if (state in CLOSED) == closed]
    columns = [(state, Step.State(state).label, [one for one in found if one.state == state]) for state in stages]
    context = {
        "columns": columns,
        "closed": closed,
        "found": found,
        "today": timezone.now().date(),
        "more": mine.filter(is_open=not closed).count() > ON_BOARD,
    }
    return render(request, "partnerships/partnership_board.html", context)


@require_safe
@never_cache
def partnership_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A partnership: for its sides and the team how it stands and what can be done; for others that it exists."""
    if not queries.seen_by(request.user).filter(pk=pk).exists():
        now = shown(pk)
        return render(request, "partnerships/partnership_public.html", {"now": now, "partnership": now.partnership})
    return page_of(request, own(request, pk))


def page_of(
    request: HttpRequest,
    now: queries.Standing,
    wrong: dict[str, Any] | None = None,
    refused: StepForm | None = None,
) -> HttpResponse:
    """The page of a partnership for who acts in it; `wrong` are forms that were sent with something missing, `refused`
    is the step that was."""
    side = speaker(request, now)
    team = side is None
    assert isinstance(request.user, User)
    if not queries.may_read(request.user, now):
        invited = {"now": now, "partnership": now.partnership, "doors": _doors(now, side, refused), **(wrong or {})}
        return render(request, "partnerships/partnership_invited.html", invited, status=422 if wrong else 200)
    context = {
        "now": now,
        "partnership": now.partnership,
        "side": side,
        "team": team,
        "track": _track(now),
        "doors": _doors(now, side, refused),
        "people": [(one, speakers_of(one.who).count()) for one in now.sides],
        "contacts": queries.contacts(now, side) if side else [],
        "shares": agrees(request.user, Consent.Purpose.SHARE),
        "notes": queries.notes_for(request.user, now),
        "note_form": NoteForm(None, team=team),
        "meetings": [(one, actions.clocks(now, one)) for one in _meetings(now)],
        "undone": {one.pk for one in now.steps if actions.may_take_back(now, one, side)},
        "meeting_form": MeetingForm(initial={"timezone": actions.zone_of(side)}),
        "plan_form": PlanForm(None, now.partnership),
        "may_meet": now.is_introduced and now.state not in CLOSED,
        "question": Question("partnerships.brokered", now.partnership.scope),
        **(wrong or {}),
    }
    return render(request, "partnerships/partnership_detail.html", context, status=422 if wrong else 200)


def _meetings(now: queries.Standing) -> list[Meeting]:
    """Those that hold, and the last that were cancelled."""
    cancelled = now.partnership.meetings.filter(state=Meeting.State.CANCELLED).order_by("-starts_at")[:CANCELLED]
    return [*now.partnership.meetings.exclude(state=Meeting.State.CANCELLED), *cancelled]


def _track(now: queries.Standing) -> list[tuple[str, str, str]]:
    """The stages on the way, each with whether it is passed, current or to come."""
    way = [state for state in STATES if state not in CLOSED]
    reached = {step.state for step in now.steps}
    if now.state in CLOSED:
        way = [*(state for state in way if state in reached), now.state]
    how = {state: "passed" if state in reached else "open" for state in way} | {now.state: "current"}
    return [(state, str(Step.State(state).label), how[state]) for state in way]


def _doors(now: queries.Standing, side: Side | None, refused: StepForm | None) -> list[dict[str, Any]]:
    """The steps that can be taken now, each with the form that it asks for; of the one that was refused, with what was
    filled in."""
    doors = []
    for step in now.possible(side):
        was = refused is not None and refused.data.get("step") == step
        form = refused if was else StepForm(None, None, [side] if side else now.sides, now.partnership, step)
        assert form is not None
        wanted = ASKED[step] if side or step in ("talk", "sign", "act", "achieve", "end") else ("side", *ASKED[step])
        names = [name for name in wanted if name in form.fields]
        quiet = step in ("decline", "withdraw", "end")
        doors.append(
            {
                "step": step,
                "button": _button(now, step, side),
                "fields": [form[n] for n in names],
                "names": names,
                "quiet": quiet,
                "was": was,
            }
        )
    return doors


def _button(now: queries.Standing, step: str, side: Side | None) -> Any:
    """What the button of a step says to a side, as things stand."""
    if side and side.role == Side.Role.SUPPORT:
        if step == "accept":
            return _("Accept: we support them")
        return _("Support them no longer") if side.takes_part else _("Decline")
    if step == "accept" and now.state in STANDING:
        return _("Share contact details again")
    if step == "decline" and side and now.state in WAITING and side.pk in now.consenting:
        return _("Take the request back")
    return BUTTONS[step]


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def partnership_new(request: HttpRequest) -> HttpResponse:
    """Propose two to each other, or put on record that they work together."""
    form = BetweenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _made(request, form.cleaned_data)
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept. Both sides are told, where somebody speaks for them."))
            return redirect(made)
    return render(request, "partnerships/partnership_new.html", {"form": form}, status=422 if form.errors else 200)


def _made(request: HttpRequest, said: dict[str, Any]) -> Partnership:
    make = actions.declare if said.pop("exists") else actions.propose
    return make(**said, **stamped(request))
