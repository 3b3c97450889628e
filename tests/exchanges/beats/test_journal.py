"""Journals: what is written outlives its writer, and is read once and to its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

from sarai.exchanges.beats import Journal, Reading, Ticket, journals, read_beats
from sarai.exchanges.beats import journal as module
from sarai.exchanges.beats.saying import written

TICKET = Ticket(12, "a9", "abcdefghijklmnop", "l", 1_600_000_000)


def line(seconds: int, page: str = TICKET.page) -> bytes:
    ticket = Ticket(12, "a9", page, "l", 1_600_000_000)
    return written(1_600_000_100, ticket.claims, b"1:0:%d;" % seconds)


def test_a_journal_is_read_on_and_deleted_when_nobody_writes_it_any_more(tmp_path):
    journal = Journal(tmp_path)
    journal.write(line(10))
    [path] = journals(tmp_path)
    reading = Reading(path, 0)
    assert [beat.stretches for beat in read_beats(reading.next())] == [{1: (0, 10)}]
    assert reading.next() == b""
    assert not reading.delete_if_done()
    journal.write(line(20))
    journal.close()
    assert not reading.delete_if_done()
    assert [beat.stretches for beat in read_beats(reading.next())] == [{1: (0, 20)}]
    assert reading.delete_if_done()
    assert journals(tmp_path) == []


def test_a_full_journal_is_followed_by_another(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LARGEST", 100)
    journal = Journal(tmp_path)
    for seconds in range(5):
        journal.write(line(seconds))
    found = journals(tmp_path)
    assert len(found) == 3
    for path in found[:2]:
        reading = Reading(path, 0)
        while reading.next():
            pass
        assert reading.delete_if_done()
    journal.close()


def test_it_is_read_in_parts_of_whole_lines(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 150)
    journal = Journal(tmp_path)
    for number in range(20):
        journal.write(line(number + 1, f"page-{number:011d}"))
    journal.close()
    reading, found = Reading(journals(tmp_path)[0], 0), []
    while part := reading.next():
        assert part.endswith(b"\n")
        found += [beat.stretches[1][1] for beat in read_beats(part)]
    assert found == list(range(1, 21))


def test_a_line_that_was_cut_off_harms_no_other(tmp_path):
    whole = line(10)
    for length in range(1, len(whole) - 1):
        lines = whole[:length] + line(20, "another-page-xyz")
        assert {beat.ticket.page: beat.stretches for beat in read_beats(lines)} == {"another-page-xyz": {1: (0, 20)}}


def test_threads_write_whole_lines(tmp_path):
    journal = Journal(tmp_path)

    def write(number: int) -> None:
        for count in range(200):
            journal.write(line(count + 1, f"{number:02d}-{count:03d}-0123456789"[:16]))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    journal.close()
    assert len(list(read_beats(journals(tmp_path)[0].read_bytes()))) == 1600


WRITER = """
import sys
from pathlib import Path
from sarai.exchanges.beats import Journal, Ticket, new_page
from sarai.exchanges.beats.saying import written
journal = Journal(Path(sys.argv[1]))
while True:
    ticket = Ticket(12, "a9", new_page(), "l", 1600000000)
    journal.write(written(1600000100, ticket.claims, b"1:0:50;"))
    print(ticket.page, flush=True)
"""


def test_what_was_written_outlives_a_killed_process(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    acknowledged = [process.stdout.readline().strip() for _number in range(500)]
    os.kill(process.pid, signal.SIGKILL)
    acknowledged += process.stdout.read().split("\n")[:-1]
    process.wait()
    process.stdout.close()
    [path] = journals(tmp_path)
    reading, found = Reading(path, 0), set()
    while part := reading.next():
        found |= {beat.ticket.page for beat in read_beats(part)}
    assert set(acknowledged) <= found
    assert reading.delete_if_done()
