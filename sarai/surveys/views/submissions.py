"""What was sent in, as it was sent: why some of it does not count, its original bytes, and the files beside it."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sarai.surveys import queries
from sarai.surveys.models import Submission, SubmissionFile
from sarai.surveys.tables.questions import questions_of

from .as_sent import side_by_side

reads = permission_required(("surveys.view_answers", "evidence.view_personal"), raise_exception=True)


def _submission(slug: str, pk: int) -> Submission:
    kept = Submission.objects.select_related("survey", "version").defer("version__original", "version__xform")
    return get_object_or_404(kept, survey__slug=slug, pk=pk)


@require_safe
@reads
def submission_detail(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What was kept and is not counted: why, beside what counts in its place. What counts has its response's page."""
    submission = _submission(slug, pk)
    twin = queries.twin_of(submission)
    if submission.state == Submission.State.FILED:
        response = queries.response_of(submission)
        if response is not None:
            return redirect("surveys:response-detail", slug, response.pk)
    context = {
        "survey": submission.survey,
        "submission": submission,
        "twin": twin,
        "pairs": side_by_side(submission, twin, list(questions_of(submission.survey))),
        "files": list(submission.files.all()),
    }
    return render(request, "surveys/responses/submission_detail.html", context)


@require_safe
@reads
def submission_original(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """The bytes of a submission as they came. They are for keeping, not for showing: no browser opens them."""
    submission = _submission(slug, pk)
    if not submission.xml:
        raise Http404(_("What was sent is not kept any more: it was erased."))
    response = HttpResponse(bytes(submission.xml), content_type="application/xml")
    return _kept(response, f"{submission.survey.slug}-{submission.pk}.xml")


@require_safe
@reads
def submission_file(request: HttpRequest, slug: str, pk: int, file: int) -> HttpResponseBase:
    """A picture or another file that came with a submission."""
    kept = get_object_or_404(SubmissionFile, submission__survey__slug=slug, submission=pk, pk=file)
    return _kept(FileResponse(kept.file.open(), content_type="application/octet-stream"), kept.name)


def _kept(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
