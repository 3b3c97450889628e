"""The row of hashtags by which humanitarian tools know what a column is about.

Source: the Humanitarian Exchange Language 1.1, tagging conventions and hashtag dictionary (2018).
"""

from __future__ import annotations

from collections.abc import Iterable

from .columns import Column

BY_ROLE = {
    "person.name": "#respondee+name",
    "person.first_name": "#respondee+name+first",
    "person.last_name": "#respondee+name+last",
    "person.email": "#contact+email",
    "person.phone": "#contact+phone",
    "person.gender": "#respondee+gender",
    "person.age": "#respondee+age",
    "person.position": "#respondee+position",
    "place.city": "#loc+city+name",
    "place.country": "#country+name",
    "organisation.name": "#org+name",
    "organisation.type": "#org+type",
    "need.priority": "#sector+need",
    "offer.theme": "#sector+offer",
    "wish.partner_city": "#loc+city+partner",
    "wish.support": "#service+wish",
    "knowledge.gain": "#indicator+knowledge",
    "collaboration.interest": "#indicator+collaboration",
    "goods.item": "#item+name",
    "goods.quantity": "#item+num",
}
BY_KIND = {"geopoint": "#geo+coord", "geotrace": "#geo+line", "geoshape": "#geo+area"}
ABOUT = {"_id": "#meta+id", "_submission_time": "#date+submitted", "_language": "#meta+language"}


def tag(column: Column) -> str:
    """The hashtag of a column; empty, as the standard allows, where nothing says what it is about."""
    if column.question is None:
        return ABOUT.get(column.about, "")
    role = column.question.role
    known = BY_ROLE.get(role) or ("#meta+consent" if role.startswith("consent.") else "")
    known = known or BY_KIND.get(column.question.kind, "")
    return f"{known}+chosen" if known and column.choice else known


def tags(columns: Iterable[Column]) -> list[str]:
    """The row of hashtags, which stands between the header and the data."""
    return [tag(column) for column in columns]
