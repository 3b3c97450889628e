"""Questionnaires to begin with: each is an XLSForm in this folder, in several languages, its roles in place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sarai.surveys.questionnaire.simple import SimpleForm
from sarai.surveys.questionnaire.writing import read_simple

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FOLDER = Path(__file__).parent
BEGINNINGS: Mapping[str, _StrPromise] = {
    "needs": _("What a city needs, wishes and offers"),
    "after-event": _("What people learned at an event"),
}


@cache
def beginning(name: str) -> SimpleForm:
    """The questionnaire of one of the `BEGINNINGS`."""
    return read_simple((FOLDER / f"{name}.csv").read_bytes(), f"{name}.csv")
