"""Intake of an attendance file of 100,000 rows, places and people included, against Django's `bulk_create` alone.

The floor writes the same rows into the same tables and does nothing else. Target: at most 3 times the floor.
"""

import csv
import random
import resource
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from sarai.evidence.intake import take_in  # noqa: E402
from sarai.exchanges.models import Attendance, Event, Registration, Session  # noqa: E402
from sarai.network.models import City, Person, PersonLink, PersonRecord, PlaceName, PlaceReading  # noqa: E402
from sarai.portal.setup import set_up  # noqa: E402

ROWS = 100_000
START = datetime(2020, 9, 8, 11, 30, tzinfo=UTC)
TYPED = ("{name}", "{name}, {country}", "City of {name}", "{upper}", "{name} ({country})")


def write_report(path: Path, rows: int, seed: int = 1) -> None:
    """A webinar attendee report (2020 shape) of this many rows about two fifths as many people."""
    rng = random.Random(seed)
    people = [_person(rng, number) for number in range(rows * 2 // 5)]
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


CITIES = [
    ("Suva", "Fiji"), ("Kathmandu", "Nepal"), ("Jakarta", "Indonesia"), ("Quezon City", "Philippines"),
    ("Abuja", "Nigeria"), ("Nairobi", "Kenya"), ("Lima", "Peru"), ("Bogotá", "Colombia"), ("Dhaka", "Bangladesh"),
    ("Accra", "Ghana"), ("Tashkent", "Uzbekistan"), ("Morelia", "Mexico"), ("洛阳", "China"), ("Pune", "India"),
    ("Iloilo City", "Philippines"), ("Kampala", "Uganda"), ("Cochabamba", "Bolivia"), ("Semarang", "Indonesia"),
]  # fmt: skip


def _person(rng: random.Random, number: int) -> list[str]:
    name, country = rng.choice(CITIES)
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


def floor() -> float:
    """Seconds that `bulk_create` takes for the rows that the intake wrote, of every table, in a transaction."""
    tables = [PlaceName, City, PersonRecord, Person, PlaceReading, PersonLink, Registration, Attendance]
    kept = {model: list(model._base_manager.all()) for model in tables}
    with transaction.atomic():
        for model in reversed(tables):
            model._base_manager.all()._raw_delete("default")
    started = time.perf_counter()
    with transaction.atomic():
        for model in tables:
            model._base_manager.bulk_create(kept[model], batch_size=2000)
    seconds = time.perf_counter() - started
    floor.rows = {model.__name__: len(rows) for model, rows in kept.items()}  # type: ignore[attr-defined]
    return seconds


def main() -> None:
    """Print the seconds, the ratio and the memory."""
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
    small, large = Path(settings.VAR_DIR) / "small.csv", Path(settings.VAR_DIR) / "large.csv"
    write_report(small, ROWS // 10, seed=2)
    write_report(large, ROWS)
    take_in(small, name="small.csv", by="bench", at=timezone.now(), dry_run=True)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    outcome = take_in(large, name="large.csv", by="bench", at=timezone.now())
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    least = floor()
    print(f"intake: {outcome.tally['read']:,} records of {ROWS:,} rows in {seconds:.1f} s")
    print(f"intake: bulk_create of the same rows {least:.1f} s ({floor.rows})")  # type: ignore[attr-defined]
    print(f"intake: ratio {seconds / least:.2f} (target at most 3)")
    print(f"intake: memory {before // 1024} MB after 10,000 rows, {after // 1024} MB after {ROWS:,}")
    call_command("flush", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
