"""`{{ said.text|prose }}`: what somebody is about to write, as HTML that can do no harm."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from sarai.clusters.prose import html_of

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """A text as HTML, sanitised."""
    return mark_safe(html_of(text))  # noqa: S308 (nh3 has let through what can do no harm)
