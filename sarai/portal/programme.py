"""A programme as a file that a team keeps in version control: themes, institutions, series, events, surveys.

Read with msgspec: what is missing, misspelt or of the wrong kind is refused with its place in the file.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import pycountry
import yaml
from django.db import models, transaction
from django.utils.translation import gettext as _

from sarai.evidence.engine.question import FIRST_YEAR, LAST_YEAR
from sarai.evidence.models import Source
from sarai.exchanges.models import Event, Host, Series, Session
from sarai.network.models import Country, CountryGroup, Institution, OrganisationType, Programme, Theme
from sarai.surveys.actions import publish_version
from sarai.surveys.models import Survey
from sarai.surveys.queries import newest
from sarai.surveys.questionnaire.faults import Refused

SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
LANGUAGE = re.compile(r"([a-z]{2,3})(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")  # zh-Hans, pt-BR
SECTIONS = ("themes", "institutions", "series", "events", "surveys")
Slug = Annotated[str, msgspec.Meta(max_length=50)]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Goal = Annotated[int, msgspec.Meta(ge=1, le=17)]
Minutes = Annotated[int, msgspec.Meta(ge=1, le=24 * 60)]
Share = Annotated[float, msgspec.Meta(gt=0, le=1)]
Count = Annotated[int, msgspec.Meta(ge=1, le=1000)]
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
    slug: Slug
    name: Name
    acronym: str = ""
    type: str
    country: str = ""


class SeriesFile(_Strict, kw_only=True):
    slug: Slug
    title: Title
    summary: str = ""


class CertificateFile(_Strict, kw_only=True):
    sessions: Count
    share: Share
    assignment: bool = False


class SessionFile(_Strict, kw_only=True):
    """`day` and `at` are in the event's zone."""

    title: Title
    day: date
    at: str
    minutes: Minutes
    platform_id: PlatformId = ""


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
    certificate: CertificateFile | None = None
    synthetic: bool = False
    sessions: list[SessionFile]


class SurveyFile(_Strict, kw_only=True):
    """`form` is the questionnaire: an XLSForm, by its path from the programme file."""

    slug: Slug
    title: Title
    timezone: str = "UTC"
    opens_on: date | None = None
    closes_on: date | None = None
    form: str = ""
    synthetic: bool = False


class Document(_Strict, kw_only=True):
    programme: ProgrammeFile
    themes: list[ThemeFile] = []
    institutions: list[InstitutionFile] = []
    series: list[SeriesFile] = []
    events: list[EventFile] = []
    surveys: list[SurveyFile] = []


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
        return msgspec.convert(_Loader(path.read_bytes()).get_single_data(), Document)
    except (yaml.YAMLError, ValueError) as error:
        raise BadProgramme(
            _("“%(file)s” is not a programme file: %(error)s") % {"file": path.name, "error": error}
        ) from error


@transaction.atomic
def apply(document: Document, *, name: str, folder: Path, by: str, at: datetime) -> Counter[str]:
    """Bring the database to what the file says; returns what was created and changed. Twice changes nothing.

    `folder` is where the file is, and the questionnaires that it names. What the file does not name is left alone.
    Raises BadProgramme.
    """
    _refuse_slugs(document)
    _refuse_twice(document)
    _refuse_days(document)
    tally: Counter[str] = Counter()
    south = document.programme.south
    if south and not CountryGroup.objects.filter(slug=south).exists():
        raise BadProgramme(_("programme.south: there is no group of countries “%(slug)s”.") % {"slug": south})
    fields = msgspec.structs.asdict(document.programme) | {"south": CountryGroup.objects.filter(slug=south).first()}
    _put(Programme, tally, fields)
    for theme in document.themes:
        _put(Theme, tally, msgspec.structs.asdict(theme))
    for institution in document.institutions:
        _put(Institution, tally, _institution(institution))
    for series in document.series:
        _put(Series, tally, msgspec.structs.asdict(series))
    for number, event in enumerate(document.events):
        _event(event, f"events[{number}]", tally)
    for number, survey in enumerate(document.surveys):
        kept = _put(Survey, tally, _survey(survey))
        if survey.form:
            _publish(kept, folder / survey.form, f"surveys[{number}].form", tally, by=by, at=at)
    if tally["created"] or tally["changed"]:
        # Figures depend on sessions and rules too: what is remembered of them ends with a new source.
        Source.objects.create(
            kind=Source.Kind.ENTRY,
            title=name,
            format="programme",
            entered_at=at,
            recorded_at=at,
            by=by,
            tally=dict(tally),
        )
    return tally


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
            (start, starts), (end, ends) = days.items()
            raise BadProgramme(
                _("%(where)s: %(ends)s is before the day of %(start)s, %(starts)s.")
                % {"where": f"{where}.{end}", "ends": ends, "start": start, "starts": starts}
            )


def _put(model: type[models.Model], tally: Counter[str], fields: dict[str, Any], **key: Any) -> Any:
    """Create or change one row, known by `key` or else its slug, and count what that was."""
    manager: Any = model._default_manager
    key = key or {"slug": fields["slug"]}
    row = manager.filter(**key).first()
    if row is None:
        tally["created"] += 1
        return manager.create(**key | fields)
    if changed := [name for name, value in fields.items() if getattr(row, name) != value]:
        for name in changed:
            setattr(row, name, fields[name])
        row.save(update_fields=changed)
    tally["changed" if changed else "unchanged"] += 1
    return row


