"""Requests for advice, a step at a time; and the roster of those who can give it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarai.evidence.actions import Overtaken, entry, retract
from sarai.evidence.reading.documents import Document
from sarai.network.models import City, Institution, Theme
from sarai.partnerships.models import AdviceRequest, AdviceStep, Expert
from sarai.partnerships.queries.advice import Standing, open_requests, request_numbered
from sarai.partnerships.rules import advice as rules

from . import advice_letters as letters
from .entries import Act
from .pipeline import EASTERNMOST, NotNow

CONSENT = gettext_lazy(
    "My name, what I do, my city or organisation, themes, languages and availability may stand on the public roster of "
    "experts. My address is shown to nobody. I can change or remove my entry at any time; it is then erased."
)

SEEN = ("name", "headline", "about", "city_id", "institution_id")  # what the team confirms of an entry


class Known(NotNow):
    """Somebody with this address is `expert` already. The sentence does not say so: not everybody may know."""

    def __init__(self, expert: Expert) -> None:
        super().__init__(_("This entry was not kept. Open the page anew, and look at how it stands."))
        self.expert = expert


@transaction.atomic
def keep_expert(
    *, expert: Expert, themes: Iterable[Theme], consents: bool, by: str, at: datetime, token: str = ""
) -> Expert:
    """Keep an entry of the roster, new or changed. With the consent of somebody whom the team proposed it is listed as
    it was proposed; who comes by themselves, and what they change, waits for the team (`confirm_expert`). Without
    consent it waits for that, and they are asked for it by a letter with their personal link, once. The same proposal
    with the same `token` is that entry. Raises Known where somebody else with their address has one."""
    expert.email = expert.email.strip().lower()
    known = _known(expert, token)
    if known is not None:
        return known
    if token and not Expert.objects.filter(token=token).exists():
        expert.token = token
    expert.made_at, expert.changed_at, expert.by = expert.made_at or at, at, by
    if consents:
        confirmed = expert.pk is not None and not expert.is_unknown and not _says_else(expert)
        expert.state = Expert.State.LISTED if confirmed else Expert.State.WAITING
        expert.consented_at, expert.wording = at, str(CONSENT)
    try:
        with transaction.atomic():
            expert.save()
    except IntegrityError:  # somebody else was as quick
        known = _known(expert, token)
        if known is None:
            raise
        return known
    expert.themes.set(themes)
    if not consents and expert.state == Expert.State.INVITED:
        letters.ask_for_consent(expert, at)
    return expert


def _known(expert: Expert, token: str) -> Expert | None:
    """The entry that the form with this token made already. Raises Known where somebody else has the address."""
    known = Expert.objects.select_for_update().filter(email=expert.email).exclude(pk=expert.pk).first()
    if known is not None and not (token and known.token == token):
        raise Known(known)
    return known


def _says_else(expert: Expert) -> bool:
    """Whether the entry says something else of somebody than the team has seen."""
    seen = Expert.objects.filter(pk=expert.pk).values(*SEEN).get()
    return any(getattr(expert, name) != value for name, value in seen.items())


@transaction.atomic
def confirm_expert(*, expert: Expert, at: datetime) -> None:
    """List somebody who came by themselves. Raises NotNow for anybody else: they are asked, or have removed it."""
    expert = Expert.objects.select_for_update().get(pk=expert.pk)
    if expert.state != Expert.State.WAITING:
        raise NotNow(_("This entry does not wait for the team any more. Look at it as it is now."))
    expert.state, expert.changed_at = Expert.State.LISTED, at
    expert.save(update_fields=["state", "changed_at"])


@transaction.atomic
def remove_expert(*, expert: Expert, at: datetime) -> None:
    """Erase an entry: that somebody advised stays counted, without who it was."""
    expert = Expert.objects.select_for_update().get(pk=expert.pk)
    for name in ("email", "name", "headline", "about", "availability", "by"):
        setattr(expert, name, "")
    expert.city = expert.institution = None
    expert.languages, expert.state, expert.changed_at = [], Expert.State.REMOVED, at
    expert.save()
    expert.themes.clear()
    AdviceStep.objects.filter(expert=expert, step="offer").update(text="")  # what they wrote of themselves


@transaction.atomic
def ask_for_advice(
    *, request: AdviceRequest, by: str, at: datetime, token: str = "", role: str = rules.CITY
) -> AdviceRequest:
    """Ask for advice, as the city or as the team (`role`). A request with the `token` of one that is there is that
    one, and so is one of the same title that nobody has taken yet. Raises NotNow for too many open requests of one
    city."""
    city = City.objects.select_for_update().get(pk=request.city_id)
    sent = AdviceRequest.objects.filter(token=token).first() if token else None
    same = AdviceRequest.objects.filter(
        city=city, title=request.title, steps__in=AdviceStep.objects.filter(retracted_at=None, state="asked")
    ).first()
    known = sent if sent and sent.city_id == city.pk else same
    if known is not None:
        return known
    if open_requests(city) >= rules.MOST_OPEN:
        raise NotNow(
            _("Your city has %(most)d open requests already. Close some of them first.") % {"most": rules.MOST_OPEN}
        )
    request.made_at, request.token = at, "" if sent else token
    request.save()
    _add(request, "ask", role=role, by=by, at=at)
    return request


@transaction.atomic
def step_advice(
    *,
    request: AdviceRequest,
    step: str,
    seen: int,
    roles: Iterable[str],
    by: str,
    at: datetime,
    adviser: Expert | Institution | None = None,
    text: str = "",
    form: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    link: str = "",
    document: Document | None = None,
    rating: int | None = None,
) -> AdviceStep:
    """Take a step (`rules.advice.ADVICE`) in one of these `roles`; `seen` is the number of the step before it that its
    taker knew of, `adviser` who advises from an offer on. Raises Overtaken where somebody was quicker, NotNow where the
    step cannot be taken; nothing is kept then. The other side is told by a letter."""
    request = AdviceRequest.objects.select_for_update().get(pk=request.pk)
    now = request_numbered(request.pk)
    assert now is not None
    if now.seen != seen:
        raise Overtaken(_("Somebody else has taken a step meanwhile. Look at how it stands now."))
    role = rules.taken_as(step, roles)
    if role is None or rules.after(rules.ADVICE, now.state, step) is None:
        raise NotNow(_("This cannot be done as it stands. Look at the page again, and choose one of its buttons."))
    if step in ("offer", "assign") and adviser is None:
        raise NotNow(_("Say who is to advise."))
    _refuse_too_soon(now, step, at)
    _refuse_many(now, step, role, adviser, at)
    who = None if step == "release" else adviser or now.adviser
    of_visit = {"form": form, "starts_on": starts_on, "ends_on": ends_on, "link": link, "rating": rating}
    before, told = now.latest, {"text": text, **of_visit}
    made = _add(request, step, before=before, adviser=who, document=document, role=role, by=by, at=at, **told)
    letters.tell_step(request, made, now.adviser or who, at)
    return made


def _refuse_too_soon(now: Standing, step: str, at: datetime) -> None:
    """What came of a visit or a call is told once its day has come, wherever it is."""
    day = now.latest.starts_on
    if step == "report" and day is not None and day > (at + EASTERNMOST).date():
        told = _("The visit or call is on %(day)s. Add the report from that day on, or arrange an earlier day first.")
        raise NotNow(told % {"day": day.isoformat()})


def _refuse_many(now: Standing, step: str, role: str, adviser: Expert | Institution | None, at: datetime) -> None:
    """Each step is a letter to both sides, so that nobody goes round and round."""
    if role == rules.TEAM:
        return
    since = at - rules.AGAIN_AFTER
    if step == "offer" and adviser in now.given_back_since(since):
        raise NotNow(_("You gave this request back, or were let go, less than a day ago. Offer to advise tomorrow."))
    if sum(one.role == role and one.recorded_at > since for one in now.steps) >= rules.MOST_STEPS_A_DAY:
        raise NotNow(_("That is enough for a day. Go on tomorrow."))


def _add(
    request: AdviceRequest,
    step: str,
    *,
    role: str,
    by: str,
    at: datetime,
    before: AdviceStep | None = None,
    adviser: Expert | Institution | None = None,
    document: Document | None = None,
    **said: object,
) -> AdviceStep:
    title = _("Advice: %(title)s") % {"title": request.title}
    source = entry(Act.ADVICE, title=title, by=by, at=at, target={"advice": request.pk})
    retract([before] if before else [], source)
    state = rules.after(rules.ADVICE, before.state if before else "", step)
    made = AdviceStep(
        request=request,
        step=step,
        state=state or "",
        role=role,
        happened_on=at.date(),
        expert=adviser if isinstance(adviser, Expert) else None,
        institution=adviser if isinstance(adviser, Institution) else None,
        source=source,
        recorded_at=at,
        **said,
    )
    if document is not None:
        made.document.save(document.name, document.content, save=False)
    made.save()
    return made
