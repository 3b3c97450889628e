"""Mail that nobody waits for."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

log = logging.getLogger(__name__)


class Outbox(BaseEmailBackend):
    """Hands mails to a thread that sends them by `MAIL_TRANSPORT`, and does not wait.

    Were it waited for, the time of an answer would tell whether a mail was sent, and so who has an account. What could
    not be sent is told in the log; a process that is asked to end sends what it still has.
    """

    _senders = ThreadPoolExecutor(max_workers=2, thread_name_prefix="mail")

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Take these mails over; returns how many."""
        self._senders.submit(_send, list(email_messages))
        return len(email_messages)


def _send(messages: list[EmailMessage]) -> None:
    try:
        get_connection(settings.MAIL_TRANSPORT).send_messages(messages)
    except Exception as error:  # whatever the mail server answers ends here: nobody waits who could be told
        log.error("%d mail(s) could not be sent: %s", len(messages), error)
