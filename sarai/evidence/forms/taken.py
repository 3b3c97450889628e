"""What is known by a name of its own, such as in addresses, when two people choose the same name at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.db import IntegrityError, transaction

Kept = TypeVar("Kept")


def keep_unless_taken(form: forms.ModelForm, keep: Callable[[], Kept]) -> Kept | None:
    """Keep what a valid form says. None where somebody took a name of it in the moment since it was checked: nothing is
    kept then, and the form says so as if it had been taken before. Raises IntegrityError where the form finds nothing.
    """
    try:
        with transaction.atomic():
            return keep()
    except IntegrityError:
        form.full_clean()
        if form.is_valid():
            raise
        return None
