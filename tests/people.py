"""The people whom tests know by name, each logged in at a client of their own. Import them in a conftest:
`from tests.people import *`."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from sarai.accounts.actions import save_user
from sarai.accounts.models import User

__all__ = ["as_officer", "as_partner", "as_steward", "as_stranger", "as_team", "officer", "partner", "steward", "team"]

NAIROBI = 184745
PASSWORD = "a long enough password"


def make_user(role: str, name: str, **fields: object) -> User:
    """An account, made as `sarai user add` makes it."""
    email = f"{name.split()[0].lower()}@example.org"
    user, _new = save_user(email=email, role=role, name=name, password=PASSWORD, **fields)
    return user


def logged_in(user: User) -> Client:
    """A browser in which somebody is logged in."""
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def code_in_mail() -> str:
    """The code that the last mail tells: a line of its own."""
    [code] = re.findall(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})?)\s*$", mail.outbox[-1].body, re.MULTILINE)
    return code


@pytest.fixture
def team(db) -> User:
    """Of the programme team."""
    return make_user("team", "Tara Team")


@pytest.fixture
def steward(db) -> User:
    """The data steward."""
    return make_user("steward", "Stella Steward")


@pytest.fixture
def officer(db) -> User:
    """The officer of Nairobi."""
    return make_user("officer", "Omar Officer", city=NAIROBI)


@pytest.fixture
def partner(db) -> User:
    """Of an institution."""
    return make_user("partner", "Paula Partner", institution="un-office")


@pytest.fixture
def as_team(team) -> Client:
    """The team's browser."""
    return logged_in(team)


@pytest.fixture
def as_steward(steward) -> Client:
    """The steward's browser."""
    return logged_in(steward)


@pytest.fixture
def as_officer(officer) -> Client:
    """The officer's browser."""
    return logged_in(officer)


@pytest.fixture
def as_partner(partner) -> Client:
    """The partner's browser."""
    return logged_in(partner)


@pytest.fixture
def as_stranger(db) -> Client:
    """A browser in which nobody is logged in."""
    return Client()
