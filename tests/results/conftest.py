"""A training with 50 registrants and 41 attendees, reported once: its page and its PDF are read by many tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings

from sarai.evidence.models import Source
from sarai.exchanges.models import Event
from sarai.network.actions import load_reference
from sarai.network.models import LinkSuggestion, PersonLink, PersonRecord, PlaceName, PlaceReading, Programme
from sarai.results.queries import year_of
from sarai.results.report import HIGHLIGHTS, Document, compose
from tests.making import attended, day, file, handed_in, make_event, person, registered

HOSTILE = '#import "evil.typ": * $x$ <b>Résilience</b> \\ "quoted" _a_ @b `c` [d] {e}'


def make_training(slug: str = "training", title: str = "The training") -> Event:
    """50 registered and 41 came, 40 of them to both sessions; 20 women, 19 men and 2 who did not say; from Kenya (30),
    Peru (9) and nowhere known (2). 10 handed in. Two records may be of one person."""
    event = make_event(slug, rule={"sessions": 2, "share": 0.6, "assignment": True})
    Event.objects.filter(pk=event.pk).update(title=title, synthetic=True)
    people = [person(f"Guest {slug} {n}", gender=_gender(n), organisation_type=_organisation(n)) for n in range(50)]
    file(event, day(1), *(registered(who, n + 2) for n, who in enumerate(people)))
    file(event, day(2), *(attended(who, (0, 90), n + 2) for n, who in enumerate(people[:41])), session=1)
    file(event, day(3), *(attended(who, (0, 90), n + 2, 2) for n, who in enumerate(people[:40])), session=2)
    file(event, day(4), *(handed_in(who, n + 2) for n, who in enumerate(people[:10])))
    _place(slug, {"KE": range(30), "PE": range(30, 39)})
    _suggest(slug)
    event.refresh_from_db()
    return event


def _gender(number: int) -> str:
    return "female" if number < 20 else "male" if number < 39 else ""


def _organisation(number: int) -> str:
    return "local_government" if number < 16 else "academia" if number < 41 else "media"


def _records(slug: str) -> list[PersonRecord]:
    return list(PersonRecord.objects.filter(name__startswith=f"Guest {slug} ").order_by("pk"))


def _place(slug: str, countries: dict[str, range]) -> None:
    source = Source.objects.order_by("pk").first()
    records = {int(record.name.split()[-1]): record for record in _records(slug)}
    for iso2, numbers in countries.items():
        place, new = PlaceName.objects.get_or_create(key=iso2, country_text=iso2)
        if new:
            PlaceReading.objects.create(
                place=place, country_id=iso2, status="country", confidence=1, source=source, recorded_at=day(1)
            )
        PersonRecord.objects.filter(pk__in=[records[n].pk for n in numbers]).update(place=place)


def _suggest(slug: str) -> None:
    links = PersonLink.objects.filter(record__in=_records(slug)[:2]).order_by("person_id")
    left, right = links.values_list("person_id", flat=True)
    LinkSuggestion.objects.create(left_id=left, right_id=right, probability=0.9)


def make_programme() -> Programme:
    """A programme from 2020 to 2022."""
    return Programme.objects.create(
        slug="cities", title="Cities & more", starts_on=date(2020, 1, 1), ends_on=date(2022, 12, 31)
    )


@dataclass
class Published:
    """What was published about 2020, to a stranger."""

    document: Document
    html: str
    pdf: bytes
    pdf_again: bytes
    written: dict[str, Any]
    answer: str


@pytest.fixture(scope="session")
def published(django_db_setup, django_db_blocker, tmp_path_factory) -> Published:
    """The report of a year with one training whose title would be a program, if anybody ran it."""
    path = tmp_path_factory.mktemp("report") / "highlights.pdf"
    with django_db_blocker.unblock(), override_settings(FIGURES_CACHED_IN_TRANSACTIONS=True), transaction.atomic():
        load_reference()
        make_programme()
        make_training(title=HOSTILE)
        made = _publish(path)
        transaction.set_rollback(True)
    return made


def _publish(path: Path) -> Published:
    page = Client().get("/report/highlights/2020/")
    assert page.status_code == 200
    pdf = Client().get("/report/highlights/2020/highlights.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    as_json, as_text = StringIO(), StringIO()
    call_command("report", "highlights", "--year", "2020", "--to", str(path), "--json", stdout=as_json)
    call_command("report", "highlights", "--year", "2020", "--to", str(path), stdout=as_text)
    return Published(
        document=compose(HIGHLIGHTS, year_of(2020)),
        html=page.content.decode(),
        pdf=pdf.content,
        pdf_again=path.read_bytes(),
        written=json.loads(as_json.getvalue()),
        answer=as_text.getvalue(),
    )
