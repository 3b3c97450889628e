"""What was done about needs of cities."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sarai.needs import actions
from sarai.needs.forms import ReplyForm
from sarai.needs.models import Reply, Statement
from sarai.needs.queries.cities import lines

from .cities import city_called

manages = permission_required("needs.manage", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def reply_new(request: HttpRequest, number: str) -> HttpResponse:
    """Put on record that something was done about a need of a city."""
    city = city_called(number)
    known = {line.subject: line for line in lines(city, Statement.Kind.NEED)}
    subject = request.POST.get("subject") or request.GET.get("subject", "")
    if subject not in known:
        messages.error(request, _("This city has no such need. Choose one of its needs."))
        return redirect("portal:city-detail", number)
    now = timezone.now()
    initial = {"subject": subject, "replied_on": now.date()}
    form = ReplyForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.reply_to_need(city=city, **form.cleaned_data, by=str(request.user), at=now)
        messages.success(request, _("Kept: the need counts as answered."))
        return redirect("portal:city-detail", number)
    context = {"city": city, "line": known[subject], "form": form}
    return render(request, "needs/reply_new.html", context, status=422 if form.errors else 200)


@require_POST
@manages
def reply_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that something was done."""
    reply = get_object_or_404(Reply, pk=pk)
    try:
        actions.take_back_reply(reply=reply, reason="", by=str(request.user), at=timezone.now())
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back: the need is open again."))
    return redirect("portal:city-detail", reply.city_id)
