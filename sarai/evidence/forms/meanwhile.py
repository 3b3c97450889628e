"""Forms that two people of the team may have open at once: what one saved is not undone by the other unseen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sarai.evidence.actions import digest

MEANWHILE = _(
    "Somebody else has changed this meanwhile, so it was not saved. Save it once more to keep what stands here "
    "instead, or open the page anew to see what they wrote."
)


class SeenForm(forms.BaseForm):
    """Mixed into a form: a hidden `seen` says what stood there when the page was opened."""

    state = ""

    def watch(self) -> None:
        """Remember what stands there now; called when the form knows all of its initial values."""
        values = [str(self.get_initial_for_field(field, name)) for name, field in self.fields.items()]
        self.state = digest(*values)
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=self.state)

    def clean(self) -> dict[str, Any]:
        """Refuse, once, to save over what was changed since."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if said.pop("seen", "") not in ("", self.state):
            sent: Any = self.data
            self.data = sent.copy()  # what a browser has sent is not changed itself
            self.data[self.add_prefix("seen")] = self.state  # type: ignore[index]
            raise forms.ValidationError(MEANWHILE)
        return said
