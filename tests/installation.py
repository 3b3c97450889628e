"""An installation of its own, on a database of its own, whose commands are real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COUNT = (
    "from sarai.evidence.models import Source; from sarai.exchanges.models import Attendance;"
    "print(Source.objects.count(), Attendance.objects.count())"
)


@dataclass(frozen=True)
class Installation:
    """Where it keeps its things, and the environment of its processes."""

    folder: Path
    environment: dict[str, str]

    def start(self, *words: str) -> subprocess.Popen[str]:
        """A command, not waited for."""
        command = [sys.executable, "-m", "django", *words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, text=True, **pipes)  # type: ignore[call-overload, no-any-return]

    def run(self, *words: str) -> str:
        """What a command prints."""
        running = self.start(*words)
        said, complaint = running.communicate()
        assert running.returncode == 0, said + complaint
        return said

    def shell(self, code: str) -> str:
        """What a few lines of Python print."""
        return self.run("shell", "-v0", "-c", code).strip()

    def counted(self) -> list[int]:
        """How many sources and attendances it holds."""
        return [int(word) for word in self.shell(COUNT).split()]


def make_installation(folder: Path, database: str = "") -> Installation:
    """Tables, and one event with one session. `database` is a URL; without one it is a SQLite file in the folder."""
    environment = os.environ | {
        "SARAI_VAR_DIR": str(folder / "var"),
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    installation = Installation(folder, environment)
    code = "from django.core.management import call_command; from tests.making import make_event;"
    installation.shell(code + "call_command('migrate', verbosity=0); make_event(sessions=1)")
    return installation


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """One on SQLite."""
    return make_installation(tmp_path)
