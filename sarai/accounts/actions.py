"""Every write to accounts: made, given a role, consenting, erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from sarai.evidence.models import ColumnMapping, Intake, Source

from .models import Consent, Role, User

_erased: list[Callable[[User, datetime], object]] = []


@transaction.atomic
def save_user(
    *,
    email: str,
    role: str,
    name: str | None = None,
    city: int | None = None,
    institution: str = "",
    password: str | None = None,
    keeper: bool | None = None,
) -> tuple[User, bool]:
    """Make an account, or change the one with this address; returns it and whether it is new.

    Whoever runs this vouches for the address, so it needs no code to be verified. What is None stays as it is.
    `keeper` keeps the installation: the administration pages, and everything else. Raises ValidationError.
    """
    email = email.strip().lower()
    validate_email(email)
    _check_role(role, city, institution)
    user = User.objects.select_for_update().filter(email=email).first()
    new = user is None
    if user is None:
        user = User.objects.create_user(email)
    user.role, user.city, user.institution = role, city, institution
    user.name = user.name if name is None else name.strip()
    if keeper is not None:
        user.is_staff = user.is_superuser = keeper
    if password is not None:
        validate_password(password, user)
        user.set_password(password)
    user.save()
    if not EmailAddress.objects.filter(user=user, email=email).update(verified=True):
        primary = not EmailAddress.objects.filter(user=user, primary=True).exists()
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=primary)
    return user, new


def _check_role(role: str, city: int | None, institution: str) -> None:
    if role not in Role.values:
        known = ", ".join(value or "public" for value in Role.values)
        raise ValidationError(_("“%(role)s” is no role. Choose one of: %(known)s.") % {"role": role, "known": known})
    if (city is not None) != (role == Role.OFFICER):
        raise ValidationError(_("A city officer, and nobody else, speaks for a city: give its GeoNames number."))
    if bool(institution) != (role == Role.PARTNER):
        raise ValidationError(_("A partner, and nobody else, speaks for an institution: give its short name."))


@transaction.atomic
def record_consent(*, user: User, purpose: str, given: bool, at: datetime) -> Consent | None:
    """Remember that a user agreed, or took it back, with the words they read. None where nothing changes.

    Raises ValueError for a purpose that is not one of ours.
    """
    wording = str(Consent.Purpose(purpose).wording)
    User.objects.select_for_update().get(pk=user.pk)
    latest = user.consents.filter(purpose=purpose).last()
    if given == (latest is not None and latest.given):
        return None
    return Consent.objects.create(user=user, purpose=purpose, given=given, wording=wording, at=at)


def declare_erased(forget: Callable[[User, datetime], object]) -> None:
    """Register how an app takes out what somebody left there under their account, before it is erased."""
    _erased.append(forget)


@transaction.atomic
def erase_account(*, user: User, at: datetime) -> None:
    """Erase an account with its name, addresses, passkeys and consents, and what apps above keep of it.

    What was decided under it stays decided, by "erased account 12" instead of a name; where another account goes by
    the same name, the name stays, because it may be theirs.
    """
    for forget in _erased:
        forget(user, at)
    names = {user.email, user.name or user.email}
    taken = set(User.objects.exclude(pk=user.pk).filter(name__in=names).values_list("name", flat=True))
    stands = _("erased account %(number)s") % {"number": user.pk}
    for model in (Source, ColumnMapping, Intake):
        model.objects.filter(by__in=names - taken).update(by=stands)
    user.delete()
