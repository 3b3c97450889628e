"""What waits for somebody."""

from django.contrib.auth.decorators import permission_required
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sarai.network import queries


@require_safe
@permission_required("network.decide", raise_exception=True)
def review_list(request: HttpRequest) -> HttpResponse:
    """How much is in doubt, and where to settle it."""
    places = queries.doubtful_places()
    context = {
        "places": places.count(),
        "records": places.aggregate(sum=Sum("used"))["sum"] or 0,
        "suggestions": queries.suggestions().count(),
        "decided": queries.decided_places().count(),
        "profiles": queries.waiting_profiles().count(),
        "merges": queries.merges().filter(undone=None).count(),
    }
    return render(request, "network/review_list.html", context)
