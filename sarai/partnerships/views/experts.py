"""The roster of experts: who is on it, one's own entry, and the link by which somebody agrees or removes it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sarai.partnerships.actions import advice as actions
from sarai.partnerships.forms.advice import DirectoryFilter, ExpertForm
from sarai.partnerships.models import Expert
from sarai.partnerships.queries import advice as queries

from .finding import stamped

LISTED = 25
manages = permission_required("partnerships.manage", raise_exception=True)


@require_safe
def expert_list(request: HttpRequest) -> HttpResponse:
    """Everybody on the roster."""
    form = DirectoryFilter(request.GET)
    page = Paginator(queries.roster_narrowed(**form.chosen), LISTED).get_page(request.GET.get("page"))
    done = queries.experience(list(page))
    context = {
        "form": form,
        "page": page,
        "rows": [(one, len(done.get(one.pk, ()))) for one in page],
        "narrowed": any(form.chosen.values()),
        "own": queries.own_entry(request.user),
        "waiting": _waiting(request),
    }
    return render(request, "partnerships/advice/expert_list.html", context)


def _waiting(request: HttpRequest) -> list[Expert]:
    """For the team: those who wait for it, and those who were asked and have not answered."""
    manages_all = request.user.has_perm("partnerships.manage")
    on_their_way = Expert.objects.filter(state__in=[Expert.State.WAITING, Expert.State.INVITED])
    return list(on_their_way.order_by("-state", "name")) if manages_all else []


@require_safe
def expert_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One expert: what they can, what they did before, what cities say. Their address is not there."""
    expert = get_object_or_404(queries.roster(), pk=pk)
    context = {
        "expert": expert,
        "done": queries.experience([expert]).get(expert.pk, []),
        "given": queries.given(expert),
        "rated": queries.ratings(expert),
        "is_own": queries.own_entry(request.user) == expert,
    }
    return render(request, "partnerships/advice/expert_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def expert_new(request: HttpRequest) -> HttpResponse:
    """Propose somebody for the roster: they are asked for their consent."""
    form = ExpertForm(request.POST if request.method == "POST" else None, Expert(), own=False)
    if _kept(request, form, consents=False):
        messages.success(request, _("They are asked for their consent by a letter, and listed once they give it."))
        return redirect("partnerships:expert-list")
    context = {"form": form, "heading": _("Propose an expert")}
    return render(request, "partnerships/advice/expert_change.html", context, status=422 if form.errors else 200)


def _kept(request: HttpRequest, form: ExpertForm, *, consents: bool) -> bool:
    """Keep what was filled in; False where nothing was, or not rightly."""
    if request.method != "POST" or not form.is_valid():
        return False
    sent = {"themes": form.cleaned_data["themes"], "token": form.cleaned_data.get("token", "")}
    try:
        actions.keep_expert(expert=form.instance, consents=consents, **sent, **stamped(request))
    except actions.Known as error:
        form.add_error(None, _whose(error) if request.user.has_perm("partnerships.manage") else str(error))
        return False
    return True


def _whose(error: actions.Known) -> str:
    """For the team: who has the address already, and where their entry is."""
    expert = error.expert
    listed = expert.state == Expert.State.LISTED
    url = expert.get_absolute_url() if listed else f"{reverse('partnerships:expert-list')}#expert-{expert.pk}"
    said = _("Somebody with this address has an entry already: {link} ({state}).")
    link = format_html('<a href="{}"><bdi>{}</bdi></a>', url, expert.name)
    return format_html(said, link=link, state=expert.get_state_display())


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def expert_own(request: HttpRequest) -> HttpResponse:
    """One's own entry, by one's account."""
    assert request.user.is_authenticated
    expert = queries.own_entry(request.user) or Expert(email=request.user.email, name=request.user.name)
    return _own(request, expert, "")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def expert_link(request: HttpRequest, token: str) -> HttpResponse:
    """One's own entry, by the link in the letter."""
    expert = queries.expert_by_token(token)
    if expert is None:
        raise Http404
    return _own(request, expert, token)


def _own(request: HttpRequest, expert: Expert, token: str) -> HttpResponse:
    form = ExpertForm(request.POST if request.method == "POST" else None, expert, own=True)
    if _kept(request, form, consents=True):
        if form.instance.is_unknown:
            messages.success(request, _("Saved. Your entry is on the roster once the programme team has confirmed it."))
            return redirect("partnerships:expert-list")
        messages.success(request, _("Saved: your entry is on the roster."))
        return redirect(form.instance)
    context = {
        "form": form,
        "heading": _("Your entry on the roster"),
        "consent": actions.CONSENT,
        "expert": expert,
        "token": token,
    }
    return render(request, "partnerships/advice/expert_change.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def expert_remove_own(request: HttpRequest) -> HttpResponse:
    """Remove one's own entry, by one's account."""
    return _removed(request, queries.own_entry(request.user))


@require_POST
def expert_remove_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Remove one's own entry, by the link in the letter."""
    expert = queries.expert_by_token(token)
    if expert is None:
        raise Http404
    return _removed(request, expert)


@require_POST
@manages
def expert_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """List somebody who came by themselves."""
    try:
        actions.confirm_expert(expert=get_object_or_404(Expert, pk=pk), at=timezone.now())
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Confirmed: they are listed."))
    return redirect("partnerships:expert-list")


@require_POST
@manages
def expert_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove an entry, for somebody who asked the team for it."""
    return _removed(request, Expert.objects.exclude(state=Expert.State.REMOVED).filter(pk=pk).first())


def _removed(request: HttpRequest, expert: Expert | None) -> HttpResponse:
    if expert is not None:
        actions.remove_expert(expert=expert, at=timezone.now())
    messages.success(request, _("Removed: what the entry said is erased."))
    return redirect("partnerships:expert-list")
