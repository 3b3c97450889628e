"""Where exports of survey tools are received."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarai.evidence.actions import Ledger, Row, digest
from sarai.evidence.formats import About, Context, declare_acts
from sarai.evidence.intake import NeedsTarget, Placement, declare_desk
from sarai.evidence.models import Source
from sarai.evidence.reading import Problem
from sarai.network.actions import Forgotten, Identifier, declare_forgotten, declare_restated
from sarai.network.rules import classified

from . import models
from .actions.filing import FORMAT as ANSWERS
from .actions.filing import content_of, keep_review, put_answers, put_counted
from .actions.inviting import FORMAT as INVITED
from .actions.judging import CHANGED, PUBLISHED, noted
from .actions.publishing import QUESTIONNAIRE, after_publishing
from .actions.retracting import WITHDRAWN
from .actions.reviewing import REVIEWED, TAKEN_BACK
from .answering.telling import COUNTED
from .intake import records
from .intake.hearing import Heard, count, hear
from .intake.matching import Matching, Meaning

ROLES = "roles"  # what a source is by which columns were given a meaning
_STATUS = {"approved": "approved", "not approved": "rejected", "rejected": "rejected", "not_approved": "rejected"}


class SurveysDesk:
    """Receives responses that were collected elsewhere."""

    app = "surveys"

    def place(self, about: About, target: Mapping[str, Any]) -> Placement:
        """The survey that the user names; a file of answers does not say which survey it is."""
        survey = models.Survey.objects.filter(slug=target.get("survey") or "").first()
        if survey is None:
            known = models.Survey.objects.order_by("title")
            raise NeedsTarget(
                _("This file has answers to a survey. Say which."),
                [({"survey": one.slug}, one.title) for one in known],
            )
        context = Context(zone=ZoneInfo(survey.timezone))
        return Placement({"survey": survey.slug}, survey.title, context, lambda source: ResponseFiler(source, survey))


class ResponseFiler:
    """Files the responses of one source, with their answers under the questions of the survey."""

    def __init__(self, source: Source, survey: models.Survey):
        self.source, self.survey = source, survey
        self.identifier = Identifier(source)
        self.ledger = Ledger(source, models.Response, {"survey_id": survey.pk}, reconcile=keep_review)
        self.matching = Matching(survey)
        self.versions = dict(survey.versions.values_list("version", "pk"))

    def file(self, batch: Sequence[records.Response]) -> tuple[Counter[str], list[Problem]]:
        """Identify who answered, and put the responses; one without a time cannot be dated and is refused."""
        problems = [
            Problem(
                one.where,
                _("This response does not say when it was given; it was not taken."),
                tuple(filter(None, one.mention.stated)),
            )
            for one in batch
            if one.submitted_at is None
        ]
        dated = [one for one in batch if one.submitted_at is not None]
        self.matching.note(dated)
        heard = [hear(self.matching, one) for one in dated]
        for one in heard:
            one.mention = classified(one.mention)
        rows = [f"{self.survey.slug}:{one.uuid}" for one in dated]
        ids = self.identifier.identify([(one.mention, row) for one, row in zip(heard, rows, strict=True)])
        facts = [self._fact(*each) for each in zip(dated, heard, ids, strict=True)]
        tally = self.ledger.put(facts)
        counted = {fact["key"]: one.counted for fact, one in zip(facts, heard, strict=True)}
        put_counted(self.source, self.survey, counted)
        return tally, problems

    def finish(self) -> tuple[Counter[str], list[Problem]]:
        """What a later batch said again of an earlier one."""
        return self.ledger.settled, []

    def _fact(self, response: records.Response, heard: Heard, record_id: int) -> Row:
        status = _STATUS.get(response.valid_status.strip().casefold(), "")
        return {
            "record_id": record_id,
            "version_id": self.versions.get(response.version),
            "submitted_at": response.submitted_at,
            "status": status,
            "consent": heard.consent,
            "answers": heard.answers,
            "sheet": response.where.sheet[:100],
            "line": response.where.line,
            "key": digest(response.uuid),
            "content": content_of(status, heard.mention, heard.answers),
        }


@transaction.atomic
def give_roles(*, survey: models.Survey, meanings: Mapping[str, Meaning], by: str, at: datetime) -> int:
    """Say what the columns of an export mean to the programme; returns how many responses are counted anew.

    Answers count at once, those of files taken in before too. What a column tells of the person who answers (a role
    `person.*`, `place.*` or `organisation.*`) holds for files that are taken in from now on. Raises ValueError with a
    sentence; then nothing was changed.
    """
    if survey.form_id:
        raise ValueError(
            _("“%(survey)s” has a questionnaire: write the roles there, in the column “role”.") % {"survey": survey}
        )
    questions = {question.path: question for question in survey.questions.all()}
    for header, meaning in meanings.items():
        if header not in questions:
            known = ", ".join(f"“{path}”" for path in questions) or _("none")
            sentence = _("“%(survey)s” has no column “%(header)s”. Its columns are: %(known)s.")
            raise ValueError(sentence % {"survey": survey, "header": header, "known": known})
        meaning.refuse_unfit()
        questions[header].role, questions[header].kind = meaning.role, meaning.kind
    models.Question.objects.bulk_update(questions.values(), ["role", "kind"])
    return count_anew(survey, noted(ROLES, survey, reason="", by=by, at=at))


def count_anew(survey: models.Survey, source: Source) -> int:
    """Make the single answers of imported responses anew, because questions mean something else; returns of how many.

    The responses stay as they are: what is counted is derived from them.
    """
    matching = Matching(survey)
    imported = models.Response.objects.filter(survey=survey, submission=None)
    models.Answer.objects.filter(response__in=imported).delete()
    responses = dict(imported.values_list("pk", "answers"))
    put_answers(source, survey, {pk: count(matching, answers) for pk, answers in responses.items()})
    return len(responses)


def _again(fact: models.Response) -> dict[str, str]:
    """The content of a response whose person was erased, as the next file will state it."""
    return {"content": content_of(fact.status, fact.record.mention, fact.answers)}


def _forget(who: Forgotten) -> None:
    """Delete the words of people who were erased from what is counted, and what they sent beside their answers; what
    they chose stays."""
    words = models.Answer.objects.filter(response__record__in=who.records).exclude(question__kind__in=COUNTED)
    words.delete()
    for sent in models.SubmissionFile.objects.filter(submission__record__in=who.records):
        transaction.on_commit(partial(sent.file.storage.delete, sent.file.name), robust=True)
        sent.delete()


declare_acts(
    {
        ROLES: gettext_lazy("Columns of an export were given a meaning"),
        ANSWERS: gettext_lazy("Answers received on this site"),
        INVITED: gettext_lazy("People were named to be invited"),
        PUBLISHED: gettext_lazy("The rule of which responses count was published"),
        QUESTIONNAIRE: gettext_lazy("A questionnaire was published, and imported answers were counted by it"),
        CHANGED: gettext_lazy("What a survey is called, or when it is open, was changed"),
        REVIEWED: gettext_lazy("Responses were reviewed"),
        TAKEN_BACK: gettext_lazy("A review of responses was taken back"),
        WITHDRAWN: gettext_lazy("An answer was withdrawn by who gave it"),
    }
)
declare_restated(models.Response, _again)
declare_forgotten(_forget)
after_publishing(count_anew)
declare_desk(SurveysDesk())
