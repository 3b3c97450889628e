"""The shape of what is filled in about events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sarai.exchanges.models import EventSurvey


class AskedAtForm(forms.ModelForm[EventSurvey]):
    """At which event a survey is asked, before it or after it."""

    class Meta:
        model = EventSurvey
        fields = ("event", "purpose")
        labels = {"event": _("Event"), "purpose": _("When")}

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="asked-at-%s")
        self.fields["event"].queryset = self.fields["event"].queryset.order_by("-pk")  # type: ignore[attr-defined]
