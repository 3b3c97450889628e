"""Names of languages, in the reader's language."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from django import template
from django.utils.translation import get_language, to_locale

register = template.Library()


@register.filter
def language_name(code: str) -> str:
    """What a language is called: "fr" → "French"; a code that nobody knows stays as it is."""
    try:
        return Locale.parse(code, sep="-").get_display_name(to_locale(get_language() or "en")) or code
    except (UnknownLocaleError, ValueError):
        return code
