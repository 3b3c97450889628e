"""Where heartbeats wait until they are read: files that one process each appends to.

A journal is locked by its writer for as long as that lives. Whoever gets the lock knows that nothing will be added.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LARGEST = 16 * 1024**2  # bytes, and
LONGEST = 300  # seconds: then another one is begun, so that the old one can be read to its end and deleted
AT_ONCE = 512 * 1024  # bytes that are read in one transaction
SUFFIX = ".beats"


class NotWritten(OSError):
    """A line could not be written whole."""


class Journal:
    """Appends lines for one process. `sync`: only what is on the disk counts as written, which is slower by far.

    Nothing is opened before the first line, so a process that forks first has its own.
    """

    def __init__(self, folder: Path, *, sync: bool = False) -> None:
        self._folder, self._sync = folder, sync
        self._lock = threading.Lock()
        self._file = -1
        self._size, self._until = 0, 0.0

    def write(self, line: bytes) -> None:
        """Hand a line to the operating system, in one write; it outlives this process then. Raises OSError."""
        with self._lock:
            if self._file < 0 or self._size >= LARGEST or time.monotonic() >= self._until:
                self._begin()
            count = os.write(self._file, line)
            self._size += count
            if self._sync:
                os.fdatasync(self._file)
        if count != len(line):
            raise NotWritten("the line was cut off: the disk may be full")

    def close(self) -> None:
        """Let others read it to its end."""
        with self._lock:
            if self._file >= 0:
                os.close(self._file)
            self._file = -1

    def _begin(self) -> None:
        """Begin another file. It gets its name once it is locked, so that nobody takes it for one that is done."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{time.time_ns()}-{secrets.token_hex(4)}"
        fresh = self._folder / f"{name}.new"
        file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        fresh.rename(self._folder / f"{name}{SUFFIX}")
        if self._file >= 0:
            os.close(self._file)
        self._file, self._size, self._until = file, 0, time.monotonic() + LONGEST


def journals(folder: Path) -> list[Path]:
    """The journals of this machine, the oldest first."""
    return sorted(folder.glob(f"*{SUFFIX}"))


@contextmanager
def reading_alone(folder: Path) -> Iterator[None]:
    """Let one process of this machine read at a time; the lock ends with the process that holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "reading", "wb") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        yield


class Reading:
    """Reads a journal on from an offset, whole lines at a time."""

    def __init__(self, path: Path, offset: int) -> None:
        self.path, self.offset = path, offset

    def next(self) -> bytes:
        """Some more lines; b"" where there are no whole ones yet. Remember `offset` with what you make of them."""
        with open(self.path, "rb") as file:
            file.seek(self.offset)
            lines = file.read(AT_ONCE)
        end = lines.rfind(b"\n") + 1
        self.offset += end
        return lines[:end]

    def delete_if_done(self) -> bool:
        """Delete the journal where nobody appends to it any more and all of it was read; whether it was."""
        with open(self.path, "rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            file.seek(self.offset)
            if b"\n" in file.read():
                return False
            self.path.unlink()
            return True
