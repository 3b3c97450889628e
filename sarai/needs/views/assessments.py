"""Assessments of needs."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sarai.needs import actions
from sarai.needs.forms import AssessmentForm
from sarai.needs.models import Assessment
from sarai.needs.queries.assessments import coverage

from .demand import demand_context

manages = permission_required("needs.manage", raise_exception=True)
SHOWN = 100  # cities that are listed by name


@require_safe
def assessment_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """An assessment: by what it asks, whom it has heard, and what they need."""
    assessment = get_object_or_404(Assessment.objects.prefetch_related("surveys"), slug=slug)
    heard = coverage(assessment)
    context = demand_context(request, assessment) | {"coverage": heard, "shown": SHOWN}
    return render(request, "needs/assessment_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def assessment_new(request: HttpRequest) -> HttpResponse:
    """Begin an assessment."""
    return _fill_in(request, Assessment(), _("New assessment"))


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def assessment_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Say by which surveys it asks, and which cities it wants to hear."""
    return _fill_in(request, get_object_or_404(Assessment, slug=slug), _("Change this assessment"))


def _fill_in(request: HttpRequest, assessment: Assessment, heading: str) -> HttpResponse:
    form = AssessmentForm(request.POST if request.method == "POST" else None, instance=assessment)
    if request.method == "POST" and form.is_valid():
        actions.keep_assessment(
            assessment=form.instance,
            surveys=form.cleaned_data["surveys"],
            cities=form.cleaned_data["cities"],
            by=str(request.user),
            at=timezone.now(),
        )
        messages.success(request, _("Saved."))
        return redirect("needs:assessment-detail", assessment.slug)
    context = {"form": form, "heading": heading, "assessment": assessment}
    return render(request, "needs/assessment_change.html", context, status=422 if form.errors else 200)
