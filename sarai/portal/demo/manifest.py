"""What the demo loader does with the files: the event, its rule for certificates, and the steps in order."""

from __future__ import annotations

from pathlib import Path

import msgspec
import yaml


class Session(msgspec.Struct, frozen=True, omit_defaults=True):
    """One session: number from 1, and its window as instants in UTC (ISO 8601)."""

    number: int
    starts_at: str
    ends_at: str


class CertificateRule(msgspec.Struct, frozen=True):
    """A certificate needs `min_sessions` sessions with `min_share` of their minutes each, and the assignment or not."""

    min_sessions: int
    min_share: float
    assignment: bool


class Event(msgspec.Struct, frozen=True):
    """The event that the files are about."""

    slug: str
    title: str
    time_zone: str
    sessions: list[Session]
    certificate: CertificateRule
    organisation_types: dict[str, str]  # code -> the form's wording
    genders: dict[str, str]  # code -> the form's wording


class Survey(msgspec.Struct, frozen=True):
    """The survey that the five exports belong to; `slug` is the scope of its figures."""

    slug: str
    title: str
    event: str
    time_zone: str


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file to take in.

    `kind` is webinar (who came), views, registrations, attendance, assignment, survey, sent (answers of telephones),
    place_decisions or people_decisions; `format` a hint (a reader may find out for itself); `known_since` the ISO date
    on which the programme had the file, or the last of what was sent; `time_zone` that of its wall times.
    """

    file: str
    kind: str
    known_since: str
    note: str
    format: str = ""
    event: str = ""
    survey: str = ""
    session: int | None = None
    time_zone: str = ""
    mapping: dict[str, str] = {}  # of a plain table: header -> field
    target: dict[str, str] = {}  # what it is about, where that is not an event or a survey alone


class Manifest(msgspec.Struct, frozen=True):
    """Event, survey, and the steps in order."""

    about: str
    event: Event
    survey: Survey
    steps: list[Step]


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write the manifest as YAML, in the order of its fields."""
    text = yaml.safe_dump(msgspec.to_builtins(manifest), sort_keys=False, allow_unicode=True, width=110)
    path.write_text(text, encoding="utf-8")


def read_manifest(path: Path) -> Manifest:
    """Read a manifest; msgspec.ValidationError names the place of what is missing or of the wrong type."""
    return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), Manifest)
