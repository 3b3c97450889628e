"""Every figure of the demonstration, asked afresh. Target: each in under 100 ms.

The floor is the smallest honest query: counting the rows of the largest table it may read.
"""

import statistics
import time

import django

django.setup()

from bench.demo import loaded  # noqa: E402
from sarai.evidence.engine import Question, Scope, UnknownScope, indicators  # noqa: E402
from sarai.evidence.engine.answer import _value  # noqa: E402
from sarai.exchanges.models import Attendance  # noqa: E402

RUNS = 5


def milliseconds(do) -> float:  # type: ignore[no-untyped-def]
    """The median of some runs."""
    times = []
    for _run in range(RUNS):
        started = time.perf_counter()
        do()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def main() -> None:
    """Print each figure's time and the slowest."""
    loaded()
    floor = milliseconds(lambda: Attendance.objects.count())
    slowest = ("", 0.0)
    for scope in (Scope("event", "drr-training"), Scope("survey", "drr-survey"), Scope()):
        for declared in indicators():
            question = Question(declared.key, scope)
            try:
                taken = milliseconds(lambda question=question: _value(question))
            except UnknownScope:
                continue
            print(f"figures: {declared.key} of {scope}: {taken:.0f} ms")
            slowest = max(slowest, (f"{declared.key} of {scope}", taken), key=lambda pair: pair[1])
    print(
        f"figures: slowest {slowest[0]}: {slowest[1]:.0f} ms (target under 100), {slowest[1] / floor:.0f} times a plain count ({floor:.1f} ms)"
    )


if __name__ == "__main__":
    main()
