"""Names of time zones and languages, in the reader's language."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import get_timezone_location
from django import template
from django.utils.translation import get_language, to_locale

register = template.Library()


@lru_cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@lru_cache(maxsize=2000)
def _place(zone: str, language: str) -> str:
    # Where the zone has no translated city, Babel gives all after the continent: "Argentina/Buenos Aires".
    return get_timezone_location(zone, locale=_locale(language), return_city=True).rpartition("/")[2]


@register.filter
def place_of_zone(zone: str) -> str:
    """The city that an IANA time zone is named after: "America/New_York" → "New York"."""
    return _place(zone, get_language() or "en")


@register.filter
def language_name(code: str) -> str:
    """What a language is called: "fr" → "French"; a code that nobody knows stays as it is."""
    try:
        return Locale.parse(code, sep="-").get_display_name(_locale(get_language() or "en")) or code
    except (UnknownLocaleError, ValueError):
        return code
