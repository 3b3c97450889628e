"""What network shows on the pages of cities and institutions: what they say of themselves, and in which roles they take
part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from sarai.evidence.panels import declare_panel

from .forms.saying import LastDayForm
from .models import City, Institution
from .queries import Said, engagements_of, said_of_itself, themes_called

SPEAK = {City: "network.speak_for_city", Institution: "network.speak_for_institution"}


def profile_of(request: HttpRequest, of: City | Institution) -> Mapping[str, Any] | None:
    """What a city or an institution says of itself; to its own people and the team also what waits."""
    speaks = request.user.has_perm(SPEAK[type(of)], of)
    said = said_of_itself(of)
    if said.shown is None and not speaks:
        return None
    waiting = said.waiting if speaks else None
    return {
        "of": of,
        "shown": said.shown,
        "themes": themes_called(said.shown.themes) if said.shown else [],
        "waiting": waiting,
        "waiting_themes": themes_called(waiting.themes) if waiting else [],
        "declined": said.declined if speaks else None,
        "speaks": speaks,
        "confirms": speaks and request.user.has_perm("network.manage"),
        "is_city": isinstance(of, City),
    }


def profile_next(request: HttpRequest, of: City | Institution) -> Mapping[str, Any] | None:
    """What is to be done about what a city or an institution says of itself."""
    said, confirms = said_of_itself(of), request.user.has_perm("network.manage")
    step = _step(said, confirms)
    return {"of": of, "step": step, "said": said, "is_city": isinstance(of, City)} if step else None


def _step(said: Said, confirms: bool) -> str:
    if said.waiting:
        return "confirm" if confirms else ""
    if said.declined:
        return "" if confirms else "declined"
    return "" if confirms or (said.shown and said.shown.description) else "write"


def roles_of(request: HttpRequest, institution: Institution) -> Mapping[str, Any] | None:
    """Since when an institution takes part in the programme, and as what."""
    held, manages = list(engagements_of(institution)), request.user.has_perm("network.manage")
    if not held and not manages:
        return None
    return {"institution": institution, "engagements": held, "manages": manages, "last_day": LastDayForm(auto_id=False)}


for _place, _permission in (("city", SPEAK[City]), ("institution", SPEAK[Institution])):
    declare_panel(_place, "network.profile", "network/_profile.html", profile_of)
    declare_panel(
        f"{_place}-next", "network.profile", "network/_profile_next.html", profile_next, permission=_permission
    )
declare_panel("institution", "network.roles", "network/_roles.html", roles_of, order=5)
