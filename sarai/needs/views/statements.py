"""What a city says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_ratelimit.decorators import ratelimit

from sarai.needs import actions
from sarai.needs.forms import StatementForm
from sarai.needs.models import Statement
from sarai.needs.queries.cities import lines, newest_statement
from sarai.network.models import City

from .cities import city_called


def _own_city(request: HttpRequest, number: str) -> City:
    city = city_called(number)
    if not request.user.has_perm("network.speak_for_city", city):
        raise PermissionDenied
    return city


@require_http_methods(["GET", "HEAD", "POST"])
@ratelimit(key="user_or_ip", rate="300/h", method="POST")
def statement_change(request: HttpRequest, number: str) -> HttpResponse:
    """Correct what was understood of a city: what is so, what is not, what comes first, what is missing."""
    city = _own_city(request, number)
    posted = request.POST if request.method == "POST" else None
    forms = [StatementForm(kind, lines(city, kind), posted) for kind in Statement.Kind]
    failed = ""
    if posted is not None and not any(form.errors for form in forms):
        after = posted.get("after", "")
        try:
            changed = _keep(request, city, forms, int(after) if after.isdecimal() and len(after) < 19 else -1)
        except ValueError as error:
            failed = str(error)
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
            return redirect("portal:city-detail", number)
    context = {"city": city, "forms": forms, "failed": failed, "after": newest_statement(city)}
    wrong = bool(failed) or any(form.errors for form in forms)
    return render(request, "needs/statement_change.html", context, status=422 if wrong else 200)


@transaction.atomic
def _keep(request: HttpRequest, city: City, forms: Sequence[StatementForm], after: int) -> bool:
    """Keep what all of the forms say; returns whether that changed anything. Raises ValueError with a sentence; then
    nothing is kept."""
    said: dict[str, Mapping[str, actions.Said | None]] = {}
    for form in forms:
        named = [actions.city_named(text=text, country=country, city=city) for text, country in form.named]
        said[form.kind] = form.said | {str(partner.pk): actions.Said(True) for partner in named}
    return actions.state(city=city, said=said, after=after, **_now(request)) is not None


def _now(request: HttpRequest) -> dict[str, Any]:
    return {"by": str(request.user), "at": timezone.now()}


@require_POST
def statement_undo(request: HttpRequest, number: str) -> HttpResponse:
    """Take back what the city said last."""
    city = _own_city(request, number)
    seen = request.POST.get("source", "")
    try:
        actions.take_back(city=city, seen=int(seen) if seen.isdecimal() and len(seen) < 19 else 0, **_now(request))
    except actions.Overtaken as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back: what was said before holds again."))
    return redirect("portal:city-detail", number)
