"""An installation whose site runs with its door of heartbeats and a stream; and how a browser plays it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import connect
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.exchanges.films import make_film
from tests.installation import Installation
from tests.site import free_port

__all__ = ["served"]

ROOT = Path(__file__).parent.parent.parent
NOW_ON = """
from datetime import timedelta
from django.core.management import call_command
from django.utils import timezone
from sarai.exchanges.models import Event, Session
now = timezone.now()
Event.objects.update(link_open=True)
Session.objects.update(starts_at=now - timedelta(minutes=5), ends_at=now + timedelta(minutes=85),
                       stream="/streams/opening/index.m3u8")
"""
READ = "from sarai.exchanges.tasks import read_beats; read_beats.call()"


@dataclass(frozen=True)
class Served:
    """An installation whose site runs, with its door of heartbeats."""

    installation: Installation
    url: str

    def viewings(self, seconds: int = 0) -> list[tuple[int, str]]:
        """Seconds and stretches of what was watched, once the heartbeats were read: the last of a page that is left is
        still on its way for a moment, so that one waits for so many seconds."""
        deadline = time.monotonic() + 20
        while True:
            self.installation.shell(READ)
            with closing(connect(self.installation.folder / "var" / "sarai.sqlite3")) as database:
                found = list(database.execute("SELECT seconds, stretches FROM exchanges_viewing"))
            if sum(seen for seen, _stretches in found) >= seconds or time.monotonic() > deadline:
                return found


@pytest.fixture
def served(installation: Installation, tmp_path: Path) -> Iterator[Served]:
    film = make_film(tmp_path / "film.mp4", seconds=20)
    installation.shell(f"{NOW_ON}call_command('stream', 'prepare', {str(film)!r}, '--name', 'opening', verbosity=0)")
    port = free_port()
    environment = installation.environment | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "SARAI_SITE_URL": f"http://localhost:{port}",
    }
    environment.pop("PYTEST_XDIST_WORKER", None)
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "config.wsgi:application",
            "--port",
            str(port),
            "--log-level",
            "error",
            "--blocking-threads",
            "4",
        ],
        cwd=ROOT,
        env=environment,
    )
    try:
        url = f"http://localhost:{port}"
        _wait_for(f"{url}/events/")
        yield Served(installation, url)
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
            time.sleep(0.1)


def play_until(page, second: int) -> None:
    """Play the video on until it has come so far; the page's policy forbids what would look by itself."""
    page.evaluate("const video = document.querySelector('video'); video.muted = true; video.play()")
    for _tenth in range(600):
        if page.evaluate("document.querySelector('video').currentTime") > second:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the video does not play")
