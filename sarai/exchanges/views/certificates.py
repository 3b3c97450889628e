"""Who qualifies for a certificate, and why."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sarai.exchanges import queries
from sarai.exchanges.models import Event, Session
from sarai.exchanges.rules import CertificateRule

from .as_of import asked_as_of


@require_safe
@permission_required("exchanges.view_people", raise_exception=True)
def certificate_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who qualifies for the certificate and why; who does not, and what was missing by how much."""
    event = get_object_or_404(Event.objects.prefetch_related("sessions"), slug=slug)
    rule = event.certificate_rule
    if rule is None:
        raise Http404
    as_of = asked_as_of(request)
    found = queries.certificate_candidates(event, as_of or timezone.now())
    qualified = [candidate for candidate in found if candidate.verdict.qualifies]
    others = [candidate for candidate in found if not candidate.verdict.qualifies]
    lists = {"all": found, "yes": qualified, "no": others}
    which = request.GET.get("which") if request.GET.get("which") in lists else "all"
    page = Paginator(lists[str(which)], 50).get_page(request.GET.get("page"))
    sessions = list(event.sessions.all())
    context = {
        "event": event,
        "rule": rule,
        "page": page,
        "rows": [_certificate_row(candidate, rule, sessions) for candidate in page],
        "counts": {name: len(candidates) for name, candidates in lists.items()},
        "which": which,
        "sessions": sessions,
        "as_of": as_of,
    }
    return render(request, "exchanges/certificate_list.html", context)


def _certificate_row(candidate: queries.Candidate, rule: CertificateRule, sessions: list[Session]) -> dict[str, object]:
    """A candidate in whole minutes: what was attended rounded down, what is missing rounded up."""
    return {
        "name": candidate.name,
        "verdict": candidate.verdict,
        "minutes": [
            (seconds // 60, seconds >= rule.needed((session.starts_at, session.ends_at)))
            for session in sessions
            for seconds in [candidate.seconds.get(session.number, 0)]
        ],
        "short": [(number, -(-lacking // 60)) for number, lacking in candidate.verdict.short],
    }
