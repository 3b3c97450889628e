"""Receiving answers, by whichever door: looked at, and stored whole before anything else is done with them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sarai.surveys.answering import Engine, Unreadable, check, meta, parse_xml
from sarai.surveys.models import Submission, SubmissionFile, Survey, Version
from sarai.surveys.queries import engine_of, version_called
from sarai.surveys.xpath import Node

LONGEST_ID = 150
MOST_VIOLATIONS = 100  # kept of one submission


@dataclass(frozen=True, slots=True)
class Received:
    """What became of something that was sent in: `new` if it was not here before."""

    submission: Submission
    new: bool


def receive(
    *,
    survey: Survey,
    xml: bytes,
    door: str,
    at: datetime,
    language: str = "",
    test: bool = False,
    then: Callable[[], object] = lambda: None,
) -> Received:
    """Store a submission; the very same one again changes nothing.

    What the form does not allow is noted with it, not refused: the answers may have been given far from any network,
    and the rule of what is valid decides. Flagged, and so not counted, are answers to a version that is not known,
    others under an instanceID that came before, and a trial that corrects what is none. `then` is called after the
    commit of a new one. Raises `Unreadable` for what is no submission to this survey.
    """
    told = parse_xml(xml)
    root = told.children[0]
    if (stated := root.attributes.get("id", "")) and stated != survey.form_id:
        raise Unreadable(
            _("These are answers to the form “%(stated)s”, and this is the address of another.")
            % {"stated": stated[:60]}
        )
    sha256 = hashlib.sha256(xml).hexdigest()
    version = _version(survey, root.attributes.get("version", ""))
    submission = Submission(
        survey=survey,
        version_id=version,
        instance_id=_instance_id(told, sha256),
        corrects=meta(told, "deprecatedID")[:LONGEST_ID],
        sha256=sha256,
        xml=xml,
        door=door,
        received_at=at,
        language=language,
        test=test,
    )
    if version is None:
        _flag(submission, _("It answers a version of the form that was never published here."))
    elif _crosses(submission):
        _flag(submission, _("It corrects answers, and only one of the two is a trial. Both are kept."))
    else:
        submission.violations = _violations(engine_of(version), told, at, language)
    return _store(submission, then)


def _instance_id(told: Node, sha256: str) -> str:
    """What the submission calls itself; what does not is called by its content, so that it, too, counts once."""
    stated = meta(told, "instanceID") or told.children[0].attributes.get("instanceID", "")
    if len(stated) > LONGEST_ID:
        return f"sha256:{hashlib.sha256(stated.encode()).hexdigest()}"
    return stated or f"sha256:{sha256}"


def _version(survey: Survey, stated: str) -> int | None:
    try:
        return version_called(survey.pk, stated)
    except Version.DoesNotExist:
        return None


def _crosses(submission: Submission) -> bool:
    """Whether a trial would put itself in the place of what counts, or the other way round."""
    if not submission.corrects:
        return False
    corrected = Submission.objects.filter(survey=submission.survey, instance_id=submission.corrects)
    return corrected.exclude(test=submission.test).exists()


def _violations(engine: Engine, told: Node, at: datetime, language: str) -> list[dict[str, str]]:
    found = check(engine, engine.shape.fit(told), now=at, language=language, most=MOST_VIOLATIONS)
    return [{"kind": each.kind, "place": each.place, "sentence": each.sentence} for each in found]


def _flag(submission: Submission, reason: str) -> None:
    submission.state, submission.reason = Submission.State.FLAGGED, reason


def _store(submission: Submission, then: Callable[[], object]) -> Received:
    """Insert a submission; where its instanceID is taken, flagged; where it came at the same moment twice, once."""
    for _attempt in range(2):
        try:
            with transaction.atomic():
                submission.save(force_insert=True)
                transaction.on_commit(then, robust=True)
            return Received(submission, new=True)
        except IntegrityError:
            twin = {"survey": submission.survey, "instance_id": submission.instance_id}
            if same := Submission.objects.filter(**twin, sha256=submission.sha256).first():
                return Received(same, new=False)
            _flag(submission, _("Other answers came before under the same instanceID. Both are kept."))
            submission.pk = None
    raise AssertionError("a flagged submission is refused only as a repetition")


@transaction.atomic
def attach(*, submission: Submission, name: str, content: File[bytes], at: datetime) -> SubmissionFile:
    """Keep a file that came with a submission; the very same again changes nothing."""
    data = content.read()
    sha256 = hashlib.sha256(data).hexdigest()
    name = name.replace("\\", "/").rpartition("/")[2][:255]
    known = submission.files.filter(name=name, sha256=sha256).first()
    if known:
        return known
    kept = SubmissionFile(submission=submission, name=name, sha256=sha256, size=len(data), received_at=at)
    kept.file.save(f"{sha256[:2]}/{sha256}", ContentFile(data), save=False)
    kept.save()
    return kept
