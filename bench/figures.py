"""Every figure of the demonstration, and each of its breakdowns, asked afresh. Target: each in under 100 ms.

The floor is the smallest honest query: counting the rows of the largest table it may read. What a process remembers is
forgotten before each run; the statement of a question is compiled once in a process, and that is told apart.
"""

import statistics
import time
from collections.abc import Callable

import django

django.setup()

from bench.demo import loaded  # noqa: E402
from sarai.evidence.engine import Indicator, Question, Scope, UnknownScope, answer, breakdown, indicators  # noqa: E402
from sarai.evidence.engine.memory import cache  # noqa: E402
from sarai.exchanges.models import Attendance  # noqa: E402

RUNS = 5
TARGET = 100
SCOPES = (Scope("event", "drr-training"), Scope("survey", "drr-survey"), Scope())


def milliseconds(do: Callable[[], object]) -> tuple[float, float]:
    """The first run, and the median of some that follow."""
    times = []
    for _run in range(RUNS + 1):
        cache.clear()
        started = time.perf_counter()
        do()
        times.append((time.perf_counter() - started) * 1000)
    return times[0], statistics.median(times[1:])


def questions() -> dict[str, Callable[[], object]]:
    """What is asked, by what it is called."""
    asked: dict[str, Callable[[], object]] = {}
    for scope in SCOPES:
        for declared in indicators():
            question = Question(declared.key, scope)
            try:
                answer(question)
            except UnknownScope:
                continue
            asked[f"{declared.key} of {scope}"] = lambda question=question: answer(question)  # type: ignore[misc]
            for by in declared.dimensions if isinstance(declared, Indicator) else ():
                asked[f"{declared.key} of {scope} by {by}"] = lambda question=question, by=by: breakdown(question, by)  # type: ignore[misc]
    return asked


def main() -> None:
    """Print what takes longest, of figures and of breakdowns."""
    loaded()
    _first, floor = milliseconds(lambda: Attendance.objects.count())
    taken = {name: milliseconds(ask) for name, ask in questions().items()}
    for kind in ("figure", "breakdown"):
        of_kind = {name: pair for name, pair in taken.items() if (" by " in name) == (kind == "breakdown")}
        over = sorted(of_kind, key=lambda name: -of_kind[name][1])
        for name in over[:5]:
            first, again = of_kind[name]
            print(f"figures: {kind} {name}: {again:.0f} ms, {again / floor:.0f} × a plain count; first {first:.0f} ms")
        late = sum(again > TARGET for _first, again in of_kind.values())
        print(f"figures: {len(of_kind)} {kind}s, {late} of them over {TARGET} ms (a plain count: {floor:.1f} ms)")


if __name__ == "__main__":
    main()
