"""The engine and intake on a real PostgreSQL server, which this test starts and stops.

The tests named in SUITE are run again, in a process of their own, against it.
"""

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evidence.test_intake_processes import taken_in_twice_at_once
from tests.exchanges.test_flood import flooded
from tests.installation import make_installation
from tests.letters.catcher import Catcher
from tests.letters.test_dying import sending_by, two_workers_send_each_letter_once

SUITE = [
    "tests/evidence/test_answer.py",
    "tests/evidence/test_insert.py",
    "tests/evidence/test_ledger.py",
    "tests/evidence/test_figure_pages.py",
    "tests/evidence/test_restate.py",
    "tests/evidence/test_withdrawal.py",
    "tests/exchanges/test_assignments.py",
    "tests/exchanges/test_certificate_rules.py",
    "tests/exchanges/test_certificates.py",
    "tests/exchanges/test_watching.py",
    "tests/exchanges/test_certifying.py",
    "tests/partnerships/test_pipeline.py",
    "tests/needs/test_indicators.py::test_duckdb_gives_the_same",
    "tests/letters/test_sending.py",
    "tests/letters/test_team.py",
    "tests/surveys/tables/test_oracle.py",
    "tests/surveys/test_responses.py",
]


def _programs() -> Path | None:
    """Where PostgreSQL's own programs are, which Debian keeps off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _unprivileged() -> dict[str, int]:
    """PostgreSQL refuses to run as root: Debian's package makes a user for it."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid}


@pytest.fixture
def server(tmp_path_factory) -> Iterator[str]:
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed on this machine (Debian: postgresql)")
    # A short path: the socket's name may have about 100 letters.
    folder = Path(subprocess.check_output(["mktemp", "-d", "/tmp/sarai-pg-XXXXXX"], text=True).strip())
    who = _unprivileged()
    if who:
        os.chown(folder, who["user"], who["group"])
    data = folder / "data"
    run = {"check": True, "capture_output": True, "cwd": folder} | who
    subprocess.run([programs / "initdb", "-D", data, "-U", "sarai", "-A", "trust", "-E", "UTF8", "--no-sync"], **run)
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    subprocess.run([programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"], **run)
    try:
        yield f"postgres://sarai@{str(folder).replace('/', '%2F')}/postgres"
    finally:
        subprocess.run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **run)
        shutil.rmtree(folder)


def test_figures_and_facts_are_the_same_on_postgresql(server):
    environment = os.environ | {"DATABASE_URL": server, "PYTEST_ADDOPTS": ""}
    environment.pop("PYTEST_XDIST_WORKER", None)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", *SUITE],
        cwd=Path(__file__).parent.parent, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_two_processes_do_not_get_into_each_others_way(server, tmp_path):
    installation = make_installation(tmp_path, server)
    taken_in_twice_at_once(installation)
    catcher = Catcher()
    catcher.start()
    two_workers_send_each_letter_once(sending_by(catcher, installation), catcher)
    catcher.stop()
    flooded(installation)
