"""Bringing the database to what a programme's file says."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import pycountry
from django.db import models, transaction
from django.utils.translation import gettext as _

from sarai.evidence.models import Source
from sarai.exchanges.actions import keep_session, set_rule
from sarai.exchanges.models import Event, EventSurvey, Host, Series, Session
from sarai.exchanges.rules import CertificateRule
from sarai.exchanges.tasks import remind_in_time
from sarai.needs.actions import keep_assessment
from sarai.needs.models import Assessment
from sarai.network.models import Country, CountryGroup, Institution, OrganisationType, Programme, Theme
from sarai.surveys.actions import publish_version
from sarai.surveys.models import Survey
from sarai.surveys.queries import newest
from sarai.surveys.questionnaire.faults import Refused

from .communities import cluster
from .partnering import partner
from .reading import (
    AssessmentFile,
    BadProgramme,
    CertificateFile,
    Document,
    EventFile,
    InstitutionFile,
    SessionFile,
    SurveyFile,
)
from .taking_part import take_part, takes_part

LANGUAGE = re.compile(r"([a-z]{2,3})(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")  # zh-Hans, pt-BR


@transaction.atomic
def apply(document: Document, *, name: str, folder: Path, by: str, at: datetime) -> Counter[str]:
    """Bring the database to what the file says; returns what was created and changed. Twice changes nothing.

    `folder` is where the file is, and the questionnaires that it names. What the file does not name is left alone.
    Raises BadProgramme.
    """
    tally: Counter[str] = Counter()
    south = document.programme.south
    if south and not CountryGroup.objects.filter(slug=south).exists():
        raise BadProgramme(_("programme.south: there is no group of countries “%(slug)s”.") % {"slug": south})
    fields = msgspec.structs.asdict(document.programme) | {"south": CountryGroup.objects.filter(slug=south).first()}
    _put(Programme, tally, fields)
    for theme in document.themes:
        _put(Theme, tally, msgspec.structs.asdict(theme))
    for institution in document.institutions:
        takes_part(_put(Institution, tally, _institution(institution)), institution, tally, by=by, at=at)
    for series in document.series:
        _put(Series, tally, msgspec.structs.asdict(series))
    for number, event in enumerate(document.events):
        _event(event, f"events[{number}]", tally, by=by, at=at)
    for number, survey in enumerate(document.surveys):
        kept = _put(Survey, tally, _survey(survey))
        if survey.form:
            _publish(kept, folder / survey.form, f"surveys[{number}].form", tally, by=by, at=at)
    for number, event in enumerate(document.events):
        _asked(event, f"events[{number}]", tally)
        _certificate(event, f"events[{number}]", tally, by=by, at=at)
        take_part(event, f"events[{number}]", tally, by=by, at=at)
    for number, assessment in enumerate(document.assessments):
        _assessment(assessment, f"assessments[{number}]", tally, by=by, at=at)
    for number, community in enumerate(document.clusters):
        themes = _found(Theme, community.themes, f"clusters[{number}].themes")
        cluster(community, themes, number, tally, by=by, at=at)
    for number, two in enumerate(document.partnerships):
        partner(two, f"partnerships[{number}]", tally, by=by, at=at)
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
    plain = {name: getattr(entry, name) for name in ("slug", "name", "acronym", "type")}
    return plain | {"country": country}


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


def _event(entry: EventFile, where: str, tally: Counter[str], *, by: str, at: datetime) -> None:
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
    event = _put(Event, tally, plain)
    event.themes.set(_found(Theme, entry.themes, where))
    holding = [(slug, Host.Role.HOST) for slug in entry.hosts] + [(slug, Host.Role.CO_HOST) for slug in entry.co_hosts]
    found = _found(Institution, [slug for slug, _role in holding], where)
    for position, (host, (_slug, role)) in enumerate(zip(found, holding, strict=True)):
        _put(Host, tally, {"role": role, "position": position}, event=event, institution=host)
    for number, session in enumerate(entry.sessions, 1):
        said = _session(session, zone, f"{where}.sessions[{number - 1}]")
        _keep_session(event, number, said, tally, by=by, at=at)


def _keep_session(
    event: Event, number: int, said: dict[str, Any], tally: Counter[str], *, by: str, at: datetime
) -> None:
    """Create or change a session, as the team's own pages do: who is going is told, and reminded in time."""
    held = event.sessions.filter(number=number).first()
    if held is None or all(getattr(held, name) == value for name, value in said.items()):
        session = _put(Session, tally, said, event=event, number=number)
        if held is None:
            transaction.on_commit(lambda: remind_in_time(session, at=at))
        return
    for name, value in said.items():
        setattr(held, name, value)
    keep_session(session=held, by=by, at=at, then=lambda session: remind_in_time(session, at=at))
    tally["changed"] += 1


