"""A cache in files that several processes count in without losing a count."""

import os
import pickle
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks

LOOKED_THROUGH = 50  # entries


class SharedFileCache(FileBasedCache):
    """Django's cache in files, in which adding and counting are one step: a lock on the folder is held meanwhile."""

    _entries = count()  # of this process

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """As Django's: of several processes that add one key at once, one succeeds."""
        with self._locked():
            return bool(super().add(*args, **kwargs))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """As Django's, but no count is lost between processes, and a count lives no longer for being raised.

        Raises ValueError where there is no such count.
        """
        with self._locked():
            counted = self.get(key, version=version)
            if counted is None:
                raise ValueError(f"Key '{key}' not found")
            self.set(key, counted + delta, timeout=self._left(key, version), version=version)
            return int(counted + delta)

    def _cull(self) -> None:
        """Look through the folder for what is too much, as Django does before every entry; that takes as long as there
        are entries, so one in fifty is reason enough."""
        if next(self._entries) % LOOKED_THROUGH == 0:
            super()._cull()  # type: ignore[misc]

    def _left(self, key: str, version: int | None) -> float | None:
        """How many seconds an entry has left, None for one that does not expire."""
        with open(self._key_to_file(key, version), "rb") as file:  # type: ignore[attr-defined]
            # Written by this class alone, into a folder of its owner's.
            expires: float | None = pickle.load(file)  # noqa: S301
        return None if expires is None else expires - time.time()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._createdir()  # type: ignore[attr-defined]
        with open(os.path.join(self._dir, "lock"), "ab") as file:  # type: ignore[attr-defined]
            locks.lock(file, locks.LOCK_EX)
            yield
