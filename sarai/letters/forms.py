"""The shape of what is filled in about letters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import queries


class LetterFilter(forms.Form):
    """Which letters a page shows. What cannot be is left out."""

    q = forms.CharField(required=False, max_length=254, label=_("Address"), widget=forms.TextInput({"dir": "ltr"}))
    topic = forms.ChoiceField(required=False, label=_("About"))

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="letter-%s")
        field = self.fields["topic"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("everything")), *queries.topics()]

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen and can be."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
