"""What is done on the page of a partnership: a step, taking it back, what is next, notes, documents."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.accounts.views import OwnRequest
from sarai.partnerships import actions
from sarai.partnerships.forms.pipeline import NoteForm, PlanForm, StepForm
from sarai.partnerships.models import Note, Side, Step

from .finding import inside, own, speaker, stamped
from .partnerships import WRONG, page_of


@require_POST
@login_required
@ratelimit(key="user", rate="120/h")
def step_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a step for one's own side; the team for any, or for both."""
    now = own(request, pk)
    side = speaker(request, now)
    named = request.POST.get("step", "")[:8]
    form = StepForm(request.POST, request.FILES, [side] if side else now.sides, now.partnership, named)
    if not form.is_valid():
        return page_of(request, now, {"failed": WRONG}, form)
    said = form.cleaned_data
    chosen: Side | None = side or said.pop("side", None)
    try:
        actions.take_step(partnership=now.partnership, side=chosen, **said, **stamped(request))
    except ValueError as error:
        return page_of(request, now, {"failed": str(error)}, form)
    told = form.cleaned_data["step"] in actions.TOLD
    messages.success(request, _("Kept. The other side is told.") if told else _("Kept."))
    return redirect(now.partnership)


@require_POST
@login_required
def step_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a step back: the last one by who took it, or what one claims that both did."""
    now = own(request, pk)
    side = speaker(request, now)
    seen, step = (_number(request.POST.get(name, "")) for name in ("seen", "step"))
    try:
        actions.take_back(partnership=now.partnership, seen=seen, step=step or None, side=side, **stamped(request))
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back: it stands as before."))
    return redirect(now.partnership)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


@require_POST
@login_required
def partnership_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep who does what next, for its sides and the team."""
    now = inside(request, pk)
    speaker(request, now)
    form = PlanForm(request.POST, now.partnership)
    if not form.is_valid():
        return page_of(request, now, {"failed": WRONG, "plan_form": form})
    actions.plan(partnership=now.partnership, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect(now.partnership)


@require_POST
@login_required
@ratelimit(key="user", rate="60/h")
def note_write(request: OwnRequest, pk: int) -> HttpResponse:
    """Write a note."""
    now = inside(request, pk)
    side = speaker(request, now)
    form = NoteForm(request.POST, team=side is None)
    if not form.is_valid():
        return page_of(request, now, {"failed": WRONG, "note_form": form})
    said = form.cleaned_data
    actions.write_note(partnership=now.partnership, side=side, author=request.user, at=timezone.now(), **said)
    messages.success(request, _("Saved."))
    return redirect(f"{now.partnership.get_absolute_url()}#notes")


@require_POST
@login_required
def note_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a note of one's own side, or of the team's."""
    note = get_object_or_404(Note.objects.select_related("partnership"), pk=pk)
    now = inside(request, note.partnership_id)
    side = speaker(request, now)
    if note.side_id != (side.pk if side else None):
        raise Http404
    actions.delete_note(note=note)
    messages.success(request, _("Deleted."))
    return redirect(f"{now.partnership.get_absolute_url()}#notes")


@require_safe
@never_cache
@login_required
def step_document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The document of a step, for its sides and the team: as a download, which no browser opens by itself."""
    step = get_object_or_404(Step, pk=pk, retracted_at=None)
    inside(request, step.partnership_id)
    if not step.document:
        raise Http404
    suffix = step.document.name.rpartition(".")[2]
    called = step.what if step.what.endswith(f".{suffix}") else f"document-{step.pk}.{suffix}"
    response = FileResponse(step.document.open("rb"), as_attachment=True, filename=called)
    response["X-Content-Type-Options"] = "nosniff"
    return response
