"""The shape of what a viewer asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sarai.evidence.forms import Line
from sarai.exchanges.models import SessionQuestion


class QuestionForm(forms.Form):
    """A question, and under which name it is shown."""

    text = forms.CharField(label=_("Your question"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    name = Line(label=_("Your name, as everybody sees it"), max_length=100)

    def __init__(self, data: Mapping[str, Any] | None = None, *, name: str = "") -> None:
        super().__init__(data, initial={"name": name}, auto_id="asking-%s")


class MoveForm(forms.Form):
    """What the team does with a question."""

    question = forms.IntegerField(min_value=1)
    to = forms.ChoiceField(choices=[*SessionQuestion.State.choices, ("undo", "undo")])
