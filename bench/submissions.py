"""Answers to a form of 20 questions, sent to the running site by OpenRosa and checked by it. Target: 200 a second.

Two web processes, their worker and the sender share the machine's cores. The floor is the same number of requests
that the same server answers without reading anything (HEAD), in the same run. Then the server is killed while answers
come in: whatever it acknowledged must be there.
"""

import http.client
import os
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from sarai.surveys.actions import publish_version  # noqa: E402
from sarai.surveys.models import Response, Submission, Survey  # noqa: E402

MANY = 3000
SENDERS = 8
TARGET = 200
RUNS = 3
BOUNDARY = "sarai"


def form() -> bytes:
    """Twenty questions with conditions, constraints, calculations and roles, as a table of text."""
    rows = [
        "| survey | | | | | | | |",
        "| | type | name | label | relevant | constraint | calculation | role |",
        "| | text | email | Your e-mail | | regex(., '.+@.+') | | person.email |",
        "| | text | city | Your city | | | | place.city |",
        "| | select_multiple themes | needs | Needs | | count-selected(.) <= 3 | | need.priority |",
        *(f"| | integer | n{n} | Number {n} | ${{city}} != '' | . >= 0 and . < 1000 | | |" for n in range(8)),
        *(f"| | select_one themes | s{n} | Choice {n} | ${{n{n}}} > 10 | | | |" for n in range(8)),
        "| | calculate | total | | | | ${n0} + ${n1} + ${n2} | |",
        "| | text | why | Why? | ${total} > 100 | | | |",
        "| choices | | | | | | | |",
        "| | list_name | name | label | | | | |",
        *(f"| | themes | t{n} | Theme {n} | | | | |" for n in range(12)),
        "| settings | | | | | | | |",
        "| | form_id | version | | | | | |",
        "| | bench | 1 | | | | | |",
    ]
    return "\n".join(rows).encode()


def body(number: int) -> bytes:
    """A submission in one part, by one of two people each."""
    numbers = "".join(f"<n{n}>{20 + n}</n{n}>" for n in range(8))
    choices = "".join(f"<s{n}>t{n}</s{n}>" for n in range(8))
    said = f"<email>p{number // 2}@city.example</email><city>Durban</city><needs>t1 t2</needs>{numbers}{choices}"
    meta = f"<meta><instanceID>uuid:{secrets.token_hex(16)}</instanceID></meta>"
    xml = f'<data id="bench" version="1">{said}<total>63</total>{meta}</data>'
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="a.xml"\r\n\r\n'
    return f"{head}{xml}\r\n--{BOUNDARY}--\r\n".encode()


class Server:
    """The site with two web processes and its worker, on a port of its own; or what else `words` start."""

    def __init__(self, *words: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        command = [sys.executable, "-m", *(words or ("sarai.cli", "serve")), "--port", str(self.port)]
        environment = os.environ | {"SARAI_SITE_URL": f"http://localhost:{self.port}"}
        self.process = subprocess.Popen(command, env=environment, start_new_session=True)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)

    def end(self, how: int = signal.SIGTERM) -> None:
        """Stop it and all that it started."""
        if how == signal.SIGKILL:
            os.killpg(self.process.pid, how)
        else:
            self.process.terminate()
        self.process.wait(timeout=60)


def send(server: Server, key: str, bodies: list[bytes], method: str = "POST") -> int:
    """Send everything over some connections at once; returns how many were taken. Ends where the server does."""
    waiting, taken, lock = list(bodies), 0, threading.Lock()
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "X-OpenRosa-Version": "1.0"}

    def sender() -> None:
        nonlocal taken
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        while waiting:
            try:
                content = waiting.pop()
                connection.request(method, f"/collect/{key}/submission", content if method == "POST" else None, headers)
                response = connection.getresponse()
                response.read()
            except (IndexError, OSError, http.client.HTTPException):
                return
            with lock:
                taken += response.status in (201, 204)

    threads = [threading.Thread(target=sender) for _number in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def rate(what: Callable[[], int]) -> float:
    """How many a second."""
    began = time.perf_counter()
    count = what()
    return count / (time.perf_counter() - began)


def main() -> None:
    """Print how fast answers are taken in, how soon they are counted, and what a killed server has lost."""
    call_command("migrate", verbosity=0)
    call_command("setup", verbosity=0)
    survey = Survey.objects.create(slug="bench", title="Bench")
    publish_version(survey=survey, data=form(), name="bench.md", by="bench", at=datetime(2025, 1, 1, tzinfo=UTC))
    server = Server()
    send(server, survey.key, [body(number) for number in range(50)])  # warm
    floor, taken = [], []
    for _run in range(RUNS):
        floor.append(rate(lambda: send(server, survey.key, [b""] * MANY, "HEAD")))
        bodies = [body(number) for number in range(MANY)]
        taken.append(rate(lambda bodies=bodies: send(server, survey.key, bodies)))  # type: ignore[misc]
    sent, began = RUNS * MANY + 50, time.perf_counter()
    while Response.objects.count() < sent and time.perf_counter() - began < 120:
        time.sleep(0.2)
    behind = time.perf_counter() - began
    speed, empty = statistics.median(taken), statistics.median(floor)
    print(f"submissions   {speed:6.0f} a second, checked and stored   target {TARGET}   floor {empty:.0f} (HEAD)")
    print(f"              all {Response.objects.count():,} counted as responses {behind:.1f} s after the last")
    _kill(server, survey)


def _kill(server: Server, survey: Survey) -> None:
    """Kill everything while answers come in."""
    before = Submission.objects.count()
    killer = threading.Timer(1.5, lambda: server.end(signal.SIGKILL))
    killer.start()
    taken = send(server, survey.key, [body(number) for number in range(MANY)])
    killer.join()
    kept = Submission.objects.count() - before
    print(f"killed        {taken} acknowledged, {kept} kept, {max(taken - kept, 0)} lost")
    if kept < taken:
        sys.exit("Answers that were acknowledged were lost.")


if __name__ == "__main__":
    main()
