"""The door in front of the site at which heartbeats are taken in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from hmac import compare_digest
from typing import Any

from .journal import Journal
from .saying import SAID, written
from .ticket import signature

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
PATH = "/beat"
LARGEST = 2048  # bytes: sixty stretches are less
LONGEST = 24 * 3600  # seconds for which a page may speak
EARLY = 60  # seconds that the clocks of two web servers may differ


class Door:
    """Answers heartbeats by itself and hands everything else to the application behind it.

    A beat is answered with 204 once the journal has it, and never otherwise. `on_written` is called then; it must be
    quick.
    """

    def __init__(
        self,
        application: Application,
        key: bytes,
        journal: Journal,
        on_written: Callable[[], object] = lambda: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._application, self._key, self._journal = application, key, journal
        self._on_written, self._clock = on_written, clock

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH:
            return self._application(environ, start_response)
        status = self._answer(environ)
        start_response(status, [])
        return []

    def _answer(self, environ: dict[str, Any]) -> str:
        if environ["REQUEST_METHOD"] != "POST":
            return "405 Method Not Allowed"
        length = environ.get("CONTENT_LENGTH") or ""
        if not (length.isascii() and length.isdecimal()):
            return "411 Length Required"
        if len(length) > 4 or int(length) > LARGEST:
            return "413 Content Too Large"
        said = SAID.fullmatch(environ["wsgi.input"].read(int(length)))
        if said is None:
            return "400 Bad Request"
        claims, proof, stretches = said.groups()
        if not compare_digest(signature(self._key, claims), proof):
            return "403 Forbidden"
        now = int(self._clock())
        if not -EARLY <= now - int(claims[-10:]) <= LONGEST:
            return "410 Gone"
        try:
            self._journal.write(written(now, claims, stretches))
        except OSError:
            return "503 Service Unavailable"
        self._on_written()
        return "204 No Content"
