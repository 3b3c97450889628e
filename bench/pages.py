"""CPU of a request for the event's page, against a plain Django page of the same size. Target: at most 8 ms."""

import gzip
import time

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import path  # noqa: E402

import config.urls  # noqa: E402
from bench.demo import loaded  # noqa: E402

RUNS = 200
PAGES = (
    "/",
    "/events/drr-training/",
    "/evidence/exchanges.attendees/?scope=event:drr-training",
    "/report/highlights/2020/",
)


def cpu(handler: WSGIHandler, address: str) -> tuple[float, bytes]:
    """Milliseconds of CPU a request, as a server process would spend them, and the body."""
    environ = RequestFactory(SERVER_NAME="localhost").get(address).environ
    for _warm in range(3):
        body = b"".join(handler(dict(environ), lambda *_args: None))
    started = time.process_time()
    for _run in range(RUNS):
        b"".join(handler(dict(environ), lambda *_args: None))
    return (time.process_time() - started) * 1000 / RUNS, body


def main() -> None:
    """Print CPU, size and ratio of each page."""
    loaded()
    plain: dict[str, bytes] = {}
    config.urls.urlpatterns.append(path("plain", lambda _request: HttpResponse(plain["body"])))
    handler = WSGIHandler()
    for address in PAGES:
        taken, plain["body"] = cpu(handler, address)
        floor, _body = cpu(handler, "/plain")
        size, wire = len(plain["body"]), len(gzip.compress(plain["body"]))
        print(
            f"pages: {address}: {taken:.1f} ms CPU, {taken / floor:.1f} times a plain page of that size ({floor:.1f} ms); "
            f"{size:,} bytes, {wire:,} over the wire"
        )


if __name__ == "__main__":
    main()
