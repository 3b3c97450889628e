"""What clusters show on pages of apps beneath and above: to which ones a city or an institution belongs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from sarai.clusters.queries.belonging import clusters_of
from sarai.evidence.panels import declare_panel
from sarai.network.models import City, Institution


def _of(_request: HttpRequest, member: City | Institution) -> Mapping[str, Any] | None:
    found = clusters_of(member)
    return {"memberships": found} if found else None


declare_panel("city", "clusters.clusters", "clusters/_clusters_of.html", _of, order=30)
declare_panel("institution", "clusters.clusters", "clusters/_clusters_of.html", _of, order=30)
