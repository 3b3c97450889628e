"""Who takes part as one: a city or an institution, and who speaks for it."""

from __future__ import annotations

from django.db.models import QuerySet

from sarai.accounts.models import Role, User
from sarai.accounts.permissions import Anybody
from sarai.network.models import City, Institution

Party = City | Institution


def column_of(party: Party) -> dict[str, Party]:
    """The party under the name of the column that holds it: rows are about a city or an institution, one of them."""
    return {"city": party} if isinstance(party, City) else {"institution": party}


def own_party(user: Anybody) -> Party | None:
    """The city or institution for which somebody speaks; None for anybody else, the team included."""
    if not user.is_authenticated or not user.is_active:
        return None
    if user.role == Role.OFFICER:
        return City.objects.select_related("country").filter(pk=user.city).first() if user.city else None
    return Institution.objects.filter(slug=user.institution).first() if user.role == Role.PARTNER else None


def speakers_of(party: Party) -> QuerySet[User]:
    """The people with an account who speak for a city or an institution."""
    found = User.objects.filter(is_active=True)
    if isinstance(party, City):
        return found.filter(role=Role.OFFICER, city=party.pk)
    return found.filter(role=Role.PARTNER, institution=party.slug)
