"""The team's pages about surveys: what there is, what it asks, which versions it had, how it is answered."""

from __future__ import annotations

from dataclasses import asdict
from io import BytesIO
from urllib.parse import quote

import qrcode
import qrcode.image.svg
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.surveys import actions, queries
from sarai.surveys.forms import PublishForm, RuleForm, SurveyForm
from sarai.surveys.models import Survey
from sarai.surveys.questionnaire.faults import Refused

manages = permission_required("surveys.manage", raise_exception=True)


@require_safe
def survey_list(request: HttpRequest) -> HttpResponse:
    """Every survey, for the team; for everybody else those that ask for answers now."""
    now = timezone.now()
    surveys = queries.surveys_listed(now, everything=request.user.has_perm("surveys.manage"))
    pages = Paginator(surveys, 25)
    context = {"page": pages.get_page(request.GET.get("page")), "now": now}
    return render(request, "surveys/manage/survey_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def survey_new(request: HttpRequest) -> HttpResponse:
    """Begin a survey; its questionnaire comes next."""
    return _fill_in(request, Survey(), _("New survey"))


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def survey_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Say when it is open, whom it asks, what it is called."""
    return _fill_in(request, get_object_or_404(Survey, slug=slug), _("Change this survey"))


def _fill_in(request: HttpRequest, survey: Survey, heading: str) -> HttpResponse:
    form = SurveyForm(request.POST if request.method == "POST" else None, instance=survey)
    if request.method == "POST" and form.is_valid():
        kept = actions.keep_survey(survey=form.instance, by=str(request.user), at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("surveys:survey-detail", kept.slug)
    context = {"form": form, "survey": survey, "heading": heading, "zones": queries.zones()}
    return render(request, "surveys/manage/survey_form.html", context, status=422 if form.errors else 200)


@require_safe
def survey_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A survey: how it is answered, who answered, and for the team its questionnaire and what was not counted."""
    survey = get_object_or_404(Survey, slug=slug)
    return render(request, "surveys/manage/survey_detail.html", _about(request, survey) | {"form": PublishForm()})


def _about(request: HttpRequest, survey: Survey) -> dict[str, object]:
    versions = list(survey.versions.defer("original", "xform"))
    manages_it = request.user.has_perm("surveys.manage")
    return {
        "survey": survey,
        "versions": versions,
        "version": versions[0] if versions else None,
        "is_open": bool(versions) and queries.is_open(survey, timezone.now()),
        "manages": manages_it,
        "answer_url": request.build_absolute_uri(reverse("surveys:answer-start", args=[survey.slug])),
        "collect_url": _collect_url(request, survey.key),
        "trial_url": _collect_url(request, survey.trial_key),
        "trials": queries.trials(survey) if manages_it else 0,
        "flagged": queries.flagged(survey) if manages_it else [],
        "waiting": queries.waiting(survey) if manages_it else 0,
    }


def _collect_url(request: HttpRequest, key: str) -> str:
    """The address that ODK Collect is told: it adds “/formList” and “/submission” itself."""
    return request.build_absolute_uri(reverse("surveys:openrosa-forms", args=[key]).removesuffix("/formList"))


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def rule_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish another rule of which responses count. The one that held stays on record, with its dates."""
    survey = get_object_or_404(Survey, slug=slug)
    held = queries.rule_of(survey)
    form = RuleForm(request.POST if request.method == "POST" else None, initial=asdict(held))
    if request.method == "POST" and form.is_valid():
        actions.publish_rule(
            survey=survey, rule=form.rule, reason=form.cleaned_data["reason"], by=str(request.user), at=timezone.now()
        )
        messages.success(request, _("The rule is published. Figures go by it from now on."))
        return redirect("surveys:table-list", survey.slug)
    context = {"form": form, "survey": survey, "heading": _("Which responses count")}
    return render(request, "surveys/manage/survey_form.html", context, status=422 if form.errors else 200)


@require_POST
@manages
@ratelimit(group="publish", key="user", rate="30/m")
def survey_publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish an uploaded questionnaire as the newest version, or say in a table what keeps it from being one."""
    survey = get_object_or_404(Survey, slug=slug)
    form = PublishForm(request.POST, request.FILES)
    if not form.is_valid():
        return _not_published(request, survey, form, ())
    upload = form.cleaned_data["form"]
    files = {file.name: file.read() for file in form.cleaned_data["files"] if file}
    try:
        version = actions.publish_version(
            survey=survey, data=upload.read(), name=upload.name, files=files, by=str(request.user), at=timezone.now()
        )
    except Refused as refusal:
        return _not_published(request, survey, form, refusal.faults)
    messages.success(request, _("Version %(version)s is published.") % {"version": version.version or version.number})
    return redirect("surveys:version-detail", survey.slug, version.number)


def _not_published(request: HttpRequest, survey: Survey, form: PublishForm, faults: object) -> HttpResponse:
    context = _about(request, survey) | {"form": form, "faults": faults}
    return render(request, "surveys/manage/survey_detail.html", context, status=422)


@require_safe
@manages
def version_detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version: what to know about it, and what changed since the one before."""
    version, before = queries.version_and_before(slug, number)
    if version is None:
        raise Http404
    context = {
        "version": version,
        "before": before,
        "survey": version.survey,
        "changes": queries.changed_since(version, before) if before else (),
        "questions": queries.asked_in(version),
    }
    return render(request, "surveys/manage/version_detail.html", context)


@require_safe
@manages
def version_file(request: HttpRequest, slug: str, number: int, kind: str) -> HttpResponse:
    """The file that a version was published from (`original`), or the XForm that it became (`xform`)."""
    version, _before = queries.version_and_before(slug, number)
    if version is None or kind not in ("original", "xform"):
        raise Http404
    name = version.name if kind == "original" else f"{version.survey.form_id}-{version.number}.xml"
    response = HttpResponse(bytes(getattr(version, kind)), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return response


@require_safe
def survey_qr(request: HttpRequest, slug: str) -> HttpResponse:
    """The address at which a survey is answered, as a picture for a screen or a poster."""
    survey = get_object_or_404(Survey, slug=slug)
    picture = BytesIO()
    made = qrcode.make(
        request.build_absolute_uri(reverse("surveys:answer-start", args=[survey.slug])),
        image_factory=qrcode.image.svg.SvgPathImage,
    )
    made.save(picture)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")
