"""The team's pages of an assignment: setting it, reading what was handed in, marking it."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sarai.exchanges import actions, tasks
from sarai.exchanges.exports import audience as exports
from sarai.exchanges.exports import hand_ins as export
from sarai.exchanges.forms import AssignmentForm, MarkForm
from sarai.exchanges.models import Assignment, Event, HandIn
from sarai.exchanges.queries.assignments import LISTS, hand_ins, list_sizes, listed, next_to_mark

from .audience import table_file
from .hand_ins import file_of

SHOWN = 50  # on a page

manages = permission_required("exchanges.manage", raise_exception=True)


def _assignment(slug: str) -> Assignment:
    return get_object_or_404(Assignment.objects.select_related("event"), event__slug=slug, removed_at=None)


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def assignment_set(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what those who take part are asked to do; one that was taken away is put back when it is saved."""
    event = get_object_or_404(Event, slug=slug)
    assignment = Assignment.objects.filter(event=event).first() or Assignment()
    assignment.event = event
    form = AssignmentForm(request.POST if request.method == "POST" else None, assignment)
    if request.method == "POST" and form.is_valid():
        by = str(request.user)
        actions.set_assignment(assignment=form.instance, by=by, at=timezone.now(), then=tasks.hand_ins_soon)
        messages.success(request, _("Saved."))
        return redirect("exchanges:event-arrange", slug)
    kept = assignment.pk and not assignment.removed_at
    context = {
        "event": event,
        "form": form,
        "removed": assignment.removed_at,
        "removable": kept and not assignment.hand_ins.exists(),
    }
    return render(request, "exchanges/assignments/assignment_set.html", context, status=422 if form.errors else 200)


@require_POST
@manages
def assignment_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an assignment away that nobody has handed in."""
    try:
        actions.remove_assignment(assignment=_assignment(slug), by=str(request.user), at=timezone.now())
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken away. Save it here, and it is there again."))
    return redirect("exchanges:assignment-set", slug)


@require_safe
@never_cache
@manages
def hand_in_list(request: HttpRequest, slug: str) -> HttpResponse:
    """What was handed in; first what waits to be marked."""
    assignment = _assignment(slug)
    sizes = list_sizes(assignment)
    usual = LISTS[0] if sizes["waiting"] else "all"
    which = next((name for name in LISTS if name == request.GET.get("which")), usual)
    page = Paginator(listed(assignment, which).defer("text", "comment"), SHOWN).get_page(request.GET.get("page"))
    context = {"event": assignment.event, "assignment": assignment, "sizes": sizes, "which": which, "page": page}
    return render(request, "exchanges/assignments/hand_in_list.html", context)


def _hand_in(slug: str, pk: int) -> HandIn:
    found = HandIn.objects.select_related("enrolment", "assignment__event").exclude(enrolment__email="")
    return get_object_or_404(found, assignment__event__slug=slug, assignment__removed_at=None, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@manages
def hand_in_mark(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Read what somebody handed in, and mark it; then comes the next that waits."""
    one = _hand_in(slug, pk)
    form = MarkForm(request.POST if request.method == "POST" else None, one)
    if request.method == "POST" and form.is_valid():
        try:
            _mark(request, one, **form.cleaned_data)
        except actions.Meanwhile as error:
            one = _hand_in(slug, pk)
            form = MarkForm(request.POST.dict() | {"seen": one.touched_at.isoformat()}, one)  # they see it now
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Marked: %(name)s.") % {"name": one.enrolment.name})
            following = next_to_mark(one)
            if following is None:
                return redirect("exchanges:hand-in-list", slug)
            return redirect("exchanges:hand-in-mark", slug, following.pk)
    context = {"event": one.assignment.event, "assignment": one.assignment, "hand_in": one, "form": form}
    return render(request, "exchanges/assignments/hand_in_mark.html", context, status=422 if form.errors else 200)


def _mark(request: HttpRequest, one: HandIn, *, mark: str, comment: str, seen: datetime) -> None:
    actions.mark_hand_in(
        hand_in=one, mark=mark, comment=comment, seen=seen, by=str(request.user), at=timezone.now(),
        then=tasks.hand_ins_soon,
    )  # fmt: skip


@require_POST
@manages
def hand_in_unmark(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a mark back: it waits again, and can be replaced by whoever handed it in."""
    one = _hand_in(slug, pk)
    _mark(request, one, mark="", comment=one.comment, seen=one.touched_at)
    messages.success(request, _("The mark is taken back."))
    return redirect("exchanges:hand-in-mark", slug, pk)


@require_safe
@never_cache
@manages
def hand_in_file(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """The file that somebody handed in."""
    return file_of(_hand_in(slug, pk))


@require_safe
@never_cache
@manages
def hand_in_export(request: HttpRequest, slug: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Everything that was handed in, with its marks, as a file."""
    assignment = _assignment(slug)
    about = exports.about(assignment.event, timezone.now())
    return table_file(f"handed-in-{slug}", kind, export.handed_in(hand_ins(assignment)), about)
