"""What viewers ask in a session, and what the team does about it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sarai.exchanges.models import Enrolment, Session, SessionQuestion, Upvote
from sarai.exchanges.queries.watching import forget_state_of_questions

MOST = 20  # open questions of one viewer in one session


class TooMany(ValueError):
    """One viewer has asked as much as one may."""


@transaction.atomic
def ask_question(
    *, session: Session, viewer: str, enrolment: Enrolment | None, name: str, text: str, at: datetime
) -> SessionQuestion:
    """Ask something; the same once. Raises TooMany."""
    own = SessionQuestion.objects.filter(session=session, viewer=viewer)
    if twin := own.filter(text=text).first():
        return twin
    if own.filter(state=SessionQuestion.State.OPEN).count() >= MOST:
        raise TooMany
    forget_state_of_questions(session.pk)
    said = {"viewer": viewer, "enrolment": enrolment, "name": name, "text": text}
    return SessionQuestion.objects.create(session=session, asked_at=at, **said)


def upvote(*, question: SessionQuestion, viewer: str, voice: str) -> None:
    """Want to know it too; who does already, takes that back."""
    vote, new = Upvote.objects.get_or_create(question=question, viewer=viewer, defaults={"voice": voice})
    if not new:
        vote.delete()
    forget_state_of_questions(question.session_id)


def move_question(*, question: SessionQuestion, to: str, by: str, at: datetime) -> None:
    """Say that a question was answered, hide it, or open it again."""
    if question.state != to:
        _move(question, to, question.state, by, at)


def undo_move(*, question: SessionQuestion, by: str, at: datetime) -> None:
    """Take back what was last said about a question."""
    if question.before:
        _move(question, question.before, "", by, at)


def _move(question: SessionQuestion, to: str, before: str, by: str, at: datetime) -> None:
    question.state, question.before, question.moved_at, question.moved_by = to, before, at, by
    question.save(update_fields=["state", "before", "moved_at", "moved_by"])
    forget_state_of_questions(question.session_id)
