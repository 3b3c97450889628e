"""Heartbeats of watch pages, taken in by the running site. Target: 5,000 a second, with the sender on the same cores.

The floor is a plain constant answer of the same server, in the same run. Then the server is killed while beats come in:
whatever it acknowledged must be there. At last all of them are read into the database, by a reader that is killed too.
"""

import secrets
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from bench.knocking import knock, request  # noqa: E402
from bench.submissions import Server  # noqa: E402
from sarai.exchanges.actions.watching import read_journals  # noqa: E402
from sarai.exchanges.beats import Ticket, key_for, new_page  # noqa: E402
from sarai.exchanges.models import Event, Session, Viewing  # noqa: E402

MANY = 20_000
TARGET = 5000
RUNS = 5
CONSTANT = ("granian", "--interface", "wsgi", "bench.beats:constant", "--workers", "2", "--log-level", "error")


def constant(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The least that the server can be asked for."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]


def beats(session: Session, count: int) -> tuple[list[str], list[bytes]]:
    """The pages of so many viewers, and a heartbeat of each."""
    key, now = key_for(settings.SECRET_KEY), int(time.time()) - 600
    pages = [new_page() for _number in range(count)]
    tickets = (Ticket(session.pk, f"a{secrets.token_hex(8)}", page, "l", now).signed(key) for page in pages)
    return pages, [request("/beat", f"{ticket} 1:0:240;2:300:250;".encode()) for ticket in tickets]


def rate(server: Server, requests: list[bytes]) -> float:
    """How many a second; ends the run where one was not taken."""
    began = time.perf_counter()
    taken = len(knock(server.port, requests))
    if taken != len(requests):
        sys.exit(f"Of {len(requests)} requests {taken} were taken.")
    return taken / (time.perf_counter() - began)


def main() -> None:
    """Print how fast heartbeats are taken in and read, and what a killed server and a killed reader have lost."""
    call_command("migrate", verbosity=0)
    call_command("setup", verbosity=0)
    now = datetime.now(UTC)
    event = Event.objects.create(slug="bench", title="Bench", timezone="UTC")
    when = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=1)}
    session = Session.objects.create(event=event, number=1, title="Bench", **when)
    plain, server = Server(*CONSTANT), Server()
    floor, taken = [], []
    for _run in range(RUNS):
        floor.append(rate(plain, [request("/", b"x" * 60)] * MANY))
        taken.append(rate(server, beats(session, MANY)[1]))
    plain.end()
    speed, empty = statistics.median(taken), statistics.median(floor)
    print(f"beats         {speed:6.0f} a second, acknowledged   target {TARGET}   floor {empty:.0f} (a constant)")
    acknowledged = killed(server, session)
    read(acknowledged)


def killed(server: Server, session: Session) -> set[str]:
    """Kill everything while heartbeats come in; returns the pages that were answered."""
    pages, requests = beats(session, 10 * MANY)
    killer = threading.Timer(3, lambda: server.end(signal.SIGKILL))
    killer.start()
    answered = {pages[place] for place in knock(server.port, requests)}
    killer.join()
    return answered


def read(acknowledged: set[str]) -> None:
    """Read all that waits, first by a process that is killed in the middle of it."""
    before = Viewing.objects.count()
    process = subprocess.Popen([sys.executable, "-m", "bench.beats", "read"])
    while Viewing.objects.count() < before + MANY and process.poll() is None:
        time.sleep(0.01)
    process.kill()
    process.wait()
    half, began = Viewing.objects.count(), time.perf_counter()
    read_journals(folder=settings.BEATS_DIR, at=datetime.now(UTC))
    rest = Viewing.objects.count() - half
    speed = rest / (time.perf_counter() - began)
    wrong = Viewing.objects.exclude(seconds=490).count()
    lost = len(acknowledged - set(Viewing.objects.values_list("page", flat=True)))
    print(f"read          {speed:6.0f} a second by one reader, each of another page ({rest:,} of them)")
    print(f"killed        {len(acknowledged):,} acknowledged by the killed server, {lost} lost, {wrong} doubled")
    if lost or wrong:
        sys.exit("Heartbeats that were acknowledged were lost or doubled.")


if __name__ == "__main__":
    if sys.argv[1:] == ["read"]:
        read_journals(folder=settings.BEATS_DIR, at=datetime.now(UTC))
    else:
        main()
