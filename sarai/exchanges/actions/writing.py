"""The letters about an event, each in the reader's language: prove your address, you are registered, it begins soon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarai.exchanges.calendars import method_of
from sarai.exchanges.clocks import Reading, readings
from sarai.exchanges.models import Enrolment, Event, EventSurvey, HandIn, Session
from sarai.exchanges.queries.appointments import invitation_for, personal_url, withdrawal_for
from sarai.exchanges.queries.todo import topic_of
from sarai.exchanges.queries.verifying import holders_url
from sarai.letters.actions import Attachment, Draft, post, post_many
from sarai.letters.models import Letter
from sarai.letters.writing import greeting, speaking

AGAIN = 600  # seconds within which who registers again gets no second letter


def ask_to_prove(enrolment: Enrolment, at: datetime) -> None:
    """Ask whether the address is that of who registered; light, as it is written while somebody waits."""
    event = enrolment.event
    with speaking(enrolment.language):
        waiting = enrolment.place == Enrolment.Place.WAITING
        parts = [
            greeting(),  # by no name: who typed it may be somebody else, and would have us deliver their words
            _("you have registered for: %(title)s.") % {"title": event.title},
            _("All places are taken; you are on the waiting list.") if waiting else "",
            _("Please confirm that this is your address. Your registration counts from then on:"),
            personal_url(enrolment),
            _("If you did not register, do nothing: your address is forgotten after two days."),
        ]
        _post(enrolment, "prove", enrolment.made_at, _("Please confirm: %(title)s"), parts, "confirmation", at)


def tell_registered(enrolment: Enrolment, at: datetime) -> None:
    """Say that somebody is registered, with their link and the appointments; who has not proved their address is asked
    to. Who registers again and again gets one letter in ten minutes."""
    if enrolment.proved_at is None:
        return ask_to_prove(enrolment, at)
    mark = int(at.timestamp()) // AGAIN
    with speaking(enrolment.language):
        if enrolment.place == Enrolment.Place.WAITING:
            said = _("you are on the waiting list of: %(title)s. We write to you as soon as there is a place.")
            parts = [greeting(enrolment.name), said % {"title": enrolment.event.title}, personal_url(enrolment)]
            return _post(enrolment, "waiting", mark, _("Waiting list: %(title)s"), parts, "confirmation", at)
        said = _("you are registered for: %(title)s.")
        _invite(enrolment, "registered", mark, _("You are registered: %(title)s"), said, "confirmation", at)


def tell_promoted(enrolment: Enrolment, at: datetime) -> None:
    """Say to who waited that they have a place now."""
    with speaking(enrolment.language):
        said = _("a place has become free, and it is yours: %(title)s. If you cannot come, please give it back.")
        subject = _("You have a place: %(title)s")
        _invite(enrolment, "promoted", enrolment.changed_at, subject, said, "confirmation", at)


def tell_withdrawn(enrolment: Enrolment, at: datetime) -> None:
    """Say that a registration was taken back, and take the appointments out of the calendar."""
    event = enrolment.event
    with speaking(enrolment.language):
        parts = [
            greeting(enrolment.name),
            _("your registration for %(title)s was taken back, as you asked.") % {"title": event.title},
            _("If you change your mind, register again with this link:"),
            personal_url(enrolment),
        ]
        coming = [one for one in event.sessions.all() if one.ends_at > at]
        ics = _calendar("withdrawal.ics", "CANCEL", withdrawal_for(enrolment, coming), len(coming)) if coming else None
        subject = _("No longer registered: %(title)s")
        _post(enrolment, "withdrawn", enrolment.changed_at, subject, parts, "confirmation", at, ics)


def tell_changed(session: Session, enrolments: Iterable[Enrolment], at: datetime) -> None:
    """Write to who is going that a session was moved or cancelled; calendars change the appointment by themselves. Who
    waits for a place is told without an appointment, which would say how one connects."""
    drafts = []
    for one in enrolments:
        with speaking(one.language):
            off = session.cancelled or one.event.state == Event.State.CANCELLED
            subject = _("Cancelled: %(title)s") if off else _("Another time or link: %(title)s")
            said = (
                _("this session does not take place: %(session)s.")
                if off
                else _("something has changed. This is how it stands now: %(session)s.")
            )
            parts = [
                greeting(one.name),
                said % {"session": session.title},
                *([] if off else _times(session, one)),
                _("Your registration:") + "\n" + personal_url(one),
            ]
            what = f"changed:{session.pk}"
            ics = _ics(one, [session]) if one.connects else None
            drafts.append(_draft(one, what, session.revision, subject, parts, "change", ics))
    post_many(drafts, at=at)


def remind(session: Session, enrolments: Iterable[Enrolment], hours: int, at: datetime) -> int:
    """Write to who is going that a session begins soon; nobody is reminded once it is over. Returns to how many."""
    drafts = []
    for one in enrolments:
        with speaking(one.language):
            soon = ngettext("it begins in an hour:", "it begins in %(hours)d hours:", hours) % {"hours": hours}
            parts = [
                greeting(one.name),
                f"{soon} {session.title}",
                *_times(session, one),
                _("This is how you connect:") + "\n" + personal_url(one),
            ]
            draft = _draft(
                one,
                f"remind:{session.pk}:{hours}",
                session.starts_at,
                _("Soon: %(title)s"),
                parts,
                "reminder",
                until=session.ends_at,
            )
            drafts.append(draft)
    post_many(drafts, at=at)
    return len(drafts)


def thank(event: Event, enrolments: Iterable[Enrolment], links: Sequence[tuple[str, str]], at: datetime) -> int:
    """Thank who took part, with what is left of the event (`links` are titles and addresses) and what they are asked,
    which they answer as themselves. Returns how many."""
    drafts = []
    asked = [one.survey for one in event.asked.filter(purpose=EventSurvey.Purpose.AFTER).select_related("survey")]
    for one in enrolments:
        with speaking(one.language):
            parts = [
                greeting(one.name),
                _("thank you for taking part in %(title)s.") % {"title": event.title},
                *(f"{title}:\n{url}" for title, url in links),
                *(f"{survey.called}:\n{personal_url(one)}#survey-{survey.slug}" for survey in asked),
                _("Your registration, and what comes of it:") + "\n" + personal_url(one),
            ]
            drafts.append(_draft(one, "thanks", event.pk, _("Thank you: %(title)s"), parts, "thanks"))
    post_many(drafts, at=at)
    return len(drafts)


def tell_marked(hand_in: HandIn, at: datetime) -> None:
    """Say to who handed an assignment in that it is marked, once; how it was marked stands on their page."""
    one = hand_in.enrolment
    with speaking(one.language):
        parts = [
            greeting(one.name),
            _("what you handed in for “%(assignment)s” (%(title)s) is marked.")
            % {"assignment": hand_in.assignment.title, "title": one.event.title},
            _("You find the mark, and what was written to you, on your page:") + "\n" + personal_url(one),
        ]
        _post(one, "marked", hand_in.assignment_id, _("Your assignment is marked: %(title)s"), parts, "notice", at)


def tell_certified(event: Event, at: datetime) -> int:
    """Write to everybody who was given a certificate that it is there, in its own language; to nobody twice. Returns to
    how many."""
    drafts = []
    for one in event.certificates.filter(retracted_at=None).select_related("record"):
        if "@" not in one.record.email or one.erased:
            continue
        with speaking(one.language):
            parts = [
                greeting(one.name),
                _("here is your certificate of %(title)s.") % {"title": event.title},
                _("The certificate itself, to keep (PDF):") + f"\n{holders_url(one, 'pdf')}",
                _("For a digital wallet (Open Badges):") + f"\n{holders_url(one, 'json')}",
                _("Anybody can see that it is genuine:") + f"\n{settings.SITE_URL}{one.get_absolute_url()}",
            ]
            draft = Draft(
                key=f"certificate:{one.number}",
                to=one.record.email,
                subject=_("Your certificate: %(title)s") % {"title": event.title},
                text="\n\n".join(parts),
                purpose=Letter.Purpose.NOTICE,
                language=one.language,
                topic=topic_of(event),
                about=event.title,
            )
            drafts.append(draft)
    post_many(drafts, at=at)
    return len(drafts)


def _invite(enrolment: Enrolment, what: str, mark: object, subject: str, said: str, purpose: str, at: datetime) -> None:
    """A letter with the sessions that are to come, and the appointments."""
    coming = [one for one in enrolment.event.sessions.all() if one.ends_at > at and not one.cancelled]
    parts = [greeting(enrolment.name), said % {"title": enrolment.event.title}]
    for session in coming:
        parts.append("\n".join([session.title, *_times(session, enrolment)]))
    parts.append(
        _("This link is yours alone. With it you connect, change what you said, or take your registration back:")
        + f"\n{personal_url(enrolment)}"
    )
    _post(enrolment, what, mark, subject, parts, purpose, at, _ics(enrolment, coming) if coming else None)


def _ics(enrolment: Enrolment, sessions: Sequence[Session]) -> Attachment:
    return _calendar("invitation.ics", "REQUEST", invitation_for(enrolment, sessions), len(sessions))


def _calendar(name: str, method: str, content: bytes, appointments: int) -> Attachment:
    return Attachment(name, f"text/calendar; method={method_of(method, appointments)}", content)


def _times(session: Session, enrolment: Enrolment) -> list[str]:
    """When a session is, by the host's clock and by the reader's, each with its day."""
    found = readings(session.starts_at, session.ends_at, enrolment.event.timezone, [enrolment.zone])
    return [_line(one) for one in found]


def _line(one: Reading) -> str:
    ends = f"{one.ends} ({one.ends_day})" if one.ends_day else one.ends
    return _("%(day)s,") % {"day": one.day} + f" {one.starts}–{ends} ({one.place})"


def _post(
    enrolment: Enrolment,
    what: str,
    mark: object,
    subject: str,
    parts: Sequence[str],
    purpose: str,
    at: datetime,
    ics: Attachment | None = None,
) -> None:
    post(_draft(enrolment, what, mark, subject, parts, purpose, ics), at=at)


def _draft(
    enrolment: Enrolment,
    what: str,
    mark: object,
    subject: str,
    parts: Sequence[str],
    purpose: str,
    ics: Attachment | None = None,
    until: datetime | None = None,
) -> Draft:
    """A letter to somebody who registered; `what` and `mark` make it one letter, however often it is asked for."""
    title = enrolment.event.title
    return Draft(
        key=f"enrolment:{enrolment.pk}:{what}:{mark}",
        to=enrolment.email,
        subject=subject % {"title": title},
        text="\n\n".join(filter(None, parts)),
        purpose=Letter.Purpose(purpose),
        language=enrolment.language,
        topic=topic_of(enrolment.event),
        about=title,
        attachments=(ics,) if ics else (),
        not_after=until,
    )
