"""Who qualifies for a certificate and why, who was issued one, and issuing them."""

from __future__ import annotations

import time
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.cache import caches
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sarai.exchanges import actions, tasks
from sarai.exchanges.forms import ReissueForm, RevokeForm
from sarai.exchanges.models import Certificate, Event, Session
from sarai.exchanges.queries.certificates import (
    Candidate,
    certificate_candidates,
    certificates_of,
    open_appeals,
    rule_at,
)
from sarai.exchanges.queries.keys import NoKey
from sarai.exchanges.queries.verifying import by_number
from sarai.exchanges.rules import CertificateRule

from .as_of import asked_as_of

STOPPED_AFTER = 30  # seconds without a sign from the worker


@require_safe
@permission_required("exchanges.view_people", raise_exception=True)
def certificate_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who qualifies for the certificate and why; who does not, and what was missing by how much; who has it."""
    event = get_object_or_404(Event.objects.prefetch_related("sessions"), slug=slug)
    as_of = asked_as_of(request)
    version = rule_at(event, as_of or timezone.now())
    if version is None:
        if request.user.has_perm("exchanges.manage"):
            return redirect("exchanges:certificate-rule", event.slug)
        raise Http404
    found = certificate_candidates(event, as_of or timezone.now())
    holders = certificates_of(event)
    lists = _lists(found, holders)
    which = str(request.GET.get("which"))
    which = which if which in lists else "all"
    page = Paginator(lists[which], 50).get_page(request.GET.get("page"))
    sessions = list(event.sessions.all())
    context = {
        "event": event,
        "version": version,
        "rule": version.rule,
        "page": page,
        "rows": [_row(candidate, version.rule, sessions, holders) for candidate in page],
        "counts": {name: len(candidates) for name, candidates in lists.items()},
        "which": which,
        "sessions": sessions,
        "as_of": as_of,
        "appeals": open_appeals([event]).count(),
    }
    return render(request, "exchanges/certificates/certificate_list.html", context | _progress(event))


def _lists(found: list[Candidate], holders: dict[int, Certificate]) -> dict[str, list[Candidate]]:
    return {
        "all": found,
        "yes": [one for one in found if one.qualifies],
        "no": [one for one in found if not one.qualifies],
        "waiting": [one for one in found if one.qualifies and one.person not in holders],
        "issued": [one for one in found if one.person in holders],
    }


def _row(
    candidate: Candidate, rule: CertificateRule, sessions: list[Session], holders: dict[int, Certificate]
) -> dict[str, object]:
    """A candidate in whole minutes: what was attended rounded down, what is missing rounded up."""
    return {
        "candidate": candidate,
        "certificate": holders.get(candidate.person),
        "minutes": [
            (seconds // 60, seconds >= rule.needed((session.starts_at, session.ends_at)))
            for session in sessions
            for seconds in [candidate.seconds.get(session.number, 0)]
        ],
        "short": [(number, -(-lacking // 60)) for number, lacking in candidate.verdict.short],
    }


def _progress(event: Event) -> dict[str, Any]:
    """How far the issuing of an event's certificates is, if it is going on."""
    said = caches["shared"].get(tasks.issuing_key(event.pk))
    if not said:
        return {"issuing": None}
    return {"issuing": said | {"stopped": not said["done"] and time.time() - said["beat"] > STOPPED_AFTER}}


@require_safe
@never_cache
@permission_required("exchanges.view_people", raise_exception=True)
def certificate_progress(request: HttpRequest, slug: str) -> HttpResponse:
    """The part of the list that moves while certificates are issued; without a script, the list itself."""
    event = get_object_or_404(Event, slug=slug)
    if not request.headers.get("HX-Request"):
        return redirect("exchanges:certificate-list", event.slug)
    context = {"event": event} | _progress(event)
    response = render(request, "exchanges/certificates/_progress.html", context)
    if not context["issuing"] or context["issuing"]["done"]:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@permission_required("exchanges.manage", raise_exception=True)
def certificate_issue(request: HttpRequest, slug: str) -> HttpResponse:
    """Have certificates issued to all who qualify and have none, or to those who were chosen."""
    event = get_object_or_404(Event, slug=slug)
    chosen = [int(one) for one in request.POST.getlist("person") if one.isdecimal() and len(one) < 19]
    tasks.issue_soon(event, by=request.user.get_username(), people=chosen or None)
    messages.success(request, _("Certificates are being issued. You may leave this page."))
    return redirect("exchanges:certificate-list", event.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("exchanges.manage", raise_exception=True)
def certificate_change(request: HttpRequest, number: str) -> HttpResponse:
    """Revoke a certificate, or issue it anew under another name or in another language."""
    certificate = by_number(number)
    if certificate is None:
        raise Http404
    verb = request.POST.get("verb") if request.method == "POST" else ""
    revoke = RevokeForm(request.POST if verb == "revoke" else None, prefix="revoke")
    reissue = ReissueForm(request.POST if verb == "reissue" else None, certificate=certificate)
    told: dict[str, Any] = {"by": request.user.get_username(), "at": timezone.now()}
    try:
        if verb == "revoke" and revoke.is_valid():
            actions.revoke_certificate(certificate=certificate, **revoke.cleaned_data, **told)
            messages.success(request, _("The certificate is revoked."))
            return redirect(certificate)
        if verb == "reissue" and reissue.is_valid():
            new = actions.reissue_certificate(certificate=certificate, **reissue.cleaned_data, **told)
            messages.success(request, _("The certificate was issued anew. The old number leads to the new one."))
            return redirect(new)
    except (ValueError, NoKey) as error:
        messages.error(request, str(error))
        return redirect(certificate)
    context = {"certificate": certificate, "revoke": revoke, "reissue": reissue}
    status = 422 if revoke.errors or reissue.errors else 200
    return render(request, "exchanges/certificates/certificate_change.html", context, status=status)
