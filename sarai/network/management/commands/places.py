"""`sarai places`: read typed place names."""

import csv
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sarai.network.actions import decide_place
from sarai.network.actions.places import PlaceName, gazetteer, place_key


class Command(BaseCommand):
    help = (
        "Reads place names as people type them. 'resolve' turns each into a city of GeoNames, or says that it is only "
        "a country, no place, or doubtful. 'decide' remembers somebody's decisions from a file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        resolve = verbs.add_parser("resolve", help="read place names")
        resolve.add_argument(
            "file",
            nargs="?",
            default="-",
            metavar="FILE",
            help="CSV with a column “text” (and “country”), or a name a line; - is standard input",
        )
        resolve.add_argument("--format", choices=["csv", "json"], default="csv")
        decide = verbs.add_parser(
            "decide", help="remember decisions: CSV with text, country, geonameid, reason, decided_on"
        )
        decide.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['verb']}")(options)

    def _resolve(self, options: dict[str, Any]) -> None:
        rows = [self._row(text, country) for text, country in _typed(options["file"])]
        if options["format"] == "json":
            json.dump(rows, self.stdout, ensure_ascii=False, indent=2)
            self.stdout.write("")
            return
        writer = csv.DictWriter(self.stdout, ["text", "geonameid", "iso2", "confidence", "status"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)

    def _row(self, text: str, country: str) -> dict[str, Any]:
        reading = _remembered(text, country)
        if reading:
            return {
                "text": text,
                "geonameid": reading.city_id or "",
                "iso2": reading.country_id or "",
                "confidence": 1.0,
                "status": reading.status,
            }
        found = gazetteer().resolve(text, country or None)
        sure = str(found.status) == "city" and found.geonameid is not None and found.geonameid > 0
        return {
            "text": text,
            "geonameid": found.geonameid if sure else "",
            "iso2": found.iso2 or "",
            "confidence": round(found.confidence, 3),
            "status": str(found.status),
        }

    def _decide(self, options: dict[str, Any]) -> None:
        decided = 0
        with options["file"].open(encoding="utf-8-sig", newline="") as file:
            for line, row in enumerate(csv.DictReader(file), 2):
                try:
                    decided += self._decide_row(row)
                except ValueError as error:
                    raise CommandError(f"Line {line}: {error}") from error
        self.stdout.write(f"{decided} decisions remembered.")

    def _decide_row(self, row: dict[str, str]) -> int:
        """Decide on every way in which this place was typed together with this country."""
        country = gazetteer().country(row["country"]) if row.get("country") else None
        on = row.get("decided_on")
        known = datetime.combine(datetime.fromisoformat(on).date(), time(), UTC) if on else timezone.now()
        typed = [
            place
            for place in PlaceName.objects.filter(text__iexact=row["text"].strip())
            if not country or (place.country_text and gazetteer().country(place.country_text) == country)
        ]
        for place in typed:
            decide_place(
                place=place,
                geonameid=int(row["geonameid"]) if row["geonameid"] else None,
                country=country,
                reason=row.get("reason") or "",
                by="command line",
                at=timezone.now(),
                known=known,
            )
        return len(typed)


def _remembered(text: str, country: str) -> Any:
    place = PlaceName.objects.filter(key=place_key(text, country)).first()
    return place.readings.filter(retracted_at=None, decided=True).first() if place else None


def _typed(name: str) -> Iterator[tuple[str, str]]:
    """(text, country) of every row: a CSV with a header that has `text`, or plain lines."""
    if name == "-":
        yield from _read(sys.stdin)
        return
    try:
        with Path(name).open(encoding="utf-8-sig", newline="") as file:
            yield from _read(file)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"“{name}” cannot be read: {error}") from error


def _read(file: TextIO) -> Iterator[tuple[str, str]]:
    lines = file.read().lstrip("\ufeff").splitlines()
    header = next(csv.reader(lines[:1]), [])
    if "text" in header:
        for row in csv.DictReader(lines):
            yield (row["text"] or "").strip(), (row.get("country") or "").strip()
    else:
        yield from ((line.strip(), "") for line in lines if line.strip())
