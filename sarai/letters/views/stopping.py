"""Readers stop letters, by a link of their own, and may change their mind."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django_ratelimit.decorators import ratelimit

from sarai.letters import actions, queries


# The link is the proof; mail programs press the button by themselves, without cookies and from anywhere (RFC 8058).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@ratelimit(group="stop", key="ip", rate="300/m")
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop letters about something, or all; only a press of a button does, never the mere opening of the link."""
    wish = queries.wish_in(token)
    if wish is None:
        raise Http404
    if request.method == "POST":
        _note(wish.letter.mark, wish.letter.topic, request.POST.get("what", ""))
        wish = queries.wish_in(token)
    return render(request, "letters/stop.html", {"wish": wish})


def _note(mark: str, topic: str, what: str) -> None:
    match what:
        case "all":
            actions.stop(mark=mark, topic="", at=timezone.now())
        case "again":
            actions.resume(mark=mark, topic=topic)
        case "all-again":
            actions.resume(mark=mark, topic="")
        case _:  # the one click of a mail program says nothing but that
            actions.stop(mark=mark, topic=topic, at=timezone.now())
