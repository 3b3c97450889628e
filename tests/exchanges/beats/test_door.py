"""The door of heartbeats: what it takes, what it refuses, and that it needs no Django."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest

from sarai.exchanges.beats import Door, Journal, Ticket, key_for, read_beats

NOW = 1_600_000_000
KEY = key_for("for tests only")
TICKET = Ticket(12, "e7", "abcdefghijklmnop", "l", NOW - 60)
SAID = "1:0:30;2:40:15;"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "beats"


@pytest.fixture
def journal(folder):
    journal = Journal(folder)
    yield journal
    journal.close()


@pytest.fixture
def written():
    return []


@pytest.fixture
def door(journal, written):
    def behind(_environ, start_response):
        start_response("200 OK", [])
        return [b"the site"]

    return Door(behind, KEY, journal, lambda: written.append(1), clock=lambda: NOW + 0.5)


def post(door, body: bytes | str, path: str = "/beat", method: str = "POST", length: str | None = None) -> int:
    body = body.encode() if isinstance(body, str) else body
    said = []
    environ = {
        "PATH_INFO": path,
        "REQUEST_METHOD": method,
        "CONTENT_LENGTH": str(len(body)) if length is None else length,
        "wsgi.input": io.BytesIO(body),
    }
    list(door(environ, lambda status, _headers: said.append(status)))
    return int(said[0][:3])


def journalled(folder) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("*.beats"))


def test_a_beat_is_written_before_it_is_acknowledged(door, folder, written):
    assert post(door, f"{TICKET.signed(KEY)} {SAID}") == 204
    [beat] = read_beats(journalled(folder))
    assert (beat.received, beat.ticket, beat.stretches) == (NOW, TICKET, {1: (0, 30), 2: (40, 15)})
    assert written == [1]


def test_everything_else_is_for_the_site(door, folder):
    assert post(door, "", path="/") == 200
    assert post(door, f"{TICKET.signed(KEY)} {SAID}", path="/beats") == 200
    assert not folder.exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("garbage", 400),
        (b"\xff\x00\xfe", 400),
        (TICKET.signed(KEY), 400),
        (f"{TICKET.signed(KEY)} ", 400),
        (f"{TICKET.signed(KEY)} 1:0:30", 400),
        (f"{TICKET.signed(KEY)} 1:0:-3;", 400),
        (f"{TICKET.signed(KEY)} 1:0:9999999;", 400),
        (f"{TICKET.signed(KEY)} {SAID}\n{NOW} 12.e7.abcdefghijklmnop.l.1600000000 1:0:9;", 400),
        (f"{TICKET.signed(KEY)} " + "1:0:3;" * 61, 400),
        (f"{TICKET.signed(KEY)} " + "1:0:3;" * 400, 413),
        (f"{TICKET.signed(key_for('another'))} {SAID}", 403),
        (f"{TICKET.signed(KEY).replace('.e7.', '.e8.')} {SAID}", 403),
        (f"{Ticket(12, 'e7', 'abcdefghijklmnop', 'l', NOW - 2 * 86400).signed(KEY)} {SAID}", 410),
        (f"{Ticket(12, 'e7', 'abcdefghijklmnop', 'l', NOW + 3600).signed(KEY)} {SAID}", 410),
    ],
)
def test_what_is_no_beat_of_ours_is_refused_and_not_written(door, folder, body, status, written):
    assert post(door, body) == status
    assert (written, folder.exists()) == ([], False)


@pytest.mark.parametrize(
    ("length", "status"), [("", 411), ("x", 411), ("-1", 411), ("٣", 411), ("9" * 5000, 413), ("2049", 413)]
)
def test_a_length_that_is_none_or_too_large_is_refused_before_anything_is_read(door, length, status):
    class Unread(io.BytesIO):
        def read(self, *_size):
            raise AssertionError("it was read")

    said = []
    environ = {"PATH_INFO": "/beat", "REQUEST_METHOD": "POST", "CONTENT_LENGTH": length, "wsgi.input": Unread()}
    list(door(environ, lambda answer, _headers: said.append(answer)))
    assert int(said[0][:3]) == status


def test_only_what_is_posted_is_a_beat(door):
    assert post(door, "", method="GET") == 405


def test_what_cannot_be_written_is_not_acknowledged(door, journal, monkeypatch, folder, written):
    monkeypatch.setattr("sarai.exchanges.beats.journal.os.write", lambda _file, line: len(line) - 5)
    assert post(door, f"{TICKET.signed(KEY)} {SAID}") == 503
    folder.chmod(0o700)
    monkeypatch.undo()
    journal.close()
    monkeypatch.setattr("sarai.exchanges.beats.journal.os.open", _full)
    assert post(door, f"{TICKET.signed(KEY)} {SAID}") == 503
    assert written == []


def _full(*_words):
    raise OSError(28, "No space left on device")


def test_the_door_knows_no_django():
    code = "import sys, sarai.exchanges.beats; print('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"
