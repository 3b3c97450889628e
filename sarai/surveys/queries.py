"""What is read about surveys."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import available_timezones

from django.db.models import Count, F, Q, QuerySet

from sarai.evidence.actions import digest
from sarai.evidence.models import Source
from sarai.letters.models import Letter
from sarai.letters.queries import unwanted
from sarai.letters.rules import TROUBLE
from sarai.network.mentions import Mention
from sarai.network.models import PlaceReading
from sarai.surveys.answering import Engine
from sarai.surveys.models import Draft, Invitation, Response, Submission, Survey, Version
from sarai.surveys.questionnaire.attachments import with_files
from sarai.surveys.questionnaire.diff import Change, changes
from sarai.surveys.questionnaire.kinds import answer_kind
from sarai.surveys.questionnaire.languages import label_of
from sarai.surveys.questionnaire.xform import read_xform
from sarai.surveys.rules import Rule

REST = timedelta(days=3)  # between two letters to one person
MOST_REMINDERS = 3
SHOWN = 50  # of what is only listed as a sign that it is there
REMEMBERED = 64  # compiled forms in one process; a version never changes


def newest(survey: Survey) -> Version | None:
    """The version that is asked now; None before one is published."""
    return survey.versions.defer("original", "xform").first()


@lru_cache(maxsize=REMEMBERED)
def engine_of(version: int) -> Engine:
    """The logic of a version (by its number in the database), with the files it needs. Raises DoesNotExist."""
    kept = Version.objects.only("xform").get(pk=version)
    files = {file.name: bytes(file.content) for file in kept.files.all()}
    return Engine(with_files(read_xform(bytes(kept.xform)), files))


@lru_cache(maxsize=1024)
def version_called(survey: int, name: str) -> int:
    """The number in the database of a survey's version of that name. Raises DoesNotExist, which is not remembered."""
    return Version.objects.only("pk").get(survey=survey, version=name).pk


def is_open(survey: Survey, now: datetime) -> bool:
    """Whether answers are asked for at a moment: from the opening on, and before the closing."""
    return (survey.opens_at is None or survey.opens_at <= now) and (survey.closes_at is None or now < survey.closes_at)


def why_shut(
    survey: Survey, version: Version | None, invitation: Invitation | None, now: datetime, *, full: bool | None = None
) -> str:
    """Why nobody can begin to answer at a moment, by the link of an invitation or without one: "unpublished",
    "answered", "early", "late", "invited" or "full" (looked up, unless it is known); empty if one can."""
    if version is None:
        return "unpublished"
    if invitation is not None and invitation.submission_id is not None:
        return "answered"
    if not is_open(survey, now):
        return "early" if survey.opens_at and now < survey.opens_at else "late"
    if invitation is None and survey.door == Survey.Door.INVITED:
        return "invited"
    return "full" if (is_full(survey) if full is None else full) else ""


@dataclass(frozen=True)
class Entrance:
    """Where a survey is begun: the version that is asked, and why nobody can begin now (see `why_shut`)."""

    survey: Survey
    version: Version | None
    shut: str


def entrances(surveys: Sequence[Survey], now: datetime) -> list[Entrance]:
    """Where each of some surveys is begun, in a fixed number of queries."""
    if not surveys:
        return []
    versions = Version.objects.filter(survey__in=surveys).defer("original", "xform").order_by("number")
    last = {version.survey_id: version for version in versions}
    filled = full_ones(surveys)
    return [
        Entrance(one, last.get(one.pk), why_shut(one, last.get(one.pk), None, now, full=one.pk in filled))
        for one in surveys
    ]


def surveys_listed(now: datetime, *, everything: bool) -> QuerySet[Survey]:
    """All surveys, or those that whoever has the link may answer now; the latest first."""
    surveys = Survey.objects.order_by("-opens_at", "-pk")
    if everything:
        held = Q(responses__retracted_at=None, responses__test=False)
        return surveys.annotate(received=Count("responses", filter=held))
    begun = Q(opens_at=None) | Q(opens_at__lte=now)
    going_on = Q(closes_at=None) | Q(closes_at__gt=now)
    return surveys.filter(begun, going_on, door=Survey.Door.OPEN).exclude(form_id=None)


def rule_of(survey: Survey) -> Rule:
    """The rule of which responses count that is published now, or the usual one."""
    held = survey.rules.filter(retracted_at=None).first()
    return Rule.of(held) if held is not None else Rule()


