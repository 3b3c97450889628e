"""What leaves the site with an event's address: a picture for other sites, and a QR code."""

from __future__ import annotations

import struct
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from sarai.exchanges import cards
from sarai.exchanges.models import Event, Session
from tests.codes import read_code

pytestmark = pytest.mark.django_db

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
TITLES = {
    "ar": "التراث بعد الجائحة: كيف تتعلم مدن الجنوب بعضها من بعض",
    "zh-hans": "疫情之后的遗产：南方城市如何相互学习" * 16,
    "en": "Making Cities Resilient: a title that never comes to an end; " * 5,
    "es": LONG_WORD,
}


@pytest.fixture
def event(db) -> Event:
    made = Event.objects.create(
        slug="soon", title="Soon", timezone="Asia/Shanghai", also_timezones=["America/New_York"], registers=True
    )
    starts = timezone.now() + timedelta(days=3)
    Session.objects.create(event=made, number=1, title="First", starts_at=starts, ends_at=starts + timedelta(hours=1))
    return made


@pytest.fixture
def drawings(monkeypatch) -> list[cards.Card]:
    """Every card that was drawn."""
    found: list[cards.Card] = []
    drawn = cards.drawn
    monkeypatch.setattr(cards, "drawn", lambda card: found.append(card) or drawn(card))
    return found


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height, as the head of a PNG says them."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize("language", TITLES)
def test_the_picture_is_drawn_once_in_each_language_until_the_event_changes(event, drawings, language):
    Event.objects.update(title=TITLES[language][:300])
    reader = Client(HTTP_ACCEPT_LANGUAGE=language)
    for _twice in range(2):
        answer = reader.get("/events/soon/share.png")
        assert answer["Content-Type"] == "image/png"
        assert size_of(answer.content) == (1200, 630)
        assert len(answer.content) < 300_000
    assert len(drawings) == 1
    assert len(drawings[0].title) <= cards.LONGEST
    assert drawings[0].rtl == (language == "ar")
    Event.objects.update(title="Another")
    reader.get("/events/soon/share.png")
    assert [card.title for card in drawings][1:] == ["Another"]


def test_a_title_of_many_lines_is_one(event):
    event.title = "one\n" * 60
    card = cards.card_of(event)
    assert "\n" not in card.title
    assert size_of(cards.drawn(card)) == (1200, 630)


def test_a_draft_has_no_picture_and_nobody_draws_without_end(event, drawings, still):
    assert {Client().get("/events/soon/share.png").status_code for _n in range(60)} == {200}
    assert Client().get("/events/soon/share.png").status_code == 429
    Event.objects.update(state="draft")
    for address in ("share.png", "qr.svg", "calendar.ics"):
        assert Client(REMOTE_ADDR="10.0.0.2").get(f"/events/soon/{address}").status_code == 404


@pytest.mark.parametrize(("registers", "address"), [(True, "/events/soon/register/"), (False, "/events/soon/")])
def test_the_code_leads_to_where_one_registers(event, settings, registers, address):
    settings.SITE_URL = "https://sarai.example"
    Event.objects.update(registers=registers)
    with translation.override("ar"):
        svg = Client().get("/events/soon/qr.svg").content.decode()
    assert read_code(svg) == f"https://sarai.example{address}"
