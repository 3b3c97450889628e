"""The page of a series: its events, and what apps above show of it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sarai.exchanges import queries
from sarai.exchanges.models import Series


@require_safe
def series_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A series: its events, the latest first."""
    series = get_object_or_404(Series, slug=slug)
    manages = request.user.has_perm("exchanges.manage")
    events = queries.events_listed(drafts=manages).filter(series=series)
    page = Paginator(events, 25).get_page(request.GET.get("page"))
    return render(request, "exchanges/series_detail.html", {"series": series, "page": page, "manages": manages})
