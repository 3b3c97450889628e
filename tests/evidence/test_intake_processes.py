"""Files taken in by real processes: killed in the middle, and two at once."""

import json
import signal
import sqlite3
import time
from contextlib import closing

from tests.evidence.reports import ANA, REPORT
from tests.installation import Installation


def large_report(installation: Installation, people: int) -> str:
    rows = "\n".join(ANA.replace("ana@", f"ana{n}@").replace("Diaz", f"Diaz{n}") for n in range(people))
    path = installation.folder / "large.csv"
    path.write_text(REPORT.format(rows=rows), encoding="utf-8")
    return str(path)


def test_a_process_killed_in_the_middle_leaves_nothing_half_done(installation):
    """It is killed while it writes; afterwards the file can be taken in."""
    path = large_report(installation, 15_000)
    wal = installation.folder / "var" / "sarai.sqlite3-wal"
    victim = installation.start("intake", path)
    deadline = time.monotonic() + 60
    while victim.poll() is None and not _is_larger(wal, 1_000_000) and time.monotonic() < deadline:
        time.sleep(0.01)
    victim.send_signal(signal.SIGKILL)
    assert victim.wait() == -signal.SIGKILL
    victim.communicate()
    assert counted(installation) == (0, 0)
    assert '"added": 30000' in installation.run("intake", path, "--json")
    assert counted(installation) == (1, 15_000)


def counted(installation):
    """How many sources and attendances the database holds, without the seconds that a process takes to begin."""
    with closing(sqlite3.connect(installation.folder / "var" / "sarai.sqlite3")) as database:
        return database.execute(
            "SELECT (SELECT count(*) FROM evidence_source), (SELECT count(*) FROM exchanges_attendance)"
        ).fetchone()


def _is_larger(path, size):
    return path.exists() and path.stat().st_size > size


def taken_in_twice_at_once(installation: Installation) -> None:
    """Two processes take the very same file in; one says that it did, the other that it was done already."""
    path = large_report(installation, 1000)
    both = [installation.start("intake", path, "--json") for _process in range(2)]
    said = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    [first, second] = sorted((json.loads(out)[0] for out, _err in said), key=lambda one: one["already"] or 0)
    assert (first["tally"]["added"], first["already"]) == (2000, None)
    assert (second["tally"], second["already"]) == ({}, first["source"])
    assert installation.counted() == [1, 1000]


def test_two_processes_that_take_in_the_same_file_make_one_source(installation):
    taken_in_twice_at_once(installation)
