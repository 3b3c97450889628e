"""Getting in: by password, by code, and what a stranger may learn at the door."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from sarai.accounts.models import User
from tests.people import PASSWORD, code_in_mail

pytestmark = pytest.mark.django_db
LOGIN, CODE, SIGNUP, RESET = (
    "/accounts/login/", "/accounts/login/code/", "/accounts/signup/", "/accounts/password/reset/",
)  # fmt: skip


def test_by_password_with_a_new_session(officer, as_stranger):
    as_stranger.get(LOGIN)
    as_stranger.post("/language/setlang/", {"language": "es"})
    before = as_stranger.session.session_key
    response = as_stranger.post(LOGIN, {"login": "Omar@Example.org", "password": PASSWORD})
    assert response["Location"] == "/"
    assert as_stranger.session.session_key != before
    assert as_stranger.get("/account/").context["user"] == officer


def test_the_account_s_language_is_spoken_after_logging_in(officer, as_stranger):
    User.objects.update(language="fr")
    response = as_stranger.post(LOGIN, {"login": officer.email, "password": PASSWORD})
    assert response.cookies["django_language"].value == "fr"


def test_by_a_code_that_is_sent(officer, as_stranger):
    response = as_stranger.post(CODE, {"email": officer.email}, follow=True)
    assert response.status_code == 200
    assert mail.outbox[0].to == [officer.email]
    response = as_stranger.post("/accounts/login/code/confirm/", {"code": code_in_mail()})
    assert response["Location"] == "/"
    assert as_stranger.get("/account/").context["user"] == officer


def test_a_code_works_three_times_at_most(officer, as_stranger):
    as_stranger.post(CODE, {"email": officer.email})
    code = code_in_mail()
    for _try in range(3):
        as_stranger.post("/accounts/login/code/confirm/", {"code": "WRONG-CODE"})
    as_stranger.post("/accounts/login/code/confirm/", {"code": code})
    assert as_stranger.get("/account/").status_code == 302


def test_signing_up_needs_the_code_that_proves_the_address(as_stranger):
    assert as_stranger.post(SIGNUP, {"email": "new@example.org"})["Location"] == "/accounts/confirm-email/"
    assert as_stranger.get("/account/").status_code == 302
    as_stranger.post("/accounts/confirm-email/", {"code": code_in_mail()})
    assert EmailAddress.objects.get().verified
    user = as_stranger.get("/account/").context["user"]
    assert (user.email, user.role, user.is_staff) == ("new@example.org", "", False)


def test_whoever_owns_an_address_is_told_what_was_tried_with_it(officer):
    Client().post(SIGNUP, {"email": officer.email})
    Client().post(CODE, {"email": "nobody@example.org"})
    assert [mailed.to for mailed in mail.outbox] == [[officer.email], ["nobody@example.org"]]
    assert User.objects.count() == 1


def test_the_administration_has_no_door_of_its_own(as_stranger, as_officer):
    assert as_stranger.get("/admin/login/?next=/admin/")["Location"] == "/accounts/login/?next=%2Fadmin%2F"
    assert as_officer.get("/admin/login/").status_code == 403


def test_logging_out_asks_first(as_officer):
    assert as_officer.get("/accounts/logout/").status_code == 200
    assert as_officer.get("/account/").status_code == 200
    as_officer.post("/accounts/logout/")
    assert as_officer.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "url",
    [
        LOGIN, SIGNUP, CODE, RESET, "/accounts/login/?next=/review/", "/accounts/password/reset/done/",
        "/accounts/inactive/",
    ],
)  # fmt: skip
def test_pages_for_strangers_obey_the_content_security_policy(url, as_stranger):
    assert not forbidden_by_policy(as_stranger.get(url))


@pytest.mark.parametrize(
    "url",
    [
        "/account/", "/accounts/email/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/reauthenticate/",
        "/accounts/2fa/webauthn/", "/accounts/logout/",
    ],
)  # fmt: skip
def test_pages_of_the_account_obey_the_content_security_policy(url, as_officer):
    assert not forbidden_by_policy(as_officer.get(url))


def forbidden_by_policy(response) -> list[str]:
    """Scripts and styles in the page that `script-src 'self'; style-src 'self'` would not let run."""
    assert response.status_code == 200
    assert "script-src 'self'" in response["Content-Security-Policy"]
    page = response.content.decode()
    scripts = re.findall(r"<script\b[^>]*>", page)
    inline = [tag for tag in scripts if "src=" not in tag and "application/json" not in tag]
    return inline + re.findall(r"<style\b[^>]*>|\sstyle=\"[^\"]*\"|\son[a-z]+=\"[^\"]*\"|javascript:", page)
