"""Who may do what. Permissions are predicates over a user and, where it matters, an object (django-rules)."""

from typing import Any

import rules
from django.contrib.auth.models import AnonymousUser

from .models import Role, User

Anybody = User | AnonymousUser


def _has_role(user: Anybody, *roles: str) -> bool:
    return bool(user.is_active and user.is_authenticated and (user.is_superuser or user.role in roles))


@rules.predicate
def is_team(user: Anybody) -> bool:
    """The programme team."""
    return _has_role(user, Role.TEAM)


@rules.predicate
def is_steward(user: Anybody) -> bool:
    """The data steward, who settles doubtful records."""
    return _has_role(user, Role.STEWARD)


@rules.predicate
def has_any_role(user: Anybody) -> bool:
    """Anybody whom the team gave a role."""
    return _has_role(user, *(role for role in Role.values if role))


@rules.predicate
def is_officer_of(user: Anybody, place: Any = None) -> bool:
    """The officer of this city: `place` is the city itself (`geonameid`) or something of it (`city_id`)."""
    city = getattr(place, "geonameid", None) or getattr(place, "city_id", None)
    return city is not None and _has_role(user, Role.OFFICER) and getattr(user, "city", None) == city


@rules.predicate
def is_partner_of(user: Anybody, institution: Any = None) -> bool:
    """The partner who speaks for this institution: `institution` has a `slug`, or an `institution` that has one."""
    slug = getattr(getattr(institution, "institution", institution), "slug", "")
    return bool(slug) and _has_role(user, Role.PARTNER) and getattr(user, "institution", "") == slug


works_with_data = is_team | is_steward

rules.add_perm("evidence.view_personal", works_with_data)
rules.add_perm("evidence.view_source", works_with_data)
rules.add_perm("evidence.take_in", works_with_data)
rules.add_perm("evidence.view_row", has_any_role)
rules.add_perm("letters.manage", is_team)
rules.add_perm("network.decide", works_with_data)
rules.add_perm("network.manage", is_team)
rules.add_perm("network.speak_for_city", is_team | is_officer_of)
rules.add_perm("network.speak_for_institution", is_team | is_partner_of)
rules.add_perm("surveys.manage", is_team)
rules.add_perm("surveys.review", works_with_data)
rules.add_perm("surveys.view_answers", works_with_data)
rules.add_perm("needs.manage", is_team)
rules.add_perm("needs.view_gaps", has_any_role)
rules.add_perm("needs.follow_up", is_team)
rules.add_perm("exchanges.manage", is_team)
rules.add_perm("exchanges.view_people", works_with_data)
rules.add_perm("clusters.take_part", has_any_role)
rules.add_perm("clusters.moderate", is_team)
rules.add_perm("partnerships.manage", is_team)
rules.add_perm("partnerships.take_part", has_any_role)
# Of a city, an institution, or a side of a partnership that is one of them.
rules.add_perm("partnerships.speak_for", is_team | is_officer_of | is_partner_of)
