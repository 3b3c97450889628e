"""Mails that a folder keeps where there is no mail server (`transports.Folder`), read back for people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path

from django.conf import settings

_NAME = re.compile(r"\d{8}-\d{6}-\d{6}-[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file in a mail."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that was kept."""

    name: str
    message: EmailMessage

    @property
    def at(self) -> datetime:
        """When it was kept."""
        return datetime.strptime(self.name[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)

    @property
    def subject(self) -> str:
        """Its subject."""
        return str(self.message["Subject"] or "").strip()

    @property
    def sender(self) -> str:
        """Whom it is from."""
        return str(self.message["From"] or "")

    @property
    def to(self) -> str:
        """Whom it is to."""
        return str(self.message["To"] or "")

    @property
    def text(self) -> str:
        """Its text."""
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body is not None else ""

    @property
    def attached(self) -> list[Attached]:
        """Its files."""
        return list(_attached(self.message))


def _attached(message: EmailMessage) -> Iterator[Attached]:
    for part in message.walk():
        if part.get_content_type() != "text/plain" and not part.is_multipart():
            content = part.get_payload(decode=True)
            kind = part.get_content_type()
            assert isinstance(content, bytes)
            yield Attached(part.get_filename() or kind.replace("/", "."), kind, content)


def names() -> list[str]:
    """The names of all kept mails, the newest first."""
    folder = Path(settings.MAIL_FOLDER)
    return sorted((path.stem for path in folder.glob("*.eml") if _NAME.fullmatch(path.stem)), reverse=True)


def heads(chosen: list[str]) -> list[Mail]:
    """The mails of these names, their headers alone."""
    parser = BytesHeaderParser(policy=policy.default)
    return [Mail(name, parser.parsebytes(_content(name))) for name in chosen]


def mail(name: str) -> Mail | None:
    """One mail; None where none has this name."""
    if not _NAME.fullmatch(name) or not _path(name).exists():
        return None
    return Mail(name, BytesParser(policy=policy.default).parsebytes(_content(name)))


def raw(name: str) -> bytes | None:
    """One mail, as it would have gone."""
    return _content(name) if _NAME.fullmatch(name) and _path(name).exists() else None


def _content(name: str) -> bytes:
    return _path(name).read_bytes()


def _path(name: str) -> Path:
    return Path(settings.MAIL_FOLDER) / f"{name}.eml"
