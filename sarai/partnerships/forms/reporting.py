"""Who reports a pilot, where it is published."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sarai.accounts.permissions import Anybody
from sarai.network.models import Institution
from sarai.network.queries.parties import Party, own_party
from sarai.partnerships.queries.partnerships import name_of
from sarai.partnerships.queries.pilots import Standing

PROGRAMME = "programme"


class ReporterForm(forms.Form):
    """The one that reports a pilot: of those that take part, or (for the team) the programme. Where nothing is said, an
    institution that leads, or else the one for which the user speaks."""

    reporter = forms.ChoiceField(label=_("Reported by"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, now: Standing, user: Anybody) -> None:
        super().__init__(data)
        self.members: dict[str, Party] = {name_of(member.who): member.who for member in now.members}
        leading = (name_of(one.who) for one in now.members if one.leads and isinstance(one.who, Institution))
        own = own_party(user)
        self.usual = next(leading, name_of(own) if own else PROGRAMME)
        team = [] if own else [(PROGRAMME, _("the programme"))]
        self.fields["reporter"].choices = [*team, *((name, who.name) for name, who in self.members.items())]  # type: ignore[attr-defined]
        self.initial["reporter"] = self.usual

    @property
    def who(self) -> Party | None:
        """The one that was chosen; None: the programme."""
        return self.members.get(self.cleaned_data["reporter"] or self.usual)
