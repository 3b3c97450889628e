"""Pages made of several apps."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sarai.exchanges.models import Event
from sarai.network.models import Programme


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the programme is, what it has done, and where to go on."""
    context = {
        "programme": Programme.objects.first(),
        "events": Event.objects.prefetch_related("sessions").order_by("-pk")[:6],
    }
    return render(request, "portal/home.html", context)
