"""What figures of clusters can be about, and how they break down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ibis.expr.types as ir
from django.utils.translation import gettext_lazy as _

from sarai.clusters.models import Cluster, Membership, Post
from sarai.evidence.engine import Attributes, Dimension, Known, ScopeKind, UnknownScope, declare


def _find(slug: str) -> tuple[int, str, str]:
    cluster = Cluster.objects.filter(slug=slug).first()
    if cluster is None:
        raise UnknownScope(_("There is no cluster “%(slug)s”.") % {"slug": slug})
    return cluster.pk, cluster.title, cluster.get_absolute_url()


def _names(values: Iterable[Any]) -> Mapping[Any, str]:
    found = Cluster.objects.filter(pk__in=[int(value) for value in values])
    return {str(pk): title for pk, title in found.values_list("pk", "title")}


def _is_cluster(value: str) -> bool:
    return value.isdecimal() and len(value) < 19 and Cluster.objects.filter(pk=int(value)).exists()


ANSWERED = {"yes": _("answered"), "no": _("not answered yet")}

declare(
    ScopeKind("cluster", _("cluster"), _find, owns="cluster_id"),
    Dimension("of_cluster", _("cluster"), _names, _is_cluster),
    # A city, an institution or a person may be in several.
    Dimension("in_cluster", _("cluster"), _names, _is_cluster, overlapping=True),
    Dimension(
        "member_kind",
        _("city, institution or person"),
        lambda _values: dict(Membership.Kind.choices),
        Membership.Kind.values.__contains__,
    ),
    Dimension("post_kind", _("kind of post"), lambda _values: dict(Post.Kind.choices), Post.Kind.values.__contains__),
    Dimension("answered", _("answered or not"), lambda _values: ANSWERED, ANSWERED.__contains__),
)


def _add_theme(known: Known, table: ir.Table, _names: Sequence[str]) -> ir.Table:
    """`table`, which has a `cluster`, with its themes: one row for each, so only where a figure is about one theme."""
    themes = known(Cluster.themes.through)
    return table.join(themes.select(cluster="cluster_id", theme="theme_id"), "cluster")


OF_THEMES = Attributes(("theme",), _add_theme)
