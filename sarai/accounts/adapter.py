"""How accounts are made, and what happens at the door."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse


class AccountAdapter(DefaultAccountAdapter):
    """Anybody may make an account; what it may do beyond the public is given by the programme team."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether strangers may make accounts."""
        return True

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Users are known by their e-mail address; there is no user name to fill in."""

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Speak the language that the account asks for."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        speak(response, user.language)
        return response


def speak(response: HttpResponse, language: str) -> None:
    """Make this the language of the browser that gets the response; "" leaves it as it is."""
    if language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, secure=settings.HTTPS, samesite="Lax"
        )


def client_address(request: HttpRequest) -> str:
    """Where a request comes from, past the proxies that the settings trust: what every limit counts by."""
    address: str = get_adapter().get_client_ip(request)
    return address
