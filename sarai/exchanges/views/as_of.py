"""As of which day a page is asked."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest

from sarai.evidence.engine.question import read_as_of


def asked_as_of(request: HttpRequest) -> datetime | None:
    """The moment of `?as_of=`; None where the page is about now. Raises Http404 for what is no date."""
    try:
        return read_as_of(request.GET.get("as_of", ""))
    except ValueError as error:
        raise Http404(str(error)) from None
