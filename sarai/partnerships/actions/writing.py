"""The letters about a partnership, to those who speak for its sides and each in their language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarai.accounts.models import User
from sarai.accounts.queries import team
from sarai.exchanges.calendars import Appointment, invitation, withdrawal
from sarai.exchanges.clocks import readings
from sarai.letters.actions import Attachment, Draft, post_many
from sarai.letters.models import Letter, name_of
from sarai.letters.writing import greeting, speaking
from sarai.network.models import City
from sarai.network.queries.parties import speakers_of
from sarai.partnerships.models import Meeting, Side, Step
from sarai.partnerships.queries.partnerships import Standing, contacts

# What the others who take part are told of a step; of those that are not here, they read on the page.
TOLD = {
    "accept": gettext_lazy("%(side)s has accepted the introduction."),
    "decline": gettext_lazy("%(side)s has declined. Nobody's contact details were, or will be, given on."),
    "withdraw": gettext_lazy(
        "%(side)s has taken back its consent: contact details are not shown any more. What is to be said can be said "
        "on the page of the partnership."
    ),
    "agree": gettext_lazy("%(side)s says that you work together. Please say whether this is so."),
    "sign": gettext_lazy("%(side)s has added a document that was signed."),
    "expire": gettext_lazy("Nobody answered in time, so the request has expired. You can ask again."),
    "end": gettext_lazy("%(side)s has ended the partnership."),
    "act": gettext_lazy("%(side)s says that you did something together. If it is not so, take it back on the page."),
    "achieve": gettext_lazy("%(side)s tells a result of the two of you. If it is not so, take it back on the page."),
}

OF_THE_TWO = frozenset({"agree", "act", "achieve"})  # who supports them has not to say whether it is so


def tell_asked(now: Standing, at: datetime) -> None:
    """Tell those who are asked that somebody would like to work with them, and where they accept or decline."""
    lead, theme = now.sides[0], now.partnership.theme
    drafts = []
    for side in [*now.waits_for, *now.invited]:
        other = lead if side.pk != lead.pk else now.sides[1]
        for user in speakers_of(side.who):
            with speaking(user.language):
                proposed = now.latest is not None and now.latest.side_id is None
                said = (
                    _("%(other)s would like you to support it and %(partner)s as a third party.")
                    if side in now.invited
                    else _("the programme team proposes that %(side)s and %(other)s work together.")
                    if proposed
                    else _("%(other)s asks to be introduced to %(side)s.")
                )
                parts = [
                    greeting(user.name),
                    said % {"side": side, "other": other, "partner": now.sides[1]},
                    _("What it is about: %(theme)s") % {"theme": theme} if theme else "",
                    _("Here you see why, and accept or decline:") + f"\n{url_of(now)}",
                    _("Your name and address are given to nobody before both sides have accepted."),
                ]
                subject = _("Would you like to work together? %(other)s") % {"other": other}
                drafts.append(_draft(now, user, f"asked:{now.seen}", subject, parts, "notice"))
    post_many(drafts, at=at)


def tell_step(now: Standing, step: Step, at: datetime) -> None:
    """Tell the other sides what one of them did; once both have accepted, each is told whom to write to."""
    if step.step not in TOLD:
        return
    drafts = []
    told = [side for side in now.taking_part if side.pk in now.main] if step.step in OF_THE_TWO else now.taking_part
    for side in told:
        if step.side_id == side.pk:
            continue
        for user in speakers_of(side.who):
            with speaking(user.language):
                actor = step.side or _("The programme team")
                parts = [greeting(user.name), str(TOLD[step.step]) % {"side": actor}]
                if step.step == "accept" and now.is_introduced:
                    parts += [_introduced(now, side)]
                parts += [url_of(now)]
                draft = _draft(now, user, f"step:{step.pk}", _("%(partnership)s: news"), parts, "notice")
                drafts.append(draft)
    post_many(drafts, at=at)


def tell_taken_back(now: Standing, step: Step, side: Side | None, at: datetime) -> None:
    """Tell the others that a step was taken back, and by whom."""
    drafts = []
    for other in now.others(side):
        for user in speakers_of(other.who):
            with speaking(user.language):
                said = _("%(side)s has taken a step back: %(step)s. It stands as before.")
                who = {"side": side or _("The programme team"), "step": step.get_step_display()}
                parts = [greeting(user.name), said % who, url_of(now)]
                drafts.append(_draft(now, user, f"back:{step.pk}", _("%(partnership)s: news"), parts, "notice"))
    post_many(drafts, at=at)


def tell_the_team(now: Standing, at: datetime) -> None:
    """Tell the programme team of sides that are asked and for which nobody speaks here: the team answers for them."""
    silent = [side for side in now.waits_for if not speakers_of(side.who).exists()]
    drafts = []
    for user in team() if silent else ():
        with speaking(user.language):
            said = _("%(partnership)s: nobody speaks here for %(sides)s. Please ask them, and answer for them:")
            names = {"partnership": now.partnership, "sides": ", ".join(map(str, silent))}
            parts = [greeting(user.name), said % names, url_of(now)]
            drafts.append(_draft(now, user, f"silent:{now.seen}", _("%(partnership)s: news"), parts, "notice"))
    post_many(drafts, at=at)


def _introduced(now: Standing, side: Side) -> str:
    people = [f"{user} <{user.email}>" for user in contacts(now, side)]
    if not people:
        return _(
            "Write to each other on the page of the partnership; nobody there has said that their address be given."
        )
    return "\n".join([_("You can write to:"), *people])


def remind(now: Standing, at: datetime) -> int:
    """Remind those for whom a partnership waits, once for each step; returns how many were written to."""
    waiting = [side for side in now.waits_for if side.pk not in now.withdrew] if now.waits_for else now.taking_part
    drafts = []
    for side in waiting:
        for user in speakers_of(side.who):
            with speaking(user.language):
                said = (
                    _("an introduction waits for your answer:")
                    if now.waits_for
                    else _("nothing was noted here for a while. Say how it goes, or that it came to nothing:")
                )
                parts = [greeting(user.name), said, str(now.partnership), url_of(now)]
                mark = f"remind:{now.seen}"
                drafts.append(_draft(now, user, mark, _("A reminder: %(partnership)s"), parts, "reminder"))
    told = set(Letter.objects.filter(name__in=map(name_of, (d.key for d in drafts))).values_list("name", flat=True))
    fresh = [draft for draft in drafts if name_of(draft.key) not in told]
    post_many(fresh, at=at)
    return len(fresh)


def tell_meeting(now: Standing, meeting: Meeting, at: datetime) -> None:
    """Send a meeting's appointment to everybody who speaks for a side, by the clocks of both; what is cancelled is
    taken out of their calendars."""
    cancelled = meeting.state == Meeting.State.CANCELLED
    drafts = []
    for side in now.taking_part:
        for user in speakers_of(side.who):
            with speaking(user.language):
                said = _("this meeting does not take place:") if cancelled else _("a meeting is proposed:")
                if meeting.state == Meeting.State.ACCEPTED:
                    said = _("this meeting is agreed:")
                parts = [
                    greeting(user.name),
                    said,
                    meeting.title,
                    "\n".join(clocks(now, meeting)),
                    meeting.link,
                    url_of(now),
                ]
                ics = _appointment(now, meeting, user, at)
                subject = _("Cancelled: %(title)s") if cancelled else _("Meeting: %(title)s")
                mark = f"meeting:{meeting.pk}:{meeting.sequence}:{meeting.state}"
                drafts.append(_draft(now, user, mark, subject % {"title": meeting.title}, parts, "change", (ics,)))
    post_many(drafts, at=at)


def clocks(now: Standing, meeting: Meeting) -> list[str]:
    """When a meeting is, by the clocks of the sides, each with its day."""
    zones = [side.city.timezone for side in now.taking_part if side.city and side.city.timezone]
    found = readings(meeting.starts_at, meeting.ends_at, meeting.timezone, zones)
    return [f"{one.day}, {one.starts}–{one.ends} ({one.place})" for one in found]


def _appointment(now: Standing, meeting: Meeting, user: User, at: datetime) -> Attachment:
    cancelled = meeting.state == Meeting.State.CANCELLED
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    write = withdrawal if cancelled else invitation
    content = write(
        [appointment_of(now, meeting, at)],
        name=meeting.title,
        organiser=name or "Sarai",
        sender=sender,
        attendee=str(user),
        to=user.email,
    )
    method = "CANCEL" if cancelled else "REQUEST"
    return Attachment("meeting.ics", f"text/calendar; method={method}", content)


def appointment_of(now: Standing, meeting: Meeting, at: datetime) -> Appointment:
    """A meeting as calendars show it: in the zone of who proposed it, and the other's in its text."""
    return Appointment(
        uid=f"{meeting.uid}@{urlsplit(settings.SITE_URL).hostname}",
        revision=meeting.sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=meeting.timezone,
        title=meeting.title,
        text="\n".join([*clocks(now, meeting), url_of(now)]),
        url=url_of(now),
        changed_at=at,
        connect=meeting.link,
        connect_label=meeting.title,
        cancelled=meeting.state == Meeting.State.CANCELLED,
    )


def url_of(now: Standing) -> str:
    """The address of a partnership's page, as it stands in letters."""
    return settings.SITE_URL + now.partnership.get_absolute_url()


def zone_of(side: Side | None) -> str:
    """The time zone of a side: of its city, or UTC for an institution."""
    city: City | None = side.city if side else None
    return (city and city.timezone) or "UTC"


def _draft(
    now: Standing,
    user: User,
    mark: str,
    subject: str,
    parts: Iterable[str],
    purpose: str,
    attachments: tuple[Attachment, ...] = (),
) -> Draft:
    title = str(now.partnership)
    return Draft(
        key=f"partnership:{now.partnership.pk}:{mark}:{user.pk}",
        to=user.email,
        subject=subject % {"partnership": title} if "%(partnership)s" in subject else subject,
        text="\n\n".join(filter(None, parts)),
        purpose=Letter.Purpose(purpose),
        language=user.language,
        topic=f"partnership:{now.partnership.pk}",
        about=title,
        attachments=attachments,
    )
