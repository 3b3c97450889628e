"""Asking people to answer."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_ratelimit.decorators import ratelimit

from sarai.surveys import actions, queries
from sarai.surveys.forms import InviteForm
from sarai.surveys.models import Survey

manages = permission_required("surveys.manage", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@manages
@ratelimit(group="invite", key="user", rate="60/m", method="POST")
def invitation_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who was invited, who answered, and whom else to invite."""
    survey = get_object_or_404(Survey, slug=slug)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        people = form.cleaned_data["people"]
        new = actions.invite(survey=survey, people=people, by=str(request.user), at=timezone.now())
        messages.success(request, _told(new, len(people)))
        return redirect("surveys:invitation-list", survey.slug)
    pages = Paginator(queries.invited(survey), 50)
    context = {
        "survey": survey,
        "form": form,
        "page": pages.get_page(request.GET.get("page")),
        "counts": queries.invitation_counts(survey, timezone.now()),
        "topic": queries.topic_of(survey),
    }
    return render(request, "surveys/manage/invitation_list.html", context, status=422 if form.errors else 200)


def _told(new: int, named: int) -> str:
    said = ngettext("%(count)d person is invited.", "%(count)d people are invited.", new) % {"count": new}
    if new < named:
        before = named - new
        said += " " + ngettext("%(count)d was before.", "%(count)d were before.", before) % {"count": before}
    return said


@require_POST
@manages
@ratelimit(group="invite", key="user", rate="60/m")
def invitation_send(request: HttpRequest, slug: str) -> HttpResponse:
    """Have letters written: the first to who had none, or reminders to who has not answered."""
    survey = get_object_or_404(Survey, slug=slug)
    write = {"letters": actions.send_letters, "reminders": actions.send_reminders}.get(request.POST.get("what", ""))
    if write is None:
        messages.error(request, _("Nothing was sent: the button that says what was not pressed."))
    else:
        write(survey=survey, at=timezone.now())
        messages.success(request, _("The letters are on their way. This page counts them as they go."))
    return redirect("surveys:invitation-list", survey.slug)
