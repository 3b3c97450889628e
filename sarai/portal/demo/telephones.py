"""Telephones of 2020, sending what was answered on them to this site by OpenRosa.

Every request goes through all of Django as one from outside would, at the moment at which it was sent: the clock is put
back for it. So figures as they were known on a day of 2020 have the answers that had come in by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from unittest.mock import patch
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sarai.surveys.actions import file_submissions
from sarai.surveys.models import Survey

ANSWERS = "xml_submission_file"
FILED_EVERY = timedelta(days=7)
BY = "surveys"


def send(survey: Survey, sent: Sequence[tuple[datetime, bytes]]) -> int:
    """Send sets of answers, in order of time, and file those of a week together; returns how many were taken.

    Raises ValueError where one is not taken.
    """
    site = urlsplit(settings.SITE_URL)
    telephone = Client(HTTP_HOST=site.netloc, headers={"X-OpenRosa-Version": "1.0"})
    is_secure = site.scheme == "https"
    address = reverse("surveys:openrosa-submission", args=[survey.key])
    first = sent[0][0] if sent else timezone.now()
    for _week, several in groupby(sent, key=lambda one: (one[0] - first) // FILED_EVERY):
        for at, xml in several:
            with patch.object(timezone, "now", return_value=at):
                answer = telephone.post(address, {ANSWERS: SimpleUploadedFile("a.xml", xml)}, secure=is_secure)
            if answer.status_code != 201:
                raise ValueError(f"{survey.slug}, {at}: {answer.content.decode()}")
        file_submissions(by=BY, at=at)
    return len(sent)
