"""How accounts are made, and what happens at the door."""

from __future__ import annotations

from ipaddress import IPv6Network, ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_ratelimit.core import get_usage

NETWORK = 64  # bits of an IPv6 address that name a network: whoever has one has all addresses in it


class AccountAdapter(DefaultAccountAdapter):
    """Anybody may make an account; what it may do beyond the public is given by the programme team."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("A code was asked for too often. Try again in a minute."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether strangers may make accounts."""
        return True

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Users are known by their e-mail address; there is no user name to fill in."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Look at no password after too many wrong ones. Raises ValidationError, which says when to come again."""
        guesses = _guesses(request, credentials)
        waits = {kind: usage["time_left"] for kind, usage in guesses.items() if usage["count"] >= usage["limit"]}
        if waits:
            raise ValidationError(_too_many(max(waits.values()), of_connection=set(waits) == {"connection"}))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password; right ones do not count."""
        _guesses(request, credentials, add=True)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Speak the language that the account asks for."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        speak(response, user.language)
        return response


def _guesses(request: HttpRequest, credentials: dict[str, Any], *, add: bool = False) -> dict[str, dict[str, int]]:
    """How many wrong passwords there were, by what they are counted for; with `add`, and one more."""
    connection, account = client_address(request), credentials.get("email", "").lower()
    counted = {"account_and_connection": f"{connection} {account}", "connection": connection, "account": account}
    return {
        kind: get_usage(
            request,
            group=f"guesses {kind}",
            key=lambda _group, _request, value=value: value,
            rate=settings.GUESS_LIMITS[kind],
            increment=add,
        )
        for kind, value in counted.items()
    }


def _too_many(seconds: int, *, of_connection: bool) -> str:
    minutes = seconds // 60 + 1
    if of_connection:
        said = ngettext(
            "Too many wrong passwords from your connection. Try again in %(minutes)d minute, or log in by a code or a "
            "passkey.",
            "Too many wrong passwords from your connection. Try again in %(minutes)d minutes, or log in by a code or a "
            "passkey.",
            minutes,
        )
    else:
        said = ngettext(
            "Too many wrong passwords for this account. Try again in %(minutes)d minute, or log in by a code or a "
            "passkey.",
            "Too many wrong passwords for this account. Try again in %(minutes)d minutes, or log in by a code or a "
            "passkey.",
            minutes,
        )
    return said % {"minutes": minutes}


def speak(response: HttpResponse, language: str) -> None:
    """Make this the language of the browser that gets the response; "" leaves it as it is."""
    if language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, secure=settings.HTTPS, samesite="Lax"
        )


def client_address(request: HttpRequest) -> str:
    """Where a request comes from, past the proxies that the settings trust: what every limit counts by."""
    address = ip_address(get_adapter().get_client_ip(request))
    if address.version == 6:
        return str(IPv6Network((address, NETWORK), strict=False).network_address)
    return str(address)
