"""What carries mails away: a mail server, or, where there is none, a folder. All mail of the site goes by one of them
(`MAIL_TRANSPORT`).

`Line` is the way to it for letters that must not go twice: it says of each what became of it.
"""

from __future__ import annotations

import logging
import os
import secrets
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from .rules import Answer, Verdict, answer_to_content, answer_to_recipient, answer_to_sender, outage_after

log = logging.getLogger(__name__)
_END = b"\r\n.\r\n"


class _Dialogue(smtplib.SMTP):
    """Remembers whether what was said last was a whole letter, to its end."""

    given = False

    def send(self, s: Any) -> None:
        """A server that hears no end of a letter does not deliver it (RFC 5321, 4.1.1.4)."""
        self.given = False
        super().send(s)
        self.given = isinstance(s, bytes) and s.endswith(_END)


class Smtp(smtp.EmailBackend):
    """A mail server. What it does not take raises what smtplib raises."""

    connection_class = _Dialogue

    @property
    def given(self) -> bool:
        """Whether a letter was given to its end, and nothing was said since."""
        return isinstance(self.connection, _Dialogue) and self.connection.given


class Folder(BaseEmailBackend):
    """A folder (`MAIL_FOLDER`) in which each mail is a file, as it would have gone; named after the moment."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep these mails; returns how many."""
        for message in email_messages:
            self._keep(message.message().as_bytes(linesep="\r\n"))
        return len(email_messages)

    def _keep(self, content: bytes) -> None:
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(3)}"
        half = folder / f"{name}.part"
        half.write_bytes(content)
        os.replace(half, folder / f"{name}.eml")  # so that nobody reads half a mail


class Down(Exception):
    """Nothing can be sent now; the text says why, in the words of the network or the server."""


class Line:
    """A connection that is kept open from letter to letter."""

    def __init__(self) -> None:
        self._transport = get_connection(settings.MAIL_TRANSPORT)
        self.carried = 0  # letters since it was opened
        self.is_open = False

    def __enter__(self) -> Line:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def open(self) -> None:
        """Be connected. Raises Down."""
        if not self.is_open:
            try:
                self._transport.open()
            except OSError as error:  # smtplib's are among them
                raise Down(_words(error)) from error
            self.is_open, self.carried = True, 0

    def close(self) -> None:
        """End the connection, if it has not ended by itself."""
        self.is_open = False
        try:
            self._transport.close()
        except OSError as error:
            log.info("The connection to the mail server ended untidily: %s", error)

    def hand_over(self, message: EmailMessage) -> Answer:
        """Give one letter away, and say what became of it."""
        answer = self._answer(message)
        if answer.verdict in (Verdict.UNSURE, Verdict.BROKEN):
            self.close()
        else:
            self.carried += 1
        return answer

    def _answer(self, message: EmailMessage) -> Answer:
        try:
            self._transport.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            [(code, words)] = error.recipients.values()
            return answer_to_recipient(code, _text(words))
        except smtplib.SMTPSenderRefused as error:
            return answer_to_sender(error.smtp_code, _text(error.smtp_error))
        except smtplib.SMTPDataError as error:
            return answer_to_content(error.smtp_code, _text(error.smtp_error))
        except (smtplib.SMTPNotSupportedError, ValueError) as error:
            return Answer(Verdict.FAILED, _words(error))
        except OSError as error:
            given = getattr(self._transport, "given", False)
            return Answer(Verdict.UNSURE if given else Verdict.BROKEN, _words(error))
        return Answer(Verdict.ACCEPTED)


def _text(words: bytes | str) -> str:
    """What a server said, in one line: it may say anything."""
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(said.replace("\0", "").split())[:500]


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return _text(str(error)) or type(error).__name__


@dataclass(frozen=True, slots=True)
class Outage:
    """That the mail server could not be reached so many times in a row, and until when it is left alone."""

    failures: int
    since: datetime
    until: datetime
    words: str


_OUTAGE = "letters-outage"


def outage() -> Outage | None:
    """The outage that every process of this machine knows of."""
    found: Outage | None = caches["shared"].get(_OUTAGE)
    return found


def note_outage(words: str, at: datetime) -> Outage:
    """Note that the mail server could not be reached once more."""
    held = outage()
    failures = held.failures + 1 if held else 1
    new = Outage(failures, held.since if held else at, at + outage_after(failures), words)
    caches["shared"].set(_OUTAGE, new, None)
    log.warning("The mail server cannot be reached (%s); it is tried again at %s.", words, f"{new.until:%H:%M}")
    return new


def end_outage() -> None:
    """Note that it takes letters again."""
    caches["shared"].delete(_OUTAGE)
