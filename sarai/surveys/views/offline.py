"""What lets a survey be answered without a network: the page for it, what that page needs, and where answers arrive.

A browser keeps the page and what it needs once the survey was opened with a network (`surveys/scripts/worker.js`), and
sends what was answered when there is one again.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.surveys import actions
from sarai.surveys.answering import Unreadable
from sarai.surveys.models import FormFile, Submission, Survey, Version
from sarai.surveys.offline import Beyond, definition, words
from sarai.surveys.pages import interface, wanted
from sarai.surveys.queries import draft_called, engine_of, newest
from sarai.surveys.tasks import file_soon

from .answered import token_of
from .bounds import View
from .frame import framed, speaking, tongues_of

ANSWERS = "xml_submission_file"
MOST_BYTES = 110 * 1024 * 1024  # of one set of answers with its files
SENT = "600/m"  # sets of answers sent from one address
SCRIPTS = ("answer.css", "offline.js", "answer.js")
YEAR = 365 * 24 * 60 * 60
SHOWN = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".mp3", ".m4a", ".ogg", ".wav", ".mp4", ".webm")


def _form(version: int) -> bytes:
    return _forms(version, engine_of(version))


@lru_cache(maxsize=32)
def _forms(version: int, engine: Any) -> bytes:
    """The document by which a browser asks a version. Raises `Beyond`."""
    return json.dumps(definition(engine), ensure_ascii=False, separators=(",", ":")).encode()


def _asked(slug: str) -> tuple[Survey, Version, bytes]:
    """A survey that whoever has the link can answer without a network. Raises Http404."""
    survey = get_object_or_404(Survey, slug=slug, door=Survey.Door.OPEN)
    version = newest(survey)
    if version is None:
        raise Http404
    try:
        return survey, version, _form(version.pk)
    except Beyond:
        raise Http404 from None


@require_safe
@cache_control(no_cache=True)
def offline_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps surveys for when there is no network. It stands here, as it may see only what is below."""
    script = _content("worker.js")
    if not script:
        raise Http404
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


def _content(name: str) -> bytes:
    """A static file of these pages, or nothing where the scripts were not put together."""
    path = finders.find(f"surveys/{name}")
    return Path(path).read_bytes() if path else b""


@require_safe
@never_cache
def offline_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The page on which a survey is answered without a network. It is the same for everybody, so it may be kept."""
    survey, version, form = _asked(slug)
    spoken = wanted(
        tongues_of(version),
        request.GET.get("language", ""),
        request.headers.get("Accept-Language", ""),
        engine_of(version.pk).form.default_language,
    )
    with speaking(spoken):
        return framed(request, "offline", spoken, {"survey": survey, "kit": _kit(survey, version, form)})


def _kit(survey: Survey, version: Version, form: bytes) -> dict[str, Any]:
    """What the page's script needs to know."""
    slug, number = survey.slug, version.number
    codes = {each.language: each.code or translation.get_language() or "" for each in tongues_of(version)}
    return {
        "slug": slug,
        "number": number,
        "titles": {language: survey.title_in(code) for language, code in codes.items()},
        "summaries": {language: survey.summary_in(code) for language, code in codes.items()},
        "form": _form_address(survey, version, form),
        "media": _media(slug, number),
        "sent": reverse("surveys:offline-sent", args=[slug]),
        "words": words({interface(each.code) for each in tongues_of(version)} | {translation.get_language() or "en"}),
    }


def _media(slug: str, number: int) -> str:
    """The address beneath which a version's pictures are."""
    return reverse("surveys:answer-media", args=[slug, number, "-"])[:-1]


def _form_address(survey: Survey, version: Version, form: bytes) -> str:
    stamp = hashlib.sha256(form).hexdigest()[:16]
    return f"{reverse('surveys:offline-form', args=[survey.slug, version.number])}?{stamp}"


