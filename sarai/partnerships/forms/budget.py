"""What is filled in about the budget of a pilot: who gives what, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from sarai.accounts.permissions import Anybody
from sarai.evidence.forms import Line
from sarai.network.queries.parties import column_of
from sarai.partnerships.models import AMOUNT_DIGITS, BudgetLine, Pilot, PilotParty
from sarai.partnerships.queries.partnerships import name_of
from sarai.partnerships.queries.pilots import stages_said_by

from .pilots import CurrencyField, come, day_field
from .sent import token_field

OTHER = "other"


class LineForm(forms.ModelForm[BudgetLine]):
    """A budget line that a user enters. `members` can give, and so can another who is named; how sure it is is said by
    who speaks for the giver."""

    giver = forms.ChoiceField(label=_("Who gives it"))
    other = Line(label=_("Another: who"), required=False, max_length=200, help_text=_("An organisation, no person."))
    what = Line(label=_("What for"), max_length=200)
    amount = forms.DecimalField(
        label=_("Amount"),
        max_digits=AMOUNT_DIGITS,
        decimal_places=2,
        min_value=Decimal("0.01"),
        error_messages={"min_value": _("Write an amount of more than nothing.")},
    )
    currency = CurrencyField(_("Currency"))
    basis = Line(
        label=_("How its value was estimated"),
        required=False,
        max_length=300,
        help_text=_("For what is given in kind: 20 days of two engineers at 150 USD."),
    )
    happened_on = day_field(_("Since"), help_text=_("When it was planned, pledged, committed or paid."))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    token = token_field()

    class Meta:
        model = BudgetLine
        fields = ("giver", "other", "what", "in_kind", "amount", "currency", "basis", "stage", "happened_on")
        labels = {"in_kind": _("It is given in kind, not in money"), "stage": _("How sure it is")}
        help_texts = {
            "stage": _("That it is pledged, committed or paid is said by who gives it, or by the programme team.")
        }

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        pilot: Pilot,
        members: Sequence[PilotParty],
        line: BudgetLine | None,
        user: Anybody,
    ):
        super().__init__(data, instance=line, initial={} if line else {"currency": pilot.currency})
        self.user = user
        self.givers = {name_of(member.who): member.who for member in members}
        if line is not None and (held := line.city or line.institution):
            self.givers.setdefault(name_of(held), held)
        choices = [(name, str(who)) for name, who in self.givers.items()]
        self.fields["giver"].choices = [*choices, (OTHER, _("another"))]  # type: ignore[attr-defined]
        sayable = {stage for who in (*self.givers.values(), None) for stage in stages_said_by(user, who)}
        self.fields["stage"].choices = [one for one in BudgetLine.Stage.choices if one[0] in sayable]  # type: ignore[attr-defined]
        if line is not None:
            self.initial = {**self.initial, "giver": name_of(held) if held else OTHER, "seen": line.pk}

    def clean_token(self) -> UUID:
        """The key of the line that this form adds, however often it is sent; what is none is that of no line yet."""
        try:
            return UUID(self.cleaned_data["token"])
        except ValueError:
            return uuid4()

    def _post_clean(self) -> None:
        """The line as it stands is a fact, and not written into: `said` has what is new."""

    def clean(self) -> dict[str, Any]:
        """One source; an estimate has a basis; what was done, was done on a day that has come."""
        said = super().clean() or self.cleaned_data
        if said.get("giver") == OTHER and not said.get("other"):
            self.add_error("other", _("Say who gives it."))
        if said.get("in_kind") and not said.get("basis"):
            self.add_error("basis", _("Say how the value was estimated, so that others can judge it."))
        self._check_stage(said)
        if said.get("happened_on") and said.get("stage") != BudgetLine.Stage.PLANNED:
            try:
                come(said["happened_on"])
            except forms.ValidationError as error:
                self.add_error("happened_on", error)
        return said

    def _check_stage(self, said: Mapping[str, Any]) -> None:
        """Nobody promises in another's name."""
        giver, stage = said.get("giver"), said.get("stage")
        if giver and stage and stage not in stages_said_by(self.user, self.givers.get(giver)):
            self.add_error("stage", _("You do not speak for who gives this. Put it down as planned, and ask them."))

    @cached_property
    def said(self) -> dict[str, Any]:
        """The fields of the line."""
        data = self.cleaned_data
        who = self.givers.get(data["giver"])
        return {
            "city": None,
            "institution": None,
            **(column_of(who) if who else {}),
            "other": "" if who else data["other"],
            **{name: data[name] for name in ("what", "in_kind", "amount", "currency", "stage", "happened_on")},
            "basis": data["basis"] if data["in_kind"] else "",
        }
