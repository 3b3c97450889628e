"""What viewers ask in a session."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_ratelimit.decorators import ratelimit

from sarai.exchanges.actions import questions as actions
from sarai.exchanges.forms.questions import MoveForm, QuestionForm
from sarai.exchanges.models import Session, SessionQuestion
from sarai.exchanges.queries.watching import Watching, questions_of, state_of_questions

from .viewers import Viewer, viewer_of
from .watching import session_of

ASKED = "60/m"  # from one connection, behind which a whole city hall may stand
VOTES = "300/m"


def _back(session: Session) -> HttpResponse:
    return redirect(reverse("exchanges:session-watch", args=[session.event.slug, session.number]) + "#questions")


def _at(request: HttpRequest, slug: str, number: int) -> tuple[Session, Viewer]:
    session = session_of(request, slug, number)
    return session, viewer_of(request, session.event, timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
@ratelimit(group="questions", key="ip", rate=ASKED, method="POST")
def question_list(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What was asked, as a part of the watch page: 304 and nothing else where nothing is new. Posted: a question."""
    if request.method == "POST":
        return _ask(request, slug, number)
    session, viewer = _at(request, slug, number)
    manages = request.user.has_perm("exchanges.manage")
    state = state_of_questions(session.pk)
    tag = f'"{quote(f"{state}-{get_language()}-{viewer.key}-{manages:d}")}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        context = _list(session, viewer, manages) | {"state": state}
        response = render(request, "exchanges/watch/_questions.html", context)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


def _list(session: Session, viewer: Viewer, manages: bool) -> dict[str, Any]:
    return {
        "event": session.event,
        "session": session,
        "viewer": viewer,
        "manages": manages,
        "questions": questions_of(session, viewer.key, hidden=manages),
    }


def _ask(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    session, viewer = _at(request, slug, number)
    form, now = QuestionForm(request.POST), timezone.now()
    if Watching(session, now, False).phase in ("cancelled", "after"):
        form.add_error(None, _("This session is over; nobody answers questions any more."))
    if form.is_valid():
        try:
            actions.ask_question(
                session=session, viewer=viewer.voice, enrolment=viewer.enrolment, at=now, **form.cleaned_data
            )
            return _back(session)
        except actions.TooMany:
            form.add_error(None, _("You have asked a lot already. Wait until some of it is answered."))
    context = {"event": session.event, "session": session, "form": form}
    return render(request, "exchanges/watch/question_new.html", context, status=422)


@require_POST
@ratelimit(group="upvotes", key="ip", rate=VOTES)
def question_upvote(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """I would like to know that too; or not any more."""
    session, viewer = _at(request, slug, number)
    open_ones = session.questions.exclude(state=SessionQuestion.State.HIDDEN)
    question = get_object_or_404(open_ones, pk=_number(request.POST.get("question", "")))
    actions.upvote(question=question, viewer=viewer.key, voice=viewer.voice)
    return _back(session)


@require_POST
@permission_required("exchanges.manage", raise_exception=True)
def question_move(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Answered, hidden, open again; or what was last said of it taken back."""
    session = session_of(request, slug, number)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _back(session)
    question = get_object_or_404(session.questions, pk=form.cleaned_data["question"])
    by, at = str(request.user), timezone.now()
    if form.cleaned_data["to"] == "undo":
        actions.undo_move(question=question, by=by, at=at)
    else:
        actions.move_question(question=question, to=form.cleaned_data["to"], by=by, at=at)
    return _back(session)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Http404
    return int(text)
