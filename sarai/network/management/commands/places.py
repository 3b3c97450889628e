"""`sarai places`: read typed place names."""

import csv
import io
import json
import re
import shutil
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError, transaction
from django.utils import timezone

from sarai.evidence.management.piping import let_go
from sarai.evidence.reading import Book, Sheet, Unreadable, open_book
from sarai.evidence.reading.headers import Columns
from sarai.evidence.reading.text import TextSheet
from sarai.network.actions import decide_text, gazetteer
from sarai.network.actions.places import place_sense
from sarai.network.mentions import field_for
from sarai.network.models import PlaceReading
from sarai.network.places import NoIndex, Resolution

BY = "command line"
COLUMNS = ("text", "geonameid", "iso2", "confidence", "status")
AT_ONCE = 200  # rows are answered in such portions, so that the first come early and memory stays flat
SHOWN = 60  # characters of a column's name in a message
NOT_SET_UP = "This installation is not set up yet, or not up to date. Run “sarai setup” first."

Typed = tuple[str, str]


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
            help="a table with a column “text” (and “country”), or a name a line; - is standard input, read to its end",
        )
        resolve.add_argument("--format", choices=["csv", "json"], default="csv")
        decide = verbs.add_parser(
            "decide", help="remember decisions: CSV with text, country, geonameid, reason, decided_on"
        )
        decide.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
        except NoIndex as error:
            raise CommandError(str(error)) from error
        except (Unreadable, OSError) as error:
            if isinstance(error, BrokenPipeError):
                let_go()
            else:
                raise CommandError(f"“{options['file']}” cannot be read. {_why(error)}") from error
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(NOT_SET_UP) from error

    def _resolve(self, options: dict[str, Any]) -> None:
        with _file(options["file"]) as path:
            answers = (answer for rows in _portions(self._typed(path)) for answer in _answers(rows))
            write = self._write_json if options["format"] == "json" else self._write_csv
            if isinstance(getattr(self.stdout, "_out", None), io.TextIOWrapper):
                self.stdout._out.reconfigure(encoding="utf-8")  # type: ignore[attr-defined]  # whatever the terminal's
            write(answers)
            self.stdout.flush()

    def _write_csv(self, answers: Iterator[dict[str, Any]]) -> None:
        writer = csv.DictWriter(self.stdout, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for portion in _portions(answers):
            writer.writerows(portion)
            self.stdout.flush()

    def _write_json(self, answers: Iterator[dict[str, Any]]) -> None:
        mark = "["
        for answer in answers:
            self.stdout.write(f"{mark}\n  {json.dumps(answer, ensure_ascii=False)}", ending="")
            mark = ","
        self.stdout.write("[]" if mark == "[" else "\n]")

    def _typed(self, path: Path) -> Iterator[Typed]:
        """(text, country) of every row."""
        if not path.stat().st_size:
            return iter(())
        book = open_book(path)
        for problem in book.problems:
            self.stderr.write(problem.message)
        return _rows(book)

    @transaction.atomic
    def _decide(self, options: dict[str, Any]) -> None:
        """Every decision of the file, or none."""
        lines = next(open_book(options["file"]).sheets()).lines()
        columns = Columns(next(lines, (1, []))[1])
        if columns.find("text") is None or columns.find("geonameid") is None:
            raise CommandError(_without("text” and “geonameid", columns.names))
        decided = 0
        for number, cells in lines:
            row = dict(zip(columns.keys, map(str.strip, cells), strict=False))
            if not any(row.values()):
                continue
            try:
                _decide_row(row)
            except ValueError as error:
                raise CommandError(f"Line {number}: {error} Nothing of this file was taken.") from error
            decided += 1
        self.stdout.write(f"{decided} decisions remembered.")


@contextmanager
def _file(name: str) -> Iterator[Path]:
    """The file of this name; for “-” a copy of standard input, since it is read more than once."""
    if name != "-":
        yield Path(name)
        return
    with tempfile.NamedTemporaryFile(prefix="places-") as copy:
        shutil.copyfileobj(getattr(sys.stdin, "buffer", None) or io.BytesIO(sys.stdin.read().encode()), copy)
        copy.flush()
        yield Path(copy.name)


def _why(error: Exception) -> str:
    return f"{error.strerror}." if isinstance(error, OSError) and error.strerror else str(error)


def _portions(items: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(items)
    while portion := list(islice(iterator, AT_ONCE)):
        yield portion


def _rows(book: Book) -> Iterator[Typed]:
    """The rows of the first sheet with a column “text”; without one, the lines of a text file."""
    for sheet in book.sheets():
        header = _header(sheet)
        if header is not None and "text" in header:
            return _table(sheet, header)
    sheet = next(book.sheets())
    if isinstance(sheet, TextSheet) and not _is_table(sheet):
        return ((line, "") for line in _lines(sheet) if line.strip())
    raise CommandError(_without("text", _header(sheet).names))


def _without(column: str, names: Iterable[str]) -> str:
    shown = ", ".join(name[:SHOWN] for name in list(names)[:20])
    return (
        f"This table has no column “{column}”. Its columns are: {shown}. Name them so; to have single names read, "
        "give them one a line."
    )


def _header(sheet: Sheet) -> Columns:
    """The names of the columns, if the first row that is not blank holds any."""
    if not isinstance(sheet, TextSheet):
        return next((Columns(line.cells) for line in sheet.head(20) if any(line.cells)), Columns(()))
    first = next((line for line in _lines(sheet) if line.strip() and not line.lower().startswith("sep=")), "")
    return Columns(next(csv.reader([first[:10_000]], delimiter=sheet.delimiter)))


def _table(sheet: Sheet, header: Columns) -> Iterator[Typed]:
    text, country = header.find("text"), header.find("country")
    rows = (line.cells for line in sheet.lines() if any(line.cells))
    next(rows)
    for cells in rows:
        filled = [*cells, *[""] * len(header)]
        yield filled[text or 0], filled[country].strip() if country is not None else ""


def _lines(sheet: TextSheet) -> Iterator[str]:
    """The lines of a text file as they stand."""
    with io.TextIOWrapper(sheet.opener(), encoding=sheet.encoding.codec) as lines:
        yield from (line.rstrip("\n").replace("\0", "") for line in lines)


def _is_table(sheet: TextSheet) -> bool:
    """Whether the lines are rows of a table, although none of its columns is called “text”.

    That is when the first line has the name of a column that we know from other files; or when all lines have as many
    cells as the first, at least two, and no blank follows a separator, as it does in “Navotas, Metro Manila”.
    """
    first = list(islice((line for line in _lines(sheet) if line.strip()), AT_ONCE))
    names = _header(sheet).names
    if len(names) < 2:
        return False
    if any(field_for(name) for name in names):
        return True
    widths = {len(cells) for cells in csv.reader(first, delimiter=sheet.delimiter)}
    return len(first) > 2 and len(widths) == 1 and not any(re.search(rf"{sheet.delimiter}\s", line) for line in first)


def _answers(rows: list[Typed]) -> Iterator[dict[str, Any]]:
    """What is answered to each (text, country): what somebody decided, else what the gazetteer says."""
    senses = [place_sense(*row) for row in rows]
    held = PlaceReading.objects.filter(place__sense__in=set(senses), retracted_at=None, decided=True)
    decided = {reading.place.sense: reading for reading in held.select_related("place")}
    for (text, country), sense in zip(rows, senses, strict=True):
        if reading := decided.get(sense):
            yield _answer(text, reading.city_id, reading.country_id, 1.0, reading.status)
        else:
            found = _resolved(text, country)
            yield _answer(text, found.geonameid, found.iso2, round(found.confidence, 3), str(found.status))


def _answer(text: str, city: int | None, iso2: str | None, confidence: float, status: str) -> dict[str, Any]:
    geonameid = city if city and city > 0 else None  # a place of our own has no number of GeoNames
    return dict(zip(COLUMNS, (text, geonameid, iso2, confidence, status), strict=True))


@lru_cache(maxsize=10_000)
def _resolved(text: str, country: str) -> Resolution:
    return gazetteer().resolve(text, country or None)


def _decide_row(row: dict[str, str]) -> None:
    """Decide on all that say what this row's text and country say, typed before or later."""
    now = timezone.now()
    country = row.get("country", "")
    iso2 = gazetteer().country(country) if country else None
    if country and iso2 is None:
        raise ValueError(f"There is no country “{country}”.")
    decide_text(
        text=row["text"],
        country_text=country,
        geonameid=_number(row.get("geonameid", "")),
        country=iso2,
        reason=row.get("reason", ""),
        by=BY,
        at=now,
        known=_midnight(row.get("decided_on", ""), now),
    )


def _number(text: str) -> int | None:
    if text and not re.fullmatch(r"-?\d{1,18}", text):
        raise ValueError(f"“{text}” is no GeoNames number.")
    return int(text) if text else None


def _midnight(text: str, now: datetime) -> datetime:
    """The beginning of a day; the present where none is given."""
    try:
        known = datetime.combine(datetime.fromisoformat(text).date(), time(), UTC) if text else now
    except ValueError as error:
        raise ValueError(f"“{text}” is no date; write it as 2020-10-31.") from error
    if known > now:
        raise ValueError(f"“{text}” lies in the future.")
    return known
