"""Every read of letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, QuerySet

from .models import Letter, Stop
from .rules import TROUBLE
from .writing import name_in

# How the pages look at letters: a word of the address, and the states it means.
VIEWS = {
    "trouble": TROUBLE,
    "waiting": ("waiting", "sending"),
    "sent": ("sent",),
    "stopped": ("stopped",),
}


def letters(*, topic: str = "", text: str = "") -> QuerySet[Letter]:
    """The letters about a topic ("": any) to an address, or a part of one."""
    found = Letter.objects.defer("text", "attachments")
    if topic:
        found = found.filter(topic=topic)
    if text:
        found = found.filter(email__icontains=text.strip())
    return found


def looked_at(found: QuerySet[Letter], which: str) -> QuerySet[Letter]:
    """Letters in one of `VIEWS`: those that wait by when their time comes, others the latest first."""
    order = (F("not_before").asc(), "pk") if which == "waiting" else (F("pk").desc(),)
    return found.filter(state__in=VIEWS[which]).order_by(*order)


def counted(found: QuerySet[Letter]) -> Counter[str]:
    """How many letters are in each of `VIEWS`."""
    by_state = dict(found.order_by().values_list("state").annotate(number=Count("pk")))
    return Counter({which: sum(by_state.get(state, 0) for state in states) for which, states in VIEWS.items()})


def topics() -> list[tuple[str, str]]:
    """Every topic of which there are letters, and what it is called, by that."""
    named = dict(Letter.objects.exclude(topic="").order_by("pk").values_list("topic", "about").distinct())
    return sorted(((topic, about or topic) for topic, about in named.items()), key=lambda pair: pair[1])


def troubled(topics: Collection[str]) -> dict[str, int]:
    """How many letters about each of these topics somebody has to decide on: perhaps sent, refused, not sent."""
    found = Letter.objects.filter(topic__in=topics, state__in=TROUBLE).order_by()
    return dict(found.values_list("topic").annotate(number=Count("pk")))


def stops_of(letter: Letter) -> QuerySet[Stop]:
    """What keeps letters like this one from its reader."""
    return Stop.objects.filter(mark=letter.mark, topic__in={letter.topic, ""})


def unwanted(mark: str, topic: str) -> Exists:
    """That the address whose mark a field holds ("letter__mark") asked for no letters about a topic, or for none."""
    asked = Stop.objects.filter(mark=OuterRef(mark), topic__in={topic, ""}, why=Stop.Why.ASKED)
    return Exists(asked)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader said of letters about a topic, and of all letters they can do without."""

    letter: Letter
    stopped: bool
    stopped_all: bool


def wish_in(token: str) -> Wish | None:
    """The wish of whoever has this link; None where it is none of ours."""
    name = name_in(token)
    letter = Letter.objects.filter(name=name).defer("text", "attachments").first() if name else None
    if letter is None:
        return None
    asked = set(stops_of(letter).filter(why=Stop.Why.ASKED).values_list("topic", flat=True))
    return Wish(letter, bool(letter.topic) and letter.topic in asked, "" in asked)
