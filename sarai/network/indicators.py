"""Units, dimensions and scopes that every app's figures use: people, countries, cities; and who they are. And which
institutions take part in the programme."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
from babel import Locale
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sarai.evidence.engine import (
    Attributes,
    Dimension,
    Distinct,
    Doubt,
    Indicator,
    Known,
    ScopeKind,
    Unit,
    UnknownScope,
    declare,
)

from .models import (
    City,
    Country,
    Engagement,
    Gender,
    GroupMembership,
    Institution,
    OrganisationType,
    PersonLink,
    PersonRecord,
    PlaceReading,
    Programme,
    Theme,
)
from .queries import newest_suggestion, people_if_suggestions_were_accepted
from .reference import regions

PEOPLE = Unit(
    "people",
    _("people"),
    Doubt(
        people_if_suggestions_were_accepted,
        newest_suggestion,
        page="network:people-review",
        permission="network.decide",
    ),
)
COUNTRIES = Unit("countries", _("countries"))
CITIES = Unit("cities", _("cities"))
INSTITUTIONS = Unit("institutions", _("institutions"))
PERCENT = Unit("percent", _("per cent"))
REGION = "region"
ATTRIBUTES = ("country", "city", "organisation_type", "gender")
A_DAY = 24 * 60 * 60  # seconds
STANDS = {"standing": _("taking part"), "ended": _("took part")}
HALVES = {"south": _("the South"), "elsewhere": _("elsewhere")}


# Where the United Nations say it otherwise than the Unicode CLDR does.
_UN_NAMES = {
    "CD": _("Democratic Republic of the Congo"),
    "CG": _("Congo"),
    "HK": _("China, Hong Kong SAR"),
    "LA": _("Lao People's Democratic Republic"),
    "MO": _("China, Macao SAR"),
    "PS": _("State of Palestine"),
    "TW": _("Taiwan Province of China"),
    "XK": _("Kosovo (Security Council resolution 1244)"),
}


def country_names(codes: Iterable[str]) -> Mapping[str, str]:
    """Names of countries in the reader's language (CLDR, and the United Nations' own words), by ISO code."""
    names = Locale.parse(get_language() or "en", sep="-").territories
    return {code: str(_UN_NAMES.get(code) or names.get(code, code)) for code in codes}


def region_names(values: Iterable[str]) -> Mapping[str, str]:
    """Names of the UN's regions in the reader's language (CLDR), by their English names."""
    language = get_language() or "en"
    if language == "en":
        return {value: value for value in values}
    names, codes = Locale.parse(language, sep="-").territories, {one.name_en: m49 for m49, one in regions().items()}
    return {value: names.get(codes.get(value, ""), value) for value in values}


def _city_names(values: Iterable[Any]) -> Mapping[Any, Any]:
    """Names of cities, with the country (and its division) where two of them have the same name."""
    cities = City.objects.filter(pk__in=[int(value) for value in values])
    by_name: dict[str, list[City]] = defaultdict(list)
    for city in cities:
        by_name[city.name].append(city)
    return {str(city.pk): _told_apart(city, by_name[city.name]) for city in cities}


def _told_apart(city: City, namesakes: list[City]) -> str:
    if len(namesakes) == 1:
        return city.name
    country = country_names([city.country_id])[city.country_id]
    if sum(other.country_id == city.country_id for other in namesakes) == 1:
        return f"{city.name} ({country})"
    return f"{city.name} ({country}, {city.admin1 or city.pk})"


def _find_country(slug: str) -> tuple[str, str, str]:
    country = Country.objects.filter(pk=slug.upper()).first()
    if country is None:
        raise UnknownScope(_("There is no country with the ISO code “%(slug)s”.") % {"slug": slug})
    return country.pk, country.name, reverse("portal:home")


def _is_number(text: str) -> bool:
    """Whether a text is a number that the database can hold; places of our own have negative ones."""
    return text.removeprefix("-").isdecimal() and len(text) < 19


def _is(model: type[Country | City], value: str) -> bool:
    return model._default_manager.filter(pk=value).exists()


def _find_city(slug: str) -> tuple[int, str, str]:
    city = City.objects.filter(pk=int(slug)).first() if _is_number(slug) else None
    if city is None:
        raise UnknownScope(_("No city with the GeoNames number “%(slug)s” has been named here.") % {"slug": slug})
    return city.pk, city.name, reverse("portal:city-detail", args=[city.pk])


def _find_institution(slug: str) -> tuple[int, str, str]:
    institution = Institution.objects.filter(slug=slug).first()
    if institution is None:
        raise UnknownScope(_("There is no institution “%(slug)s”.") % {"slug": slug})
    return institution.pk, institution.name, institution.get_absolute_url()


def _find_theme(slug: str) -> tuple[int, str, str]:
    theme = Theme.objects.filter(slug=slug).first()
    if theme is None:
        raise UnknownScope(_("There is no theme “%(slug)s”.") % {"slug": slug})
    return theme.pk, theme.name, reverse("portal:home")


declare(
    Dimension("country", _("country"), country_names, knows=lambda value: _is(Country, value)),
    Dimension("city", _("city"), _city_names, knows=lambda value: _is_number(value) and _is(City, value)),
    Dimension(
        "organisation_type",
        _("type of organisation"),
        lambda _values: dict(OrganisationType.choices),
        knows=OrganisationType.values.__contains__,
    ),
    Dimension(REGION, _("region"), region_names, knows=lambda value: Country.objects.filter(subregion=value).exists()),
    Dimension("gender", _("gender"), lambda _values: dict(Gender.choices), knows=Gender.values.__contains__),
    Dimension("south", _("South or elsewhere"), lambda _values: HALVES, knows=HALVES.__contains__),
    ScopeKind("country", _("country"), _find_country),
    ScopeKind("city", _("city"), _find_city),
    Dimension(
        "engagement_role",
        _("role in the programme"),
        lambda _values: dict(Engagement.Role.choices),
        knows=Engagement.Role.values.__contains__,
        overlapping=True,
    ),
    Dimension("engagement", _("taking part or no longer"), lambda _values: STANDS, knows=STANDS.__contains__),
    ScopeKind("institution", _("institution"), _find_institution),
    ScopeKind("theme", _("theme"), _find_theme),
)


def linked(known: Known) -> ir.Table:
    """(record, person): who each record is about, as known."""
    return known(PersonLink).select(record="record_id", person="person_id")


def statements(known: Known, names: Sequence[str]) -> ir.Table:
    """What records state, null where they do not: `record`, and of `country` (ISO 3166), `city` (GeoNames id),
    `organisation_type` and `gender` those named. Places are as they were read by then."""
    record = known(PersonRecord)
    said = {name: record[name].nullif("") for name in names if name not in ("country", "city")}
    record = record.select(record="id", place="place_id", **said)
    if len(said) < len(names):
        reading = known(PlaceReading)
        reading = reading.select(place="place_id", city="city_id", country="country_id")
        record = record.left_join(reading, "place")
    return record.select("record", *names)


def located(known: Known, table: ir.Table, names: Sequence[str]) -> ir.Table:
    """`table`, which has a `place` (or null), with where that is as it was read by then: of `country` (ISO 3166),
    `city` (GeoNames id) and `south` those named."""
    reading = known(PlaceReading)
    reading = reading.select(place="place_id", city="city_id", country="country_id")
    table = table.left_join(reading, "place").drop("place_right")
    table = _with_south(known, table) if "south" in names else table
    return table.drop(*({"city", "country"} - set(names)))


def _with_south(known: Known, table: ir.Table) -> ir.Table:
    """`table`, which has a `country`, with whether that is of the South, as the programme defines it, on the day; null
    where the country is unknown, or the programme defines no South."""
    programme = known(Programme)
    defined = programme.filter(programme["south_id"].notnull()).select(group="south_id").distinct()
    member = known(GroupMembership)
    day = ibis.literal(known.as_of, "timestamp").epoch_seconds()
    first, last = (member[name].cast("timestamp").epoch_seconds() for name in ("valid_from", "valid_to"))
    member = member.filter((first.isnull() | (first <= day)) & (last.isnull() | (last + A_DAY > day)))
    member = member.select(group="group_id", of="country_id").join(defined, "group").select("of").distinct()
    table = table.left_join(member, table["country"] == member["of"])
    half = ibis.cases(
        (table["country"].isnull(), ibis.null("string")), (table["of"].notnull(), "south"), else_="elsewhere"
    )
    return table.mutate(south=ibis.ifelse(defined.count().as_scalar() > 0, half, ibis.null("string"))).drop("of")


def stated(known: Known, table: ir.Table, names: Sequence[str]) -> ir.Table:
    """`table`, which has a `record`, with what the record states of `names`."""
    return table.join(statements(known, names), "record")


STATED = Attributes(ATTRIBUTES, stated)


def latest_stated(table: ir.Table, unit: Sequence[str], columns: Sequence[str]) -> ir.Table:
    """For each `unit`, the latest stated (not null) value of each column, by `at` and then `fact`."""
    for name in columns:
        order = [table[name].isnull(), table["at"].desc(), table["fact"].desc()]
        place = ibis.row_number().over(ibis.window(group_by=unit, order_by=order))
        table = table.mutate(**{f"place_{name}": place})
    picked = {name: table[name].max(where=table[f"place_{name}"] == 0) for name in columns}
    return table.group_by(unit).aggregate(**picked)


def with_region(known: Known, table: ir.Table) -> ir.Table:
    """`table`, which has a `country`, with the `region` of the UN's M49 that it lies in."""
    country = known(Country)
    country = country.select(code=country["iso2"], region=country["subregion"].nullif(""))
    return table.left_join(country, table["country"] == country["code"]).drop("code")


