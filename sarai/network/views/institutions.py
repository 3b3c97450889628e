"""Since when institutions take part in the programme, and as what."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sarai.network import actions
from sarai.network.forms.saying import EngagementForm, LastDayForm
from sarai.network.models import Engagement, Institution

manages = permission_required("network.manage", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def engagement_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Put on record that an institution takes part in the programme."""
    institution = get_object_or_404(Institution, slug=slug)
    form = EngagementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.engage(institution=institution, **form.cleaned_data, **_now(request))
        except ValueError as error:
            form.add_error("until", str(error))
        else:
            messages.success(request, _("Kept."))
            return redirect(institution)
    context = {"institution": institution, "form": form}
    return render(request, "network/engagement_new.html", context, status=422 if form.errors else 200)


@require_POST
@manages
def engagement_end(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put on record that an institution takes part no longer."""
    engagement = get_object_or_404(Engagement, pk=pk, institution__slug=slug)
    form = LastDayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the last day on which it takes part. Nothing was changed."))
        return redirect(engagement.institution)
    return _done(request, engagement, actions.disengage, **form.cleaned_data)


@require_POST
@manages
def engagement_take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put on record that an institution never took part so."""
    engagement = get_object_or_404(Engagement, pk=pk, institution__slug=slug)
    reason = request.POST.get("reason", "").strip()[:300]
    if not reason:
        messages.error(request, _("Say why it never was so. Nothing was changed."))
        return redirect(engagement.institution)
    return _done(request, engagement, actions.take_back_engagement, reason=reason)


def _done(request: HttpRequest, engagement: Engagement, action: Any, **said: Any) -> HttpResponse:
    try:
        action(engagement=engagement, **said, **_now(request))
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Kept."))
    return redirect(engagement.institution)


def _now(request: HttpRequest) -> dict[str, Any]:
    return {"by": str(request.user), "at": timezone.now()}
