"""Cities, institutions and partnerships for tests, through the doors that users have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sarai.accounts.actions import record_consent
from sarai.accounts.models import Consent, User
from sarai.network.actions import keep_cities
from sarai.network.models import City, Institution
from sarai.partnerships import actions
from sarai.partnerships.models import Partnership, Side, Step
from sarai.partnerships.queries.partnerships import Party, standing

NAIROBI, PUEBLA, LUOYANG, XIAMEN, SANTIAGO, BUENOS_AIRES = 184745, 3521081, 1801792, 1790645, 3871336, 3435910
NOW = datetime(2020, 11, 2, 9, tzinfo=UTC)


def city(number: int) -> City:
    """A city of the gazetteer, by its GeoNames number."""
    keep_cities([number])
    return City.objects.get(pk=number)


def institution(slug: str = "un-office", **fields: str) -> Institution:
    """An institution; the partner of the tests speaks for "un-office"."""
    made, _new = Institution.objects.get_or_create(
        slug=slug, defaults={"name": slug.replace("-", " ").title(), "type": "un_entity"} | fields
    )
    return made


def asked(lead: Party, partner: Party, at: datetime = NOW, **fields: object) -> Partnership:
    """A partnership for which `lead` asked."""
    return actions.ask(lead=lead, partner=partner, by="Ana", at=at, **fields)  # type: ignore[arg-type]


def side(partnership: Partnership, party: Party) -> Side:
    """The side that a city or institution is."""
    return next(one for one in partnership.sides.all() if one.who == party)


def step(partnership: Partnership, name: str, party: Party | None = None, at: datetime = NOW, **said: object) -> Step:
    """A step of a side that knows how things stand, an hour after the last."""
    now = standing(partnership)
    assert now.latest is not None
    at = max(at, now.latest.recorded_at + timedelta(hours=1))
    who = side(partnership, party) if party else None
    return actions.take_step(
        partnership=partnership, step=name, side=who, seen=now.seen, by="Ana", at=at, **said  # type: ignore[arg-type]
    )  # fmt: skip


def agreed(lead: Party, partner: Party, at: datetime = NOW, **fields: object) -> Partnership:
    """A partnership of which both sides say that it exists."""
    made = asked(lead, partner, at, **fields)
    step(made, "accept", partner, at)
    step(made, "agree", lead, at)
    step(made, "agree", partner, at)
    return made


def shares(user: User) -> User:
    """A user who agrees that a partner who accepted may have their contact details."""
    record_consent(user=user, purpose=Consent.Purpose.SHARE, given=True, at=NOW)
    return user