def _institution(entry: InstitutionFile) -> dict[str, Any]:
    if entry.type not in OrganisationType.values:
        known = ", ".join(OrganisationType.values)
        raise BadProgramme(
            _("institutions, %(slug)s: “%(type)s” is no type of institution. Choose one of: %(known)s.")
            % {"slug": entry.slug, "type": entry.type, "known": known}
        )
    country = Country.objects.filter(pk=entry.country).first()
    if entry.country and country is None:
        raise BadProgramme(
            _("institutions, %(slug)s: there is no country “%(country)s”.")
            % {"slug": entry.slug, "country": entry.country}
        )
    return msgspec.structs.asdict(entry) | {"country": country}


def _survey(entry: SurveyFile) -> dict[str, Any]:
    zone = _zone(entry.timezone, f"surveys, {entry.slug}")
    return {
        "slug": entry.slug,
        "title": entry.title,
        "timezone": entry.timezone,
        "opens_at": datetime.combine(entry.opens_on, datetime.min.time(), zone) if entry.opens_on else None,
        "closes_at": datetime.combine(entry.closes_on + timedelta(days=1), datetime.min.time(), zone)
        if entry.closes_on
        else None,
        "synthetic": entry.synthetic,
    }


def _publish(survey: Survey, path: Path, where: str, tally: Counter[str], *, by: str, at: datetime) -> None:
    """Publish a questionnaire, unless it is the newest version already."""
    before = newest(survey)
    try:
        version = publish_version(survey=survey, data=path.read_bytes(), name=path.name, by=by, at=at)
    except OSError:
        raise BadProgramme(_("%(where)s: there is no file “%(file)s”.") % {"where": where, "file": path}) from None
    except Refused as refusal:
        raise BadProgramme(_("%(where)s: %(error)s") % {"where": where, "error": refusal}) from refusal
    tally["unchanged" if version == before else "changed" if before else "created"] += 1


def _zone(name: str, where: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadProgramme(
            _("%(where)s: “%(zone)s” is no time zone. Write one like Africa/Nairobi.") % {"where": where, "zone": name}
        ) from None


def _language(code: str, where: str) -> None:
    written = LANGUAGE.fullmatch(code)
    if not written or not pycountry.languages.get(**{f"alpha_{len(written[1])}": written[1]}):
        raise BadProgramme(
            _("%(where)s: “%(code)s” is no code of a language. Write one like en, es or zh-Hans.")
            % {"where": where, "code": code}
        )


def _found(model: type[models.Model], slugs: list[str], where: str) -> list[Any]:
    manager: Any = model._default_manager
    found = {row.slug: row for row in manager.filter(slug__in=slugs)}
    if missing := [slug for slug in slugs if slug not in found]:
        raise BadProgramme(
            _("%(where)s: “%(slug)s” is not defined in this file or before.") % {"where": where, "slug": missing[0]}
        )
    return [found[slug] for slug in slugs]


def _event(entry: EventFile, where: str, tally: Counter[str]) -> None:
    zone = _zone(entry.timezone, where)
    for other in entry.also_timezones:
        _zone(other, where)
    for number, code in enumerate(entry.languages):
        _language(code, f"{where}.languages[{number}]")
    if entry.kind not in Event.Kind.values:
        raise BadProgramme(_("%(where)s: “%(kind)s” is no kind of event.") % {"where": where, "kind": entry.kind})
    if entry.certificate and entry.certificate.sessions > len(entry.sessions):
        raise BadProgramme(
            _("%(where)s.certificate.sessions: more are asked for than the event has (%(number)d).")
            % {"where": where, "number": len(entry.sessions)}
        )
    plain = {
        name: getattr(entry, name)
        for name in ("slug", "title", "summary", "kind", "timezone", "also_timezones", "languages", "synthetic")
    }
    plain["series"] = _found(Series, [entry.series], where)[0] if entry.series else None
    certificate = msgspec.structs.asdict(entry.certificate) if entry.certificate else {}
    plain |= {f"certificate_{name}": certificate.get(name) for name in ("sessions", "share")}
    plain["certificate_assignment"] = certificate.get("assignment", False)
    event = _put(Event, tally, plain)
    event.themes.set(_found(Theme, entry.themes, where))
    for position, host in enumerate(_found(Institution, entry.hosts, where)):
        _put(Host, tally, {"position": position}, event=event, institution=host)
    for number, session in enumerate(entry.sessions, 1):
        _put(Session, tally, _session(session, zone, f"{where}.sessions[{number - 1}]"), event=event, number=number)


def _session(entry: SessionFile, zone: ZoneInfo, where: str) -> dict[str, Any]:
    try:
        starts = datetime.combine(entry.day, datetime.strptime(entry.at, "%H:%M").time(), zone)
    except ValueError:
        raise BadProgramme(
            _("%(where)s.at: “%(at)s” is no time. Write it as 07:30.") % {"where": where, "at": entry.at}
        ) from None
    # Minutes are counted in UTC: a clock that is put forward or back in between changes no session's length.
    starts = starts.astimezone(UTC)
    return {
        "title": entry.title,
        "starts_at": starts,
        "ends_at": starts + timedelta(minutes=entry.minutes),
        "platform_id": "".join(filter(str.isdigit, entry.platform_id)),
    }
