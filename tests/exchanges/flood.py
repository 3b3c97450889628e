"""Registrations that come in many at once, in a process that has an installation of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from sarai.exchanges.models import Enrolment, Event, Session
from sarai.exchanges.queries.enrolments import token_of
from sarai.letters.models import Letter

MANY, PLACES, AT_ONCE = 200, 50, 8
ADDRESS = "/events/soon/register/"
TOKEN = "a" * 32


def prepare() -> None:
    """An event of which places are limited."""
    event = Event.objects.create(slug="soon", title="Soon", timezone="Asia/Shanghai", registers=True, capacity=PLACES)
    starts = timezone.now() + timedelta(days=3)
    Session.objects.create(event=event, number=1, title="First", starts_at=starts, ends_at=starts + timedelta(hours=1))


def post(handler: WSGIHandler, number: int, fields: dict[str, object], address: str = ADDRESS) -> int:
    """The status of what is sent from an address of its own, through everything that stands before the page."""
    said = {"name": f"Person {number}", "email": f"p{number}@example.org", "csrfmiddlewaretoken": TOKEN} | fields
    factory = RequestFactory(SERVER_NAME="localhost", REMOTE_ADDR=f"10.0.{number // 250}.{number % 250}")
    environ = factory.post(address, said).environ | {"HTTP_COOKIE": f"csrftoken={TOKEN}"}
    statuses: list[str] = []
    answer = handler(environ, lambda status, _headers: statuses.append(status))
    b"".join(answer)
    answer.close()
    return int(statuses[0][:3])


def at_once(numbers: Sequence[int], links: Sequence[str] = (), **fields: object) -> dict[int, int]:
    """How many of these were answered how: each registers, or presses the button of a link of their own."""
    handler = WSGIHandler()

    def one(number: int) -> int:
        try:
            return post(handler, number, fields, links[number] if links else ADDRESS)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return dict(Counter(threads.map(one, numbers)))


def people() -> tuple[dict[int, int], dict[str, int], int, int]:
    """Two hundred register at once, every tenth of them twice, and then confirm at once: how the first was answered,
    how many have a place and wait, how many they are, how many letters there are."""
    answers = at_once([number for number in range(MANY) for _twice in range(1 + (number % 10 == 0))])
    links = [reverse("exchanges:enrolment-prove", args=[token_of(one)]) for one in Enrolment.objects.all()]
    assert at_once(range(MANY), links) == {302: MANY}
    places = dict(Counter(Enrolment.objects.values_list("place", flat=True)))
    return answers, places, Enrolment.objects.values("email").distinct().count(), _letters()


def _letters() -> int:
    return Letter.objects.filter(topic="event:soon").count()


def machine() -> tuple[dict[int, int], int]:
    """Garbage: how it was answered, and how many more registrations there are then."""
    before = Enrolment.objects.count()
    garbage = Counter(at_once(list(range(300, 340)), website="https://spam.example"))
    garbage += Counter(at_once(list(range(340, 350)), name="x" * 100_000))
    garbage += Counter(at_once(list(range(350, 360)), name="\x00"))
    garbage += Counter(at_once(list(range(360, 370)), csrfmiddlewaretoken="wrong"))
    garbage += Counter(at_once([370, 371], name="x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)))
    return dict(garbage), Enrolment.objects.count() - before
