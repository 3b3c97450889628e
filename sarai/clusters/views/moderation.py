"""What members reported, and what is held: looked at by the team."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sarai.clusters import actions
from sarai.clusters.forms import DecisionForm
from sarai.clusters.models import Post
from sarai.clusters.queries.moderation import LISTS, WAITING, moderated, states
from sarai.clusters.queries.posts import shown

from .clusters import moderates

LISTED = 20


@require_safe
@never_cache
@moderates
def moderation_list(request: HttpRequest) -> HttpResponse:
    """The posts that wait for somebody to decide, or those that are hidden."""
    return _listed(request, request.GET.get("which", ""), {})


def _listed(request: HttpRequest, wanted: str, wrong: dict[int, DecisionForm]) -> HttpResponse:
    which = next((name for name in LISTS if name == wanted), WAITING)
    page = Paginator(moderated(which), LISTED).get_page(request.GET.get("page"))
    posts = list(page)
    seen = states(posts)
    context = {
        "page": page,
        "which": which,
        "tabs": {"waiting": _("waiting"), "hidden": _("hidden")},
        "rows": [(one, seen[one.post.pk], wrong.get(one.post.pk)) for one in shown(posts)],
    }
    return render(request, "clusters/moderation_list.html", context, status=422 if wrong else 200)


@require_POST
@moderates
def post_moderate(request: HttpRequest, pk: int) -> HttpResponse:
    """Hide a post, or let it stand."""
    post = get_object_or_404(Post, pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _listed(request, request.POST.get("which", ""), {pk: form})
    data, by, now = form.cleaned_data, str(request.user), timezone.now()
    try:
        if data["decision"] == "hide":
            actions.hide_post(post=post, reason=data["reason"], seen=data["seen"], by=by, at=now)
            messages.success(request, _("Hidden. Whoever wrote it is told why."))
        else:
            actions.keep_post(post=post, seen=data["seen"], by=by, at=now)
            messages.success(request, _("It stands, for everybody to see."))
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("clusters:moderation-list")
