"""Notes, plans and letters of somebody who asked to be forgotten, or erased their account."""

from __future__ import annotations

from datetime import datetime

from sarai.accounts.actions import declare_erased
from sarai.accounts.models import User
from sarai.letters.actions import forget as forget_letters
from sarai.network.actions import Forgotten, declare_forgotten
from sarai.partnerships.models import Note, Partnership


def forget_user(user: User, at: datetime) -> None:
    """What they noted is gone, and nothing is theirs to do any more; the steps that were taken stand. Where another
    account goes by the same name, what is signed by the name alone stays: it may be theirs."""
    names = {user.email, str(user)}
    names -= set(User.objects.exclude(pk=user.pk).filter(name__in=names).values_list("name", flat=True))
    Note.objects.filter(by__in=names).delete()
    Partnership.objects.filter(owner__in=names).update(owner="")
    forget_letters(addresses=[user.email], topics="partnership:")


def _forget(who: Forgotten) -> None:
    """The account of somebody is known by its address."""
    for user in User.objects.filter(email__in=who.addresses):
        forget_user(user, who.at)


declare_forgotten(_forget)
declare_erased(forget_user)
