"""The picture of an event for other sites: its title, its first session in two time zones, who holds it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from django.utils.translation import get_language, get_language_bidi

from sarai.evidence.actions import digest
from sarai.evidence.printing import compiler_of, installed

from .clocks import readings
from .models import Event

TEMPLATE = Path(__file__).parent / "typst" / "card.typ"
LONGEST, LONGEST_LINE = 160, 90  # letters of a title, of another line


@dataclass(frozen=True, slots=True)
class Card:
    """What the picture says; two that say the same are the same picture."""

    title: str
    kicker: str
    times: tuple[str, ...]
    hosts: str
    lang: str
    region: str | None
    rtl: bool

    @property
    def mark(self) -> str:
        """What tells it from what it said before."""
        return digest(*asdict(self).values())


def card_of(event: Event) -> Card:
    """The picture of an event, in the active language. Its sessions and hosts are best fetched before."""
    language = get_language() or "en"
    sessions = [one for one in event.sessions.all() if not one.cancelled]
    first = sessions[0] if sessions else None
    shown = readings(first.starts_at, first.ends_at, event.timezone, event.also_timezones[:1]) if first else []
    series = f"{event.get_kind_display()} · {event.series.title}" if event.series else str(event.get_kind_display())
    return Card(
        title=_shortened(event.title, LONGEST),
        kicker=_shortened(series, LONGEST_LINE),
        times=tuple(f"{one.day}, {one.starts}–{one.ends} ({one.place})" for one in shown),
        hosts=_shortened(" · ".join(host.institution.name for host in event.hosts.all()), LONGEST_LINE),
        lang=language.partition("-")[0],
        region="cn" if language == "zh-hans" else None,
        rtl=get_language_bidi(),
    )


def _shortened(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def drawn(card: Card) -> bytes:
    """A PNG of 1200 by 630 pixels."""
    compiler = compiler_of(TEMPLATE, "card", asdict(card) | {"fonts": installed()})
    made = compiler.compile(format="png", ppi=72)
    return bytes(made[0] if isinstance(made, list) else made or b"")
