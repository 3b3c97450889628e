"""Who fits a city, why, and what counts how much."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sarai.network.models import City, Theme
from sarai.network.queries import city_numbered
from sarai.partnerships import actions
from sarai.partnerships.forms.weights import MatchFilter, WeightsForm, tried
from sarai.partnerships.queries.match_reasons import explained
from sarai.partnerships.queries.match_world import world
from sarai.partnerships.queries.matching import Sought, matches, newest_weighing, weighings, weights
from sarai.partnerships.rules import PARTS, Weights

BEST = 10


@require_safe
def match_list(request: HttpRequest, number: str) -> HttpResponse:
    """The partners that fit a city best, each with its reasons; with other weights for whoever tries them."""
    city = _own_city(request, number)
    everybody, now = world(), weights()
    chosen, weighed = MatchFilter(request.GET, regions=everybody.regions), tried(request.GET, now)
    is_wrong = weighed.is_bound and not weighed.is_valid()
    how = Weights(**weighed.values) if weighed.is_bound and not is_wrong else now
    found = matches(everybody, city.pk, how, _sought(chosen), best=BEST)
    context = {
        "city": city,
        "how": how,
        "filter": chosen,
        "proposals": explained(everybody, city, found, how),
        "weights_form": weighed,
        "tried": [(part, request.GET[part]) for part in PARTS if part in request.GET],
        "kept": [(name, request.GET[name]) for name in chosen.chosen],
        "try_label": _("Try"),
    }
    return render(request, "partnerships/match_list.html", context, status=422 if is_wrong else 200)


def _own_city(request: HttpRequest, number: str) -> City:
    city = city_numbered(number)
    if city is None:
        raise Http404
    if not request.user.has_perm("partnerships.speak_for", city):
        raise PermissionDenied
    return city


def _sought(form: MatchFilter) -> Sought:
    theme: Theme | None = form.chosen.get("theme")
    return Sought(form.chosen.get("kind", ""), theme.pk if theme else None, form.chosen.get("region", ""))


@require_http_methods(["GET", "HEAD", "POST"])
def weight_list(request: HttpRequest) -> HttpResponse:
    """How much each reason of a match counts: everybody reads it, the team changes it."""
    if request.method == "POST" and not request.user.has_perm("partnerships.manage"):
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    form = WeightsForm(posted, now=weights(), after=newest_weighing())
    if posted is not None and form.is_valid():
        try:
            changed = actions.weigh(
                values=form.values,
                reason=form.cleaned_data["reason"],
                after=form.cleaned_data["after"],
                by=str(request.user),
                at=timezone.now(),
            )
        except actions.Overtaken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
            return redirect("partnerships:weight-list")
    context = {"weights_form": form, "history": weighings(), "save_label": _("Save")}
    return render(request, "partnerships/match_weights.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required("partnerships.manage", raise_exception=True)
def weight_undo(request: HttpRequest) -> HttpResponse:
    """Take the last change of weights back."""
    seen = request.POST.get("source", "")
    try:
        actions.unweigh(
            seen=int(seen) if seen.isdecimal() and len(seen) < 19 else -1, by=str(request.user), at=timezone.now()
        )
    except actions.Overtaken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back: the weights are as they were before."))
    return redirect("partnerships:weight-list")
