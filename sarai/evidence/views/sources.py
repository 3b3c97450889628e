"""Where records came from."""

import logging
from contextlib import suppress

from django.contrib.auth.decorators import permission_required
from django.core.files import File
from django.core.paginator import Paginator
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sarai.evidence.engine import Scope, UnknownScope, scope_kinds
from sarai.evidence.models import Source

logger = logging.getLogger(__name__)


@require_safe
@permission_required("evidence.view_source", raise_exception=True)
def source_list(request: HttpRequest) -> HttpResponse:
    """Every source, the latest first."""
    pages = Paginator(Source.objects.order_by("-entered_at", "-pk"), 50)
    return render(request, "evidence/source_list.html", {"page": pages.get_page(request.GET.get("page"))})


@require_safe
def source_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of one source. Its name and who entered it are shown to those who may see sources."""
    source = get_object_or_404(Source, pk=pk)
    visible = request.user.has_perm("evidence.view_source")
    context = {"source": source, "visible": visible, "about": _about(source), "redactions": source.redactions.all()}
    return render(request, "evidence/source_detail.html", context)


def _about(source: Source) -> list[tuple[str, str]]:
    """(label, URL) of what the source is about, as far as it is still here."""
    found = []
    for kind, slug in source.target.items():
        if kind in scope_kinds():
            with suppress(UnknownScope):
                _value, label, url = Scope(kind, str(slug)).found()
                found.append((label, url))
    return found


@require_safe
@permission_required("evidence.view_source", raise_exception=True)
def source_download(request: HttpRequest, pk: int) -> FileResponse:
    """The file itself, as it is kept, never shown in the page."""
    source = get_object_or_404(Source, pk=pk)
    if not source.file:
        raise Http404
    response = FileResponse(_opened(source.file), as_attachment=True, filename=source.title)
    response["Content-Type"] = "application/octet-stream"
    return response


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
