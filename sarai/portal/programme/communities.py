"""The clusters of a programme's file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sarai.clusters.actions import keep_cluster
from sarai.clusters.models import Cluster
from sarai.network.models import Theme

from .reading import ClusterFile


def cluster(
    entry: ClusterFile, themes: Collection[Theme], position: int, tally: Counter[str], *, by: str, at: datetime
) -> None:
    """Keep a cluster as the file says; whether it is open, and who belongs to it, is left as it is."""
    kept = Cluster.objects.filter(slug=entry.slug).first()
    said = {"title": entry.title, "summary": entry.summary, "position": position}
    same = kept and {name: getattr(kept, name) for name in said} == said and set(kept.themes.all()) == set(themes)
    tally["unchanged" if same else "changed" if kept else "created"] += 1
    if same:
        return
    held = kept or Cluster(slug=entry.slug)
    for name, value in said.items():
        setattr(held, name, value)
    keep_cluster(cluster=held, themes=themes, by=by, at=at)
