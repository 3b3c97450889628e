"""What a page of a lower app shows of the apps above it. A page leaves a slot, `{% panels "city" city %}`; an app
above says in its `panels.py` what stands there, and no arrow points up.

    declare_panel("city", "needs.ranked", "needs/_city.html", ranked_needs, order=20)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.module_loading import autodiscover_modules

Tell = Callable[[HttpRequest, Any], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page. `tell` is given the request and the thing that the page is about, and returns what the
    template is told beside what the page is; None where there is nothing to show. With a `permission`, only those see
    it who have it for that thing."""

    place: str
    key: str
    template: str
    tell: Tell
    permission: str | None = None
    order: int = 0


_panels: dict[str, dict[str, Panel]] = defaultdict(dict)


def declare_panel(
    place: str, key: str, template: str, tell: Tell, *, permission: str | None = None, order: int = 0
) -> None:
    """Register a panel for a slot. `key` begins with the name of the app; panels stand by `order`, then by key.

    Raises ValueError where another panel of that slot has the key.
    """
    panel = Panel(place, key, template, tell, permission, order)
    if _panels[place].setdefault(key, panel) != panel:
        raise ValueError(f"two panels of the slot {place!r} have the key {key!r}")


def panels_of(place: str) -> list[Panel]:
    """What was declared for a slot, in the order in which it stands there."""
    return sorted(_panels[place].values(), key=lambda panel: (panel.order, panel.key))


def discover() -> None:
    """Import every app's `panels.py`."""
    autodiscover_modules("panels")
