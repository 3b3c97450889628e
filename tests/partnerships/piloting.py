"""Pilots for tests, through the doors that users have."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from sarai.evidence.engine import Question, Scope, answer
from sarai.evidence.reading.documents import Document
from sarai.network.models import City
from sarai.network.queries.parties import Party
from sarai.partnerships.actions import advice as of_advice
from sarai.partnerships.actions import offers as of_offers
from sarai.partnerships.actions import pilots as actions
from sarai.partnerships.actions.pilot_parties import answer_party, ask_party, begin_pilot
from sarai.partnerships.models import (
    AdviceRequest,
    BudgetLine,
    ExchangeRate,
    Expert,
    Milestone,
    Offer,
    Pilot,
    PilotParty,
    Risk,
    Side,
)
from sarai.partnerships.queries import advice as advice_queries
from sarai.partnerships.queries import pilots as queries
from sarai.partnerships.rules.pilots import Rate
from tests.partnerships.making import NAIROBI, city, institution

AT = timezone.now() - timedelta(days=1)


def text(answered: Any) -> str:
    """The words of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", answered.content.decode()).split())


def entered(at: datetime = AT) -> dict[str, Any]:
    """By whom, and when."""
    return {"by": "Ana", "at": at}


def make_pilot(slug: str = "lights", *, lead: City | None = None, at: datetime = AT, **fields: Any) -> Pilot:
    """A pilot that a city begins: Nairobi, if nobody else is named."""
    pilot = Pilot(slug=slug, title=fields.pop("title", slug.title()), **fields)
    return begin_pilot(pilot=pilot, own=lead or city(NAIROBI), **entered(at))


def ask_into(pilot: Pilot, who: Party, role: str = Side.Role.PARTNER) -> PilotParty:
    """A city or an institution that Nairobi asks to take part."""
    return ask_party(pilot=pilot, who=who, role=role, asked_by=city(NAIROBI), **entered())


def join(pilot: Pilot, who: Party, role: str = Side.Role.PARTNER) -> PilotParty:
    """One that was asked, and has accepted."""
    return answer_party(party=ask_into(pilot, who, role), step="accept", **entered())


def accept_all(pilot: Pilot) -> Pilot:
    """All who are asked into a pilot accept."""
    for party in pilot.parties.filter(state=PilotParty.State.ASKED):
        answer_party(party=party, step="accept", **entered())
    return pilot


def add_line(
    pilot: Pilot, amount: str = "1000", currency: str = "USD", stage: str = "pledged", at: datetime = AT, **said: Any
) -> BudgetLine:
    """A budget line of a fund that nobody here knows."""
    line = {
        "city": None, "institution": None, "other": "A fund", "what": "Lamps", "in_kind": False,
        "amount": Decimal(amount), "currency": currency, "basis": "", "stage": stage, "happened_on": at.date(),
    }  # fmt: skip
    return actions.keep_line(pilot=pilot, said=line | said, **entered(at))


def stands(slug: str = "lights") -> queries.Standing:
    """A pilot as it stands today."""
    found = queries.pilot_called(slug, timezone.now().date())
    assert found is not None
    return found


def sign(key: str, slug: str = "lights") -> queries.Sign:
    """A sign of readiness of a pilot."""
    return next(one for one in stands(slug).signs if one.key == key)


def value(key: str, scope: Scope | None = None, **where: str) -> Any:
    """The value of a figure, narrowed."""
    question = Question(key, scope or Scope())
    for name, one in where.items():
        question = question.narrowed(name, one)
    return answer(question).value


def behind_every_door(partner: City) -> dict[str, object]:
    """A pilot that Nairobi leads, and another city is in, with something behind every door of it."""
    pilot, today = make_pilot("lights"), AT.date()
    party, invited = join(pilot, partner), ask_into(pilot, institution("silent-office"))
    planned, reached = (actions.add_milestone(milestone=Milestone(pilot=pilot, title=title)) for title in ("A", "B"))
    actions.reach_milestone(milestone=reached, reached_on=today, **entered())
    risk = actions.add_risk(risk=Risk(pilot=pilot, what="Rain", likelihood=1, impact=2))
    proof = Document("proof.pdf", ContentFile(b"%PDF"))
    result, taken_back = (
        actions.add_result(pilot=pilot, what=what, reached_on=today, document=proof, **entered()) for what in ("C", "D")
    )
    rate = Rate("CNY", "USD", Decimal("0.15"), today, "A bank")
    actions.enter_rates(rates=[rate], **entered())
    [held] = ExchangeRate.objects.all()
    return {
        "party": party.pk,
        "invited": invited.pk,
        "planned": planned.pk,
        "reached": reached.pk,
        "risk": risk.pk,
        "result": result.pk,
        "no_result": taken_back.pk,
        "line": add_line(pilot).key,
        "rate": held.pk,
    }


def advised_and_offered() -> dict[str, object]:
    """A request for advice of Nairobi's with a report, experts, and offers of the institution "un-office"."""
    office = institution()
    listed, gone, asked = (
        of_advice.keep_expert(
            expert=Expert(name=name, email=f"{name}@example.org"), themes=[], consents=name != "asked", **entered()
        )
        for name in ("listed", "gone", "asked")
    )
    for expert in (listed, gone):
        of_advice.confirm_expert(expert=expert, at=AT)
    request = of_advice.ask_for_advice(
        request=AdviceRequest(city=city(NAIROBI), title="How to light a street"), **entered()
    )
    report = Document("report.pdf", ContentFile(b"%PDF"))
    for step, said in (("assign", {"adviser": listed}), ("agree", {}), ("report", {"document": report})):
        seen = advice_queries.request_numbered(request.pk).seen  # type: ignore[union-attr]
        made = of_advice.step_advice(request=request, step=step, seen=seen, roles=["team"], **said, **entered())  # type: ignore[arg-type]
    open_one, waiting = (
        of_offers.keep_offer(
            offer=Offer(title=title, text="Lamps.", institution=office),
            themes=[],
            confirmed=title == "open",
            **entered(),
        )
        for title in ("open", "waiting")
    )
    taken = of_offers.take_up(offer=open_one, city=city(NAIROBI), step="ask", seen=None, **entered())
    return {
        "expert": listed.pk,
        "no_expert": gone.pk,
        "expert_link": advice_queries.token_of(asked),
        "advice": request.pk,
        "reported": made.pk,
        "offer": open_one.pk,
        "hidden_offer": waiting.pk,
        "taken": taken.pk,
    }
