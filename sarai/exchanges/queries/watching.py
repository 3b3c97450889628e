"""What a watch page shows: the session, what is played, what happens now, what viewers ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.core.cache import caches
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, prefetch_related_objects

from sarai.exchanges.models import AgendaItem, Material, Session, SessionQuestion, Upvote, Viewing
from sarai.exchanges.playing import Player, player_of
from sarai.exchanges.rules import EARLY, watching_window

LISTED = 50  # questions on a page
SOON = 3  # seconds for which it is remembered that nobody asked anything new


def watched_session(slug: str, number: int) -> Session | None:
    """The session that a watch page is about, with its event."""
    return Session.objects.select_related("event").filter(event__slug=slug, number=number).first()


@dataclass(frozen=True)
class Watching:
    """A session at a moment, to whom may connect (`admitted`) or may not."""

    session: Session
    now: datetime
    admitted: bool
    later: int = field(default=0, init=False)

    @property
    def opens_at(self) -> datetime:
        """From when on the stream is shown."""
        return self.session.starts_at - EARLY

    @property
    def phase(self) -> str:
        """Whether it is "cancelled", still to come ("before"), "live", or over ("after")."""
        if self.session.cancelled:
            return "cancelled"
        if self.now < self.opens_at:
            return "before"
        return "live" if self.now <= watching_window(self.session.starts_at, self.session.ends_at)[1] else "after"

    @property
    def mode(self) -> Viewing.Mode:
        """What watching now is watching of."""
        return Viewing.Mode.LIVE if self.phase == "live" else Viewing.Mode.PLAYBACK

    @cached_property
    def player(self) -> Player | None:
        """What is played, embedded or linked to now: the stream while it is live, for those who may connect; afterwards
        the recording, for everybody."""
        if self.phase == "live" and self.admitted:
            return player_of(self.session.stream, settings.SITE_URL) or self._link()
        if self.phase == "after":
            found = (player_of(one.url, settings.SITE_URL) for one in self.recordings)
            return next((one for one in found if one and one.how != "link"), None)
        return None

    @cached_property
    def link(self) -> Player | None:
        """The platform on which it takes place, beside the stream."""
        own = self.player.source if self.player else ""
        link = self._link() if self.phase == "live" and self.admitted else None
        return link if link and link.source != own else None

    def _link(self) -> Player | None:
        """Where one connects on a platform: never embedded, for one takes part there."""
        shown = player_of(self.session.link, settings.SITE_URL)
        return Player("link", self.session.link, shown.host, shown.host) if shown else None

    @cached_property
    def materials(self) -> Sequence[Material]:
        """What is left of it."""
        return [one for one in self.session.materials.all() if not _is_captions(one)]

    @property
    def recordings(self) -> Sequence[Material]:
        """Those of them that are recordings with an address."""
        return [one for one in self.materials if one.kind == Material.Kind.RECORDING and one.url]

    @cached_property
    def captions(self) -> Sequence[Material]:
        """Captions of this site, which a player can show."""
        found = [one for one in self.session.materials.all() if _is_captions(one)]
        return [one for one in found if one.file or not _host(one.url)]

    @property
    def agenda(self) -> Sequence[Part]:
        """What happens when."""
        return [Part(one, self.session, self.now) for one in self.session.agenda.all()]


def _is_captions(one: Material) -> bool:
    return (one.file.name if one.file else one.url).lower().endswith(".vtt")


def _host(address: str) -> str:
    found = player_of(address, settings.SITE_URL)
    return found.host if found else "?"


@dataclass(frozen=True)
class Part:
    """A part of the agenda, and whether it is now."""

    item: AgendaItem
    session: Session
    now: datetime

    @property
    def begins_at(self) -> datetime:
        """When it begins."""
        return self.session.starts_at + timedelta(minutes=self.item.after)

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.begins_at + timedelta(minutes=self.item.minutes)

    @property
    def is_now(self) -> bool:
        """Whether it happens now."""
        return self.begins_at <= self.now < self.ends_at


def surrounded_session(session: Session) -> Session:
    """The session with its agenda and materials, in a fixed number of queries."""
    prefetch_related_objects([session], "agenda", "materials")
    return session


def questions_of(session: Session, viewer: str, *, hidden: bool) -> QuerySet[SessionQuestion]:
    """What was asked, what most people want to know first; the hidden only for those who may see it."""
    found = session.questions.all() if hidden else session.questions.exclude(state=SessionQuestion.State.HIDDEN)
    mine = Upvote.objects.filter(question=OuterRef("pk"), viewer=viewer)
    found = found.exclude(text="").annotate(votes=Count("upvotes__voice", distinct=True), voted=Exists(mine))
    return found.select_related("session__event").order_by("-votes", "pk")[:LISTED]


def state_of_questions(session: int) -> str:
    """A word that changes whenever anything about the questions of a session does. It is remembered for a moment, so
    that a thousand pages which ask do not ask the database."""
    key = f"questions-{session}"
    if (known := caches["local"].get(key)) is not None:
        return str(known)
    asked = SessionQuestion.objects.filter(session=session)
    told = asked.aggregate(count=Count("pk"), moved=Max("moved_at"))
    votes = Upvote.objects.filter(question__session=session).aggregate(count=Count("pk"), latest=Max("pk"))
    state = f"{told['count']}-{told['moved'] and told['moved'].timestamp()}-{votes['count']}-{votes['latest']}"
    caches["local"].set(key, state, SOON)
    return state


def forget_state_of_questions(session: int) -> None:
    """What was asked here is seen here at once."""
    caches["local"].delete(f"questions-{session}")


def waits_to_be_filed(session: Session) -> bool:
    """Whether anybody registered has watched since the last filing."""
    who = Q(record__isnull=False) | Q(enrolment__isnull=False)
    live = Viewing.objects.filter(who, session=session, mode=Viewing.Mode.LIVE, seconds__gt=0)
    return live.filter(filed_at=None).exists()
