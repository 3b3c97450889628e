"""The door for a WSGI server (granian)."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
CHARSETS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "windows-1252"})


def refuse_charsets(application: Application) -> Application:
    """Refuse what claims to be written in anything but UTF-8 or what old browsers send. Python knows “hex” and “rot13”
    as encodings too, and Django reads addresses and forms by them, before any middleware could say a word."""

    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        _kind, charset, said = environ.get("CONTENT_TYPE", "").lower().partition("charset=")
        if charset and said.partition(";")[0].strip(" \"'") not in CHARSETS:
            start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"Send it as UTF-8."]
        return application(environ, start_response)

    return guarded


def take_beats(application: Application) -> Application:
    """Put the door of heartbeats in front: it answers them without Django, and lets everything else through."""
    from django.conf import settings

    from sarai.exchanges.beats import Door, Journal, journals, key_for
    from sarai.exchanges.tasks import read_beats_soon

    if journals(settings.BEATS_DIR):
        read_beats_soon()  # what an earlier process left behind
    journal = Journal(settings.BEATS_DIR, sync=settings.BEATS_SYNC)
    return Door(application, key_for(settings.SECRET_KEY), journal, read_beats_soon)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = take_beats(refuse_charsets(get_wsgi_application()))
