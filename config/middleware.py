"""What no address may hold, how long the answers at the doors take, and what is said where set-up is missing."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render

from sarai.network.places import NoIndex

log = logging.getLogger(__name__)


def refuse_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse an address with a NUL character: no page has one, and databases disagree about what it means."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path:
            return HttpResponseBadRequest("A NUL character has no meaning in an address.", content_type="text/plain")
        return get_response(request)

    return middleware


def answer_evenly(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer what is sent to the doors at full ticks of a clock that starts with the request.

    A little more is done for an address that has an account than for one that has none, or less. It is done within one
    tick (`DOOR_TICK` seconds), so that the time of the answer does not tell.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.path.startswith("/accounts/"):
            return get_response(request)
        started = time.monotonic()
        response = get_response(request)
        time.sleep((started - time.monotonic()) % settings.DOOR_TICK)
        return response

    return middleware


def tell_not_set_up(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A page for whatever wanted a place read while the index of places is missing or broken, and a line in the log."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, NoIndex):
            return None
        log.error("The index of places cannot be read: %s", exception.why)
        response = render(request, "503.html", {"why": exception}, status=503)
        if request.headers.get("HX-Request"):
            response["HX-Refresh"] = (
                "true"  # the part of a page that was asked for has no room for it: the page says it
            )
        return response

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
