"""The follow-up desk: people who asked to be contacted."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sarai.needs import actions
from sarai.needs.forms import CaseFilter, StepForm
from sarai.needs.models import Contact
from sarai.needs.queries import contacts as queries
from sarai.network.models import Person
from sarai.network.queries import profiles
from sarai.surveys.models import Survey

LISTED = 25
OPEN, MINE = "open", "mine"
STEPS = {
    "take": gettext_lazy("Take this on"),
    "reach": gettext_lazy("I reached them"),
    "miss": gettext_lazy("I did not reach them"),
    "release": gettext_lazy("Give it back"),
    "close": gettext_lazy("Close this"),
    "reopen": gettext_lazy("Open this again"),
}
follows = permission_required("needs.follow_up", raise_exception=True)


@require_safe
@follows
def case_list(request: HttpRequest) -> HttpResponse:
    """Everybody who asked to be contacted, what is due first."""
    which = request.GET.get("which", OPEN)
    me, found = str(request.user), queries.cases()
    form = CaseFilter(request.GET)
    found = queries.narrowed(found, text=form.chosen.get("q", ""), survey=form.chosen.get("survey"))
    chosen = [case for case in found if _belongs(case, which, me)]
    if form.chosen.get("order") == "newest":
        chosen.sort(key=lambda case: case.asked_at, reverse=True)
    page = Paginator(chosen, LISTED).get_page(request.GET.get("page"))
    known = profiles([case.person for case in page])
    surveys = Survey.objects.in_bulk({case.survey for case in page})
    states = dict(Contact.State.choices)
    context = {
        "page": page,
        "rows": [(case, known[case.person], surveys[case.survey], states[case.state]) for case in page],
        "which": which,
        "form": form,
        "tabs": _tabs(found, me),
        "today": timezone.now().date(),
    }
    return render(request, "needs/case_list.html", context)


def _belongs(case: queries.Case, which: str, me: str) -> bool:
    if which == OPEN:
        return case.is_open
    return case.is_open and case.owner == me if which == MINE else case.state == which


def _tabs(found: list[queries.Case], me: str) -> list[tuple[str, str, int]]:
    """(which, words, how many) of each way to look at the cases."""
    words = {OPEN: _("open"), MINE: _("mine"), **dict(Contact.State.choices)}
    return [(which, str(word), sum(_belongs(case, which, me) for case in found)) for which, word in words.items()]


@require_safe
@follows
def case_detail(request: HttpRequest, person: int) -> HttpResponse:
    """One person who asked to be contacted: how to reach them, what they said, what was done."""
    return _show(request, person, None)


@require_POST
@follows
def case_step(request: HttpRequest, person: int) -> HttpResponse:
    """Take a step in following up on somebody."""
    form = StepForm(request.POST)
    if not form.is_valid():
        return _show(request, person, form)
    try:
        actions.take_step(
            person=get_object_or_404(Person, pk=person), by=str(request.user), at=timezone.now(), **form.cleaned_data
        )
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Kept."))
    return redirect("needs:case-detail", person)


def _show(request: HttpRequest, person: int, form: StepForm | None) -> HttpResponse:
    case = queries.case_of(person)
    if case is None:
        raise Http404
    steps = list(queries.steps_with(person))
    initial = {"seen": case.step}
    context = {
        "case": case,
        "profile": profiles([person])[person],
        "state": dict(Contact.State.choices)[case.state],
        "steps": steps,
        "answers": queries.answers_of(person),
        "form": form or StepForm(initial=initial),
        "doors": [(step, STEPS[step]) for step in queries.FOLLOW_UP[case.state]],
    }
    return render(request, "needs/case_detail.html", context, status=422 if form else 200)
