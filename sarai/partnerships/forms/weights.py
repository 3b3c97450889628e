"""The shape of weights of matches, and of what is looked for among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
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
    "priorities": _("What the officer ranks first; without an order, what most people named, or all that is stated."),
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

    reason = Line(
        label=_("Why"),
        max_length=300,
        error_messages={"required": _("Say why. Whoever looks at the history of the weights reads it.")},
    )
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

    def clean(self) -> dict[str, Any]:
        """Refuse weights by which nobody would be proposed."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if set(PARTS) <= said.keys() and not Weights(**self.values).propose:
            raise forms.ValidationError(
                _(
                    "With these weights nobody is proposed: a common language, the same region and partnerships so far "
                    "are no reason by themselves. Let another reason count."
                )
                if any(self.values.values())
                else _("All weights are 0, so nobody is proposed. Let at least one reason count.")
            )
        return said

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
    form = WeightsForm(given if any(part in query for part in PARTS) else None, now=now)
    del form.fields["reason"]  # nothing is changed
    return form


class PlainSelect(forms.Select):
    """A choice that is written at once: with a template for each of its options, it took a tenth of the page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = self.format_value(value)
        options = ((of, mark_safe(" selected") if str(of) in chosen else "", label) for of, label in self.choices)
        written = format_html_join("", '<option value="{}"{}>{}</option>', options)
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(given), written)


class MatchFilter(forms.Form):
    """Which partners are looked for."""

    kind = forms.ChoiceField(
        choices=[("", _("cities and institutions")), ("city", _("cities")), ("institution", _("institutions"))],
        required=False,
        label=_("Who"),
        widget=PlainSelect,
    )
    theme = forms.ModelChoiceField(
        Theme.objects.all(), required=False, label=_("Theme"), empty_label=_("every theme"), widget=PlainSelect
    )
    region = forms.ChoiceField(required=False, label=_("Region"), widget=PlainSelect)

    def __init__(self, said: Any, *, regions: Sequence[str]) -> None:
        super().__init__(said)
        named = sorted(region_names(regions).items(), key=lambda one: one[1])
        self.fields["region"].choices = [("", _("every region")), *named]  # type: ignore[attr-defined]

    @cached_property
    def chosen(self) -> Mapping[str, Any]:
        """What was chosen; what cannot be read is not."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