def _asked(entry: EventFile, where: str, tally: Counter[str]) -> None:
    """The surveys that an event asks; these may stand anywhere in the file."""
    event = Event.objects.get(slug=entry.slug)
    surveys = _found(Survey, [asked.survey for asked in entry.surveys], f"{where}.surveys")
    for position, (asked, survey) in enumerate(zip(entry.surveys, surveys, strict=True)):
        _put(EventSurvey, tally, {"purpose": asked.purpose, "position": position}, event=event, survey=survey)


def _certificate(entry: EventFile, where: str, tally: Counter[str], *, by: str, at: datetime) -> None:
    """What earns an event's certificate. What the file says first of an event that has begun was known then already."""
    event, said = Event.objects.get(slug=entry.slug), entry.certificate
    begun = event.sessions.order_by("starts_at").values_list("starts_at", flat=True).first()
    first = not event.rule_versions.exists()
    survey = _found(Survey, [said.survey], f"{where}.certificate.survey")[0] if said and said.survey else None
    try:
        rule = _rule(said) if said else None
        known = min(at, begun) if begun and first else at
        became = set_rule(event=event, rule=rule, survey=survey, by=by, at=at, known=known)
    except ValueError as error:
        raise BadProgramme(_("%(where)s.certificate: %(error)s") % {"where": where, "error": error}) from error
    if became:
        tally[became] += 1


def _rule(said: CertificateFile) -> CertificateRule:
    return CertificateRule(said.sessions, said.share, said.assignment, said.least_mark, bool(said.survey))


def _assessment(entry: AssessmentFile, where: str, tally: Counter[str], *, by: str, at: datetime) -> None:
    """An assessment and the surveys by which it asks; which cities it wants to hear is left as it is."""
    surveys = _found(Survey, entry.surveys, f"{where}.surveys")
    kept = Assessment.objects.filter(slug=entry.slug).first()
    said = {"title": entry.title, "summary": entry.summary}
    same = kept and {name: getattr(kept, name) for name in said} == said and set(kept.surveys.all()) == set(surveys)
    tally["unchanged" if same else "changed" if kept else "created"] += 1
    if not same:
        assessment = kept or Assessment(slug=entry.slug)
        assessment.title, assessment.summary = entry.title, entry.summary
        cities = list(kept.cities.values_list("pk", flat=True)) if kept else []
        keep_assessment(assessment=assessment, surveys=surveys, cities=cities, by=by, at=at)


def _session(entry: SessionFile, zone: ZoneInfo, where: str) -> dict[str, Any]:
    try:
        starts = datetime.combine(entry.day, datetime.strptime(entry.at, "%H:%M").time(), zone)
    except ValueError:
        raise BadProgramme(
            _("%(where)s.at: “%(at)s” is no time. Write it as 07:30.") % {"where": where, "at": entry.at}
        ) from None
    # Minutes are counted in UTC: a clock that is put forward or back in between changes no session's length.
    starts = starts.astimezone(UTC)
    said = {
        "title": entry.title,
        "starts_at": starts,
        "ends_at": starts + timedelta(minutes=entry.minutes),
        "platform_id": "".join(filter(str.isdigit, entry.platform_id)),
    }
    return said | {name: value for name in ("link", "stream") if (value := getattr(entry, name))}
