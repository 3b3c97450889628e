"""Filing what was received as responses: who answered, what they said, and what of it can be counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sarai.evidence.actions import Ledger, Row, digest, in_turn, insert
from sarai.evidence.intake import follow_up_on
from sarai.evidence.models import Source
from sarai.network.actions import Identifier, PlaceReader, Screen
from sarai.network.mentions import Mention
from sarai.network.rules import classified, combined
from sarai.surveys.answering import (
    Engine,
    answers_of,
    consent_of,
    counted,
    from_outside,
    mention_of,
    share_answered,
)
from sarai.surveys.answering.telling import Counted
from sarai.surveys.models import Answer, Choice, Question, Response, Submission, Survey
from sarai.surveys.queries import engine_of, first_id, invited_by_answers
from sarai.surveys.xpath import Node

FORMAT = "answers"  # what a source is that was received on this site
AT_ONCE = 500
NAMES_A_CITY = frozenset({"wish.partner_city"})  # roles whose answers are read as places


@dataclass(slots=True)
class Told:
    """A submission and what it says. `mention`, `answers` and `counted` are what an erasure leaves out."""

    submission: Submission
    uuid: str
    mention: Mention
    answers: dict[str, Any]
    counted: list[Counted]
    consent: bool | None
    answered: float

    PERSONAL = frozenset({"mention", "answers", "counted"})


def file_submissions(*, by: str, at: datetime) -> int:
    """File every submission that waits, those of one survey together; returns how many responses that changed.

    What is filed together is one source and one transaction: it is counted as a whole or waits on.
    """
    filed = 0
    while surveys := list(Survey.objects.filter(submissions__state=Submission.State.WAITING).distinct()):
        for survey in surveys:
            filed += _file_some(survey, by=by, at=at)
    return filed


def _file_some(survey: Survey, *, by: str, at: datetime) -> int:
    """File some of what waits. It is read before its turn, so that meanwhile more can come in."""
    waiting = survey.submissions.filter(state=Submission.State.WAITING).order_by("pk")[:AT_ONCE]
    read = {one.pk: _told(one) for one in waiting}
    with in_turn():
        return _file_read(survey, read, by=by, at=at)


def _file_read(survey: Survey, read: Mapping[int, Told], *, by: str, at: datetime) -> int:
    """File those that were read and that nobody has filed since."""
    waiting = survey.submissions.filter(pk__in=read, state=Submission.State.WAITING).defer("xml").order_by("pk")
    submissions = list(waiting.select_for_update())
    if not submissions:
        return 0
    source = Source.objects.create(
        kind=Source.Kind.FORM,
        title=survey.title[:255],
        format=FORMAT,
        target={"survey": survey.slug},
        entered_at=at,
        recorded_at=at,
        by=by,
    )
    told = Screen()(_by_invitations(survey, [replace(read[one.pk], submission=one) for one in submissions]))
    tally = put_responses(source, survey, told)
    for one in submissions:
        one.state = Submission.State.FILED
    Submission.objects.bulk_update(submissions, ["state", "record"])
    source.tally = {"read": len(submissions), **tally}
    source.save(update_fields=["tally"])
    follow_up_on(source)
    return len(submissions)


def _by_invitations(survey: Survey, told: Sequence[Told]) -> list[Told]:
    """What was told, with who was asked where it came by the link of an invitation."""
    asked = invited_by_answers(survey, [one.uuid for one in told])
    return [
        replace(one, mention=by_invitation(one.mention, asked[one.uuid])) if one.uuid in asked else one for one in told
    ]


def _told(submission: Submission) -> Told:
    assert submission.version_id is not None  # what has no version is flagged, and does not wait
    engine = engine_of(submission.version_id)
    tree = engine.shape.read(bytes(submission.xml))
    _recompute(engine, tree, submission)
    return Told(
        submission=submission,
        uuid=first_id(submission),
        mention=classified(mention_of(engine, tree, submission.language[:20])),
        answers=answers_of(engine, tree),
        counted=list(counted(engine, tree)),
        consent=consent_of(engine, tree),
        answered=share_answered(engine, tree),
    )


def by_invitation(said: Mention, asked: Mention) -> Mention:
    """Who answered by the link of an invitation: the person who was `asked`, with what the answers leave blank.

    Links are passed on: whoever states another address than the one that was written to is somebody else.
    """
    return combined(asked, said) if said.email in ("", asked.email) else said


def _recompute(engine: Engine, tree: Node, submission: Submission) -> None:
    """Let what was not to be asked not count, and what the form calculates be as it is calculated here."""
    engine.recompute(tree, now=submission.received_at, language=submission.language, keep=from_outside)


def put_responses(source: Source, survey: Survey, told: Sequence[Told]) -> Counter[str]:
    """Put responses and the answers in them that can be counted; the tally is the ledger's."""
    mentions = [(one.mention, f"{survey.slug}:{one.uuid}") for one in told]
    ids = Identifier(source).identify(mentions)
    ledger = Ledger(source, Response, {"survey_id": survey.pk}, reconcile=keep_review)
    tally = ledger.put([_fact(one, pk) for one, pk in zip(told, ids, strict=True)])
    for one, pk in zip(told, ids, strict=True):
        one.submission.record_id = pk
    put_counted(source, survey, {digest(one.uuid): one.counted for one in told})
    return tally


