"""What is done on the page of a partnership: a step, taking it back, what is next, notes, documents."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.partnerships import actions
from sarai.partnerships.forms.pipeline import NoteForm, PlanForm, StepForm
from sarai.partnerships.models import Note, Side, Step

from .finding import inside, own, speaker, stamped
from .partnerships import page_of


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
        return page_of(request, now, {"failed": _("Something is missing or wrong: see below.")}, form)
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
    """Take the last step back: the side that took it, the other where it claims what both did, or the team."""
    now = own(request, pk)
    side = speaker(request, now)
    seen = request.POST.get("seen", "")
    try:
        actions.take_back(
            partnership=now.partnership,
            seen=int(seen) if seen.isdecimal() and len(seen) < 19 else 0,
            side=side,
            **stamped(request),
        )
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back: it stands as before."))
    return redirect(now.partnership)


@require_POST
@login_required
def partnership_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep who does what next, for its sides and the team."""
    now = inside(request, pk)
    speaker(request, now)
    form = PlanForm(request.POST, now.partnership)
    if not form.is_valid():
        return page_of(request, now, {"plan_form": form})
    actions.plan(partnership=now.partnership, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect(now.partnership)


@require_POST
@login_required
@ratelimit(key="user", rate="60/h")
def note_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note."""
    now = inside(request, pk)
    side = speaker(request, now)
    form = NoteForm(request.POST, team=side is None)
    if not form.is_valid():
        return page_of(request, now, {"note_form": form})
    actions.write_note(partnership=now.partnership, side=side, **form.cleaned_data, **stamped(request))
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
