"""What reviewers decide about responses: one or several at once, with a reason, and taken back as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sarai.evidence.models import Source
from sarai.surveys import actions, queries
from sarai.surveys.models import Response, Survey

from .responses import PAGE, Desk

reviews = permission_required("surveys.review", raise_exception=True)


@require_POST
@reviews
def response_review(request: HttpRequest, slug: str) -> HttpResponse:
    """Approve or reject the chosen responses, or take the word on them back."""
    desk = Desk.of(request, slug)
    chosen = [int(pk) for pk in request.POST.getlist("response") if pk.isascii() and pk.isdecimal() and len(pk) < 19]
    if not chosen:
        messages.error(request, _("Choose the responses first, then say what they are and why."))
        return redirect(desk.url())
    try:
        done = actions.review_responses(
            survey=desk.survey,
            responses=chosen,
            status=request.POST.get("status", "?"),
            reason=request.POST.get("reason", ""),
            by=str(request.user),
            at=timezone.now(),
        )
    except ValueError as error:
        messages.error(request, str(error))
        return _back(request, desk, chosen, {})
    _tell(request, done)
    return _back(request, desk, chosen, done.became)


def _back(request: HttpRequest, desk: Desk, chosen: Sequence[int], became: Mapping[int, int]) -> HttpResponse:
    """To the page from which a review came: that of the one response, as it is now, or the list."""
    if request.POST.get("from") == "detail":
        return redirect(desk.url("response-detail", became.get(chosen[0], chosen[0])))
    page = request.POST.get("page", "")
    target = desk.url()
    return redirect(f"{target}{'&' if desk.query else '?'}page={page}" if page.isdecimal() else target)


def _tell(request: HttpRequest, done: actions.Reviewed) -> None:
    if number := len(done.became):
        said = ngettext("%(number)d response was changed.", "%(number)d responses were changed.", number)
        messages.success(request, said % {"number": number})
    if done.already:
        said = ngettext("%(number)d response was so already.", "%(number)d responses were so already.", done.already)
        messages.info(request, said % {"number": done.already})
    if done.overtaken:
        said = ngettext(
            "%(number)d response was corrected or decided otherwise since, and was left alone. Look at it again.",
            "%(number)d responses were corrected or decided otherwise since, and were left alone. Look at them again.",
            done.overtaken,
        )
        messages.warning(request, said % {"number": done.overtaken})


@require_safe
@reviews
def review_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What reviewers decided about responses to a survey, and by whom it was taken back."""
    survey = get_object_or_404(Survey, slug=slug)
    page = Paginator(queries.acts_of(survey, actions.REVIEWED), PAGE).get_page(request.GET.get("page"))
    acts = list(page.object_list)
    undone = queries.acts_of(survey, actions.TAKEN_BACK).filter(target__review__in=[act.pk for act in acts])
    by_act = {one.target["review"]: one for one in undone}
    context = {
        "survey": survey,
        "page": page,
        "rows": [(act, _status(act), by_act.get(act.pk)) for act in acts],
        "longest_reason": actions.LONGEST_REASON,
    }
    return render(request, "surveys/responses/review_list.html", context)


def _status(act: Source) -> str:
    return str(Response.Status(act.target["status"]).label)


@require_POST
@reviews
def review_undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a review back."""
    survey = get_object_or_404(Survey, slug=slug)
    act = get_object_or_404(queries.acts_of(survey, actions.REVIEWED), pk=pk)
    try:
        done = actions.undo_review(
            act=act, reason=request.POST.get("reason", ""), by=str(request.user), at=timezone.now()
        )
    except ValueError as error:
        messages.error(request, str(error))
    else:
        _tell(request, done)
    return redirect("surveys:review-list", survey.slug)
