"""Notes, plans, letters and entries of somebody who asked to be forgotten, or erased their account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from sarai.accounts.actions import declare_erased
from sarai.accounts.models import Role, User
from sarai.letters.actions import forget as forget_letters
from sarai.network.actions import Forgotten, declare_forgotten, without
from sarai.partnerships.models import Expert, Partnership, Risk

from .advice import remove_expert


def forget_user(user: User, at: datetime) -> None:
    """Nothing is theirs to do any more, and they are off the roster of experts, which they could not leave without
    their account; the steps that were taken stand. Their notes go with the account."""
    names = _names(user)
    for model, parties in ((Partnership, "sides"), (Risk, "pilot__parties")):
        model._default_manager.filter(owner=user.email).update(owner="")
        model._default_manager.filter(_where_known(user, parties), owner__in=names).update(owner="")
    _cover(user, names)
    for topics in ("partnership:", "pilot:", "offer:"):
        forget_letters(addresses=[user.email], topics=topics)
    _off_the_roster([user.email], at)


def _names(user: User) -> set[str]:
    """What others may have called somebody when they planned. Where another account with a role goes by the same name,
    it may be theirs, and is not among them."""
    others = User.objects.exclude(pk=user.pk).exclude(role="")
    return {name for name in (user.email, user.name) if name and not others.filter(name=name).exists()}


def _where_known(user: User, parties: str) -> Q:
    """Where a name that somebody typed is this account's: people choose what their account is called, so only where
    their own city or institution takes part; for the team anywhere. Whether the account is still active is all one."""
    match user.role:
        case Role.TEAM:
            return Q()
        case Role.OFFICER if user.city:
            return Q(**{f"{parties}__city": user.city})
        case Role.PARTNER if user.institution:
            return Q(**{f"{parties}__institution__slug": user.institution})
    return Q(pk__in=[])


def _cover(user: User, names: set[str]) -> None:
    """Cover these names in what is to be done next."""
    longest = Partnership._meta.get_field("next_action").max_length
    planned = Partnership.objects.filter(_where_known(user, "sides")).exclude(next_action="").distinct()
    for number, said in planned.values_list("pk", "next_action"):
        if (covered := without(names, said)) != said:
            Partnership.objects.filter(pk=number).update(next_action=covered[:longest])


def _off_the_roster(addresses: Collection[str], at: datetime) -> None:
    for expert in Expert.objects.filter(email__in=[address.lower() for address in addresses if address]):
        remove_expert(expert=expert, at=at)


def _forget(who: Forgotten) -> None:
    """Experts need no account: they are known by their address."""
    _off_the_roster(who.addresses, who.at)


declare_forgotten(_forget)
declare_erased(forget_user)
