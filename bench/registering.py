"""CPU of a registration: the POST of the form as a server process spends it, against a plain view that stores one row.
Target: at most 6 ms; and at most 8 ms for the page of an event on which one registers."""

import time
from datetime import timedelta
from urllib.parse import urlencode

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

import config.urls  # noqa: E402
from sarai.exchanges.models import Enrolment, Event, Session  # noqa: E402
from sarai.letters.models import Letter  # noqa: E402

RUNS = 400
TOKEN = "a" * 32
ADDRESS = "/events/soon/register/"
FORM = {
    "name": "Lina Haddad", "city": "نابلس", "country": "فلسطين", "organisation": "Nablus Municipality",
    "organisation_type": "local_government", "gender": "undisclosed", "consents": "contact", "zone": "Asia/Hebron",
    "website": "", "csrfmiddlewaretoken": TOKEN,
}  # fmt: skip


def prepared() -> None:
    """An event with two sessions, limited places and a registration of its own."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    event = Event.objects.create(
        slug="soon", title="Soon", timezone="Asia/Shanghai", registers=True, capacity=100_000, languages=["en", "ar"]
    )
    for number in (1, 2):
        starts = timezone.now() + timedelta(days=number)
        Session.objects.create(
            event=event, number=number, title=f"Session {number}", starts_at=starts, ends_at=starts + timedelta(hours=1)
        )


@csrf_exempt
def plain(request: HttpRequest) -> HttpResponse:
    """The floor: what was sent becomes one row."""
    said = request.POST
    Enrolment.objects.create(
        event_id=1, email=said["email"], name=said["name"], made_at=timezone.now(), changed_at=timezone.now()
    )
    return HttpResponse("ok")


def posts(address: str, stem: str) -> float:
    """Milliseconds of CPU for each of many registrations by different people."""
    handler, factory, statuses = WSGIHandler(), RequestFactory(SERVER_NAME="localhost"), set()
    taken = 0.0
    for number in range(RUNS + 20):
        body = urlencode(FORM | {"email": f"{stem}{number}@example.org"})
        request = factory.post(address, body, content_type="application/x-www-form-urlencoded")
        environ = request.environ | {
            "HTTP_COOKIE": f"csrftoken={TOKEN}",
            "REMOTE_ADDR": f"10.{number % 250}.0.{number % 200}",
        }
        environ |= {"HTTP_ACCEPT_LANGUAGE": "ar", "HTTP_ORIGIN": "http://localhost:8000", "HTTP_HOST": "localhost:8000"}
        started = time.process_time()
        b"".join(handler(environ, lambda status, _headers: statuses.add(status)))
        taken += time.process_time() - started if number >= 20 else 0
    assert len(statuses) == 1, statuses
    return taken * 1000 / RUNS


def gets(address: str) -> float:
    """Milliseconds of CPU a request for a page."""
    handler, environ = WSGIHandler(), RequestFactory(SERVER_NAME="localhost").get(address).environ
    for _warm in range(3):
        b"".join(handler(dict(environ), lambda *_args: None))
    started = time.process_time()
    for _run in range(RUNS):
        b"".join(handler(dict(environ), lambda *_args: None))
    return (time.process_time() - started) * 1000 / RUNS


def main() -> None:
    """Print both, with their ratios."""
    prepared()
    config.urls.urlpatterns.append(path("plain", plain))
    taken, floor = posts(ADDRESS, "p"), posts("/plain", "floor")
    kept = Enrolment.objects.filter(email__startswith="p").count(), Letter.objects.count()
    print(f"registering: {taken:.1f} ms CPU, {taken / floor:.1f} times storing one row ({floor:.1f} ms); kept {kept}")
    page, form = gets("/events/soon/"), gets(ADDRESS)
    print(f"registering: the page of the event {page:.1f} ms CPU, that of the form {form:.1f} ms")


if __name__ == "__main__":
    main()
