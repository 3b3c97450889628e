"""The pages on which a respondent answers, from the door to the sending. They need no script."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.network.models import Programme
from sarai.surveys import actions, pages
from sarai.surveys.actions import Answered, NotThere, Sent, Taken
from sarai.surveys.models import Draft, Invitation, Survey, Version
from sarai.surveys.queries import (
    draft_called,
    engine_of,
    invitation_called,
    is_open,
    newest,
    why_shut,
)
from sarai.surveys.tasks import file_soon, sweep_soon

from .answered import token_of
from .bounds import bounded
from .frame import framed, ours_of, speaking, tongue_of, tongues_of

MOST_BYTES = 60 * 1024 * 1024  # of one page, its files with it
BEGUN = "120/m"  # sets of answers begun from one address: a hall full of people, and no more
SAVED = "1200/m"  # pages sent from one address
REMEMBERED = 24 * 60 * 60  # seconds for which the address of sent answers leads on to the thanks


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@ratelimit(group="answers-begun", key="ip", rate=BEGUN, method="POST")
def answer_start(request: HttpRequest, slug: str) -> HttpResponse:
    """What a survey is about, in which language, and the button to begin."""
    survey = get_object_or_404(Survey, slug=slug)
    return _start(request, survey, None)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@ratelimit(group="answers-begun", key="ip", rate=BEGUN, method="POST")
def answer_invited(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The same for somebody who was invited, once."""
    invitation = invitation_called(slug, key)
    if invitation is None:
        spoken = tongue_of(None, "")
        return framed(request, "shut", spoken, {"why": "unknown"}, 404)
    return _start(request, invitation.survey, invitation)


def _start(request: HttpRequest, survey: Survey, invitation: Invitation | None) -> HttpResponse:
    version = newest(survey)
    given = request.POST if request.method == "POST" else request.GET
    spoken = tongue_of(None, "")
    if version is not None:
        default = engine_of(version.pk).form.default_language
        spoken = pages.wanted(tongues_of(version), given.get("language", ""), _accepted(request, invitation), default)
    with speaking(spoken):
        why = why_shut(survey, version, invitation, timezone.now())
        if why or version is None:
            status = 403 if request.method == "POST" else 200
            return framed(request, "shut", spoken, {"survey": survey, "why": why}, status)
        if request.method == "POST":
            return _begin(survey, version, spoken.language, invitation)
        return framed(request, "start", spoken, _about(survey, version, spoken, invitation))


def _accepted(request: HttpRequest, invitation: Invitation | None) -> str:
    """The languages that somebody reads, as the header Accept-Language writes them: that in which they were invited,
    that which they chose on this site, those of their browser."""
    invited = invitation.record.language if invitation else ""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return ", ".join(filter(None, (invited, chosen, request.headers.get("Accept-Language", ""))))


def _begin(survey: Survey, version: Version, language: str, invitation: Invitation | None) -> HttpResponse:
    now = timezone.now()
    try:
        draft = actions.begin_answers(survey=survey, version=version, language=language, at=now, invitation=invitation)
    except Answered:
        return redirect("surveys:answer-invited", survey.slug, invitation.key if invitation else "")
    sweep_soon()
    return redirect("surveys:answer-resume", survey.slug, draft.key)


def _about(survey: Survey, version: Version, spoken: pages.Tongue, invitation: Invitation | None) -> dict[str, Any]:
    engine = engine_of(version.pk)
    programmes = list(Programme.objects.values_list("title", flat=True)[:2])
    return {
        "survey": survey,
        "spoken": spoken,
        "tongues": tongues_of(version),
        "questions": len(engine.form.by_path),
        "begun": invitation is not None and invitation.drafts.exists(),
        "asks": programmes[0] if len(programmes) == 1 else "",
    }


