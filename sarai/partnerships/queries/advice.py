"""The roster of experts, and requests for advice as they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import BadSignature, Signer
from django.db.models import F, Prefetch, Q, QuerySet
from django.urls import reverse

from sarai.accounts.permissions import Anybody
from sarai.exchanges.models import Contribution, Event
from sarai.network.models import City, Institution
from sarai.network.queries.parties import Party, own_party
from sarai.partnerships.models import AdviceRequest, AdviceStep, Expert
from sarai.partnerships.rules import advice as rules

_LINKS = Signer(salt="sarai.partnerships.expert", sep=".")
Roles = Contribution.Role


def token_of(expert: Expert) -> str:
    """What stands in the personal link of an expert. Nobody can make it up."""
    return _LINKS.sign(str(expert.pk))


def expert_by_token(token: str) -> Expert | None:
    """The expert whose personal link it is; None where nobody of us signed it, or they have removed themselves."""
    try:
        number = int(_LINKS.unsign(token))
    except (BadSignature, ValueError):
        return None
    return Expert.objects.exclude(state=Expert.State.REMOVED).filter(pk=number).first()


def link_of(expert: Expert) -> str:
    """The path of the personal link."""
    return reverse("partnerships:expert-link", args=[token_of(expert)])


def own_entry(user: Anybody) -> Expert | None:
    """The entry of whoever is logged in, listed or not: an account's address is proved."""
    if not user.is_authenticated or not user.email:
        return None
    return Expert.objects.exclude(state=Expert.State.REMOVED).filter(email=user.email).first()


def roster() -> QuerySet[Expert]:
    """Everybody who is listed."""
    found = Expert.objects.filter(state=Expert.State.LISTED)
    return found.select_related("city__country", "institution").prefetch_related("themes")


def roster_narrowed(*, theme: str = "", language: str = "", q: str = "") -> list[Expert]:
    """Those of a theme (its slug), who speak a language, and whose entry has all of these words."""
    found = roster()
    if theme:
        found = found.filter(themes__slug=theme)
    for word in q.split():
        found = found.filter(Q(name__icontains=word) | Q(headline__icontains=word) | Q(about__icontains=word))
    return [one for one in found.distinct() if not language or rules.speaks(one.languages, language)]


def experience(experts: Collection[Expert]) -> Mapping[int, list[tuple[str, Event]]]:
    """Expert → (what they were, at which event), the latest first: whoever has their address is they."""
    by_email = {one.email: one.pk for one in experts if one.email}
    of_record = Q(record__links__person__links__record__email__in=by_email)
    told = Contribution.objects.filter(
        of_record,
        retracted_at=None,
        record__links__retracted_at=None,
        record__links__person__links__retracted_at=None,
    ).exclude(event__state=Event.State.DRAFT)
    told = told.exclude(role=Roles.INTERPRETER).select_related("event").order_by("-event__pk", "role")
    told = told.annotate(address=F("record__links__person__links__record__email"))
    found: dict[int, list[tuple[str, Event]]] = defaultdict(list)
    for one in told:
        pair = (one.get_role_display(), one.event)
        if pair not in found[by_email[one.address]]:
            found[by_email[one.address]].append(pair)
    return found


def ratings(expert: Expert) -> rules.Rated:
    """What cities say of somebody's advice."""
    told = AdviceStep.objects.filter(expert=expert, retracted_at=None)
    return rules.rated(rating for rating in told.values_list("rating", flat=True) if rating is not None)


def given(expert: Expert) -> int:
    """How often somebody has advised."""
    return AdviceStep.objects.filter(expert=expert, retracted_at=None, state__in=rules.GIVEN).count()


