"""The door for applications on telephones, such as ODK Collect: OpenRosa 1.0.

A survey's address holds a secret key, which is all that an application needs to know; by another, what it sends is a
trial of the team's. Answers are stored before they
are acknowledged, and acknowledged with 201: anything else makes the application keep them and try again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from hashlib import md5
from typing import Any

from django.core.cache import caches
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from sarai.accounts.adapter import client_address
from sarai.surveys import actions
from sarai.surveys.answering import Unreadable
from sarai.surveys.models import FormFile, Submission, Survey
from sarai.surveys.queries import newest
from sarai.surveys.tasks import file_soon

ANSWERS = "xml_submission_file"  # the part of a submission in which the answers are
LARGEST = 100 * 1024 * 1024  # bytes of one request; Collect sends pictures in several
MOST_A_MINUTE = 10_000  # from one address to one process: a hall full of telephones, and no more
RETRY_AFTER = "60"  # seconds

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Asked:
    """A survey, by the key of which of its two addresses: what comes by the second is a trial."""

    survey: Survey
    key: str

    @property
    def is_trial(self) -> bool:
        return self.key == self.survey.trial_key


def _survey_at(key: str) -> Survey | None:
    """The survey with this address; remembered for a second, for while it is answered most requests ask for one."""
    remembered, name = caches["local"], f"collect:{key}"
    survey: Survey | None = remembered.get(name)
    if survey is None:
        survey = Survey.objects.filter(Q(key=key) | Q(trial_key=key)).exclude(form_id=None).first()
        if survey is not None:
            remembered.set(name, survey, 1)
    return survey


def openrosa(view: View) -> View:
    """A view of this door: it takes the survey of the key; every answer says which protocol it speaks."""

    @csrf_exempt
    @wraps(view)
    def door(request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
        survey = _survey_at(key)
        if survey is None:
            response = _said(404, _("There is no survey at this address. Ask those who gave it to you."))
        else:
            response = view(request, Asked(survey, key), **kwargs)
        response["X-OpenRosa-Version"] = "1.0"
        response["X-OpenRosa-Accept-Content-Length"] = str(LARGEST)
        response["Content-Language"] = get_language() or "en"
        response["Date"] = http_date()
        return response

    return door


@openrosa
@require_safe
def form_list(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The forms there are to fill in at this address: the newest version of the one survey."""
    survey = asked.survey
    version = newest(survey)
    if request.GET.get("formID", survey.form_id) != survey.form_id:
        version = None
    name = _("Trial: %(title)s") % {"title": survey.title} if asked.is_trial else survey.title
    said: dict[str, Any] = {"survey": survey, "version": version, "name": name, "base": _base(request, asked)}
    if version:
        said |= {"md5": md5(bytes(version.xform), usedforsecurity=False).hexdigest(), "files": version.files.exists()}
    return _xml("form_list", said)


@openrosa
@require_safe
def form_xml(request: HttpRequest, asked: Asked, number: int) -> HttpResponse:
    """The XForm of one version."""
    version = asked.survey.versions.filter(number=number).first()
    if version is None:
        return _said(404, _("There is no such version of this form."))
    return HttpResponse(bytes(version.xform), content_type="text/xml; charset=utf-8")


@openrosa
@require_safe
def manifest(request: HttpRequest, asked: Asked, number: int) -> HttpResponse:
    """The files that a version of the form needs beside it."""
    files = FormFile.objects.filter(version__survey=asked.survey, version__number=number).defer("content")
    return _xml("manifest", {"files": files, "base": _base(request, asked), "number": number})


@openrosa
@require_safe
def form_file(request: HttpRequest, asked: Asked, number: int, name: str) -> HttpResponse:
    """One file that a version of the form needs."""
    files = FormFile.objects.filter(version__survey=asked.survey, version__number=number)
    file = files.filter(name=name).first()
    if file is None:
        return _said(404, _("This form has no such file."))
    return HttpResponse(bytes(file.content), content_type="application/octet-stream")


@openrosa
@require_http_methods(["HEAD", "POST"])
def submission(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Take answers in. An application asks with HEAD first whether this is the right address."""
    if request.method == "HEAD":
        response = HttpResponse(status=204)
        response["Location"] = request.build_absolute_uri()
        return response
    if _knocks(client_address(request)) > MOST_A_MINUTE:
        response = _said(429, _("Too many answers came from your address in one minute. They are tried again later."))
        response["Retry-After"] = RETRY_AFTER
        return response
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        sentence = _("This is more than %(most)d MB at once. Send pictures in several parts.")
        return _said(413, sentence % {"most": LARGEST // 1024 // 1024})
    answers = request.FILES.get(ANSWERS)
    text = answers.read() if answers else request.POST.get(ANSWERS, "").encode()
    if not text:
        return _said(400, _("Nothing was sent: the answers must be in the part “%(part)s”.") % {"part": ANSWERS})
    return _receive(request, asked, text)


def _receive(request: HttpRequest, asked: Asked, text: bytes) -> HttpResponse:
    now, door = timezone.now(), Submission.Door.OPENROSA
    try:
        received = actions.receive(
            survey=asked.survey, xml=text, door=door, at=now, test=asked.is_trial, then=file_soon
        )
    except Unreadable as error:
        return _said(400, str(error))
    for name, file in request.FILES.items():
        if name != ANSWERS and isinstance(file, UploadedFile):
            actions.attach(submission=received.submission, name=file.name or name, content=file, at=now)
    response = _said(201, _thanks(received.submission), nature="submit_success")
    response["Location"] = request.build_absolute_uri()
    return response


def _thanks(kept: Submission) -> str:
    if kept.state == Submission.State.FLAGGED:
        return _("Received and kept, but not counted: %(reason)s") % {"reason": kept.reason}
    return _("Received. Thank you.")


def _knocks(address: str) -> int:
    """How often this address has come in this minute; counted in memory, as a shared count costs what the rest does."""
    counts, key = caches["local"], f"openrosa:{address}:{int(time.time() // 60)}"
    counts.add(key, 0, 60)
    return counts.incr(key)


def _base(request: HttpRequest, asked: Asked) -> str:
    """The address that an application is told: all others begin with it."""
    return request.build_absolute_uri(reverse("surveys:openrosa-forms", args=[asked.key])).removesuffix("formList")


def _said(status: int, sentence: str, nature: str = "") -> HttpResponse:
    """A sentence in the envelope in which an application looks for one."""
    return _xml("message", {"sentence": sentence, "nature": nature}, status)


def _xml(name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    text = render_to_string(f"surveys/openrosa/{name}.xml", context)
    return HttpResponse(text, content_type="text/xml; charset=utf-8", status=status)
