"""Where exports of survey tools are received."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from sarai.evidence.actions import Ledger, Row, digest
from sarai.evidence.formats import About, Context
from sarai.evidence.intake import NeedsTarget, Placement, declare_desk
from sarai.evidence.models import Source
from sarai.evidence.reading import Problem
from sarai.network.actions import Identifier, declare_restated
from sarai.network.mentions import Mention
from sarai.network.rules import classified

from . import models
from .intake import records

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
    """Files the responses of one source."""

    def __init__(self, source: Source, survey: models.Survey):
        self.survey = survey
        self.identifier = Identifier(source)
        self.ledger = Ledger(source, models.Response, {"survey_id": survey.pk})

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
        mentions = [classified(one.mention) for one in dated]
        rows = [f"{self.survey.slug}:{one.uuid}" for one in dated]
        ids = self.identifier.identify(list(zip(mentions, rows, strict=True)))
        facts = [self._fact(one, mention, pk) for one, mention, pk in zip(dated, mentions, ids, strict=True)]
        return self.ledger.put(facts), problems

    def finish(self) -> None:
        """Nothing is left to do."""

    def _fact(self, response: records.Response, mention: Mention, record_id: int) -> Row:
        status = _STATUS.get(response.valid_status.strip().casefold(), "")
        return {
            "record_id": record_id,
            "submitted_at": response.submitted_at,
            "status": status,
            "answers": response.answers,
            "sheet": response.where.sheet[:100],
            "line": response.where.line,
            "key": digest(response.uuid),
            "content": _content(status, mention, response.answers),
        }


def _content(status: str, mention: Mention, answers: records.Answers) -> str:
    return digest(status, *mention.stated, *sorted(answers.items()))


def _again(fact: models.Response) -> dict[str, str]:
    """The content of a response whose person was erased, as the next file will state it."""
    return {"content": _content(fact.status, fact.record.mention, fact.answers)}


declare_restated(models.Response, _again)
declare_desk(SurveysDesk())
