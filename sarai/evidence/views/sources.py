"""Where records came from, and taking a file back."""

import logging
from contextlib import suppress
from datetime import UTC, datetime, time
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.files import File
from django.core.paginator import Paginator
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sarai.evidence import queries
from sarai.evidence.actions import Withdrawal, withdraw
from sarai.evidence.engine import Scope, UnknownScope, scope_kinds
from sarai.evidence.forms import WithdrawForm
from sarai.evidence.models import Source

logger = logging.getLogger(__name__)
ENDINGS = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"%PDF": ".pdf", b"RIFF": ".webp"}


@require_safe
@permission_required("evidence.view_source", raise_exception=True)
def source_list(request: HttpRequest) -> HttpResponse:
    """Every source, the latest first."""
    pages = Paginator(Source.objects.select_related("withdrawn").order_by("-entered_at", "-pk"), 50)
    return render(request, "evidence/source_list.html", {"page": pages.get_page(request.GET.get("page"))})


@require_safe
def source_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of one source. Its name and who entered it are shown to those who may see sources."""
    source = get_object_or_404(Source.objects.select_related("withdrawn"), pk=pk)
    context = {
        "source": source,
        "visible": request.user.has_perm("evidence.view_source"),
        "about": _about(source, request.user),
        "redactions": source.redactions.all(),
        "withdraws": source.withdraws.first(),
        "again": _taken_in_again(source),
        "withdrawable": source.kind == Source.Kind.FILE
        and source.withdrawn is None
        and request.user.has_perm("evidence.take_in"),
    }
    return render(request, "evidence/source_detail.html", context)


def _taken_in_again(source: Source) -> Source | None:
    """What a withdrawn file came back as."""
    same = {"sha256": source.sha256, "format": source.format, "target": source.target}
    return Source.objects.filter(kind=source.kind, withdrawn=None, **same).first() if source.withdrawn else None


def _about(source: Source, user: Any) -> list[tuple[str, str]]:
    """(label, URL) of what the source is about, as far as it is still here and this reader may know of it."""
    found = []
    for kind, slug in source.target.items():
        if kind in scope_kinds():
            with suppress(UnknownScope):
                _value, label, url = Scope(kind, str(slug)).found_by(user)
                found.append((label, url))
    return found


@require_safe
@permission_required("evidence.view_source", raise_exception=True)
def source_download(request: HttpRequest, pk: int) -> FileResponse:
    """The file itself, as it is kept, never shown in the page."""
    source = get_object_or_404(Source, pk=pk)
    if not source.file:
        raise Http404
    opened = _opened(source.file)
    response = FileResponse(opened, as_attachment=True, filename=source.title + _ending(source.title, opened))
    response["Content-Type"] = "application/octet-stream"
    return response


def _ending(title: str, file: File) -> str:
    """By which programs know a picture or PDF that was put beside an entry; files have one in their names."""
    if PurePath(title).suffix:
        return ""
    head = file.read(4)
    file.seek(0)
    return next((ending for begins, ending in ENDINGS.items() if head.startswith(begins)), "")


def _opened(file: FieldFile) -> File:
    """A kept file. One that the disk has lost is not found, and whoever runs the site reads it in the log."""
    try:
        return file.open("rb")
    except FileNotFoundError:
        logger.error("The kept file %s is missing: restore it from a backup.", file.name)
        raise Http404(
            _("This file is known here, but the disk does not have it any more. It must be restored from a backup.")
        ) from None


@require_safe
@permission_required("evidence.view_source", raise_exception=True)
def source_problems(request: HttpRequest, pk: int) -> FileResponse:
    """The rows that were not taken, or not wholly, with the reason in words."""
    source = get_object_or_404(Source, pk=pk)
    if not source.problems:
        raise Http404
    return FileResponse(_opened(source.problems), as_attachment=True, filename=f"{source.title}-problems.csv")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("evidence.take_in", raise_exception=True)
def source_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """What withdrawing a file would take out of the figures; and, with a reason, doing it."""
    source = get_object_or_404(Source, pk=pk)
    form = WithdrawForm(request.POST or None)
    sent = request.method == "POST"
    now, by = timezone.now(), str(request.user)
    try:
        if sent and form.is_valid():
            since = form.cleaned_data["known_since"]
            known = datetime.combine(since, time(), UTC) if since else None
            withdraw(source=source, reason=form.cleaned_data["reason"], by=by, at=now, known=known)
            messages.success(request, _("Withdrawn. Put the file down again to bring it back."))
            return redirect("evidence:source-detail", pk)
        would = withdraw(source=source, reason="", by=by, at=now, dry_run=True)
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("evidence:source-detail", pk)
    context = {"source": source, "form": form, "going": _going(would)}
    return render(request, "evidence/source_withdraw.html", context, status=422 if sent else 200)


def _going(would: Withdrawal) -> list[dict[str, object]]:
    """Of each kind of record, how many are withdrawn, how many of them others keep, and which figures count them."""
    return [
        {"retracted": number, "kept": would.kept.get(model, 0), "figures": queries.counting(model)}
        for model, number in would.retracted.items()
    ]
