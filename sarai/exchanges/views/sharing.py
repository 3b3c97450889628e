"""What leaves the site with an event's address: calendars, a picture, a QR code, and what machines read."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django_ratelimit.decorators import ratelimit

from sarai.exchanges import cards, queries
from sarai.exchanges.models import Event, Series
from sarai.exchanges.queries.appointments import feed, feed_of

A_DAY = 86400
# What would end a script element, or a line of it, inside a text (as Django's json_script does).
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def sharing(event: Event) -> dict[str, Any]:
    """What the head of an event's page says of it to other sites."""
    return {
        "page_url": settings.SITE_URL + event.get_absolute_url(),
        "share_url": settings.SITE_URL + reverse("exchanges:event-share", args=[event.slug]),
        "structured": lambda: _structured(event),
    }


def _structured(event: Event) -> str:
    """The event as schema.org tells it to search engines: data, not a script, whatever its element is called."""
    text = json.dumps(queries.as_schema_org(queries.surrounded(event)), ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 (escaped above)


def _published(slug: str) -> Event:
    event = get_object_or_404(Event.objects.select_related("series"), slug=slug)
    if event.state == Event.State.DRAFT:
        raise Http404
    return event


def _calendar(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    response["Cache-Control"] = "max-age=900"
    return response


@require_safe
def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """An event's sessions, for a calendar that looks here again and again."""
    event = _published(slug)
    return _calendar(feed(event, event.sessions.all(), event.title), event.slug)


@require_safe
def series_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The sessions of all events of a series, for a calendar that looks here again and again."""
    series = get_object_or_404(Series, slug=slug)
    events = series.events.exclude(state=Event.State.DRAFT).prefetch_related("sessions")
    return _calendar(feed_of(events, series.title), series.slug)


@require_safe
def event_qr(request: HttpRequest, slug: str) -> HttpResponse:
    """The address at which one registers, as a picture for a screen or a poster."""
    event = _published(slug)
    way = "exchanges:event-register" if event.registers else "exchanges:event-detail"
    picture = BytesIO()
    made = qrcode.make(settings.SITE_URL + reverse(way, args=[event.slug]), image_factory=qrcode.image.svg.SvgPathImage)
    made.save(picture)
    response = HttpResponse(picture.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = f"max-age={A_DAY}"
    return response


@require_safe
@ratelimit(group="share", key="ip", rate="60/m")
def event_share(request: HttpRequest, slug: str) -> HttpResponse:
    """A picture of the event, 1200 by 630 pixels, for where its address is shared. Drawn once, until it changes."""
    event = _published(slug)
    language = get_language() or "en"
    card = cards.card_of(queries.surrounded(event))
    key = f"card-{event.pk}-{language}-{card.mark}"
    picture = caches["shared"].get(key)
    if picture is None:
        picture = cards.drawn(card)
        caches["shared"].set(key, picture, 7 * A_DAY)
    response = HttpResponse(picture, content_type="image/png")
    response["Cache-Control"] = "public, max-age=3600"
    return response
