"""Partnerships that came about, on which rung of the evidence ladder each stands, and what is on its way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import (
    Attributes,
    Beside,
    Dimension,
    Distinct,
    Indicator,
    Known,
    ScopeKind,
    Tally,
    Unit,
    UnknownScope,
    declare,
    dimension,
)
from sarai.exchanges.models import Event
from sarai.network import indicators as of_network  # noqa: F401  (declares cities and countries)
from sarai.network.indicators import country_names
from sarai.network.models import City
from sarai.partnerships.models import Partnership, Side, Step
from sarai.partnerships.queries.partnerships import may_read, standing
from sarai.partnerships.rules.pipeline import PROVES, RUNGS, SAYS_SO, STANDING, STATES

PARTNERSHIPS = Unit("partnerships", _("partnerships"))
DECLARED, CONFIRMED = RUNGS[:2]
BETWEEN = {
    "cities": _("cities"),
    "city and institution": _("a city and an institution"),
    "institutions": _("institutions"),
}
# Columns that cost a join with the sides; those of all sides give a partnership several rows.
OF_SIDES = ("between", "at_city", "at_country", "city", "country", "institution", "lead_city", "beside_city")


def steps(known: Known) -> ir.Table:
    """Every step, one row each: its `partnership`, its `side`, the `state` after it, and what the partnership is of."""
    fact, of, event = known(Step), known(Partnership), known(Event)
    fact = fact.select(
        "step",
        "state",
        fact="id",
        partnership="partnership_id",
        side="side_id",
        at=fact["happened_on"].cast("timestamp"),
    )
    of = of.select(of="id", theme="theme_id", event="event_id", own_series="series_id")
    told = fact.join(of, fact["partnership"] == of["of"]).drop("of")
    series = event.select(held="id", of_series="series_id")
    told = told.left_join(series, told["event"] == series["held"]).drop("held")
    return told.mutate(series=ibis.coalesce(told["own_series"], told["of_series"])).drop("own_series", "of_series")


def proofs(known: Known) -> ir.Table:
    """Every step by which a partnership stands on the evidence ladder, one row each, with the `rung` of the whole."""
    told = steps(known)
    came = told.filter(told["state"].isin([*STANDING])).select("partnership").distinct()
    told = told.filter(told["step"].isin([*SAYS_SO, *PROVES])).semi_join(came, "partnership")
    main = _sides(known)
    main = main.filter(main["role"] != Side.Role.SUPPORT).select(main="side")
    told = told.left_join(main, told["side"] == main["main"])
    words = told["main"].nunique(where=told["step"].isin([*SAYS_SO]))
    reached = {rung: (told["step"] == step).any() for step, rung in PROVES.items()} | {CONFIRMED: words > 1}
    each = told.group_by(of="partnership").aggregate(**reached)
    rung: Any = ibis.literal(DECLARED)
    for name in RUNGS[1:]:
        rung = each[name].ifelse(name, rung)
    each = each.select("of", rung=rung)
    return told.join(each, told["partnership"] == each["of"]).drop("of", "state", "main")


def latest_steps(known: Known) -> ir.Table:
    """The last step of each partnership, one row each, with the `stage` in which it is: steps are added in order."""
    told = steps(known)
    last = told.group_by("partnership").aggregate(last=told["fact"].max())
    return told.semi_join(last, told["fact"] == last["last"]).rename(stage="state")


def introduced(known: Known) -> ir.Table:
    """Of the proofs, those of partnerships that the programme introduced: both sides had accepted."""
    told = steps(known)
    met = told.filter(told["state"] == "introduction").select("partnership").distinct()
    return proofs(known).semi_join(met, "partnership")


def between_cities(known: Known) -> ir.Table:
    """Of these, those between two cities."""
    two = _cities(known)
    return introduced(known).semi_join(two, "partnership")


def _sides(known: Known) -> ir.Table:
    side = known(Side).filter(ibis._["takes_part"])
    return side.select("role", side="id", partnership="partnership_id", city="city_id", institution="institution_id")


def _cities(known: Known) -> ir.Table:
    """The city that leads and the one beside it, of partnerships between two cities."""
    side = _sides(known).filter(ibis._["city"].notnull())
    lead = side.filter(side["role"] == Side.Role.LEAD).select("partnership", lead_city="city")
    other = side.filter(side["role"] == Side.Role.PARTNER).select("partnership", beside_city="city")
    return lead.join(other, "partnership")


def _with_sides(known: Known, table: ir.Table, names: Sequence[str]) -> ir.Table:
    """`table`, which has a `partnership`, with those of `OF_SIDES` that are named."""
    side, main = _sides(known), _sides(known)
    if "between" in names:
        main = main.filter(main["role"] != Side.Role.SUPPORT)
        kinds = main.group_by("partnership").aggregate(cities=main["city"].notnull().sum())
        words = (kinds["cities"] == 1).ifelse("city and institution", "institutions")
        kinds = kinds.select(of="partnership", between=(kinds["cities"] > 1).ifelse("cities", words))
        table = table.left_join(kinds, table["partnership"] == kinds["of"]).drop("of")
    if {"lead_city", "beside_city"} & {*names}:
        table = table.left_join(_cities(known), "partnership").drop("partnership_right")
    if {"city", "at_city", "country", "at_country"} & {*names}:
        city = known(City)
        where = side.join(city.select(city="geonameid", country="country_id"), "city")
        where = where.select("partnership", "city", "country", at_city="city", at_country="country")
        table = table.join(where, "partnership")
    if "institution" in names:
        who = side.filter(side["institution"].notnull()).select("partnership", "institution")
        table = table.join(who, "partnership")
    return table


def _find(number: str) -> tuple[int, str, str]:
    found = Partnership.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    if found is None:
        raise UnknownScope(_("There is no partnership “%(number)s”.") % {"number": number})
    return found.pk, str(found), found.get_absolute_url()


def _may_know_of(number: str, user: Any) -> bool:
    """What is on its way is the business of its sides and the team; what exists may be known."""
    found = Partnership.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    return found is None or may_read(user, now := standing(found)) or bool(now.rung)


def _rungs(_values: Iterable[Any]) -> Mapping[Any, Any]:
    return dict(Step.Rung.choices)


_CITY, _COUNTRY = dimension("city"), dimension("country")
SIDES = Attributes(OF_SIDES, _with_sides)
KINDS = Attributes(("between",), _with_sides)  # of what is on its way: no city or institution is found by it

declare(
    ScopeKind("partnership", _("partnership"), _find, shown_to=_may_know_of),
    Dimension("rung", _("rung of the evidence ladder"), _rungs, RUNGS.__contains__, order=RUNGS.index),
    Dimension(
        "stage",
        _("stage"),
        lambda _values: dict(Step.State.choices),
        STATES.__contains__,
        order=STATES.index,
    ),
    Dimension("between", _("between"), lambda _values: BETWEEN, BETWEEN.__contains__),
    Dimension("at_city", _("city"), _CITY.names, _CITY.knows, overlapping=True),
    Dimension("at_country", _("country"), country_names, _COUNTRY.knows, overlapping=True),
    Dimension("lead_city", _("city that leads"), _CITY.names, _CITY.knows),
    Dimension("beside_city", _("its partner city"), _CITY.names, _CITY.knows),
    Indicator(
        key="partnerships.brokered",
        label=_("Partnerships brokered"),
        definition=_(
            "Different partnerships that came about: on which both sides agreed, which a document, an activity or a "
            "result proves, or of which a survey or the programme team knows. On which rung of the evidence ladder "
            "each stands is always told: self-declared, confirmed by both, document, activity, result. One that has "
            "ended counts still."
        ),
        unit=PARTNERSHIPS,
        measure=Distinct("partnership"),
        opens=Step,
        rows=proofs,
        attributes=SIDES,
        dimensions=("rung", "between", "at_city", "at_country", "theme"),
    ),
    Tally(
        key="partnerships.evidence",
        label=_("Partnerships by rung of evidence"),
        definition=_("How many partnerships stand on each rung of the evidence ladder."),
        of="partnerships.brokered",
        unit=PARTNERSHIPS,
        by="rung",
    ),
    Indicator(
        key="partnerships.between_cities",
        label=_("Partnerships between cities that the programme introduced"),
        definition=_(
            "Different partnerships between two cities which came about after both had accepted an introduction here."
        ),
        unit=PARTNERSHIPS,
        measure=Distinct("partnership"),
        opens=Step,
        rows=between_cities,
        attributes=SIDES,
        dimensions=("rung", "lead_city", "beside_city", "at_city", "at_country", "theme"),
    ),
    Beside(
        key="partnerships.city_level_brokered",
        label=_("Partner cities that the programme introduced"),
        definition=_("Of each city that leads partnerships between cities: with which ones."),
        of="partnerships.between_cities",
        unit=PARTNERSHIPS,
        by="lead_city",
        beside="beside_city",
    ),
    Indicator(
        key="partnerships.pipeline",
        label=_("Partnerships and requests by stage"),
        definition=_(
            "Every partnership and every request for one, whatever became of it, at its stage. Who they are between is "
            "their business: only its sides and the programme team see what is on its way."
        ),
        unit=PARTNERSHIPS,
        measure=Distinct("partnership"),
        opens=Step,
        rows=latest_steps,
        attributes=KINDS,
        dimensions=("stage", "between", "theme"),
        opened_by="evidence.view_source",
    ),
)
