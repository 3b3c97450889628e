"""What the platforms printed of those who came: webinar and registration reports, lists of participants, workbooks."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from sarai.portal.demo.organisations import CHOICES
from sarai.portal.demo.surveys.forms import frozen
from sarai.portal.demo.zoom import ATTENDEE_HEADER, HOST_HEADER, SUMMARY_HEADER

from .crowd import Guest

ZOOM_TIME = "%b %d, %Y %I:%M:%S %p"
ZOOM_MEETING_TIME = "%m/%d/%Y %I:%M:%S %p"
GENDERS = ("Female", "Male", "Prefer not to say")


@dataclass(frozen=True, slots=True)
class Sitting:
    """One sitting of an event: wall times of the platform's account."""

    topic: str
    number: str
    opens: datetime
    minutes: int

    @property
    def closes(self) -> datetime:
        """When it ends."""
        return self.opens + timedelta(minutes=self.minutes)

    def stay(self, rng: random.Random) -> tuple[datetime, datetime]:
        """A join and a leave: most come before it begins and stay to the end, some come late or leave early."""
        late = rng.choice((0, 0, 0, rng.randint(1, self.minutes // 2))) * 60
        early = rng.choice((0, 0, rng.randint(1, self.minutes // 3))) * 60
        joined = self.opens + timedelta(seconds=late or -rng.randint(20, 600))
        return joined, self.closes + timedelta(seconds=-early or rng.randint(5, 240))


def write_zoom_webinar(path: Path, rng: random.Random, sitting: Sitting, people: Sequence[Guest]) -> None:
    """A webinar's attendee report, of people who all came."""
    rows: list[Sequence[str]] = [
        ("Attendee Report",),
        ("Report Generated:", _time(sitting.closes + timedelta(hours=3))),
    ]
    counts = (str(len(people)), "0", str(len(people)), str(len(people)), str(len(people)))
    began = _time(sitting.opens - timedelta(minutes=15))
    rows += [SUMMARY_HEADER, (sitting.topic, sitting.number, began, str(sitting.minutes + 20), *counts)]
    host = ("Yes", "Webinar Host", "host@programme.example", _time(sitting.opens), _time(sitting.closes), "90", "China")
    rows += [("Host Details",), HOST_HEADER, host, ("Attendee Details",), ATTENDEE_HEADER]
    for guest in people:
        joined, left = sitting.stay(rng)
        about = (guest.city.name, guest.country, guest.organisation, "", _registered(rng, sitting), "approved")
        stay = (_time(joined), _time(left), str(int((left - joined).total_seconds()) // 60))
        kind = (CHOICES[guest.kind], rng.choice(GENDERS), guest.country)
        rows.append(("Yes", guest.given, guest.family, guest.email, *about, *stay, *kind))
    _write(path, rows)


def write_zoom_registrations(path: Path, rng: random.Random, sitting: Sitting, people: Sequence[Guest]) -> None:
    """A registration report."""
    header = ("First Name", "Last Name", "Email", "City", "Country/Region", "Organization", "Registration Time",
              "Approval Status", "Type of organization", "Gender")  # fmt: skip
    _write(path, [header, *(_registration(rng, sitting, guest) for guest in people)])


def _registration(rng: random.Random, sitting: Sitting, guest: Guest) -> tuple[str, ...]:
    place = (guest.city.name, guest.country, guest.organisation)
    said = (_registered(rng, sitting), "approved", CHOICES[guest.kind], rng.choice(GENDERS[:2]))
    return (guest.given, guest.family, guest.email, *place, *said)


def write_zoom_participants(path: Path, rng: random.Random, sitting: Sitting, people: Sequence[Guest]) -> None:
    """A meeting's participants, with the meeting above them."""
    times = tuple(at.strftime(ZOOM_MEETING_TIME) for at in (sitting.opens, sitting.closes))
    block = ("Meeting ID", "Topic", "Start Time", "End Time", "User Email", "Duration (Minutes)", "Participants")
    header = ("Name (Original Name)", "User Email", "Join Time", "Leave Time", "Duration (Minutes)", "Guest")
    about = (sitting.number, sitting.topic, *times, "host@programme.example", str(sitting.minutes), str(len(people)))
    rows: list[Sequence[str]] = [block, about, (), header]
    for guest in people:
        joined, left = sitting.stay(rng)
        stay = [at.strftime(ZOOM_MEETING_TIME) for at in (joined, left)]
        rows.append((guest.name, guest.email, *stay, str(int((left - joined).total_seconds()) // 60), "Yes"))
    _write(path, rows)


def write_teams(path: Path, rng: random.Random, sitting: Sitting, people: Sequence[Guest]) -> None:
    """An attendance report: UTF-16 with its mark, separated by tabs, in numbered sections."""
    header = ("Name", "First join", "Last leave", "In-meeting duration", "Email", "Participant ID (UPN)", "Role")
    lines = [("1. Summary",), ("Meeting title", sitting.topic), ("Attended participants", str(len(people)))]
    lines += [("Start time", _teams_time(sitting.opens)), (), ("2. Participants",), header]
    for guest in people:
        joined, left = sitting.stay(rng)
        seconds = int((left - joined).total_seconds())
        length = f"{seconds // 3600}h {seconds % 3600 // 60}m {seconds % 60}s"
        stay = (_teams_time(joined), _teams_time(left), length)
        lines.append((f"{guest.name} (External)", *stay, guest.email, "", "Attendee"))
    text = "\r\n".join("\t".join(line) for line in lines) + "\r\n"
    path.write_bytes(("\ufeff" + text).encode("utf-16-le"))


def _teams_time(at: datetime) -> str:
    return f"{at.month}/{at.day}/{at:%y}, {at.hour % 12 or 12}:{at:%M:%S} {at:%p}"


def write_voov(path: Path, rng: random.Random, sitting: Sitting, people: Sequence[Guest]) -> None:
    """A workbook of VooV or Tencent Meeting, as it is in Chinese: those who came under their nicknames."""
    rows: list[Sequence[str]] = [("会议主题", sitting.topic), ("会议号", sitting.number), (), _voov_start(sitting)]
    rows += [
        (),
        (),
        (),
        (),
        ("用户昵称（入会昵称）", "首次入会时间", "最后退会时间", "入会次数", "累计参会时长", "身份"),
    ]
    for guest in people:
        joined, left = sitting.stay(rng)
        seconds = int((left - joined).total_seconds())
        length = f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
        rows.append((guest.name, f"{joined:%Y-%m-%d %H:%M:%S}", f"{left:%Y-%m-%d %H:%M:%S}", "1", length, "普通参会者"))
    write_workbook(path, "成员参会概况", rows)


def _voov_start(sitting: Sitting) -> tuple[str, str]:
    return "会议开始时间", f"{sitting.opens:%Y-%m-%d %H:%M:%S}"


def write_workbook(path: Path, sheet: str, rows: Iterable[Sequence[str | int]]) -> None:
    """A workbook of one sheet, the same bytes whenever it is written."""
    book, kept = Workbook(write_only=True), BytesIO()
    page = book.create_sheet(sheet)
    for row in rows:
        page.append(list(row))
    book.save(kept)
    path.write_bytes(frozen(kept.getvalue()))


def _registered(rng: random.Random, sitting: Sitting) -> str:
    return _time(sitting.opens - timedelta(hours=rng.randint(20, 300), seconds=rng.randint(0, 3599)))


def _time(at: datetime) -> str:
    return at.strftime(ZOOM_TIME)


def _write(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
