"""`sarai serve`: the site and its worker."""

import signal
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Runs the site and the worker for long work, until it is stopped (Ctrl+C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="web processes")

    def handle(self, *args: Any, **options: Any) -> None:
        web = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application",
            "--host", options["host"], "--port", str(options["port"]), "--workers", str(options["workers"]),
            "--log-level", "warning",
        ]  # fmt: skip
        worker = [sys.executable, "-m", "sarai.cli", "db_worker"]
        processes = [subprocess.Popen(web), subprocess.Popen(worker)]
        signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(0))
        try:
            # When one ends, nothing works as it should: end the other, and say so by the exit code.
            while all(process.poll() is None for process in processes):
                try:
                    processes[0].wait(timeout=1)
                except subprocess.TimeoutExpired:
                    continue
        except KeyboardInterrupt:
            pass
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=20)
