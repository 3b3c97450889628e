"""Loading the reference data that comes with Sarai: countries, regions, groups and definitions of "South"."""

from django.db import transaction

from sarai.network.models import Country, CountryGroup, GroupMembership
from sarai.network.reference import countries, memberships, regions, south_definitions


@transaction.atomic
def load_reference() -> None:
    """Bring countries and groups up to the data files. Groups that a team added itself are left alone."""
    _load_countries()
    _load_groups()


def _load_countries() -> None:
    names = {code: region.name_en for code, region in regions().items()}
    rows = [
        Country(
            iso2=country.iso2,
            iso3=country.iso3,
            numeric=country.numeric,
            name=country.name_en,
            region=names.get(country.region_m49, ""),
            subregion=names.get(country.subregion_m49, ""),
            latitude=country.lat,
            longitude=country.lon,
            source=country.source,
        )
        for country in countries().values()
    ]
    fields = ["iso3", "numeric", "name", "region", "subregion", "latitude", "longitude", "source"]
    Country.objects.bulk_create(rows, update_conflicts=True, unique_fields=["iso2"], update_fields=fields)


def _load_groups() -> None:
    groups: dict[str, CountryGroup] = {}
    for key in sorted({membership.group for membership in memberships()}):
        groups[key], _new = CountryGroup.objects.update_or_create(slug=key.lower(), defaults={"title": key})
    GroupMembership.objects.filter(group__in=groups.values()).delete()
    GroupMembership.objects.bulk_create(
        GroupMembership(
            group=groups[membership.group],
            country_id=membership.iso2,
            valid_from=membership.period.first,
            valid_to=membership.period.last,
            source=membership.source,
        )
        for membership in memberships()
    )
    for definition in south_definitions().values():
        CountryGroup.objects.update_or_create(
            slug=definition.definition,
            defaults={
                "title": definition.title_en,
                "rule": definition.rule,
                "source": definition.source,
                "valid_from": definition.period.first,
                "valid_to": definition.period.last,
            },
        )
