"""`{{ post.text|prose }}`: what people write, as HTML that can do no harm; `{{ post.text|plainly }}`: how it begins, in
bare words."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from sarai.clusters.prose import html_of, words_of

register = template.Library()
BEGINNING = 1_000  # letters: more than an excerpt shows, whatever marks and addresses are among them


@register.filter
def prose(text: str) -> SafeString:
    """A text as HTML, sanitised."""
    return mark_safe(html_of(text))  # noqa: S308 (nh3 has let through what can do no harm)


@register.filter
def plainly(text: str) -> str:
    """How a text begins, without its marks, on one line."""
    return words_of(text[:BEGINNING])