def engagements(known: Known) -> ir.Table:
    """That an institution takes part, or took part, in the programme in one role: a row for each that has begun. An
    institution takes part as long as it does in any role."""
    fact, institution = known(Engagement), known(Institution)
    now = ibis.literal(known.as_of, "timestamp").epoch_seconds()
    since, until = (fact[name].cast("timestamp").epoch_seconds() for name in ("since", "until"))
    begun = fact.filter(since <= now).select(
        "institution_id",
        fact="id",
        at=fact["since"].cast("timestamp"),
        engagement_role="role",
        standing=ibis.ifelse(until.notnull() & (until + A_DAY <= now), 0, 1),
    )
    in_any = begun["standing"].max().over(ibis.window(group_by=begun["institution_id"]))
    begun = begun.mutate(engagement=ibis.ifelse(in_any == 1, "standing", "ended")).drop("standing")
    institution = institution.select(institution="id", organisation_type="type", country="country_id")
    found = begun.join(institution, begun["institution_id"] == institution["institution"]).drop("institution_id")
    return with_region(known, found)


def _of_the_united_nations(known: Known) -> ir.Table:
    found = engagements(known)
    return found.filter(found["organisation_type"] == OrganisationType.UN_ENTITY)


OF_ENGAGEMENTS = ("engagement_role", "engagement", "country", REGION)

declare(
    Indicator(
        key="network.partners",
        label=_("Development partners"),
        definition=_(
            "Different institutions that take part in the programme or took part: as organisers, donors, technical "
            "partners, networks. One that does so in several roles is one."
        ),
        unit=INSTITUTIONS,
        measure=Distinct("institution"),
        opens=Engagement,
        rows=engagements,
        dimensions=("organisation_type", *OF_ENGAGEMENTS),
    ),
    Indicator(
        key="network.un_entities",
        label=_("UN entities"),
        definition=_("Different entities of the United Nations that take part in the programme or took part."),
        unit=INSTITUTIONS,
        measure=Distinct("institution"),
        opens=Engagement,
        rows=_of_the_united_nations,
        dimensions=OF_ENGAGEMENTS,
    ),
)
