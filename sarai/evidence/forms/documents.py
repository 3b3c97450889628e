"""Documents that people send."""

from __future__ import annotations

import re

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from sarai.evidence.reading.documents import Document, kind_of

LARGEST = 10 * 1024 * 1024  # bytes
LONGEST_NAME = 100  # letters
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\"*/:<>?\\|]+")


def checked(file: UploadedFile) -> Document:
    """A document that is taken, under a name that can do no harm and ends as what it is. Raises ValidationError."""
    if (file.size or 0) > LARGEST:
        raise forms.ValidationError(
            _("This file is larger than 10 MB. Make it smaller, or write where it can be found.")
        )
    kind = kind_of(file)
    if not kind:
        raise forms.ValidationError(
            _(
                "This is no file of a kind that is taken: PDF, Word, PowerPoint, Excel, OpenDocument, JPEG or PNG, and "
                "without macros."
            )
        )
    stem = UNSEEN.sub(" ", (file.name or "").rpartition(".")[0] or file.name or "")
    stem = " ".join(stem.split()).strip(". ")[:LONGEST_NAME] or "document"
    return Document(f"{stem}.{kind}", file)
