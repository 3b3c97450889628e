"""How much may be sent to a page at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt, csrf_protect

View = Callable[..., HttpResponse]


def bounded(most: int, refuse: View) -> Callable[[View], View]:
    """A view that takes bodies of at most so many bytes; what is larger is answered by `refuse`, with the view's own
    arguments, before it is read.

    The check against forged requests reads the body, so it is made here, after the look at the size.
    """

    def decorate(view: View) -> View:
        protected = csrf_protect(view)

        @csrf_exempt
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                if int(request.META.get("CONTENT_LENGTH") or 0) > most:
                    return refuse(request, *args, **kwargs)
                return protected(request, *args, **kwargs)
            except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, MultiPartParserError):
                return refuse(request, *args, **kwargs)

        return door

    return decorate
