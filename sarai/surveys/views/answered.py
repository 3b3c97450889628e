"""What somebody answered, by the link that they were given when they sent it: to read, to correct, to withdraw."""

from __future__ import annotations

import mimetypes
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.surveys import actions, pages
from sarai.surveys.models import FormFile, Submission
from sarai.surveys.queries import engine_of, is_open, latest_of, response_of

from .frame import framed, speaking, tongue_of

SALT = "sarai.surveys.answered"
CHANGED = "60/m"  # corrections begun and withdrawals, from one address
SHOWN = ("image/", "audio/", "video/")
YEAR = 365 * 24 * 60 * 60
# A picture is an author's file: opened by itself it may do nothing.
HARMLESS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def token_of(submission: Submission) -> str:
    """What stands in the link to a set of answers, and to whatever corrects them. Nobody can make it up."""
    return signing.dumps([submission.survey_id, submission.instance_id], salt=SALT, compress=True)


def _answers(slug: str, token: str) -> Submission:
    """The answers that a link is about, as they were corrected last. Raises Http404."""
    try:
        survey, instance_id = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise Http404 from None
    submission = latest_of(survey, instance_id)
    if submission is None or submission.survey.slug != slug:
        raise Http404
    return submission


def _sitting(submission: Submission) -> pages.Sitting | None:
    """The answers with their logic; None where they were forgotten."""
    if submission.version_id is None or not submission.xml:
        return None
    now = actions.now_in(submission.survey, submission.received_at)
    return pages.resume(engine_of(submission.version_id), bytes(submission.xml), now=now, language=submission.language)


def _state(submission: Submission) -> dict[str, Any]:
    """What can still be done with answers."""
    response = response_of(submission)
    act = response.retracted_by if response else None
    withdrawn = act is not None and act.format == actions.WITHDRAWN
    asked = submission.test or is_open(submission.survey, timezone.now())
    return {"withdrawn": withdrawn, "correctable": not withdrawn and bool(submission.xml) and asked}


@require_safe
@never_cache
def answer_sent(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Thanks, with the link by which answers can be corrected and withdrawn."""
    submission = _answers(slug, token)
    spoken = tongue_of(submission.version, submission.language)
    with speaking(spoken):
        context = {"survey": submission.survey, "submission": submission, "token": token}
        return framed(request, "sent", spoken, context)


@require_safe
@never_cache
def answer_given(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """What was answered."""
    submission = _answers(slug, token)
    spoken = tongue_of(submission.version, submission.language)
    with speaking(spoken):
        sitting = _sitting(submission)
        context = {
            "survey": submission.survey,
            "submission": submission,
            "token": token,
            "lines": pages.overview(sitting) if sitting else [],
            **_state(submission),
        }
        return framed(request, "given", spoken, context)


@require_POST
@never_cache
@ratelimit(group="answers-changed", key="ip", rate=CHANGED)
def answer_correct(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Begin a correction."""
    submission = _answers(slug, token)
    if not _state(submission)["correctable"]:
        return redirect("surveys:answer-given", slug, token)
    draft = actions.correct_answers(submission=submission, at=timezone.now())
    return redirect("surveys:answer-page", slug, draft.key, 1)


@require_POST
@never_cache
@ratelimit(group="answers-changed", key="ip", rate=CHANGED)
def answer_withdraw(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Withdraw answers."""
    submission = _answers(slug, token)
    actions.withdraw_answers(submission=submission, at=timezone.now())
    return redirect("surveys:answer-given", slug, token)


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def answer_media(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:
    """A picture, sound or film of a version, which never changes."""
    kind = mimetypes.guess_type(name)[0] or ""
    if not kind.startswith(SHOWN):
        raise Http404
    file = FormFile.objects.filter(version__survey__slug=slug, version__number=number, name=name).first()
    if file is None:
        raise Http404
    response = HttpResponse(bytes(file.content), content_type=kind)
    response["Content-Security-Policy"] = HARMLESS
    return response
