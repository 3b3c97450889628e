"""The account of whoever is logged in; and the pages that say no."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.defaults import permission_denied
from django_ratelimit.decorators import ratelimit
from django_ratelimit.exceptions import Ratelimited

from . import actions, queries
from .adapter import speak
from .forms import AccountForm, ConsentForm, EraseForm
from .models import User


class OwnRequest(HttpRequest):
    """A request of somebody who is logged in."""

    user: User
    limited: bool


@require_safe
@never_cache
@login_required
def account_detail(request: OwnRequest) -> HttpResponse:
    """Who somebody is here, how they log in, and what they agreed to."""
    return _account_page(request, AccountForm(instance=request.user))


def _account_page(request: OwnRequest, form: AccountForm) -> HttpResponse:
    context = {
        "form": form,
        "agreements": queries.agreements(request.user),
        "passkeys": queries.passkeys(request.user),
    }
    return render(request, "accounts/account_detail.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def account_change(request: OwnRequest) -> HttpResponse:
    """Take a new name or language."""
    form = AccountForm(request.POST, instance=request.user)
    if not form.is_valid():
        return _account_page(request, form)
    user = form.save()
    with translation.override(user.language or translation.get_language()):
        messages.success(request, _("Your account was changed."))
    response = redirect("accounts:account-detail")
    speak(response, user.language)
    return response


@require_POST
@login_required
def consent_record(request: OwnRequest) -> HttpResponse:
    """Agree to a purpose, or take it back."""
    form = ConsentForm(request.POST)
    if form.is_valid():
        actions.record_consent(user=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Your answer was kept."))
    else:
        messages.error(request, _("This answer could not be read. Please use the buttons of this page."))
    return redirect("accounts:account-detail")


@require_safe
@never_cache
@login_required
@ratelimit(group="account-download", key="user", rate="10/h", block=False)
@reauthentication_required
def account_download(request: OwnRequest) -> HttpResponse:
    """Everything that is kept about the owner of the account, as a file."""
    if request.limited:
        return too_many(request, minutes=60)
    pretty = {"indent": 2, "ensure_ascii": False}
    response = JsonResponse(queries.kept_about(request.user), json_dumps_params=pretty)
    response["Content-Disposition"] = 'attachment; filename="about-me.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@reauthentication_required
def account_erase(request: OwnRequest) -> HttpResponse:
    """Erase the account, once its address is typed again."""
    form = EraseForm(request.POST or None, user=request.user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/account_erase.html", {"form": form}, status=422 if form.errors else 200)
    user = request.user
    logout(request)
    actions.erase_account(user=user, at=timezone.now())
    messages.success(request, _("Your account was erased."))
    return HttpResponseRedirect("/")


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for 403, and for knocking too often, which is raised as a refusal too."""
    if isinstance(exception, Ratelimited):
        return too_many(request)
    return permission_denied(request, exception or PermissionError())


def too_many(request: HttpRequest, minutes: int = 1) -> HttpResponse:
    """The page for 429: `minutes` is how long to wait. Limits are of a minute where nothing else is said."""
    response = render(request, "429.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(60 * minutes)
    return response
