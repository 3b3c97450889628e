"""Exchange rates, by which amounts in different currencies come to one total."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sarai.partnerships.actions import pilots as actions
from sarai.partnerships.forms.rates import RateForm, RatesForm
from sarai.partnerships.models import ExchangeRate

from .finding import stamped

LISTED = 50
manages = permission_required("partnerships.manage", raise_exception=True)


@require_safe
def rate_list(request: HttpRequest) -> HttpResponse:
    """Every rate that holds, and who states it; the team enters them."""
    return _show(request)


def _show(request: HttpRequest, **forms: Any) -> HttpResponse:
    held = ExchangeRate.objects.filter(retracted_at=None).select_related("source")
    context = {"page": Paginator(held, LISTED).get_page(request.GET.get("page"))}
    if request.user.has_perm("partnerships.manage"):
        context |= {"rate_form": RateForm(), "rates_form": RatesForm(auto_id="table_%s")} | forms
    return render(request, "partnerships/pilots/rate_list.html", context, status=422 if forms else 200)


@require_POST
@manages
def rate_enter(request: HttpRequest) -> HttpResponse:
    """Enter a rate, or a table of them where a file is sent."""
    table = "file" in request.FILES or "table" in request.POST
    form = RatesForm(request.POST, request.FILES, auto_id="table_%s") if table else RateForm(request.POST)
    if not form.is_valid():
        return _show(request, **{"rates_form" if table else "rate_form": form})
    changed = actions.enter_rates(rates=form.rates, **stamped(request))
    said = ngettext("%(count)d rate is new or changed.", "%(count)d rates are new or changed.", changed)
    messages.success(request, said % {"count": changed})
    return redirect("partnerships:rate-list")


@require_POST
@manages
def rate_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a rate hold no longer."""
    try:
        actions.take_back_rate(rate=get_object_or_404(ExchangeRate, pk=pk), **stamped(request))
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back."))
    return redirect("partnerships:rate-list")
