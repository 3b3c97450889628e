"""A programme's file, read with msgspec: what is missing, misspelt or of the wrong kind is refused with its place in
the file, as is what could not stand in an address, is there twice, or lies on no day."""

from __future__ import annotations

import itertools
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import yaml
from django.utils.translation import gettext as _

from sarai.evidence.engine.question import FIRST_YEAR, LAST_YEAR

SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
SECTIONS = ("themes", "institutions", "series", "events", "surveys", "assessments", "clusters")
Slug = Annotated[str, msgspec.Meta(max_length=50)]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Acronym = Annotated[str, msgspec.Meta(max_length=30)]
Goal = Annotated[int, msgspec.Meta(ge=1, le=17)]
Minutes = Annotated[int, msgspec.Meta(ge=1, le=24 * 60)]
Share = Annotated[float, msgspec.Meta(gt=0, le=1)]
Count = Annotated[int, msgspec.Meta(ge=1, le=1000)]
Address = Annotated[str, msgspec.Meta(max_length=500, pattern="^(https?://[^ ]+)?$")]
PlatformId = Annotated[str, msgspec.Meta(max_length=40)]


class _Strict(msgspec.Struct, forbid_unknown_fields=True):
    pass


class ProgrammeFile(_Strict, kw_only=True):
    slug: Slug
    title: Title
    summary: str = ""
    starts_on: date
    ends_on: date
    south: str = ""


class ThemeFile(_Strict, kw_only=True):
    slug: Slug
    name: Name
    sdgs: list[Goal] = []


class InstitutionFile(_Strict, kw_only=True):
    """With `partner_since` it takes part in the programme since that day, as what `role` says."""

    slug: Slug
    name: Name
    acronym: Acronym = ""
    type: str
    country: str = ""
    partner_since: date | None = None
    role: Literal[
        "organiser", "co_organiser", "donor", "technical", "implementing", "knowledge", "network", "partner"
    ] = "partner"


class SeriesFile(_Strict, kw_only=True):
    slug: Slug
    title: Title
    summary: str = ""


class CertificateFile(_Strict, kw_only=True):
    sessions: Count
    share: Share
    assignment: bool = False
    least_mark: float | None = None
    survey: str = ""


class SessionFile(_Strict, kw_only=True):
    """`day` and `at` are in the event's zone; `link` is where one connects, `stream` what the watch page plays. What is
    left out of the latter is left as it is."""

    title: Title
    day: date
    at: str
    minutes: Minutes
    platform_id: PlatformId = ""
    link: Address = ""
    stream: Address = ""


class AskedFile(_Strict, kw_only=True):
    """A survey that those who take part in an event are asked, `before` or `after` it."""

    survey: Slug
    purpose: Literal["before", "after"] = "after"


class CityFile(_Strict, kw_only=True):
    """A city that takes part, as the gazetteer knows it by its name; `country` is an ISO 3166 code."""

    name: Name
    country: str


class ContributorFile(_Strict, kw_only=True):
    """Somebody who does something at an event."""

    name: Name
    organisation: str = ""
    role: Literal["speaker", "moderator", "trainer", "interpreter"] = "speaker"


class EventFile(_Strict, kw_only=True):
    slug: Slug
    title: Title
    summary: str = ""
    kind: str = "webinar"
    series: str = ""
    timezone: str
    also_timezones: list[str] = []
    languages: list[str] = []
    themes: list[str] = []
    hosts: list[str] = []
    co_hosts: list[str] = []
    certificate: CertificateFile | None = None
    synthetic: bool = False
    sessions: list[SessionFile]
    surveys: list[AskedFile] = []
    people: list[ContributorFile] = []
    cities: list[CityFile] = []


class SurveyFile(_Strict, kw_only=True):
    """`form` is the questionnaire: an XLSForm, by its path from the programme file."""

    slug: Slug
    title: Title
    timezone: str = "UTC"
    opens_on: date | None = None
    closes_on: date | None = None
    form: str = ""
    synthetic: bool = False


class AssessmentFile(_Strict, kw_only=True):
    """An assessment of needs by these surveys, of whoever answers."""

    slug: Slug
    title: Title
    summary: str = ""
    surveys: list[Slug]


class ClusterFile(_Strict, kw_only=True):
    """A community of practice about these themes; the first of the file stands first."""

    slug: Slug
    title: Name
    summary: str = ""
    themes: list[Slug] = []


class PartyFile(_Strict, kw_only=True):
    """A city, as the gazetteer knows it by its name, with its country's ISO 3166 code; or an institution."""

    city: str = ""
    country: str = ""
    institution: str = ""