def _fact(one: Told, record_id: int) -> Row:
    submission = one.submission
    return {
        "record_id": record_id,
        "version_id": submission.version_id,
        "submission_id": submission.pk,
        "submitted_at": submission.received_at,
        "language": submission.language,
        "consent": one.consent,
        "test": submission.test,
        "answered": one.answered,
        "faults": len(submission.violations),
        "answers": one.answers,
        "sheet": submission.instance_id[:100],
        "key": digest(one.uuid),
        "content": content_of("", one.mention, one.answers),
    }


def content_of(status: str, mention: Mention, answers: Mapping[str, Any]) -> str:
    """What was said, the same whenever the same is said."""
    return digest(status, *mention.stated, *sorted(answers.items()))


def keep_review(old: Row, new: Row) -> Row:
    """What was said anew of a response, with the reviewer's word on it where the new one has none.

    The word holds, so that nobody brings rejected answers back by correcting them, and no figure moves until somebody
    looks; where the answers are others than those that it was about, it is to be looked at again.
    """
    word = old.get("status", "")
    if new.get("status") or not word:
        return new
    return new | {"status": word, "review_again": old.get("review_again", False) or old["answers"] != new["answers"]}


def put_counted(source: Source, survey: Survey, by_key: Mapping[str, Iterable[Counted]]) -> None:
    """Store the answers of those responses that this source has just brought."""
    brought = Response.objects.filter(survey=survey, source=source, key__in=by_key, counted=None)
    put_answers(source, survey, {pk: by_key[key] for pk, key in brought.values_list("pk", "key")})


def put_answers(source: Source, survey: Survey, by_response: Mapping[int, Iterable[Counted]]) -> None:
    """Store answers that can be counted, by the number of their response; of one that names a city, the place."""
    questions = {question.path: question for question in Question.objects.filter(survey=survey)}
    found = [(pk, each) for pk, said in by_response.items() for each in said if each.path in questions]
    places = _places(source, [(questions[each.path], each.value) for _pk, each in found])
    insert(
        Answer,
        [
            {
                "response_id": pk,
                "question_id": questions[each.path].pk,
                "value": each.value,
                "number": each.number,
                "rank": each.rank,
                "instance": each.instance,
                "place_id": places.get((each.path, each.value)),
            }
            for pk, each in found
        ],
    )


def _places(source: Source, answers: Iterable[tuple[Question, str]]) -> dict[tuple[str, str], int]:
    """(path, value) → the typed place, for answers whose role is to name a city; of a choice its label is read."""
    naming = {(question, value) for question, value in answers if question.role in NAMES_A_CITY}
    choices = Choice.objects.filter(question__in={question for question, _value in naming})
    labels = {(choice.question_id, choice.value): choice.label for choice in choices}
    texts = {(q.path, value): (labels.get((q.pk, value), value), "") for q, value in naming}
    read = PlaceReader(source).read(texts.values())
    return {answer: read[text] for answer, text in texts.items()}
