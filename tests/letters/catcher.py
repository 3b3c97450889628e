"""A real mail server in a thread: it takes letters, and says no when told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.site import free_port

OK = "250 OK"
Say = Callable[[str], str]


class Catcher:
    """The server. `at_recipient` and `at_end` say what it answers to an address, and to a letter that was given; None
    from `at_end` breaks the connection without an answer, after the letter was taken."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mails: list[EmailMessage] = []
        self.connections = 0
        self.at_recipient: Say = lambda address: OK
        self.at_end: Callable[[str], str | None] = lambda address: OK
        self.per_connection = 10_000
        self._controller: Controller | None = None

    def start(self) -> None:
        """Listen."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Hear nothing any more."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @property
    def ids(self) -> list[str]:
        """The Message-IDs of what came, in order."""
        return [str(mail["Message-ID"]) for mail in self.mails]

    @property
    def readers(self) -> list[str]:
        """To whom what came is, in order."""
        return [str(mail["To"]) for mail in self.mails]

    # What aiosmtpd asks.

    async def handle_EHLO(self, server: SMTP, session: Any, envelope: Any, hostname: str, said: list[str]) -> list[str]:  # noqa: N802
        self.connections += 1
        session.host_name, session.taken = hostname, 0
        return said

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        if session.taken >= self.per_connection:
            return "421 4.7.0 Too many letters in one connection"
        answer = self.at_recipient(address)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self.at_end(envelope.rcpt_tos[0])
        if answer in (OK, None):
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
            session.taken += 1
        if answer is None:
            server.transport.abort()
        return answer or OK


@pytest.fixture
def catcher(settings: Any) -> Iterator[Catcher]:
    """A mail server that the site under test sends by."""
    catcher = Catcher()
    settings.MAIL_TRANSPORT = "sarai.letters.transports.Smtp"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", catcher.port
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = False, "", ""
    settings.EMAIL_TIMEOUT = 5
    catcher.start()
    yield catcher
    catcher.stop()