@require_safe
@never_cache
def offline_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What a browser has to keep so that a survey can be answered without a network, and a stamp of all of it."""
    survey, version, form = _asked(slug)
    files = FormFile.objects.filter(version=version).values_list("name", flat=True)
    kept = [
        reverse("surveys:offline-page", args=[slug]),
        _form_address(survey, version, form),
        *(static(f"surveys/{name}") for name in SCRIPTS),
        static("portal/mark.svg"),
        *(reverse("surveys:answer-media", args=[slug, version.number, name]) for name in files if _is_shown(name)),
    ]
    return JsonResponse({"keep": kept, "stamp": _stamp(kept, survey)})


def _is_shown(name: str) -> bool:
    return name.lower().endswith(SHOWN)


def _stamp(kept: list[str], survey: Survey) -> str:
    """Another one whenever anything that is kept is another."""
    words = [survey.title, survey.summary, str(survey.titles), str(survey.summaries)]
    told = hashlib.sha256("\n".join([*kept, *words]).encode())
    for name in SCRIPTS:
        told.update(_content(name))
    return told.hexdigest()[:16]


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def offline_form(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The questions and the logic of a version, as the page's script reads them."""
    open_ones = Version.objects.only("pk").filter(survey__door=Survey.Door.OPEN)
    version = get_object_or_404(open_ones, survey__slug=slug, number=number)
    try:
        return HttpResponse(_form(version.pk), content_type="application/json")
    except Beyond:
        raise Http404 from None


@require_safe
@never_cache
def offline_copy(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Answers that are being given with a network, for the browser that gives them to go on without one."""
    draft = draft_called(slug, key)
    if draft is None:
        raise Http404
    if draft.invitation is not None or draft.test:
        return HttpResponse(status=204)  # there is none: they are given with a network alone
    survey, version = draft.version.survey, draft.version
    try:
        form = _form(version.pk)
    except Beyond:
        raise Http404 from None
    return JsonResponse(
        {
            "number": version.number,
            "xml": bytes(draft.xml).decode(),
            "language": draft.language,
            "address": _form_address(survey, version, form),
            "media": _media(slug, version.number),
        }
    )


# Where answers arrive


def _from_here(view: View) -> View:
    """A view that a page of this site may send to, and no page of another, without a cookie that would tell."""

    @csrf_exempt
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        if site != "same-origin" or not _is_of(request, request.headers.get("Origin")):
            return _said(403, _("Answers are only taken from the survey's own page."))
        return view(request, *args, **kwargs)

    return door


def _is_of(request: HttpRequest, origin: str | None) -> bool:
    """Whether an origin is this site; browsers that send none are told apart by other headers."""
    try:
        return origin is None or urlsplit(origin).netloc == request.get_host()
    except ValueError:
        return False


@_from_here
@require_POST
@never_cache
@ratelimit(group="answers-sent", key="ip", rate=SENT)
def offline_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Take answers in that were given without a network; the very same again changes nothing."""
    survey = get_object_or_404(Survey, slug=slug, door=Survey.Door.OPEN)
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            return _too_large()
        answers = request.FILES.get(ANSWERS)
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, MultiPartParserError):
        return _too_large()
    if answers is None:
        return _said(400, _("Nothing was sent: the answers must be in the part “%(part)s”.") % {"part": ANSWERS})
    return _receive(request, survey, answers.read())


def _receive(request: HttpRequest, survey: Survey, xml: bytes) -> HttpResponse:
    now = timezone.now()
    page, language = Submission.Door.PAGE, request.POST.get("language", "")[:60]
    try:
        received = actions.receive(survey=survey, xml=xml, door=page, at=now, language=language, then=file_soon)
    except Unreadable as error:
        return _said(400, str(error))
    kept = received.submission
    for name, file in request.FILES.items():
        if name != ANSWERS and isinstance(file, UploadedFile):
            actions.attach(submission=kept, name=file.name or name, content=file, at=now)
    told: dict[str, Any] = {"number": kept.pk}
    if kept.state != Submission.State.FLAGGED:  # else the link would lead to whoever used its number first
        address = reverse("surveys:answer-given", args=[survey.slug, token_of(kept)])
        told["address"] = request.build_absolute_uri(address)
    return _said(201, _("Your answers were received."), **told)


def _too_large() -> HttpResponse:
    return _said(413, _("This was too much at once"))


def _said(status: int, sentence: str, **more: Any) -> HttpResponse:
    return JsonResponse({"sentence": sentence, **more}, status=status)
