"""The page on which a session is watched."""

from __future__ import annotations

from datetime import datetime

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sarai.exchanges.beats import Ticket, key_for, new_page
from sarai.exchanges.desk.enrolments import file_enrolments
from sarai.exchanges.desk.watching import file_viewings
from sarai.exchanges.forms.questions import QuestionForm
from sarai.exchanges.models import Event, Session, Viewing
from sarai.exchanges.queries.enrolments import enrolment_by_token
from sarai.exchanges.queries.watching import (
    Watching,
    questions_of,
    state_of_questions,
    surrounded_session,
    waits_to_be_filed,
    watched_session,
)

from .registering import remembered
from .viewers import Viewer, viewer_of
from .zones import zone_of


def session_of(request: HttpRequest, slug: str, number: int) -> Session:
    """A session that this reader may know of. Raises Http404."""
    session = watched_session(slug, number)
    if session is None:
        raise Http404
    if session.event.state == Event.State.DRAFT and not request.user.has_perm("exchanges.manage"):
        raise Http404
    return session


@require_safe
@never_cache
def session_watch(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A session: before it, how long until it begins; then the stream and what is asked; afterwards what is left.

    With `?me=` and a personal link's token the browser is remembered as that person's. With `?play=1` the reader asked
    for a player of another host.
    """
    session = session_of(request, slug, number)
    if token := request.GET.get("me", ""):
        return _known_by(token, session)
    now = timezone.now()
    manages = request.user.has_perm("exchanges.manage")
    viewer = viewer_of(request, session.event, now)
    admitted = manages or viewer.admitted or session.event.link_open
    watching = Watching(surrounded_session(session), now, admitted)
    player = watching.player
    # What comes from another host comes when the reader asks for it.
    played = player is not None and player.how != "link" and (not player.host or request.GET.get("play") == "1")
    context = {
        "event": session.event,
        "session": session,
        "watching": watching,
        "player": player,
        "played": played,
        "zone": zone_of(request),
        "viewer": viewer,
        "manages": manages,
        "ticket": _ticket(session, watching.mode, viewer, now) if player else "",
        "form": QuestionForm(name=viewer.name),
        "questions": questions_of(session, viewer.key, hidden=manages),
        "state": state_of_questions(session.pk),
        "waits": manages and waits_to_be_filed(session),
    }
    return _allowing(render(request, "exchanges/watch/session_watch.html", context), watching, played)


def _known_by(token: str, session: Session) -> HttpResponse:
    """The page again without the token in its address, for whose it is."""
    enrolment = enrolment_by_token(token)
    response = redirect("exchanges:session-watch", session.event.slug, session.number)
    if enrolment is None or enrolment.event_id != session.event_id:
        return response
    return remembered(response, enrolment, token)


def _ticket(session: Session, mode: Viewing.Mode, viewer: Viewer, now: datetime) -> str:
    said = "l" if mode == Viewing.Mode.LIVE else "p"
    ticket = Ticket(session.pk, viewer.key, new_page(), said, int(now.timestamp()))  # type: ignore[arg-type]
    return ticket.signed(key_for(settings.SECRET_KEY))


def _allowing(response: HttpResponse, watching: Watching, played: bool) -> HttpResponse:
    """The page, with just what its player needs beyond what every page may do."""
    player = watching.player
    if player is None or not played:
        return response
    if player.how == "embed":
        more = {"frame-src": [player.origin]}
    elif player.host:
        more = {"media-src": ["'self'", "blob:", player.origin], "connect-src": [player.origin]}
    else:
        more = {"media-src": ["'self'", "blob:"]}
    allow = csp_update(more)
    return allow(lambda _request: response)(None)


@require_POST
@permission_required("exchanges.manage", raise_exception=True)
def attendance_file(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """File now who has watched, and not only when the session is over."""
    session = get_object_or_404(Session.objects.select_related("event"), event__slug=slug, number=number)
    by, at = str(request.user), timezone.now()
    file_enrolments(by=by, at=at)
    tally = file_viewings(session=session, by=by, at=at)
    changed = sum(tally[name] for name in ("added", "corrected", "retracted"))
    said = ngettext("%(count)d stay was filed.", "%(count)d stays were filed.", changed) % {"count": changed}
    messages.success(request, said if changed else gettext("There is nothing new to file."))
    return redirect("exchanges:session-watch", slug, number)
