"""The shape of weights of matches, and of what is looked for among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sarai.evidence.forms import Line
from sarai.network.indicators import region_names
from sarai.network.models import Theme
from sarai.partnerships.models import Weight
from sarai.partnerships.rules import PARTS, Weights

MOST = 100
MEANINGS = {
    "needs": _("The share that a theme has in what is needed here, times how surely the other offers it."),
    "practices": _("The same, times how often the other has shown it: by events held and good practices."),
    "alone": _("The same as the first, in themes in which neither is in a partnership."),
    "priorities": _("The theme that the officer puts first, or that most people named."),
    "languages": _("For each official language of both countries, of the three that most people speak."),
    "regions": _("Both are in one region of the United Nations' list M49."),
    "outcomes": _("How far up the ladder of proof the furthest partnership of the other has come."),
    "peers": _("How many people of the same country have named it, against the one whom most have named."),
    "wish": _("Somebody here has named it as a partner, in a survey or as the city's officer."),
    "asked": _("Somebody there has named this city."),
    "mutual": _("Counts beside the two before it."),
}


class WeightsForm(forms.Form):
    """A weight for each part of a match, as they are now unless something else is said."""

    reason = Line(label=_("Why"), max_length=300, required=False)
    after = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, posted: Any = None, *, now: Weights, after: int = 0) -> None:
        super().__init__(posted, initial={"after": after})
        for part, value in asdict(now).items():
            self.fields[part] = forms.FloatField(
                label=Weight.Part(part).label,
                help_text=MEANINGS[part],
                min_value=0,
                max_value=MOST,
                initial=value,
                widget=forms.NumberInput(attrs={"step": "any"}),
            )

    @property
    def weighted(self) -> Iterable[forms.BoundField]:
        """The fields of the parts."""
        return [self[part] for part in PARTS]

    @property
    def values(self) -> dict[str, float]:
        """Part → weight."""
        return {part: self.cleaned_data[part] for part in PARTS}


def tried(query: Mapping[str, str], now: Weights) -> WeightsForm:
    """The weights that somebody tries by an address: those that it does not name are as they are now."""
    given = {part: query.get(part, value) for part, value in asdict(now).items()}
    return WeightsForm(given if any(part in query for part in PARTS) else None, now=now)


class MatchFilter(forms.Form):
    """Which partners are looked for."""

    kind = forms.ChoiceField(
        choices=[("", _("cities and institutions")), ("city", _("cities")), ("institution", _("institutions"))],
        required=False,
        label=_("Who"),
    )
    theme = forms.ModelChoiceField(Theme.objects.all(), required=False, label=_("Theme"), empty_label=_("every theme"))
    region = forms.ChoiceField(required=False, label=_("Region"))

    def __init__(self, said: Any, *, regions: Sequence[str]) -> None:
        super().__init__(said)
        named = sorted(region_names(regions).items(), key=lambda one: one[1])
        self.fields["region"].choices = [("", _("every region")), *named]  # type: ignore[attr-defined]

    @cached_property
    def chosen(self) -> Mapping[str, Any]:
        """What was chosen; what cannot be read is not."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
