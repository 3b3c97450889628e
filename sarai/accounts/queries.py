"""Whose accounts there are, what they agreed to, and what is kept about their owners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models

from .models import Consent, Role, User


@dataclass(frozen=True)
class Agreement:
    """A purpose, and the latest word of a user on it (None where they never said anything)."""

    purpose: Consent.Purpose
    latest: Consent | None

    @property
    def given(self) -> bool:
        """Whether the user agrees now. Silence is no consent."""
        return self.latest is not None and self.latest.given


def agreements(user: User) -> list[Agreement]:
    """Every purpose with what this user said of it last."""
    latest = {consent.purpose: consent for consent in user.consents.all()}
    return [Agreement(purpose, latest.get(purpose)) for purpose in Consent.Purpose]


def team() -> models.QuerySet[User]:
    """The accounts of the programme team."""
    return User.objects.filter(is_active=True, role=Role.TEAM)


def agrees(user: User, purpose: Consent.Purpose) -> bool:
    """Whether this user agrees to a purpose now."""
    latest = user.consents.filter(purpose=purpose).last()
    return latest is not None and latest.given


def passkeys(user: User) -> models.QuerySet[Authenticator]:
    """The passkeys of an account, the oldest first."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("created_at")


def kept_about(user: User) -> dict[str, Any]:
    """Everything kept about the owner of an account, as plain values for JSON.

    Records of the programme count as theirs when they carry an address that the owner has proved to be theirs. What
    linkage or a decision put beside them under another address is left out: were it wrong, it would be somebody else's.
    """
    addresses = EmailAddress.objects.filter(user=user)
    proved = [address.email.lower() for address in addresses if address.verified]
    return {
        "account": _stated(user, leave_out={"password"}),
        "addresses": [{"email": address.email, "verified": address.verified} for address in addresses],
        "passkeys_and_codes": [
            {"type": key.type, "created_at": key.created_at, "last_used_at": key.last_used_at}
            for key in Authenticator.objects.filter(user=user)
        ],
        "consents": [_stated(consent) for consent in user.consents.all()],
        "under_this_account": [fact for fact in _facts(user) if fact["what"] != Consent._meta.verbose_name],
        "records": [
            _stated(record) | {"facts": list(_facts(record))}
            for model in _models_of_people()
            for record in model._base_manager.filter(email__in=proved)
        ],
    }


def kept_under(address: str) -> int:
    """How many accounts and records of any app are known by an address."""
    models_of_people: list[type[models.Model]] = [User, *_models_of_people()]
    return sum(model._base_manager.filter(email=address).count() for model in models_of_people)


def _models_of_people() -> Iterator[type[models.Model]]:
    """Models of any app whose rows are known by an e-mail address, which they declare to be personal."""
    for model in apps.get_models():
        personal: set[str] = getattr(model, "PERSONAL", set())
        if "email" in personal and model is not User and any(f.name == "email" for f in model._meta.concrete_fields):
            yield model


def _facts(record: models.Model) -> Iterator[dict[str, Any]]:
    """Rows that point at a record and declare that pointer to be personal: they are about whom the record is."""
    for relation in record._meta.related_objects:
        model = cast(type[models.Model], relation.related_model)
        if relation.field.name in getattr(model, "PERSONAL", set()):
            rows = model._base_manager.filter(**{relation.field.name: record.pk}).order_by("pk")
            yield from (_stated(row, leave_out={relation.field.name}) for row in rows)


def _stated(row: models.Model, leave_out: set[str] | frozenset[str] = frozenset()) -> dict[str, Any]:
    shown: dict[str, Any] = {"what": str(row._meta.verbose_name)}
    known = {"recorded_at", "retracted_at"} & getattr(row, "FACT_FIELDS", set())
    wanted = (row.PERSONAL | row.OPEN | known) - leave_out  # type: ignore[attr-defined]
    for field in row._meta.concrete_fields:
        if field.name in wanted:
            value = getattr(row, field.name)
            shown[field.name] = str(value) if isinstance(value, models.Model) else value
    return shown
