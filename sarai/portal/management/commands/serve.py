"""`sarai serve`: the site and its worker."""

import errno
import fcntl
import os
import signal
import socket
import subprocess
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Runs the site and the worker for long work, until it is stopped (Ctrl+C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=HOST, help="the address to listen on")
        parser.add_argument("--port", type=port_number, default=8000, help="the port to listen on (8000)")
        parser.add_argument("--workers", type=int, default=2, help="web processes")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_taken(options["port"], options["host"])
        web = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application",
            "--host", options["host"], "--port", str(options["port"]), "--workers", str(options["workers"]),
            "--log-level", "warning", "--respawn-failed-workers",
        ]  # fmt: skip
        worker = [sys.executable, "-m", "sarai.cli", "db_worker"]
        at = {"SARAI_SITE_URL": os.environ.get("SARAI_SITE_URL") or f"http://localhost:{options['port']}"}
        with holding(options["port"]) as mark:
            started = {
                "web server": subprocess.Popen(web, pass_fds=[mark], env=os.environ | at),
                "worker": subprocess.Popen(worker, env=os.environ | at),
            }
            os.write(mark, " ".join(str(process.pid) for process in started.values()).encode())
            _run(started)


def _run(processes: dict[str, "subprocess.Popen[bytes]"]) -> None:
    """Wait until it is stopped. When one ends by itself, nothing works as it should: end the others, and say so."""
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(0))
    try:
        while not (ended := [name for name, process in processes.items() if process.poll() is not None]):
            with suppress(subprocess.TimeoutExpired):
                next(iter(processes.values())).wait(timeout=1)
        raise CommandError(f"The {ended[0]} ended by itself, so the site was stopped; the lines above may say why.")
    except KeyboardInterrupt:
        pass
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()


def port_number(text: str) -> int:
    """A port that somebody typed. Raises ArgumentTypeError."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise ArgumentTypeError(f"“{text}” is no port: write a number from 1 to 65535.")
    return int(text)


def refuse_taken(port: int, host: str = HOST) -> None:
    """Raise CommandError, which says by whom, where somebody listens on this port already.

    The web server itself would share the port with them, and readers would reach now the one, now the other.
    """
    other = port + 1 if port < 65535 else 8000
    another = f"choose another port: add --port {other} (with make: PORT={other})"
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        if error.errno == errno.EACCES:
            raise CommandError(f"Port {port} is for the administrator of this machine; {another}.") from error
        if error.errno != errno.EADDRINUSE:
            raise CommandError(f"This machine cannot listen on {host}: {error.strerror}.") from error
        if _held(port):
            raise CommandError(
                f"This Sarai runs already, on http://{host}:{port}. Open that address, stop it first (its processes: "
                f"{_mark(port).read_text()}), or {another}."
            ) from error
        raise CommandError(f"Port {port} is taken by another program. Stop that, or {another}.") from error


@contextmanager
def holding(port: int) -> Iterator[int]:
    """Mark that this installation serves on this port, by a lock that ends with whoever holds the descriptor."""
    with open(_mark(port), "wb") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        yield mark.fileno()


def _held(port: int) -> bool:
    if not _mark(port).exists():
        return False
    with open(_mark(port), "rb") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _mark(port: int) -> Path:
    return Path(settings.VAR_DIR) / f"serving-{port}"
