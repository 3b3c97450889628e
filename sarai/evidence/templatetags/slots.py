"""`{% panels "city" city %}`: the slot on a page in which apps above show what they know of the same thing."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from sarai.evidence.panels import panels_of

register = template.Library()


@register.simple_tag(takes_context=True)
def panels(context: template.Context, place: str, about: Any) -> SafeString:
    """Every panel of the slot that this reader may see and that has something to show.

    A panel knows what the page knows (`request`, `perms`, `as_of`), and forgets for the next one what it was told.
    """
    request, written = context["request"], []
    for panel in panels_of(place):
        if panel.permission and not request.user.has_perm(panel.permission, about):
            continue
        told = panel.tell(request, about)
        if told is not None and context.template is not None:
            with context.push(**told):
                written.append(context.template.engine.get_template(panel.template).render(context))
    return mark_safe("".join(written))  # noqa: S308  (templates, which escape what they are told)
