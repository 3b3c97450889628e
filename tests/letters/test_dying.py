"""Workers that are killed, and workers that are two: nobody gets a letter twice."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installation import Installation, copy_installation
from tests.letters.catcher import Catcher

LETTERS = 60
WORKERS = "from tests.letters import workers;"


def sending_by(catcher: Catcher, installation: Installation) -> Installation:
    """The installation, whose letters go by this mail server."""
    said = {"SARAI_MAIL_HOST": "127.0.0.1", "SARAI_MAIL_PORT": str(catcher.port), "SARAI_MAIL_TLS": "0"}
    return Installation(installation.folder, installation.environment | said)


@pytest.fixture(scope="module")
def listening() -> Iterator[Catcher]:
    catcher = Catcher()
    catcher.start()
    yield catcher
    catcher.stop()


@pytest.fixture(scope="module")
def home(listening: Catcher, prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return sending_by(listening, copy_installation(prepared, tmp_path_factory.mktemp("home")))


@pytest.fixture
def server(listening: Catcher) -> Catcher:
    """The mail server, which has not got any mail yet."""
    listening.mails.clear()
    return listening


def test_a_worker_is_killed_and_the_next_sends_the_rest_and_nothing_twice(home, server):
    found = home.shell(WORKERS + "print(workers.killed_at_the_third(True), workers.killed_at_the_third(False))")
    story = [
        {"sent": 2, "sending": 1, "waiting": 2},
        {"sent": 4, "sending": 1},  # the next worker does not touch what was being sent
        {"sent": 4, "doubtful": 1},
        {"sent": 5},  # somebody had it sent again
    ]
    first, second = (eval(told) for told in found.replace("] [", "]|[").split("|"))
    assert (first, second) == (story, story)
    # The first time the letter had not gone; the second time it had, and goes twice because somebody said so.
    assert sorted(Counter(server.readers).values()) == [2, 2, 2, 2, 3]


def test_whenever_a_worker_is_killed_nothing_goes_twice(home, server):
    found = eval(home.shell(WORKERS + f"print(workers.killed_at_any_moment({LETTERS}, 4))"))
    doubtful = found.pop("doubtful", 0)
    assert found == {"sent": LETTERS - doubtful}
    assert doubtful <= 4
    assert max(Counter(server.ids).values()) == 1
    assert LETTERS - doubtful <= len(server.mails) <= LETTERS


def two_workers_send_each_letter_once(installation: Installation, server: Catcher) -> None:
    """Two workers that begin together share what waits."""
    assert eval(installation.shell(WORKERS + f"print(workers.two_at_once({LETTERS}))")) == {"sent": LETTERS}
    assert len(server.ids) == len(set(server.ids)) == LETTERS


def test_two_workers_send_each_letter_once(home, server):
    two_workers_send_each_letter_once(home, server)


def test_the_worker_of_the_site_sends_what_was_posted(home, server):
    """As it runs: by the task that is queued on posting."""
    home.shell(WORKERS + "workers.post(3)")
    command = [sys.executable, "-m", "sarai.cli", "db_worker", "--no-startup-delay", "--batch"]
    subprocess.run(command, cwd=Path(__file__).parent.parent.parent, env=home.environment, timeout=60, check=True)
    assert len(server.mails) == 3
