"""What no address may hold."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest


def refuse_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse an address with a NUL character: no page has one, and databases disagree about what it means."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path:
            return HttpResponseBadRequest("A NUL character has no meaning in an address.", content_type="text/plain")
        return get_response(request)

    return middleware
