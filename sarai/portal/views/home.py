"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sarai.evidence.engine.backends import data_version
from sarai.exchanges.models import Event
from sarai.network.models import Programme


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the programme is, what it has done, and where to go on."""
    context = {
        "programme": Programme.objects.first(),
        # Changes with every source, and an applied programme file is one; None where nothing may be remembered.
        "version": data_version(),
        "events": Event.objects.prefetch_related("sessions").order_by("-pk")[:6],
    }
    return render(request, "portal/home.html", context)
