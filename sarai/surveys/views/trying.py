"""The team tries a survey out: whether it is open or not, and without being counted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_ratelimit.decorators import ratelimit

from sarai.surveys import actions, pages
from sarai.surveys.models import Survey
from sarai.surveys.queries import engine_of, newest

from .frame import tongues_of
from .managing import manages


@require_POST
@manages
@ratelimit(group="try", key="user", rate="60/m")
def survey_try(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin answers to the newest version that are a trial, in the language that the team member reads."""
    survey = get_object_or_404(Survey, slug=slug)
    version = newest(survey)
    if version is None:
        return redirect("surveys:survey-detail", survey.slug)
    default = engine_of(version.pk).form.default_language
    spoken = pages.wanted(tongues_of(version), "", request.headers.get("Accept-Language", ""), default)
    now = timezone.now()
    draft = actions.begin_answers(survey=survey, version=version, language=spoken.language, at=now, test=True)
    return redirect("surveys:answer-resume", survey.slug, draft.key)
