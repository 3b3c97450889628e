"""An installation of its own, on a database of its own, whose commands are real processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

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


def _installation(folder: Path, database: str = "") -> Installation:
    said = {"SARAI_VAR_DIR": str(folder / "var"), "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "config.settings"}
    return Installation(folder, os.environ | said)


def make_installation(folder: Path, database: str = "") -> Installation:
    """Tables, and one event with one session. `database` is a URL; without one it is a SQLite file in the folder."""
    installation = _installation(folder, database)
    code = "from django.core.management import call_command; from tests.making import make_event;"
    installation.shell(code + "call_command('migrate', verbosity=0); make_event(sessions=1)")
    return installation


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one on SQLite, made once for all processes of a run: nobody uses it, who needs one copies it."""
    ours = tmp_path_factory.getbasetemp()
    everybodys = ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours
    folder = everybodys / "prepared"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            make_installation(everybodys / "preparing").folder.rename(folder)
    return folder


def copy_installation(prepared: Path, folder: Path) -> Installation:
    """One like that which was prepared, in a folder of its own."""
    shutil.copytree(prepared / "var", folder / "var")
    return _installation(folder)


@pytest.fixture
def installation(prepared: Path, tmp_path: Path) -> Installation:
    """One on SQLite."""
    return copy_installation(prepared, tmp_path)
