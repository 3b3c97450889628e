"""How a pilot goes, when it is ready, and what its money comes to. Pure decisions: amounts are decimals and keep their
currency; they meet in one total only by a rate that somebody stated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal

# State → step → the state after it. "" is before the first step.
PILOT: Mapping[str, Mapping[str, str]] = {
    "": {"propose": "idea"},
    "idea": {"plan": "planned", "stop": "stopped"},
    "planned": {"start": "running", "rethink": "idea", "stop": "stopped"},
    "running": {"finish": "done", "stop": "stopped"},
    "done": {"reopen": "running"},
    "stopped": {"resume": "idea"},
}
STATES = tuple(state for state in PILOT if state)

# A city or institution in a pilot: state → step → the state after it. "" is before it is asked; who begins it joins.
PARTY: Mapping[str, Mapping[str, str]] = {
    "": {"ask": "asked", "join": "in"},
    "asked": {"accept": "in", "decline": "declined", "leave": "out"},
    "in": {"leave": "out"},
    "declined": {"accept": "in"},  # it is not asked twice, and may think better of it
    "out": {"ask": "asked", "join": "in"},
}
LEADS_TO: Mapping[str, str] = {step: state for steps in PARTY.values() for step, state in steps.items()}

# One city or institution begins so many pilots in a day. Who is asked into the same pilot again is written to again
# only after so long: the letters of whoever asks and takes back only fill letter boxes.
MOST_PILOTS_A_DAY = 5
WRITTEN_AGAIN_AFTER = timedelta(days=30)

# How sure the money of a budget line is, from the least on. What is pledged or more has been promised by its source.
STAGES = ("planned", "pledged", "committed", "paid")
PROMISED = frozenset(STAGES[1:])


def sayable(*, speaks: bool) -> tuple[str, ...]:
    """How sure somebody may say that the money of a giver is: all of it who `speaks` for the giver, and the programme
    team for everybody; others put down what is planned, and promise nothing in another's name."""
    return STAGES if speaks else STAGES[:1]


CENT = Decimal("0.01")
RATED_FOR = 366  # days: an older rate is none
# What stands for a currency that is none (ISO 4217).
NO_CURRENCIES = frozenset({"XXX", "XTS"})


def after(state: str, step: str) -> str | None:
    """The state of a pilot after a step; None where the step cannot be taken."""
    return PILOT[state].get(step)


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency is in another on a day, and who says so."""

    of: str
    to: str
    rate: Decimal
    on: date
    stated_by: str = ""

    @property
    def shown(self) -> Decimal:
        """The rate to six digits, as it is written."""
        return Context(prec=6).create_decimal(self.rate).normalize()

    @property
    def turned(self) -> Rate:
        """The same the other way round."""
        return Rate(self.to, self.of, 1 / self.rate, self.on, self.stated_by)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217); `source` says from whom, `in_kind` that it is an estimate of what is given
    otherwise than in money, and `stage` how sure it is."""

    amount: Decimal
    currency: str
    source: str = ""
    in_kind: bool = False
    stage: str = STAGES[0]