@dataclass(frozen=True)
class Standing:
    """A request for advice as it stands; `steps` are all of its steps, the earliest first."""

    request: AdviceRequest
    steps: Sequence[AdviceStep]

    @property
    def latest(self) -> AdviceStep:
        """The step that holds."""
        return self.steps[-1]

    @property
    def state(self) -> str:
        """Its state."""
        return self.latest.state

    @property
    def seen(self) -> int:
        """The number by which somebody says what they knew of."""
        return self.latest.pk

    @property
    def adviser(self) -> Expert | Institution | None:
        """Who advises."""
        return self.latest.adviser

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done before there is a report."""
        return self.state in rules.OPEN

    @property
    def is_given(self) -> bool:
        """Whether it came to a report."""
        return self.state in rules.GIVEN

    def given_back_since(self, moment: datetime) -> list[Expert | Institution | None]:
        """Who advised, or had offered to, until it was given back after a moment."""
        pairs = zip(self.steps, self.steps[1:], strict=False)
        return [one.adviser for one, then in pairs if then.step == "release" and then.recorded_at > moment]

    def when(self, seen: int) -> Standing | None:
        """The request as it stood when the step with this number held; None where it has no such step."""
        until = next((number for number, step in enumerate(self.steps, 1) if step.pk == seen), 0)
        return Standing(self.request, self.steps[:until]) if until else None

    def roles_of(self, user: Anybody) -> set[str]:
        """What somebody is to this request. Who speaks for the city that asks and was named to advise it is both; no
        city offers to advise itself."""
        roles = {rules.TEAM} if user.has_perm("partnerships.manage") else set()
        if user.has_perm("partnerships.speak_for", self.request.city) and rules.TEAM not in roles:
            roles.add(rules.CITY)
        own = advises_as(user)
        if own is not None and (self.adviser == own or (self.state == "asked" and rules.CITY not in roles)):
            roles.add(rules.ADVISER)
        return roles

    def doors(self, roles: Collection[str]) -> list[str]:
        """The steps that somebody in these roles can take now."""
        return [step for step in rules.ADVICE[self.state] if rules.may(step, roles)]


def advises_as(user: Anybody) -> Expert | Institution | None:
    """As what somebody can advise: as an expert who is listed, or for the institution that they speak for."""
    entry = own_entry(user)
    if entry is not None and entry.state == Expert.State.LISTED:
        return entry
    party = own_party(user)
    return party if isinstance(party, Institution) else None


def _loaded() -> QuerySet[AdviceRequest]:
    steps = AdviceStep.objects.select_related("expert", "institution", "source").order_by("pk")
    return AdviceRequest.objects.select_related("city__country", "theme").prefetch_related(Prefetch("steps", steps))


def requests_for(user: Anybody) -> list[Standing]:
    """The requests that somebody may see, the latest first: all for the team, an officer those of their city, whoever
    can advise those that wait for somebody and their own."""
    found = _loaded()
    if not user.has_perm("partnerships.manage"):
        own, held = advises_as(user), AdviceStep.objects.filter(retracted_at=None)
        party, which = own_party(user), Q(pk__in=[])
        if isinstance(party, City):
            which |= Q(city=party)
        if isinstance(own, Expert):
            which |= Q(steps__in=held.filter(Q(state="asked") | Q(expert=own)))
        elif own is not None:
            which |= Q(steps__in=held.filter(Q(state="asked") | Q(institution=own)))
        found = found.filter(which).distinct()
    return _standings(found)


def request_numbered(pk: int) -> Standing | None:
    """One request as it stands."""
    return next(iter(_standings(_loaded().filter(pk=pk))), None)


def requests_of(party: Party) -> list[Standing]:
    """The requests of a city, or those on which an institution advises or advised, the latest first."""
    if isinstance(party, City):
        return _standings(_loaded().filter(city=party))
    held = AdviceStep.objects.filter(retracted_at=None, institution=party)
    return _standings(_loaded().filter(steps__in=held).distinct())


def _standings(found: QuerySet[AdviceRequest]) -> list[Standing]:
    return [Standing(one, list(one.steps.all())) for one in found]


def open_requests(city: City) -> int:
    """How many requests of a city are open."""
    held = AdviceStep.objects.filter(retracted_at=None, state__in=rules.OPEN)
    return held.filter(request__city=city).count()
