"""The demonstration as a newcomer runs it: `sarai demo`, then the site in processes of its own, for tests to visit."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parent.parent


FIGURES_EACH = """
import io, json
from django.core.management import call_command
for words in {askings}:
    call_command("figures", *words, "--format", "json", stdout=(said := io.StringIO()))
    print(json.dumps(json.loads(said.getvalue())))
"""


@dataclass(frozen=True)
class Site:
    """A running demonstration: its address, its log-ins by role, and its commands."""

    url: str
    logins: dict[str, tuple[str, str]]
    environment: dict[str, str]
    first_run: str

    def run(self, *words: str) -> str:
        """What `sarai WORDS` prints."""
        command = [sys.executable, "-m", "sarai.cli", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, text=True, capture_output=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def figures(self, *words: str) -> list[dict[str, Any]]:
        """What `sarai figures … --format json` answers."""
        found: list[dict[str, Any]] = json.loads(self.run("figures", *words, "--format", "json"))
        return found

    def figures_each(self, *askings: Sequence[str]) -> list[list[dict[str, Any]]]:
        """What `sarai figures … --format json` answers to each, without the seconds that a process takes to begin."""
        printed = self.run("shell", "-v0", "-c", FIGURES_EACH.format(askings=json.dumps(askings)))
        return [json.loads(line) for line in printed.splitlines()]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, place_index: Path) -> Iterator[Site]:
    """The demonstration, loaded and served once for all tests that visit it."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SARAI_", "DATABASE_"))}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SARAI_VAR_DIR": str(tmp_path_factory.mktemp("demo")),
        "SARAI_PLACES_INDEX": str(place_index),
        "SARAI_SITE_URL": f"http://localhost:{port}",
    }
    site = Site(f"http://localhost:{port}", {}, environment, "")
    printed = site.run("demo")
    found = re.findall(r"^  (\w[\w ]+?)  +(\S+@\S+)  +(\S+)$", printed, re.MULTILINE)
    site = Site(site.url, {role: (email, password) for role, email, password in found}, environment, printed)
    server = subprocess.Popen(
        [sys.executable, "-m", "sarai.cli", "serve", "--port", str(port), "--workers", "1"], cwd=ROOT, env=environment
    )
    try:
        _wait_for(site.url)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urlopen(url).close()
            return
        except (URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
