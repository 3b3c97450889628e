"""What is done on the page of a partnership: a step, taking it back, what is next, notes, documents."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.partnerships import actions
from sarai.partnerships.forms.pipeline import NoteForm, PlanForm, StepForm
from sarai.partnerships.models import Note, Side, Step
from sarai.partnerships.queries.partnerships import Standing

from .finding import own, speaker, stamped
from .partnerships import manages, page_of


@require_POST
@login_required
@ratelimit(key="user", rate="120/h")
def step_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a step for one's own side; the team for any, or for both."""
    now = own(request, pk)
    side = speaker(request, now)
    form = StepForm(request.POST, request.FILES, [side] if side else now.sides, now.partnership)
    if not form.is_valid():
        return _refused(request, now, " ".join(str(message) for found in form.errors.values() for message in found))
    said = form.cleaned_data
    chosen: Side | None = side or said.pop("side", None)
    try:
        actions.take_step(partnership=now.partnership, side=chosen, **said, **stamped(request))
    except ValueError as error:
        return _refused(request, now, str(error))
    messages.success(request, _("Kept. The other side is told."))
    return redirect(now.partnership)


@require_POST
@login_required
def step_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last step back: who took it, or the team."""
    now = own(request, pk)
    side = speaker(request, now)
    if side is not None and (now.latest is None or now.latest.side_id != side.pk):
        raise PermissionDenied
    seen = request.POST.get("seen", "")
    try:
        actions.take_back(
            partnership=now.partnership,
            seen=int(seen) if seen.isdecimal() and len(seen) < 19 else 0,
            **stamped(request),
        )
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back: it stands as before."))
    return redirect(now.partnership)


@require_POST
@manages
def partnership_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep who does what next."""
    now = own(request, pk)
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
    now = own(request, pk)
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
    now = own(request, note.partnership_id)
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
    own(request, step.partnership_id)
    if not step.document:
        raise Http404
    suffix = step.document.name.rpartition(".")[2]
    called = step.what if step.what.endswith(f".{suffix}") else f"document-{step.pk}.{suffix}"
    response = FileResponse(step.document.open("rb"), as_attachment=True, filename=called)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _refused(request: HttpRequest, now: Standing, why: str) -> HttpResponse:
    return page_of(request, now, {"failed": why})
