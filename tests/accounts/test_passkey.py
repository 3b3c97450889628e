"""A passkey made and used in a real browser, under the site's own Content-Security-Policy."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from tests.browser import log_in
from tests.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def put_finger_on(page) -> None:
    """Give the browser an authenticator that keeps passkeys and agrees to everything."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_made_and_opens_the_account_by_itself(officer, page):
    put_finger_on(page)
    log_in(page, officer.email)
    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_selector("#mfa_webauthn_add")
    assert page.is_checked("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    assert Authenticator.objects.filter(user=officer, type="webauthn").count() == 1
    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/account/")
    page.click("#passkey_login")
    page.wait_for_selector("h1:has-text('Omar Officer')")
    assert page.complaints == []


def test_a_passkey_that_does_not_work_is_told_in_words(officer, page):
    put_finger_on(page)
    page.goto("/accounts/login/")
    assert page.is_hidden("#passkey_problem")
    page.click("#passkey_login")
    page.wait_for_selector("#passkey_problem", state="visible")
    assert "The passkey was not used" in page.inner_text("#passkey_problem")
    assert page.complaints == []
