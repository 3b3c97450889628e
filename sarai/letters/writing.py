"""How a letter reads: in the reader's language, with who wrote it and how to stop such letters beneath.

with speaking(person.language):
    post(subject=_("…"), text="\n\n".join([greeting(person.name), …]), …)
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.charset import QP, Charset
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from .models import Letter

_CHARSET = Charset("utf-8")
_CHARSET.body_encoding = QP  # lines of text in any script that every server on the way lets pass
_STOPS = Signer(salt="sarai.letters.stop")


def known(language: str) -> str:
    """The language of the site that is nearest to one that somebody stated ("fr-CA": fr), else the site's own."""
    try:
        return translation.get_supported_language_variant(language)
    except LookupError:
        return settings.LANGUAGE_CODE


@contextmanager
def speaking(language: str) -> Iterator[str]:
    """Write in a reader's language, as they stated it; yields the one of the site that it is."""
    spoken = known(language)
    with translation.override(spoken):
        yield spoken


def greeting(name: str = "") -> str:
    """How a letter begins, in the language being spoken: by the reader's name where it is known and is their own."""
    return _("Dear %(name)s,") % {"name": name} if name else _("Good day,")


def stop_url(letter: Letter) -> str:
    """The address, good for this reader alone, at which they stop such letters."""
    return f"{settings.SITE_URL}{reverse('letters:stop', args=[_STOPS.sign(letter.name)])}"


def name_in(token: str) -> str | None:
    """The name of the letter in which a link to stop letters stood; None where nobody of us signed it."""
    try:
        return _STOPS.unsign(token)
    except BadSignature:
        return None


def message_of(letter: Letter, at: datetime) -> EmailMultiAlternatives:
    """A letter as a mail, written at a moment. Raises ValueError for an address that none can have."""
    stop = stop_url(letter) if letter.bulk else ""
    message = EmailMultiAlternatives(
        letter.subject,
        f"{letter.text.rstrip()}\n\n{_foot(letter, stop)}",
        to=[letter.email],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={
            "Message-ID": letter.message_id,
            "Date": format_datetime(at),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no absence notes, please
            "Content-Language": letter.language,
            **_stopping(stop),
        },
    )
    message.encoding = _CHARSET
    for one in letter.attachments:
        _attach(message, one["name"], one["type"], b64decode(one["content"]))
    return message


def _stopping(stop: str) -> dict[str, str]:
    """The headers by which a mail program offers to stop such letters at one press (RFC 2369, RFC 8058)."""
    return {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if stop else {}


def _foot(letter: Letter, stop: str) -> str:
    with speaking(letter.language):
        about = [_("It is about: %(about)s") % {"about": letter.about}] if letter.about else []
        written = _("This letter was written by %(site)s for %(address)s.")
        lines = ["-- ", written % {"site": settings.SITE_URL, "address": letter.email}, *about]
        if stop:
            lines += [_("Do not write to me about this again:"), stop]
    return "\n".join(lines) + "\n"


def _attach(message: EmailMultiAlternatives, name: str, kind: str, content: bytes) -> None:
    """Put a file beside the text. An invitation of a calendar is a way to read the letter as well, so that the mail
    program asks whether one comes; the file is for those that do not."""
    plain = kind.partition(";")[0]
    if plain == "text/calendar":
        message.attach_alternative(content.decode(), kind)
        message.attach(name, content, "application/ics")
    else:
        message.attach(name, content, plain)
