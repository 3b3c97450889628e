"""What a page sent: once, though the button was pressed twice; and not lost, though somebody else was quicker."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.utils.functional import Promise


def _fresh() -> str:
    return uuid4().hex


def token_field() -> forms.CharField:
    """A hidden word of each page of its own: what is sent twice from one page is kept once."""
    return forms.CharField(max_length=32, required=False, widget=forms.HiddenInput, initial=_fresh)


def typed(form: forms.BaseForm) -> list[tuple[str | Promise, str]]:
    """What somebody typed into a form: (label, words), to be shown where the form itself is not any more."""
    fields = [field for field in form.visible_fields() if not isinstance(field.field, forms.FileField)]
    found = [(field.label, field.data) for field in fields]
    return [(label, said.strip()) for label, said in found if isinstance(said, str) and said.strip()]
