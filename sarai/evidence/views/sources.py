"""Where records came from."""

from contextlib import suppress

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sarai.evidence.engine import Scope, UnknownScope, scope_kinds
from sarai.evidence.models import Source


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
    response = FileResponse(source.file.open("rb"), as_attachment=True, filename=source.title)
    response["Content-Type"] = "application/octet-stream"
    return response


@require_safe
@permission_required("evidence.view_source", raise_exception=True)
def source_problems(request: HttpRequest, pk: int) -> FileResponse:
    """The rows that were not taken, or not wholly, with the reason in words."""
    source = get_object_or_404(Source, pk=pk)
    if not source.problems:
        raise Http404
    return FileResponse(source.problems.open("rb"), as_attachment=True, filename=f"{source.title}-problems.csv")
