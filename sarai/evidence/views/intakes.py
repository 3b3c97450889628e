"""Files on their way in: put down, looked through, decided on."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.cache import caches
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.evidence import tasks
from sarai.evidence.formats import formats
from sarai.evidence.forms import ColumnsForm, IntakeForm, TargetForm
from sarai.evidence.intake import Refused, save_mapping
from sarai.evidence.models import Intake

STALE = timedelta(minutes=2)
BUSY = (Intake.State.RECEIVED, Intake.State.PREVIEWING, Intake.State.RUNNING)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("evidence.take_in", raise_exception=True)
@ratelimit(group="intake", key="user", rate="60/m", method="POST")
def intake_list(request: HttpRequest) -> HttpResponse:
    """Put files down, and see those that were."""
    form = IntakeForm(request.POST, request.FILES) if request.method == "POST" else IntakeForm()
    if request.method == "POST" and form.is_valid():
        jobs = [_receive(request, file, form) for file in form.cleaned_data["files"]]
        return redirect("evidence:intake-detail", jobs[0].pk) if len(jobs) == 1 else redirect("evidence:intake-list")
    pages = Paginator(Intake.objects.select_related("source"), 25)
    context = {
        "form": form,
        "page": pages.get_page(request.GET.get("page")),
        "formats": sorted(formats(), key=lambda how: str(how.label)),
        "limit": settings.INTAKE_MAX_BYTES,
    }
    return render(request, "evidence/intake_list.html", context, status=422 if form.errors else 200)


def _receive(request: HttpRequest, file, form: IntakeForm) -> Intake:  # type: ignore[no-untyped-def]
    now = timezone.now()
    since = form.cleaned_data["known_since"]
    job = Intake.objects.create(
        name=file.name[:255],
        file=file,
        by=str(request.user),
        received_at=now,
        changed_at=now,
        known_since=datetime.combine(since, time(), UTC) if since else None,
    )
    tasks.preview_intake.enqueue(job.pk)
    return job


@require_safe
@permission_required("evidence.take_in", raise_exception=True)
def intake_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file would change, or what it changed."""
    job = get_object_or_404(Intake.objects.select_related("source"), pk=pk)
    return render(request, "evidence/intake_detail.html", _state(job) | _forms(job))


@require_safe
@permission_required("evidence.take_in", raise_exception=True)
def intake_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that moves while a file is being read."""
    job = get_object_or_404(Intake.objects.select_related("source"), pk=pk)
    template = "evidence/intake_detail.html" + ("#state" if request.headers.get("HX-Request") else "")
    response = render(request, template, _state(job) | _forms(job))
    if job.state not in BUSY:
        response["HX-Refresh"] = "true"
    return response


def _forms(job: Intake) -> dict[str, object]:
    """What can be said about a file that is not taken in yet."""
    if job.state in BUSY and not _is_stale(job):
        return {}
    columns = job.preview.get("columns") if job.asks else None
    return {"target_form": TargetForm(job=job), "columns_form": ColumnsForm(columns=columns) if columns else None}


def _state(job: Intake) -> dict[str, object]:
    busy = job.state in BUSY
    expected = job.preview.get("tally", {}).get("read") if job.state == Intake.State.RUNNING else None
    read = caches["shared"].get(tasks.progress_key(job.pk), 0) if busy else 0
    return {
        "job": job,
        "busy": busy,
        "read": read,
        "expected": expected,
        "stale": _is_stale(job),
        "tally": job.preview.get("tally", {}),
    }


def _is_stale(job: Intake) -> bool:
    """Whether whoever was to do the work seems to be gone: nothing was read for a while."""
    silent = job.state in BUSY and not caches["shared"].get(tasks.progress_key(job.pk), 0)
    return silent and timezone.now() - job.changed_at > STALE


@require_POST
@permission_required("evidence.take_in", raise_exception=True)
def intake_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the file in, as previewed."""
    job = get_object_or_404(Intake, pk=pk)
    moved = Intake.objects.filter(pk=pk, state=Intake.State.PREVIEWED).update(
        state=Intake.State.RUNNING, changed_at=timezone.now()
    )
    if moved:
        tasks.run_intake.enqueue(job.pk)
    elif job.state in (Intake.State.RECEIVED, Intake.State.PREVIEWING):
        messages.error(request, _("This file cannot be taken in yet: answer first what is asked here."))
    else:
        messages.info(request, _("This file has been decided on already."))
    return redirect("evidence:intake-detail", pk)


@require_POST
@permission_required("evidence.take_in", raise_exception=True)
def intake_target(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the file is about, or which format it has, and look through it again."""
    job = get_object_or_404(Intake, pk=pk)
    if job.state == Intake.State.DONE or (job.state == Intake.State.RUNNING and not _is_stale(job)) or not job.file:
        messages.error(request, _("This file has been decided on already, or it is being taken in."))
        return redirect("evidence:intake-detail", pk)
    form = TargetForm(request.POST, job=job)
    if not form.is_valid():
        context = _state(job) | _forms(job) | {"target_form": form}
        return render(request, "evidence/intake_detail.html", context, status=422)
    form.apply()
    _look_again(job)
    return redirect("evidence:intake-detail", pk)


@require_POST
@permission_required("evidence.take_in", raise_exception=True)
def intake_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the columns of a table mean, and look through it again."""
    job = get_object_or_404(Intake, pk=pk)
    columns = job.preview.get("columns")
    if job.state != Intake.State.FAILED or not columns:
        messages.info(request, _("Nobody needs to know the columns of this file."))
        return redirect("evidence:intake-detail", pk)
    form = ColumnsForm(request.POST, columns=columns)
    if not form.is_valid():
        context = _state(job) | _forms(job) | {"columns_form": form}
        return render(request, "evidence/intake_detail.html", context, status=422)
    now = timezone.now()
    try:
        save_mapping(Path(job.file.path), columns=form.mapping, name=job.name, by=str(request.user), at=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        _look_again(job)
    return redirect("evidence:intake-detail", pk)


def _look_again(job: Intake) -> None:
    job.state = Intake.State.RECEIVED
    job.changed_at = timezone.now()
    job.save()
    tasks.preview_intake.enqueue(job.pk)


@require_safe
@permission_required("evidence.take_in", raise_exception=True)
def intake_problems(request: HttpRequest, pk: int) -> FileResponse:
    """The rows that could not be taken, with the reason in words."""
    job = get_object_or_404(Intake, pk=pk)
    if not job.problems:
        raise Http404
    return FileResponse(job.problems.open("rb"), as_attachment=True, filename=f"{job.name}-problems.csv")
