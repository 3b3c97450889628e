"""Clusters: their list, the page of each, and their set-up."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sarai.accounts.models import User
from sarai.clusters import actions
from sarai.clusters.forms import ClusterForm, DigestForm
from sarai.clusters.models import Cluster, Digest
from sarai.clusters.queries.belonging import cards, ways
from sarai.clusters.queries.moderation import waiting
from sarai.clusters.queries.posts import WHICH, feed, shown
from sarai.evidence.forms import keep_unless_taken
from sarai.letters.models import Stop, mark_of

LISTED = 20
moderates = permission_required("clusters.moderate", raise_exception=True)


@require_safe
@never_cache
def cluster_list(request: HttpRequest) -> HttpResponse:
    """Every cluster with its figures."""
    team = request.user.has_perm("clusters.moderate")
    context = {"cards": cards(), "manages": team, "waiting": waiting() if team else 0}
    return render(request, "clusters/cluster_list.html", context)


@require_safe
@never_cache
def cluster_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A cluster: what everybody may know of it, and for who takes part what is written in it."""
    cluster = get_object_or_404(Cluster.objects.prefetch_related("themes"), slug=slug)
    user = request.user
    context = {
        "cluster": cluster,
        "manages": user.has_perm("clusters.moderate"),
    }
    if isinstance(user, User) and user.has_perm("clusters.take_part"):
        context |= {"ways": ways(user, cluster), "digest_form": _digest_form(user, cluster)}
        context["writes"] = user.has_perm("clusters.write", cluster)
        if user.has_perm("clusters.read", cluster):
            context |= _feed(request, user, cluster)
    return render(request, "clusters/cluster_detail.html", context)


def _feed(request: HttpRequest, user: User, cluster: Cluster) -> dict[str, object]:
    which = next((name for name in WHICH if name == request.GET.get("which")), WHICH[0])
    page = Paginator(feed(cluster, user, which), LISTED).get_page(request.GET.get("page"))
    words = {
        "all": _("everything"),
        "questions": _("questions"),
        "unanswered": _("not answered yet"),
        "announcements": _("announcements"),
    }
    return {"reads": True, "which": which, "tabs": words, "page": page, "threads": shown(list(page))}


def _digest_form(user: User, cluster: Cluster) -> DigestForm:
    """How somebody is written to. Who belongs to it only by their city or institution gets no digest unasked; who
    stopped them by the link in a letter gets none."""
    digest = Digest.objects.filter(cluster=cluster, user=user).first() or Digest(rhythm=Digest.Rhythm.NONE)
    stopped = Stop.objects.filter(mark=mark_of(user.email), topic__in=("", cluster.topic)).exists()
    rhythm = Digest.Rhythm.NONE if stopped else digest.rhythm
    return DigestForm(initial={"rhythm": rhythm, "answers": digest.answers})


@require_http_methods(["GET", "HEAD", "POST"])
@moderates
def cluster_new(request: HttpRequest) -> HttpResponse:
    """Set a cluster up."""
    return _set_up(request, Cluster(position=Cluster.objects.count()), _("New cluster"))


@require_http_methods(["GET", "HEAD", "POST"])
@moderates
def cluster_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a cluster is called, is about, and who may join."""
    return _set_up(request, get_object_or_404(Cluster, slug=slug), _("Change this cluster"))


def _set_up(request: HttpRequest, cluster: Cluster, heading: str) -> HttpResponse:
    form = ClusterForm(request.POST if request.method == "POST" else None, instance=cluster)
    if request.method == "POST" and form.is_valid():
        said = {"themes": form.cleaned_data["themes"], "by": str(request.user), "at": timezone.now()}
        kept = keep_unless_taken(form, lambda: actions.keep_cluster(cluster=form.instance, **said))
        if kept is not None:
            messages.success(request, _("Saved."))
            return redirect(kept)
    context = {"form": form, "heading": heading, "cluster": cluster if cluster.pk else None}
    return render(request, "clusters/cluster_set_up.html", context, status=422 if form.errors else 200)