@require_safe
@never_cache
def answer_resume(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The address of answers that are being given: it leads to where somebody left off."""
    draft = draft_called(slug, key)
    if draft is None:
        return _gone(request, slug, key)
    sitting = actions.sitting_of(draft, timezone.now())
    shown = [page for page in pages.pages_of(sitting.state) if not pages.is_empty(sitting.state, page)]
    given = pages.given(sitting, draft.begun_at)
    begun = [page for page in shown if not given.isdisjoint(pages.names_asked(sitting, page))]
    if not shown:
        return redirect("surveys:answer-send", slug, key)
    return redirect("surveys:answer-page", slug, key, (begun or shown)[-1 if begun else 0].number)


def _gone(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Answers that are not here: just sent, or left lying too long, or never begun."""
    token = caches["shared"].get(_sent_key(key))
    if token:
        return redirect("surveys:answer-sent", slug, token)
    return framed(request, "shut", tongue_of(None, ""), {"why": "gone", "slug": slug}, 404)


def _sent_key(key: str) -> str:
    return f"answers-sent:{key}"


def _too_large(request: HttpRequest, slug: str, key: str, **kwargs: Any) -> HttpResponse:
    """What is said to a body that is too large to be read."""
    context = {"why": "large", "back": request.get_full_path()}
    return framed(request, "shut", tongue_of(None, ""), context, 413)


@csp_update({"media-src": [SELF]})
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@ratelimit(group="answers-saved", key="ip", rate=SAVED, method="POST")
@bounded(MOST_BYTES, _too_large)
def answer_page(request: HttpRequest, slug: str, key: str, number: int) -> HttpResponse:
    """One page of questions: shown, and taken over."""
    draft = draft_called(slug, key)
    if draft is None:
        return _gone(request, slug, key)
    with speaking(tongue_of(draft.version, draft.language)):
        if request.method == "POST":
            return _take(request, draft, number)
        sitting = actions.sitting_of(draft, timezone.now())
        found = pages.pages_of(sitting.state)
        if not 0 < number <= len(found):
            return redirect("surveys:answer-resume", slug, key)
        page = found[number - 1]
        if pages.is_empty(sitting.state, page):
            return _go(draft, sitting, number, 1)
        faults = _faults(sitting, page) if "look" in request.GET else {}
        return _shown(request, draft, sitting, pages.show(sitting, page, faults=faults), page)


def _take(request: HttpRequest, draft: Draft, number: int) -> HttpResponse:
    button = request.POST.get("go", "next")
    languages = {one.language for one in tongues_of(draft.version)}
    chosen = request.POST.get("language", "") if button == "language" else ""
    language = chosen if chosen in languages else draft.language
    sent = Sent({name: request.POST.getlist(name) for name in request.POST}, request.FILES, button)
    try:
        taken = actions.take_page(draft=draft, number=number, sent=sent, language=language, at=timezone.now())
    except NotThere:
        return redirect("surveys:answer-resume", draft.version.survey.slug, draft.key)
    except pages.TooMuch:
        return _too_large(request, draft.version.survey.slug, draft.key)
    return _after(request, draft, taken, button)


def _after(request: HttpRequest, draft: Draft, taken: Taken, button: str) -> HttpResponse:
    """Where a button leads; the same page again, where there is something to look at."""
    sitting, page = taken.sitting, taken.page
    if button == "back":
        return _go(draft, sitting, page.number, -1)
    faults = dict(taken.read.faults)
    new: set[str] = set()
    if button == "next":
        faults = _faults(sitting, page) | faults
        new = pages.names_asked(sitting, page, open_only=True) - taken.before
    if faults or new:
        before = None if not new else taken.before
        shown = pages.show(sitting, page, faults=faults, read=taken.read, before=before)
        return _shown(request, draft, sitting, shown, page, status=422 if faults else 200)
    if button == "next":
        if request.GET.get("then") == "send":
            return redirect("surveys:answer-send", draft.version.survey.slug, draft.key)
        return _go(draft, sitting, page.number, 1)
    return _stay(draft, sitting, page, button)


def _stay(draft: Draft, sitting: pages.Sitting, page: pages.Page, button: str) -> HttpResponse:
    """The same page again; after one more instance of a repeat, the page on which that is, at its place."""
    number, place = page.number, ""
    if button.startswith(actions.ADD):
        found = pages.pages_of(sitting.state)
        number = max(one.number for one in found if one.screen == page.screen)
        own = [
            pages.name_of(sitting.state, spot.node)
            for spot in pages.spots(sitting.state, found[number - 1])
            if spot.what == "instance"
        ]
        wanted = [name for name in own if name.rpartition("[")[0] == button.removeprefix(actions.ADD)]
        place = f"#{pages.anchor(wanted[-1])}" if wanted else ""
    response = redirect("surveys:answer-page", draft.version.survey.slug, draft.key, number)
    response["Location"] += place
    return response


def _faults(sitting: pages.Sitting, page: pages.Page) -> dict[str, str]:
    """What has to be looked at again on a page."""
    here = {pages.name_of(sitting.state, node) for _question, node in pages.asked(sitting.state, page)}
    return {one.name: one.sentence for one in pages.problems(sitting) if one.name in here}


def _go(draft: Draft, sitting: pages.Sitting, number: int, way: int) -> HttpResponse:
    """The nearest page before or after that has something to ask; after the last, the overview."""
    slug, found = draft.version.survey.slug, pages.pages_of(sitting.state)
    candidates = found[number:] if way > 0 else reversed(found[: max(number - 1, 0)])
    for page in candidates:
        if not pages.is_empty(sitting.state, page):
            return redirect("surveys:answer-page", slug, draft.key, page.number)
    if way > 0:
        return redirect("surveys:answer-send", slug, draft.key)
    return redirect("surveys:answer-page", slug, draft.key, number)


def _is_late(draft: Draft) -> bool:
    """Whether the survey closed meanwhile; a trial may be made at any time."""
    return not draft.test and not is_open(draft.version.survey, timezone.now())


def _shown(
    request: HttpRequest,
    draft: Draft,
    sitting: pages.Sitting,
    shown: pages.Shown,
    page: pages.Page,
    status: int = 200,
) -> HttpResponse:
    numbers = [one.number for one in pages.pages_of(sitting.state) if not pages.is_empty(sitting.state, one)]
    spoken = tongue_of(draft.version, draft.language)
    media = reverse("surveys:answer-media", args=[draft.version.survey.slug, draft.version.number, "-"])[:-1]
    context = {
        "draft": draft,
        "survey": draft.version.survey,
        "spoken": spoken,
        "tongues": tongues_of(draft.version),
        "shown": shown,
        "page": page,
        "part": sum(number <= page.number for number in numbers),
        "parts": len(numbers),
        "is_first": numbers[0] == page.number,
        "then": "send" if request.GET.get("then") == "send" else "",
        "questions": pages.Writer(media, ours_of(spoken)).write(shown.blocks),
        "late": _is_late(draft),
    }
    return framed(request, "page", spoken, context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@ratelimit(group="answers-saved", key="ip", rate=SAVED, method="POST")
@bounded(MOST_BYTES, _too_large)
def answer_send(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Everything that was answered, to be looked over; and the button that sends it."""
    draft = draft_called(slug, key)
    if draft is None:
        return _gone(request, slug, key)
    spoken = tongue_of(draft.version, draft.language)
    with speaking(spoken):
        sitting = actions.sitting_of(draft, timezone.now())
        found = pages.problems(sitting)
        if request.method == "POST":
            return _look_again(draft, sitting, found[0].name) if found else _send(request, draft)
        lines = pages.overview(sitting)
        context = {
            "draft": draft,
            "survey": draft.version.survey,
            "spoken": spoken,
            "lines": lines,
            "open": len(found),
            "last": max((line.page for line in lines), default=1),
            "late": _is_late(draft),
        }
        return framed(request, "send", spoken, context)


def _look_again(draft: Draft, sitting: pages.Sitting, name: str) -> HttpResponse:
    """The page of a question that has to be looked at before answers can be sent."""
    for page in pages.pages_of(sitting.state):
        if name in pages.names_asked(sitting, page):
            response = redirect("surveys:answer-page", draft.version.survey.slug, draft.key, page.number)
            response["Location"] += f"?{urlencode({'look': '1'})}"
            return response
    return redirect("surveys:answer-resume", draft.version.survey.slug, draft.key)


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    slug = draft.version.survey.slug
    try:
        submission = actions.send_answers(draft=draft, at=timezone.now(), then=file_soon)
    except NotThere:
        return _gone(request, slug, draft.key)
    except Answered:
        return redirect("surveys:answer-invited", slug, draft.invitation.key if draft.invitation else "")
    token = token_of(submission)
    caches["shared"].set(_sent_key(draft.key), token, REMEMBERED)
    return redirect("surveys:answer-sent", slug, token)