def zones() -> Sequence[str]:
    """The time zones that there are, by name."""
    return [*sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")), "UTC"]


def waiting(survey: Survey) -> int:
    """How many submissions were received and are not counted yet."""
    return survey.submissions.filter(state=Submission.State.WAITING).count()


def trials(survey: Survey) -> int:
    """How often the team tried a survey out to the end; a correction is of the same trial."""
    return survey.submissions.filter(test=True, corrects="").exclude(state=Submission.State.FLAGGED).count()


def flagged(survey: Survey) -> Sequence[Submission]:
    """The latest submissions that are kept and not counted, with the reason."""
    kept = survey.submissions.filter(state=Submission.State.FLAGGED).defer("xml")
    return list(kept.order_by("-pk")[:SHOWN])


def topic_of(survey: Survey) -> str:
    """Under which topic the letters about a survey stand, and are stopped."""
    return f"survey:{survey.slug}"


def invited(survey: Survey) -> QuerySet[Invitation]:
    """Who was invited to a survey, with their letters; those who have not answered first."""
    found = _with_wishes(survey).select_related("record", "letter", "reminder")
    unread = [f"{letter}__{field}" for letter in ("letter", "reminder") for field in ("text", "attachments")]
    return found.defer(*unread).order_by(F("submission").asc(nulls_first=True), "pk")


def _with_wishes(survey: Survey) -> QuerySet[Invitation]:
    return survey.invitations.annotate(unwanted=unwanted("letter__mark", topic_of(survey)))


def open_invitations(survey: Survey) -> QuerySet[Invitation]:
    """Those to whom a letter may go: not answered, and nobody who asked not to be written to."""
    return _with_wishes(survey).filter(_OPEN).select_related("record").order_by("pk")


def to_be_reminded(now: datetime) -> Q:
    """Whose last letter went some days ago, and who was not reminded often yet."""
    quiet, gone = now - REST, (Letter.State.SENT, Letter.State.DOUBTFUL)
    rested = Q(reminder=None) | Q(reminder__sent_at__lte=quiet)
    return rested & Q(letter__state__in=gone, letter__sent_at__lte=quiet, reminders__lt=MOST_REMINDERS)


_OPEN = Q(submission=None, unwanted=False)


def invitation_counts(survey: Survey, now: datetime) -> dict[str, int]:
    """How many were invited, written to, answered and declined; whose letter is on its way, or did not go; and to how
    many a first letter or a reminder can go."""
    return _with_wishes(survey).aggregate(
        invited=Count("pk"),
        sent=Count("pk", filter=Q(letter__state=Letter.State.SENT)),
        on_way=Count("pk", filter=Q(letter__state__in=(Letter.State.WAITING, Letter.State.SENDING))),
        trouble=Count("pk", filter=Q(letter__state__in=TROUBLE)),
        answered=Count("pk", filter=~Q(submission=None)),
        declined=Count("pk", filter=Q(unwanted=True)),
        unsent=Count("pk", filter=_OPEN & Q(letter=None)),
        silent=Count("pk", filter=_OPEN & to_be_reminded(now)),
    )


def invited_by_answers(survey: Survey, instance_ids: Collection[str]) -> dict[str, Mention]:
    """instanceID → what is known of the person whose invitation was answered with it, until they are erased."""
    used = survey.invitations.filter(submission__instance_id__in=instance_ids, record__email__contains="@")
    found = used.select_related("record__place").annotate(uuid=F("submission__instance_id"))
    return {one.uuid: one.record.mention for one in found}


def version_and_before(slug: str, number: int) -> tuple[Version | None, Version | None]:
    """A version of a survey, and the one before it."""
    until = Version.objects.filter(survey__slug=slug, number__lte=number)
    found = list(until.select_related("survey").order_by("-number")[:2])
    if not found or found[0].number != number:
        return None, None
    return found[0], found[1] if len(found) > 1 else None


def changed_since(version: Version, before: Version) -> Sequence[Change]:
    """What a version changed, in words."""
    return changes(engine_of(before.pk).form, engine_of(version.pk).form)


def asked_in(version: Version) -> Sequence[tuple[str, str, str, str]]:
    """The questions of a version in their order: path, kind, role, label."""
    form = engine_of(version.pk).form
    return [
        ("/".join(path[1:]), answer_kind(form, path), form.role_of(path), label_of(form, question.label))
        for path, question in form.by_path.items()
    ]


def is_full(survey: Survey) -> bool:
    """Whether as many answers came as the survey asks for."""
    return survey.pk in full_ones([survey])


def full_ones(surveys: Iterable[Survey]) -> set[int]:
    """Those of some surveys to which as many answers came as they ask for. Trials, corrections and what is not counted
    do not count."""
    quotas = {survey.pk: survey.quota for survey in surveys if survey.quota is not None}
    if not quotas:
        return set()
    counted = Submission.objects.exclude(state=Submission.State.FLAGGED).filter(test=False, corrects="")
    came = counted.filter(survey__in=quotas).order_by().values_list("survey").annotate(n=Count("pk"))
    number = dict(came)
    return {pk for pk, quota in quotas.items() if number.get(pk, 0) >= quota}


def draft_called(slug: str, key: str) -> Draft | None:
    """Answers that somebody is giving, with what their pages need: the version, the survey, the invitation."""
    drafts = Draft.objects.select_related("version__survey", "invitation")
    held = drafts.defer("version__original", "version__xform", "version__warnings")
    return held.filter(version__survey__slug=slug, key=key).first()


def invitation_called(slug: str, key: str) -> Invitation | None:
    """An invitation to a survey by the key in its link."""
    return Invitation.objects.select_related("survey").filter(survey__slug=slug, key=key).first()


def latest_of(survey: int, instance_id: str) -> Submission | None:
    """The answers with an instanceID, or what corrected them last; what is flagged corrects nothing."""
    chain = Submission.objects.filter(survey=survey).exclude(state=Submission.State.FLAGGED).select_related("survey")
    latest, seen = chain.filter(instance_id=instance_id).first(), {instance_id}
    while latest and (after := chain.filter(corrects=latest.instance_id).exclude(instance_id__in=seen).last()):
        seen.add(after.instance_id)
        latest = after
    return latest


def first_id(submission: Submission) -> str:
    """The instanceID under which a response first came: a correction is of the same response."""
    seen = {submission.instance_id}
    first, before = submission.instance_id, submission.corrects
    while before and before not in seen:
        seen.add(before)
        first = before
        chain = Submission.objects.filter(survey=submission.survey_id, instance_id=before)
        before = chain.exclude(state=Submission.State.FLAGGED).values_list("corrects", flat=True).first() or ""
    return first


def response_of(submission: Submission) -> Response | None:
    """What a submission, and what it corrects, is counted as: the fact that holds, else the one that held last."""
    facts = Response.objects.filter(survey=submission.survey_id, key=digest(first_id(submission)))
    return facts.select_related("retracted_by").order_by(F("retracted_at").desc(nulls_first=True), "-pk").first()


@dataclass(frozen=True, slots=True)
class Turn:
    """A moment at which a response became another: by which act or file, what held before (None: nothing) and since
    (None: nothing any more)."""

    at: datetime
    source: Source
    before: Response | None
    since: Response | None


def turns_of(response: Response) -> Sequence[Turn]:
    """What became of a response from the first to the last, with every correction, review and withdrawal."""
    facts = Response.objects.filter(survey=response.survey_id, key=response.key)
    held = facts.filter(Q(retracted_at=None) | Q(retracted_at__gt=F("recorded_at"))).order_by("recorded_at", "pk")
    turns: list[Turn] = []
    before: Response | None = None
    for fact in held.select_related("source", "retracted_by"):
        if before is not None and before.retracted_at == fact.recorded_at and before.retracted_by:
            turns[-1] = Turn(fact.recorded_at, before.retracted_by, before, fact)
        else:
            turns.append(Turn(fact.recorded_at, fact.source, None, fact))
        if fact.retracted_at and fact.retracted_by:
            turns.append(Turn(fact.retracted_at, fact.retracted_by, fact, None))
        before = fact
    return turns


def responses_before(act: Source) -> QuerySet[Response]:
    """The responses that an act retracted, as they were until then."""
    return Response.objects.filter(retracted_by=act)


def acts_of(survey: Survey, what: str) -> QuerySet[Source]:
    """The acts of one kind about a survey, the latest first."""
    acts = Source.objects.filter(kind=Source.Kind.ENTRY, format=what, target__survey=survey.slug)
    return acts.order_by("-recorded_at", "-pk")


def places_as_read(places: Collection[int | None]) -> dict[int, str]:
    """What typed places are read as now, by their numbers: a city with its country, or a country."""
    held = PlaceReading.objects.filter(place__in={pk for pk in places if pk}, retracted_at=None)
    read = held.select_related("city", "country")
    return {one.place_id: ", ".join(str(part) for part in (one.city, one.country) if part) for one in read}


def twin_of(submission: Submission) -> Submission | None:
    """What came under the same instanceID and is not flagged."""
    twins = Submission.objects.filter(survey=submission.survey_id, instance_id=submission.instance_id)
    return twins.exclude(state=Submission.State.FLAGGED).exclude(pk=submission.pk).first()
