"""`sarai serve` where it cannot be: it says so in a sentence, and starts nothing."""

from __future__ import annotations

import os
import socket
import subprocess

import pytest
from django.core.management import CommandError, call_command

from sarai.portal.management.commands import serve
from tests.site import free_port


class Ended:
    """A process that was started, and ended by itself."""

    pid = 4711

    def __init__(self, started: list[list[str]]):
        self.started = started

    def __call__(self, words: list[str], **more):
        self.started.append(words)
        self.environment = more["env"]
        return self

    def poll(self) -> int:
        return 3

    def wait(self, timeout: float = 0) -> int:
        return 3

    def terminate(self) -> None:
        """It has ended."""


@pytest.fixture
def started(monkeypatch, tmp_path, settings) -> list[list[str]]:
    """What serve would have started."""
    settings.VAR_DIR = tmp_path
    words: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", Ended(words))
    monkeypatch.setattr("signal.signal", lambda *given: None)
    return words


@pytest.fixture
def taken():
    """A port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_a_port_that_something_else_has_is_told_and_nothing_is_started(taken, started):
    with pytest.raises(CommandError) as told:
        call_command("serve", port=taken)
    assert f"Port {taken} is taken by another program" in str(told.value)
    assert "--port" in str(told.value)
    assert told.value.returncode == 1
    assert started == []


def test_a_port_that_this_sarai_has_is_told_with_its_address(taken, started):
    with serve.holding(taken) as mark:
        os.write(mark, b"4711 4712")
        with pytest.raises(CommandError) as told:
            call_command("serve", port=taken)
    assert f"This Sarai runs already, on http://127.0.0.1:{taken}" in str(told.value)
    assert "its processes: 4711 4712" in str(told.value)
    assert started == []


def test_a_demonstration_that_could_not_be_served_is_not_made(taken, started, monkeypatch):
    monkeypatch.setattr("sarai.portal.management.commands.demo.set_up", lambda say: pytest.fail("it was made"))
    with pytest.raises(CommandError, match=f"Port {taken} is taken"):
        call_command("demo", serve=True, port=taken)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_a_number_that_is_no_port_is_refused(port, started):
    with pytest.raises(CommandError, match="a number from 1 to 65535"):
        call_command("serve", f"--port={port}")


def test_an_address_that_is_not_of_this_machine_is_told(started):
    with pytest.raises(CommandError, match=r"This machine cannot listen on 192\.0\.2\.1"):
        call_command("serve", host="192.0.2.1", port=free_port())
    assert started == []


def test_a_part_that_ends_by_itself_is_told_by_sentence_and_exit_code(started):
    with pytest.raises(CommandError, match="ended by itself") as told:
        call_command("serve", port=free_port())
    assert told.value.returncode == 1
    assert len(started) == 2


def test_a_port_is_free_again_once_it_was_served(started):
    port = free_port()
    for _time in range(2):
        with pytest.raises(CommandError, match="ended by itself"):
            call_command("serve", port=port)
    assert len(started) == 4
