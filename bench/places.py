"""Reading typed places, warm. Target: 3 ms a name or less. The floor is a look-up of the bare name in the same index."""

import csv
import statistics
import time
from pathlib import Path

import django

django.setup()

from sarai.network.actions import gazetteer  # noqa: E402
from sarai.portal.setup import set_up  # noqa: E402

CASES = Path(__file__).parent.parent / "tests" / "network" / "places"


def main() -> None:
    """Print the mean and the slowest, over the labelled cases."""
    set_up()
    texts = [row["text"] for file in sorted(CASES.glob("*.csv")) for row in csv.DictReader(file.open(encoding="utf-8"))]
    reader = gazetteer()
    for text in texts:
        reader.resolve(text)
    times = []
    for text in texts:
        started = time.perf_counter()
        reader.resolve(text)
        times.append((time.perf_counter() - started) * 1000)
    print(
        f"places: {len(texts)} names, mean {statistics.mean(times):.2f} ms, median {statistics.median(times):.2f} ms, "
        f"slowest {max(times):.1f} ms (target: mean at most 3)"
    )


if __name__ == "__main__":
    main()
