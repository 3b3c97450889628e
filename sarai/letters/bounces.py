"""Reports that a mail came back or is late: delivery status notifications (RFC 3464), by the standard library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message

LARGEST = 10 * 1024 * 1024  # bytes
_ID = re.compile(r"<([^<>@\s]+)@[^<>\s]+>")


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a mail at one address: `action` is "failed", "delayed", "delivered", "relayed" or "expanded";
    `name` is the part of its Message-ID before the @ ("" where the report does not quote it)."""

    name: str
    address: str
    action: str
    status: str
    words: str


def read(content: bytes) -> list[Report]:
    """The reports in a mail. Raises ValueError where it is no report on a delivery."""
    mail = message_from_bytes(content[:LARGEST])
    parts = list(mail.walk())
    notes = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    blocks = notes.get_payload() if notes is not None else None
    if not isinstance(blocks, list):
        raise ValueError("This mail is no report on a delivery (it has no part message/delivery-status).")
    name = _quoted(parts)
    return [_report(block, name) for block in blocks if isinstance(block, Message) and block["Action"]]


def _report(block: Message, name: str) -> Report:
    stated = block["Original-Recipient"] or block["Final-Recipient"] or ""
    address = str(stated).rpartition(";")[2].strip().strip("<>").lower()
    words = " ".join(str(block["Diagnostic-Code"] or "").split())[:500]
    status = str(block["Status"] or "").split()
    return Report(name, address, str(block["Action"]).strip().lower(), status[0] if status else "", words)


def _quoted(parts: list[Message]) -> str:
    """The name of the mail that a report is about, in the mail itself or its headers, which come with the report."""
    for header in _headers(parts):
        if found := _ID.search(header):
            return found[1]
    return ""


def _headers(parts: list[Message]) -> Iterator[str]:
    for part in parts[1:]:
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
            yield str(message_from_string(text)["Message-ID"] or "")
        elif part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                yield str(inner[0]["Message-ID"] or "")
