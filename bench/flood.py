"""A flood at the door of an event: 2,000 people register within a minute, each from an address of their own, on the
running site, while a machine posts garbage and others read the event's page.

Whoever was answered with "look into your mail" must be registered, each once, and there must be no more places than
there are. Targets: all within a minute, and the page of the event stays there.
"""

import http.client
import itertools
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlencode

import django

django.setup()

from bench.registering import ADDRESS, FORM, TOKEN, prepared  # noqa: E402
from bench.submissions import Server  # noqa: E402
from sarai.exchanges.models import Enrolment, Event  # noqa: E402
from sarai.letters.models import Letter  # noqa: E402

PEOPLE, SENDERS, PLACES = 2000, 8, 1500
TARGET = 60  # seconds
HUGE = 5 * 1024**2 + 1
GARBAGE: dict[str, dict[str, str]] = {
    "fills in what nobody sees": {"website": "https://spam.example"},
    "a field of 200,000 letters": {"organisation": "x" * 200_000},
    "forged": {"csrfmiddlewaretoken": "b" * 32},
    "NUL": {"name": "\0"},
    "5 MB": {"name": "x" * HUGE},
}


def asked(server: Server, source: str, body: bytes | None) -> int:
    """The status of a registration from a loopback address, or of the event's page; 0 where there is no answer."""
    headers = {"Host": f"localhost:{server.port}", "Cookie": f"csrftoken={TOKEN}", "Accept-Language": "ar"}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30, source_address=(source, 0))
    try:
        connection.request(
            "GET" if body is None else "POST", "/events/soon/" if body is None else ADDRESS, body, headers
        )
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def people(server: Server, acknowledged: Counter[int], kept: set[str]) -> list[threading.Thread]:
    """Senders of the registrations; `acknowledged` counts the answers, `kept` has the addresses that were taken."""
    numbers, lock = iter(range(PEOPLE)), threading.Lock()

    def sender() -> None:
        for number in numbers:
            email = f"p{number}@example.org"
            source = f"127.1.{number // 250}.{number % 250 + 1}"
            status = asked(server, source, urlencode(FORM | {"email": email}).encode())
            with lock:
                acknowledged[status] += 1
                if status == 302:
                    kept.add(email)

    return [threading.Thread(target=sender) for _number in range(SENDERS)]


def bot(server: Server, over: threading.Event, answers: dict[str, Counter[int]]) -> None:
    """Garbage of every kind from one address, until it is over."""
    for number, (kind, fields) in enumerate(itertools.cycle(GARBAGE.items())):
        if over.is_set():
            return
        body = urlencode(FORM | {"email": f"bot{number}@example.org"} | fields).encode()
        answers[kind][asked(server, "127.9.9.9", body)] += 1


def reader(server: Server, over: threading.Event, waits: list[float]) -> None:
    """The page of the event, again and again: how long each took in ms; raises where it is not there."""
    while not over.is_set():
        began = time.perf_counter()
        status = asked(server, "127.8.8.8", None)
        if status != 200:
            sys.exit(f"The page of the event was answered with {status}.")
        waits.append((time.perf_counter() - began) * 1000)
        time.sleep(0.1)


def told(answers: Counter[int]) -> str:
    """Answers, as a line."""
    return ", ".join(f"{count} × {status or 'none'}" for status, count in sorted(answers.items()))


def main() -> None:
    """Print how the flood was answered; ends with an error where somebody who was acknowledged is lost."""
    prepared()
    Event.objects.update(capacity=PLACES)
    server, over = Server(), threading.Event()
    acknowledged, kept, waits = Counter[int](), set[str](), list[float]()
    garbage = {kind: Counter[int]() for kind in GARBAGE}
    beside = [
        threading.Thread(target=bot, args=(server, over, garbage)),
        threading.Thread(target=reader, args=(server, over, waits)),
    ]
    began = time.perf_counter()
    senders = people(server, acknowledged, kept)
    for thread in (*beside, *senders):
        thread.start()
    for thread in senders:
        thread.join()
    seconds = time.perf_counter() - began
    over.set()
    for thread in beside:
        thread.join()
    server.end()
    print(f"flood         {PEOPLE} people in {seconds:.0f} s (target {TARGET}): {told(acknowledged)}")
    for kind, answers in garbage.items():
        print(f"              a machine, {kind}: {told(answers)}")
    print(
        f"              the page meanwhile: {len(waits)} times, {statistics.median(waits):.0f} ms, at most {max(waits):.0f}"
    )
    for problem in problems(kept):
        sys.exit(problem)


def problems(kept: set[str]) -> Iterator[str]:
    """What is wrong with what is in the database now."""
    rows = dict(Enrolment.objects.values_list("email", "place"))
    places = Counter(rows.values())
    print(f"              {len(rows)} registrations, {dict(places)}, {Letter.objects.count()} letters")
    if lost := kept - rows.keys():
        yield f"{len(lost)} registrations that were acknowledged are lost."
    if strangers := [email for email in rows if email.startswith("bot")]:
        yield f"{len(strangers)} registrations are of a machine."
    if places["seat"] > PLACES:
        yield "More places were given than there are."


if __name__ == "__main__":
    main()
