"""Setting an installation up: all that is built rather than kept. Done again, it is quick and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command

from sarai.evidence.pictures import Centre, build_world
from sarai.network.actions import gazetteer, load_reference, refresh_place_senses
from sarai.network.models import Country
from sarai.network.places import build_index
from sarai.network.reference import countries

WORLD = settings.BASE_DIR / "node_modules" / "world-atlas" / "countries-50m.json"


def compile_translations() -> int:
    """Compile the message files that are newer than what was compiled of them; returns how many."""
    compiled = 0
    for po in sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as source, mo.open("wb") as target:
            write_mo(target, read_po(source))
        mo.chmod(0o644)  # of the checkout, not of an installation: whoever runs it reads them
        compiled += 1
    return compiled


def build_map() -> None:
    """The world map's paths, from Natural Earth's countries."""
    if not settings.WORLD_MAP.exists() or settings.WORLD_MAP.stat().st_mtime < WORLD.stat().st_mtime:
        centres = [Centre(c.iso2, c.numeric, c.lat, c.lon) for c in countries().values()]
        build_world(WORLD, settings.WORLD_MAP, centres)


def set_up(say: Callable[[str], None] = lambda _line: None) -> None:
    """Build all there is to build: translations, records' tables, countries, the place index, the map, static files."""
    compile_translations()
    call_command("migrate", interactive=False, verbosity=0, stdout=StringIO())
    if not Country.objects.exists():
        say("Loading countries …")
    load_reference()
    if not settings.PLACES_INDEX.exists():
        say("Building the index of places (about a minute, once) …")
    if build_index(settings.PLACES_INDEX):
        gazetteer.cache_clear()
        refresh_place_senses()
    build_map()
    call_command("collectstatic", interactive=False, verbosity=0, stdout=StringIO())
