"""What answers can be broken down by beside what was asked: who gave them, from which region, in which month; and the
assessments that they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import Attributes, Dimension, Known, ScopeKind, UnknownScope, declare
from sarai.needs.models import Assessment
from sarai.network.indicators import ATTRIBUTES, REGION, STATED, stated, with_region
from sarai.network.models import Theme

MONTH, ASSESSMENT = "month", "assessment"


def _find_assessment(slug: str) -> tuple[int, str, str]:
    found = Assessment.objects.filter(slug=slug).first()
    if found is None:
        raise UnknownScope(_("There is no assessment “%(slug)s”.") % {"slug": slug})
    return found.pk, found.title, found.get_absolute_url()


def _themes(values: Iterable[Any]) -> Mapping[Any, str]:
    """The names of themes, by their numbers."""
    return {str(theme.pk): theme.name for theme in Theme.objects.filter(pk__in=[int(value) for value in values])}


declare(
    ScopeKind(ASSESSMENT, _("assessment"), _find_assessment),
    Dimension(
        "theme",
        _("theme"),
        _themes,
        knows=lambda value: value.isdecimal() and len(value) < 19 and Theme.objects.filter(pk=value).exists(),
        overlapping=True,
    ),
    Dimension(MONTH, _("month"), order=lambda value: value),
)


def add_attributes(known: Known, table: ir.Table, names: Sequence[str]) -> ir.Table:
    """`table` of responses with those of these columns that are named: what records state (`network.indicators`), the
    UN's `region` of the country, the `month` in which it was given ("2020-10"), and the `assessment`s that count it."""
    given = [name for name in names if name in STATED.names]
    wanted = [*given, *(["country"] if REGION in names else []), *(["city"] if ASSESSMENT in names else [])]
    missing = [name for name in dict.fromkeys(wanted) if name not in table.columns]
    if missing:
        table = stated(known, table, missing)
    if REGION in names:
        table = with_region(known, table)
    if MONTH in names:
        table = table.mutate(**{MONTH: table["at"].strftime("%Y-%m")})
    return _of_assessments(known, table) if ASSESSMENT in names else table


def _of_assessments(known: Known, table: ir.Table) -> ir.Table:
    """One row for each assessment that counts a response: it asks by its survey, and hears its city or every city."""
    by = known(Assessment.surveys.through)
    by = by.select(survey="survey_id", assessment="assessment_id")
    hears = known(Assessment.cities.through)
    hears = hears.select(assessment="assessment_id", city="city_id")
    asked = table.join(by, "survey")
    heard = asked.semi_join(hears, ["assessment", "city"])
    return heard.union(asked.anti_join(hears.select("assessment").distinct(), "assessment"))


ASKED = Attributes((*STATED.names, REGION, MONTH, ASSESSMENT), add_attributes)
BY = (*ATTRIBUTES, REGION, MONTH)
