"""Who registered, and was not there."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sarai.exchanges import queries
from sarai.exchanges.models import Event


@require_safe
@permission_required("exchanges.view_people", raise_exception=True)
def missing_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who registered for an event and was in no session of it."""
    event = get_object_or_404(Event, slug=slug)
    page = Paginator(queries.missing_of(event), 100).get_page(request.GET.get("page"))
    return render(request, "exchanges/arrange/missing_list.html", {"event": event, "page": page})
