"""Which partnership an address names, for whom."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from sarai.partnerships.models import Partnership, Side
from sarai.partnerships.queries.partnerships import Standing, may_read, seen_by, standing, standings


def own(request: HttpRequest, pk: int) -> Standing:
    """A partnership in which somebody's own side takes part or is asked to, or any for the team. Raises Http404 for all
    others: that two are in touch is nobody else's business."""
    found = standings(seen_by(request.user).filter(pk=pk))
    if not found:
        raise Http404
    return found[0]


def inside(request: HttpRequest, pk: int) -> Standing:
    """The same, to read or write what is said between its sides. Raises Http404 also for a third party that has been
    asked and has not accepted."""
    now = own(request, pk)
    if not may_read(request.user, now):
        raise Http404
    return now


def shown(pk: int) -> Standing:
    """A partnership that anybody may know of: one that exists. Raises Http404."""
    found = Partnership.objects.filter(pk=pk).first()
    now = standing(found) if found else None
    if now is None or not now.rung:
        raise Http404
    return now


def speaker(request: HttpRequest, now: Standing) -> Side | None:
    """The side for which somebody acts; None: the team. Raises PermissionDenied."""
    side = now.side_of(request.user)
    if side is None and not request.user.has_perm("partnerships.manage"):
        raise PermissionDenied
    return side


def stamped(request: HttpRequest) -> dict[str, Any]:
    """Who does something, and when."""
    return {"by": str(request.user), "at": timezone.now()}
