"""Who may read and write in a cluster: predicates over a user and a cluster."""

from __future__ import annotations

import rules
from django.db.models import Q

from sarai.accounts.models import Role, User
from sarai.accounts.permissions import Anybody, has_any_role, is_team

from .models import Cluster, Membership


def of(user: User) -> Q:
    """The memberships by which somebody belongs to clusters: their own, that of the city they speak for, and that of
    their institution."""
    found = Q(user=user)
    if user.role == Role.OFFICER and user.city is not None:
        found |= Q(city=user.city)
    if user.role == Role.PARTNER and user.institution:
        found |= Q(institution__slug=user.institution)
    return found & Q(retracted_at=None)


@rules.predicate
def belongs(user: Anybody, cluster: Cluster | None = None) -> bool:
    """Whoever is a member themselves, or speaks for a city or an institution that is."""
    if cluster is None or not isinstance(user, User):
        return False
    return Membership.objects.filter(of(user), cluster=cluster).exists()


@rules.predicate
def is_open(_user: Anybody, cluster: Cluster | None = None) -> bool:
    """The cluster is open to everybody who takes part in the programme."""
    return cluster is not None and cluster.is_open


rules.add_perm("clusters.read", has_any_role & (is_open | is_team | belongs))
rules.add_perm("clusters.write", has_any_role & (is_team | belongs))
