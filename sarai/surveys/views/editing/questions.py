"""One question of a working copy: shown, and changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sarai.surveys import actions, pages
from sarai.surveys.questionnaire import editing
from sarai.surveys.questionnaire.simple import END, TYPES, SimpleChoice, SimpleForm, SimpleQuestion
from sarai.surveys.views.managing import manages

from .filling import Filling, Read, cleaned, read
from .sketches import Desk, begin_first, desk_of
from .wording import kind_called, title_of

GONE = "gone"  # what a page says of the row that it was about, once somebody took that away
CHOICES = "choices"


class _Elsewhere(LookupError):
    """The row is not as the page showed it."""


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def sketch_question(request: HttpRequest, slug: str, place: int) -> HttpResponse:
    """A question by its number: what it asks, of whom, with which choices, and what it means to the programme."""
    desk = desk_of(slug)
    if desk is None:
        return begin_first(slug)
    if request.method == "POST":
        return _take(request, desk, place - 1)
    if not 0 < place <= len(desk.form.questions):
        raise Http404
    question = desk.form.questions[place - 1]
    if question.type in END:
        return redirect("surveys:sketch-detail", slug)
    return _shown(request, desk, Filling(desk.form, question, place - 1))


def _take(request: HttpRequest, desk: Desk, place: int) -> HttpResponse:
    """Take over what the page says; where somebody else changed the row meanwhile, show it again and say so."""
    was = request.POST.get("was", "")
    at = editing.found(desk.form, place, was)
    filling = _held(desk, place if at is None else at, was, request)
    told = read(filling, cleaned(request.POST))
    if told.faults:
        return _shown(request, desk, replace(filling, question=told.question), told.faults, was, status=422)
    taking = _Taking(told, was, filling.place, request.POST.get("do", ""), request.POST)
    try:
        actions.change_sketch(survey=desk.survey, change=taking, by=str(request.user), at=timezone.now())
    except _Elsewhere:
        return _conflict(request, desk, replace(filling, question=told.question))
    if taking.do == "save":
        messages.success(request, _("Saved."))
        return redirect(f"{reverse('surveys:sketch-detail', args=[desk.survey.slug])}#row-{taking.place + 1}")
    address = reverse("surveys:sketch-question", args=[desk.survey.slug, taking.place + 1])
    return redirect(address if taking.do == "type" else f"{address}#{CHOICES}")


def _held(desk: Desk, place: int, was: str, request: HttpRequest) -> Filling:
    """The question that the page is about: as it is; else as the page says that it was, as far as it can tell."""
    rows = desk.form.questions
    if 0 <= place < len(rows) and rows[place].type not in END and was != GONE:
        same = editing.fingerprint(rows[place]) == was or rows[place].type == request.POST.get("kind")
        if same:
            return Filling(desk.form, rows[place], place)
    place = min(max(place, 0), len(rows))
    kind = request.POST.get("kind", "")
    return Filling(desk.form, SimpleQuestion("", kind if kind in TYPES else "text"), place)


class _Taking:
    """Puts what a page said into the form. Raises `_Elsewhere` if the row is not as the page showed it."""

    def __init__(self, told: Read, was: str, place: int, do: str, posted: object) -> None:
        self.told, self.was, self.place, self.do, self.posted = told, was, place, do, posted

    def __call__(self, form: SimpleForm) -> SimpleForm:
        question = self._pressed(form, self.told.question)
        if self.was == GONE:
            return editing.added(form, question, self.place)
        place = editing.found(form, self.place, self.was)
        if place is None:
            raise _Elsewhere
        self.place = place
        listed = form.questions[place].listed
        form = editing.replaced(form, place, question)
        return editing.revalued(form, listed, self.told.values) if self.told.values else form

    def _pressed(self, form: SimpleForm, question: SimpleQuestion) -> SimpleQuestion:
        """What the button that was pressed asks for beside."""
        what, _mark, number = self.do.partition(":")
        row = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else -1
        if what == "type":
            return editing.retyped(question, _type(self.posted, question.type))
        if what == "list":
            return _using(form, question, self.posted)
        if what == "own":
            return replace(question, list_name=editing.fresh_list(form, question))
        if what in ("up", "down", "drop") and 0 <= row < len(question.choices):
            return replace(question, choices=_reordered(question.choices, what, row))
        return question


def _type(posted: object, otherwise: str) -> str:
    kind: str = posted.get("type", otherwise)  # type: ignore[attr-defined]
    return kind if kind in TYPES else otherwise


def _using(form: SimpleForm, question: SimpleQuestion, posted: object) -> SimpleQuestion:
    """The question with the list of choices of another."""
    name: str = posted.get("list", "")  # type: ignore[attr-defined]
    choices = form.lists().get(name)
    return question if choices is None else replace(question, list_name=name, choices=choices)


def _reordered(choices: Sequence[SimpleChoice], what: str, row: int) -> tuple[SimpleChoice, ...]:
    found = list(choices)
    choice = found.pop(row)
    if what != "drop":
        found.insert(max(row - 1, 0) if what == "up" else row + 1, choice)
    return tuple(found)


def _conflict(request: HttpRequest, desk: Desk, filling: Filling) -> HttpResponse:
    """The page with what was typed, and what the row is now; to be saved once more, if it is to be so."""
    fresh = desk_of(desk.survey.slug) or desk
    rows = fresh.form.questions
    named = [at for at, one in enumerate(rows) if one.name and one.name == request.POST.get("called")]
    place = named[0] if len(named) == 1 else min(filling.place, len(rows))
    was = editing.fingerprint(rows[place]) if len(named) == 1 else GONE
    context = {
        "meanwhile": fresh.sketch.by or _("somebody"),
        "gone": not named,
        "theirs": rows[place] if named else None,
    }
    return _shown(request, fresh, Filling(fresh.form, filling.question, place), {}, was, status=409, **context)


def _shown(
    request: HttpRequest,
    desk: Desk,
    filling: Filling,
    faults: dict[str, str] | None = None,
    was: str = "",
    status: int = 200,
    **more: object,
) -> HttpResponse:
    found = pages.by_place(desk.form, desk.preview.faults) if status == 200 else {}
    context = desk.context() | {
        "filling": filling,
        "faults": faults or {},
        "was": was or editing.fingerprint(filling.question),
        "kind": kind_called(filling.question.type),
        "title": title_of(filling.question, desk.form),
        "known": found.get(filling.place, []),
    }
    return render(request, "surveys/edit/sketch_question.html", context | more, status=status)
