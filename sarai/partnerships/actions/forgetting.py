"""Notes, plans, letters and entries of somebody who asked to be forgotten, or erased their account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sarai.accounts.actions import declare_erased
from sarai.accounts.models import User
from sarai.letters.actions import forget as forget_letters
from sarai.network.actions import Forgotten, declare_forgotten
from sarai.partnerships.models import Expert, Note, Partnership, Risk

from .advice import remove_expert


def forget_user(user: User, at: datetime) -> None:
    """What they noted is gone, nothing is theirs to do any more, and they are off the roster of experts, which they
    could not leave without their account; the steps that were taken stand. Where another account goes by the same name,
    what is signed by the name alone stays: it may be theirs."""
    names = {user.email, str(user)}
    names -= set(User.objects.exclude(pk=user.pk).filter(name__in=names).values_list("name", flat=True))
    Note.objects.filter(by__in=names).delete()
    Partnership.objects.filter(owner__in=names).update(owner="")
    Risk.objects.filter(owner__in=names).update(owner="")
    for topics in ("partnership:", "pilot:"):
        forget_letters(addresses=[user.email], topics=topics)
    _off_the_roster([user.email], at)


def _off_the_roster(addresses: Collection[str], at: datetime) -> None:
    for expert in Expert.objects.filter(email__in=[address.lower() for address in addresses if address]):
        remove_expert(expert=expert, at=at)


def _forget(who: Forgotten) -> None:
    """Experts need no account: they are known by their address."""
    _off_the_roster(who.addresses, who.at)


declare_forgotten(_forget)
declare_erased(forget_user)