class StepFile(_Strict, kw_only=True):
    """A step of a partnership on a day: what was done, by which side (none: by both, or the team; "support": by the
    first third party that it names)."""

    step: Literal["ask", "propose", "declare", "accept", "decline", "talk", "agree", "act", "achieve", "end"]
    day: date
    by: Literal["lead", "partner", "support", ""] = ""
    what: Annotated[str, msgspec.Meta(max_length=300)] = ""
    event: str = ""


class PartnershipFile(_Strict, kw_only=True):
    """Two who work together or may, and each step of it in order. `event` or `series` is where they met."""

    lead: PartyFile
    partner: PartyFile
    support: list[PartyFile] = []
    theme: str = ""
    event: str = ""
    series: str = ""
    steps: Annotated[list[StepFile], msgspec.Meta(min_length=1)]


class Document(_Strict, kw_only=True):
    programme: ProgrammeFile
    themes: list[ThemeFile] = []
    institutions: list[InstitutionFile] = []
    series: list[SeriesFile] = []
    events: list[EventFile] = []
    surveys: list[SurveyFile] = []
    assessments: list[AssessmentFile] = []
    clusters: list[ClusterFile] = []
    partnerships: list[PartnershipFile] = []


class BadProgramme(ValueError):
    """A programme file that cannot be applied. `str()` says what is wrong and where."""


class _Loader(yaml.SafeLoader):
    """Leaves dates as they are written: msgspec reads them, and knows the place of one that is no day."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:timestamp"]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read(path: Path) -> Document:
    """The programme that a YAML file writes. Raises BadProgramme."""
    try:
        document = msgspec.convert(_Loader(path.read_bytes()).get_single_data(), Document)
    except (yaml.YAMLError, ValueError) as error:
        raise BadProgramme(
            _("“%(file)s” is not a programme file: %(error)s") % {"file": path.name, "error": error}
        ) from error
    _refuse_slugs(document)
    _refuse_twice(document)
    _refuse_days(document)
    return document


def _refuse_slugs(document: Document) -> None:
    """Refuse what could not stand in an address."""
    slugs = {"programme": document.programme.slug}
    for section in SECTIONS:
        slugs |= {f"{section}[{number}]": entry.slug for number, entry in enumerate(getattr(document, section))}
    for where, slug in slugs.items():
        if not SLUG.fullmatch(slug):
            raise BadProgramme(
                _(
                    "%(where)s.slug: “%(slug)s” cannot stand in an address. Use small letters, digits and hyphens, as "
                    "in making-cities-resilient."
                )
                % {"where": where, "slug": slug}
            )


def _refuse_twice(document: Document) -> None:
    for section in SECTIONS:
        first: dict[str, int] = {}
        for number, entry in enumerate(getattr(document, section)):
            if first.setdefault(entry.slug, number) != number:
                raise BadProgramme(
                    _("%(where)s.slug: “%(slug)s” is that of %(first)s already. Give each a slug of its own.")
                    % {
                        "where": f"{section}[{number}]",
                        "slug": entry.slug,
                        "first": f"{section}[{first[entry.slug]}]",
                    }
                )


def _refuse_days(document: Document) -> None:
    """Refuse days that no calendar here reaches, and spans that end before they start."""
    spans: list[tuple[str, dict[str, date]]] = [
        ("programme", {"starts_on": document.programme.starts_on, "ends_on": document.programme.ends_on})
    ]
    for number, institution in enumerate(document.institutions):
        if institution.partner_since:
            spans.append((f"institutions[{number}]", {"partner_since": institution.partner_since}))
    for number, partnership in enumerate(document.partnerships):
        days = {f"steps[{place}].day": step.day for place, step in enumerate(partnership.steps)}
        spans.append((f"partnerships[{number}]", days))
    for number, survey in enumerate(document.surveys):
        written = {"opens_on": survey.opens_on, "closes_on": survey.closes_on}
        spans.append((f"surveys[{number}]", {name: day for name, day in written.items() if day}))
    for number, event in enumerate(document.events):
        for place, session in enumerate(event.sessions):
            spans.append((f"events[{number}].sessions[{place}]", {"day": session.day}))
    for where, days in spans:
        for name, day in days.items():
            if not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise BadProgramme(
                    _("%(where)s: %(day)s is too far away. Write a year from %(first)d to %(last)d.")
                    % {"where": f"{where}.{name}", "day": day, "first": FIRST_YEAR, "last": LAST_YEAR}
                )
        if list(days.values()) != sorted(days.values()):
            (start, starts), (end, ends) = _out_of_order(days)
            raise BadProgramme(
                _("%(where)s: %(ends)s is before the day of %(start)s, %(starts)s.")
                % {"where": f"{where}.{end}", "ends": ends, "start": start, "starts": starts}
            )


def _out_of_order(days: dict[str, date]) -> list[tuple[str, date]]:
    """The first day that is after the one written next, and that one."""
    listed = list(days.items())
    return next([one, after] for one, after in itertools.pairwise(listed) if one[1] > after[1])
