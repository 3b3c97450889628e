"""Who belongs to a cluster; joining and leaving it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from sarai.accounts.models import User
from sarai.accounts.views import OwnRequest
from sarai.clusters import actions
from sarai.clusters.forms import AdmitForm, DigestForm
from sarai.clusters.models import Cluster, Membership
from sarai.clusters.queries.belonging import memberships, named, ways

LISTED = 100
takes_part = permission_required("clusters.take_part", raise_exception=True)
moderates = permission_required("clusters.moderate", raise_exception=True)


@require_safe
@never_cache
def member_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Who belongs to a cluster, and who did: cities and institutions for everybody, people for those who may read
    there."""
    return _members(request, slug, None)


def _members(request: HttpRequest, slug: str, form: AdmitForm | None) -> HttpResponse:
    cluster = get_object_or_404(Cluster, slug=slug)
    people = request.user.has_perm("clusters.read", cluster)
    page = Paginator(memberships(cluster, people=people), LISTED).get_page(request.GET.get("page"))
    team = request.user.has_perm("clusters.moderate")
    context = {
        "cluster": cluster,
        "page": page,
        "rows": named(list(page)),
        "people": people,
        "manages": team,
        "form": (form or AdmitForm()) if team else None,
    }
    return render(request, "clusters/member_list.html", context, status=422 if form else 200)


@require_POST
@takes_part
@ratelimit(group="cluster-join", key="user", rate="60/h")
def membership_begin(request: OwnRequest, slug: str) -> HttpResponse:
    """Join a cluster: as oneself, or for the city or institution that one speaks for."""
    cluster = get_object_or_404(Cluster, slug=slug)
    chosen = request.POST.get("as", "")
    way = next((way for way in ways(request.user, cluster) if way.kind == chosen), None)
    if way is None:
        messages.error(request, _("Say as what you join. Use the buttons of this page."))
    elif not cluster.is_open and not request.user.has_perm("clusters.moderate"):
        messages.error(request, _("This cluster is closed: the programme team admits its members. Please ask it."))
    else:
        actions.join(cluster=cluster, member=way.member, by=str(request.user), at=timezone.now())
        messages.success(request, _("Welcome: you can write here now."))
    return redirect(cluster)


@require_POST
@takes_part
def membership_end(request: OwnRequest, slug: str, pk: int) -> HttpResponse:
    """Leave a cluster, or have a member leave it, which the team may."""
    found = Membership.objects.select_related("cluster", "institution")
    membership = get_object_or_404(found, cluster__slug=slug, pk=pk)
    if not _may_end(request.user, membership):
        raise PermissionDenied
    if request.POST.get("leave") != "yes":
        messages.error(request, _("Nothing was changed. Use the button of this page."))
    elif actions.leave(membership=membership, by=str(request.user), at=timezone.now()):
        messages.success(request, _("The membership has ended. Until when it was stays known."))
    else:
        messages.info(request, _("This membership had ended already."))
    back = "member-list" if request.POST.get("back") == "members" else "cluster-detail"
    return redirect(f"clusters:{back}", slug)


def _may_end(user: User, membership: Membership) -> bool:
    if user.has_perm("clusters.moderate"):
        return True
    match membership.kind:
        case Membership.Kind.CITY:
            return user.has_perm("network.speak_for_city", membership)
        case Membership.Kind.INSTITUTION:
            return user.has_perm("network.speak_for_institution", membership)
    return membership.user_id == user.pk


@require_POST
@moderates
def membership_admit(request: HttpRequest, slug: str) -> HttpResponse:
    """Admit a city, an institution or somebody with an account."""
    cluster = get_object_or_404(Cluster, slug=slug)
    form = AdmitForm(request.POST)
    if not form.is_valid():
        return _members(request, slug, form)
    joined = actions.join(cluster=cluster, member=form.member, by=str(request.user), at=timezone.now())
    messages.success(request, _("Admitted.") if joined else _("They belong to this cluster already."))
    return redirect("clusters:member-list", slug)


@require_POST
@takes_part
def digest_change(request: OwnRequest, slug: str) -> HttpResponse:
    """Say how often one is written to about a cluster."""
    cluster = get_object_or_404(Cluster, slug=slug)
    form = DigestForm(request.POST)
    if form.is_valid():
        actions.set_digest(cluster=cluster, user=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose how often. Nothing was changed."))
    return redirect(cluster)
