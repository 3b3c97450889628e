"""Loading the reference data that comes with Sarai: countries, regions, groups and definitions of "South"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.db import models, transaction

from sarai.network.models import Country, CountryGroup, GroupMembership
from sarai.network.reference import Membership, countries, memberships, regions, south_definitions, south_memberships

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def load_reference() -> None:
    """Bring countries and groups up to the data files. Groups that a team added itself are left alone.

    Rows that are as the files have them are not touched, so that doing it again writes nothing.
    """
    _bring(Country, _countries(), key=("iso2",))
    _bring(CountryGroup, _groups(), key=("slug",))
    groups = dict(CountryGroup.objects.values_list("slug", "pk"))
    wanted = [
        GroupMembership(
            group_id=groups[membership.group.lower()],
            country_id=membership.iso2,
            valid_from=membership.period.first,
            valid_to=membership.period.last,
            source=membership.source,
        )
        for membership in _memberships()
    ]
    outdated = _bring(GroupMembership, wanted, key=("group_id", "country_id", "valid_from"))
    ours = {row.group_id for row in wanted}
    GroupMembership.objects.filter(pk__in=[row.pk for row in outdated if row.group_id in ours]).delete()


def _countries() -> Iterable[Country]:
    names = {code: region.name_en for code, region in regions().items()}
    for country in countries().values():
        yield Country(
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


def _groups() -> Iterable[CountryGroup]:
    """Groups and definitions of "South"; a definition that is one group and no more is that group's row."""
    keys = sorted({membership.group for membership in memberships()})
    groups = {key.lower(): CountryGroup(slug=key.lower(), title=key) for key in keys}
    for definition in south_definitions().values():
        groups[definition.definition] = CountryGroup(
            slug=definition.definition,
            title=definition.title_en,
            rule=definition.rule,
            source=definition.source,
            valid_from=definition.period.first,
            valid_to=definition.period.last,
        )
    return groups.values()


def _memberships() -> Iterable[Membership]:
    """Who is in which group, and of the South by each definition. A definition that is called as a group is stands for
    it, as among the groups."""
    yield from (one for one in memberships() if one.group.lower() not in south_definitions())
    yield from south_memberships()


def _bring(model: type[Row], wanted: Iterable[Row], *, key: tuple[str, ...]) -> list[Row]:
    """Add the wanted rows that are not there, change those that differ; returns the rows that nobody wanted."""
    fields = [f.name for f in model._meta.concrete_fields if not f.primary_key and f.attname not in key]
    there = {_values(row, key): row for row in model._default_manager.all()}
    new, changed = [], []
    for row in wanted:
        old = there.pop(_values(row, key), None)
        if old is None:
            new.append(row)
        elif _values(old, fields) != _values(row, fields):
            row.pk = old.pk
            changed.append(row)
    model._default_manager.bulk_create(new)
    if changed:
        model._default_manager.bulk_update(changed, fields)
    return list(there.values())


def _values(row: models.Model, names: Sequence[str]) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in names)