@dataclass(frozen=True, slots=True)
class Sum:
    """What amounts come to in one currency: how many of how many lines are in it, by which rates, and the currencies of
    those that are left out, because nobody stated a rate."""

    amount: Decimal
    currency: str
    counted: int
    lines: int
    rates: tuple[Rate, ...] = ()
    without_rate: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether every line is in it."""
        return self.counted == self.lines


@dataclass(frozen=True, slots=True)
class Share:
    """What one source gives of a total, in money and in kind, in the total's currency; `per_cent` of the total (as
    `_per_cent`; None: nothing of it is counted). `left_out` is what it gives in currencies without a rate."""

    source: str
    money: Decimal
    in_kind: Decimal
    per_cent: Decimal | None
    left_out: Mapping[str, Decimal]


def rate_for(of: str, to: str, rates: Iterable[Rate], on: date) -> Rate | None:
    """The newest rate that was stated for that day or the year before, either way round; None where there is none. Of
    two of one day, the one that was stated this way round."""
    found = [
        rate if rate.of == of else rate.turned
        for rate in rates
        if {rate.of, rate.to} == {of, to} and 0 <= (on - rate.on).days <= RATED_FOR
    ]
    straight = {(rate.of, rate.to, rate.on, rate.rate) for rate in rates}
    return max(found, key=lambda r: (r.on, (r.of, r.to, r.on, r.rate) in straight), default=None)


def total(lines: Sequence[Money], currency: str, rates: Sequence[Rate], on: date) -> Sum:
    """What lines come to in a currency on a day. Lines in a currency without a rate are left out, and said to be."""
    used = {code: rate_for(code, currency, rates, on) for code in {line.currency for line in lines} - {currency}}
    missing = {code for code, rate in used.items() if rate is None}
    counted = [line for line in lines if line.currency not in missing]
    amount = sum((_in(line, currency, used) for line in counted), Decimal(0))
    by = tuple(rate for _code, rate in sorted(used.items()) if rate is not None)
    return Sum(_cents(amount), currency, len(counted), len(lines), by, tuple(sorted(missing)))


def _in(line: Money, currency: str, rates: Mapping[str, Rate | None]) -> Decimal:
    if line.currency == currency:
        return line.amount
    rate = rates[line.currency]
    assert rate is not None
    return line.amount * rate.rate


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_EVEN)


def sums(lines: Iterable[Money]) -> dict[str, Decimal]:
    """What lines come to in each of their own currencies."""
    found: dict[str, Decimal] = {}
    for line in sorted(lines, key=lambda line: line.currency):
        found[line.currency] = found.get(line.currency, Decimal(0)) + line.amount
    return found


def shares(lines: Sequence[Money], currency: str, rates: Sequence[Rate], on: date) -> list[Share]:
    """Who gives how much of what can be totalled, the largest first. Whole per cents; they may not sum to 100."""
    whole = total(lines, currency, rates, on)
    found = []
    for source in dict.fromkeys(line.source for line in lines):
        own = [line for line in lines if line.source == source]
        left_out = sums(line for line in own if line.currency in whole.without_rate)
        money, kind = (
            total([line for line in own if line.in_kind == in_kind], currency, rates, on).amount
            for in_kind in (False, True)
        )
        given = money + kind
        part = _per_cent(given, whole.amount, ROUND_HALF_EVEN) if given else None
        found.append(Share(source, money, kind, part, left_out))
    return sorted(found, key=lambda share: (-(share.money + share.in_kind), share.source))


def _per_cent(part: Decimal, whole: Decimal, rounding: str) -> Decimal:
    """In whole per cents; less than one is left as it is, so that it is not taken for nothing."""
    exact = 100 * part / whole
    return exact if exact < 1 else exact.quantize(Decimal(1), rounding)


@dataclass(frozen=True, slots=True)
class Promised:
    """How much of a budget is pledged or more: as `_per_cent` (None: it cannot be told, or there is no budget)."""

    per_cent: Decimal | None
    without_rate: tuple[str, ...] = ()


def promised(lines: Sequence[Money], currency: str, rates: Sequence[Rate], on: date) -> Promised:
    """How much of a budget was pledged. It cannot be told where a line has no rate: what is left out of a total must
    not make it look better."""
    whole = total(lines, currency, rates, on)
    if whole.without_rate or not whole.amount:
        return Promised(None, whole.without_rate)
    sure = total([line for line in lines if line.stage in PROMISED], currency, rates, on)
    return Promised(_per_cent(sure.amount, whole.amount, ROUND_DOWN))


YES, PARTLY, NO, UNKNOWN = "yes", "partly", "no", "unknown"


def readiness(
    *, answers: int | None, trained: int, attended: int, rung: str, pledged: Promised, needed: int
) -> dict[str, str]:
    """What of a pilot stands by evidence, in the order in which it comes: sign → yes, partly, no or unknown.

    `answers` of surveys about the needs of its city (None: it has no city), people of the city who `trained` (earned a
    certificate) or `attended`, the `rung` of its partnership on the evidence ladder ("": none), and of how much of the
    budget (whole per cent) a pledge is `needed`.
    """
    no_city = answers is None
    return {
        "survey": UNKNOWN if no_city else YES if answers else NO,
        "training": UNKNOWN if no_city else YES if trained else PARTLY if attended else NO,
        "partner": YES if rung not in ("", "declared") else PARTLY if rung else NO,
        "funds": _of_funds(pledged, needed),
    }


def _of_funds(pledged: Promised, needed: int) -> str:
    if pledged.per_cent is None:
        return UNKNOWN if pledged.without_rate else NO
    return YES if pledged.per_cent >= needed else PARTLY if pledged.per_cent else NO
