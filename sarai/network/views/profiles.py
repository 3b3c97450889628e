"""What a city or an institution says of itself, and the team's word on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.evidence.actions import Overtaken
from sarai.network import actions, queries
from sarai.network.forms.saying import ProfileForm
from sarai.network.models import City, Institution, Profile

manages = permission_required("network.manage", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@ratelimit(key="user_or_ip", rate="60/h", method="POST")
def city_profile(request: HttpRequest, number: str) -> HttpResponse:
    """Write what a city says of itself."""
    city = queries.city_numbered(number)
    if city is None:
        raise Http404
    return _written(request, city, "network.speak_for_city")


@require_http_methods(["GET", "HEAD", "POST"])
@ratelimit(key="user_or_ip", rate="60/h", method="POST")
def institution_profile(request: HttpRequest, slug: str) -> HttpResponse:
    """Write what an institution says of itself."""
    return _written(request, get_object_or_404(Institution, slug=slug), "network.speak_for_institution")


def _written(request: HttpRequest, of: City | Institution, permission: str) -> HttpResponse:
    if not request.user.has_perm(permission, of):
        raise PermissionDenied
    said, confirms = queries.said_of_itself(of), request.user.has_perm("network.manage")
    form = ProfileForm(said.waiting or said.shown, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        kept = actions.write_profile(
            of=of, said=form.portrait, confirmed=confirms, by=str(request.user), at=timezone.now()
        )
        messages.success(request, _outcome(kept))
        return redirect(of)
    context = {"of": of, "form": form, "said": said, "confirms": confirms}
    return render(request, "network/profile_change.html", context, status=422 if form.errors else 200)


def _outcome(kept: Profile | None) -> str:
    if kept is None:
        return _("It says this already. Nothing else is waiting.")
    if kept.confirmed:
        return _("Saved. Everybody reads it now.")
    return _("Saved. The programme team looks at it; until then everybody reads what was there before.")


@require_safe
@manages
def profile_list(request: HttpRequest) -> HttpResponse:
    """What cities and institutions wrote of themselves and nobody has decided on."""
    waiting = list(queries.waiting_profiles()[: queries.WAITING_SHOWN])
    rows = [(profile, queries.themes_called(profile.themes)) for profile in waiting]
    return render(request, "network/profile_list.html", {"rows": rows})


@require_POST
@manages
def profile_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm what waits, or say why not."""
    profile = get_object_or_404(Profile.objects.select_related("city", "institution"), pk=pk)
    said: dict[str, Any] = {"profile": profile, "by": str(request.user), "at": timezone.now()}
    try:
        match request.POST.get("decision"):
            case "confirm":
                actions.confirm_profile(**said)
                messages.success(request, _("Confirmed. Everybody reads it now."))
            case "decline":
                actions.decline_profile(reason=request.POST.get("reason", "").strip()[:500], **said)
                messages.success(request, _("Not confirmed. Who wrote it reads your reason."))
            case _other:
                return HttpResponse(_("Say whether it is confirmed."), status=400)
    except Overtaken as error:
        messages.error(request, str(error))
    return redirect("network:profile-list" if "listed" in request.POST else profile.of)
