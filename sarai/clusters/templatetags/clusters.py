"""`{{ post.text|prose }}`: what people write, as HTML that can do no harm; `{{ post.text|plainly }}`: in bare words."""

from __future__ import annotations

from django import template
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from sarai.clusters.prose import html_of

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """A text as HTML, sanitised."""
    return mark_safe(html_of(text))  # noqa: S308 (nh3 has let through what can do no harm)


@register.filter
def plainly(text: str) -> SafeString:
    """A text without its marks, on one line. What is left of the HTML is escaped as it was."""
    return mark_safe(" ".join(strip_tags(html_of(text)).split()))  # noqa: S308 (… and no tag is left)
