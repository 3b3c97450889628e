"""The door of the site that browser tests visit: it is open while such a test runs, and shut before the next begins.

A page that is closed says goodbye (seconds watched, a draft kept), and what it says arrives when it likes. In the tests
the site shares one connection to the database with them, so a visitor who comes while another test is in its
transaction would write into that transaction, and what that test wrote would stay for the tests after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from threading import Condition
from typing import Any

LONGEST = 30  # seconds for which those who are inside are waited for


class Door:
    """A WSGI application that lets visitors in to another one while it is open."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application, self.inside, self.is_open, self.change = application, 0, False, Condition()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with self.change:
            if not self.is_open:
                start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
                return [b"This test is over."]
            self.inside += 1
        try:
            return Visit(self.application(environ, start_response), self.left)
        except BaseException:
            self.left()
            raise

    def left(self) -> None:
        """One visitor has all that was asked for."""
        with self.change:
            self.inside -= 1
            self.change.notify_all()

    def open(self) -> None:
        """Let visitors in."""
        self.is_open = True

    def shut(self) -> None:
        """Let nobody in any more and wait until all have left."""
        with self.change:
            self.is_open = False
            assert self.change.wait_for(lambda: not self.inside, LONGEST), "A visitor of this test does not leave."


class Visit:
    """An answer that says when it was closed, which is after its last byte and after what the site does then."""

    def __init__(self, answer: Iterable[bytes], left: Callable[[], None]) -> None:
        self.answer, self.left = answer, left

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.answer)

    def close(self) -> None:
        try:
            getattr(self.answer, "close", lambda: None)()
        finally:
            self.left()
