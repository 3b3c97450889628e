"""How a source is named on a page."""

from collections.abc import Iterable

from django import template

from sarai.evidence import formats, queries
from sarai.evidence.models import Source

register = template.Library()
register.filter("format_label", formats.label)


@register.filter
def plain_name(source: Source) -> str:
    """What kind of source this is, for readers who may not see its name."""
    return queries.source_name(source, named=False)


@register.filter
def by_name(sources: Iterable[Source], named: bool) -> list[tuple[str, list[Source]]]:
    """Sources under what the reader may call them: thirty merges of one day are one line."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        groups.setdefault(queries.source_name(source, named=named), []).append(source)
    return list(groups.items())
