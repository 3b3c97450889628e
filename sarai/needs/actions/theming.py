"""Saying which theme a need or an offer belongs to, whatever survey asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from sarai.evidence.actions import entry, in_turn
from sarai.needs.queries.themes import themed_choices

from .entries import Act


@in_turn()
def sort_into_themes(*, themes: Mapping[str, int | None], by: str, at: datetime) -> int:
    """Give choices of surveys a theme (its number, None: none), by what they are called; returns how many words that
    changed. It is a source, as figures by theme move; a later version of a form that says no theme leaves it."""
    changed = {
        word: theme
        for word, theme in themes.items()
        if themed_choices().filter(label=word).exclude(theme=theme).exists()
    }
    for word, theme in changed.items():
        themed_choices().filter(label=word).update(theme=theme)
    if changed:
        told = ", ".join(sorted(changed))
        entry(Act.THEMES, title=_("Sorted into themes: %(words)s") % {"words": told}, by=by, at=at)
    return len(changed)
