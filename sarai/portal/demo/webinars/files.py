"""The files of the other events, and in which order they are taken in."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from sarai.portal.demo import places
from sarai.portal.demo.manifest import Step
from sarai.portal.demo.naming import Registrar
from sarai.portal.demo.places import City

from . import design, reports, world
from .crowd import AFRICA, guests, homes_in
from .design import DAYS, REPORT, XINLU, YOUTUBE, YUNBO, Counter, counters, titles
from .reports import Sitting, write_workbook

Streams = Callable[[str], random.Random]

AFRICAN_GUESTS, SUDANESE_GUESTS, OFFICIALS, OFFICIALS_CITIES = 1632, 84, 76, 35
NEW_YORK, BEIJING = "America/New_York", "Asia/Shanghai"


def webinars(target: Path, streams: Streams, registrar: Registrar) -> list[Step]:
    """Write the files; returns the steps in order of knowledge."""
    steps = [
        *_medical(target, streams("medical"), registrar),
        *_uzbekistan(target, streams("uzbekistan training"), registrar),
        *_ecommerce(target, streams("e-commerce webinars"), registrar),
        *_exchange(target, streams("exchange"), registrar),
        *_views(target, streams("views")),
        *_places(target, streams("places of viewers")),
    ]
    return sorted(steps, key=lambda step: step.known_since)


def _about(event: str, file: str, how: str, known: date, zone: str, session: int = 1) -> Step:
    note = "As the platform exported it."
    return Step(
        file=file, kind="webinar", format=how, event=event, session=session, known_since=f"{known}", time_zone=zone,
        note=note,
    )  # fmt: skip


def _medical(target: Path, rng: random.Random, registrar: Registrar) -> Iterator[Step]:
    event, kinds = (
        "africa-china-medical-webinar",
        ("national_government", "academia", "local_government", "civil_society"),
    )
    people = guests(rng, registrar, homes_in(AFRICA, AFRICAN_GUESTS), kinds)
    sitting = Sitting(titles()[event], "900 0428 0001", datetime(2020, 4, 28, 8), 90)
    reports.write_zoom_webinar(target / "africa-china.csv", rng, sitting, people)
    yield _about(event, "africa-china.csv", "zoom-webinar-attendees", date(2020, 4, 30), NEW_YORK)
    event = "sudan-china-medical-webinar"
    people = guests(rng, registrar, homes_in(("SD",), SUDANESE_GUESTS), kinds)
    reports.write_teams(
        target / "sudan-china.tsv", rng, Sitting(titles()[event], "", datetime(2020, 5, 21, 14), 60), people
    )
    yield _about(event, "sudan-china.tsv", "teams-attendance", date(2020, 5, 23), BEIJING)


def _uzbekistan(target: Path, rng: random.Random, registrar: Registrar) -> Iterator[Step]:
    """Officials of 35 cities, all of whom registered; nine in ten came on each of the four days."""
    event, zone = "uzbekistan-training", "Asia/Tashkent"
    towns = places.named("UZ")[:OFFICIALS_CITIES]
    homes = [towns[number % len(towns)] for number in range(OFFICIALS)]
    people = guests(rng, registrar, homes, ("local_government", "local_government", "national_government"))
    opens = datetime(2020, 11, 3, 10)
    sitting = Sitting(titles()[event], "900 1103 0001", opens, 120)
    reports.write_zoom_registrations(target / "uzbekistan-registrations.csv", rng, sitting, people)
    yield _about(event, "uzbekistan-registrations.csv", "zoom-registration", date(2020, 11, 2), zone)
    for number in range(1, 5):
        name, day = (
            f"uzbekistan-session-{number}.csv",
            Sitting(sitting.topic, sitting.number, opens + timedelta(number - 1), 120),
        )
        reports.write_zoom_participants(target / name, rng, day, rng.sample(people, 68))
        yield _about(event, name, "zoom-meeting", day.opens.date() + timedelta(1), zone, number)


def _ecommerce(target: Path, rng: random.Random, registrar: Registrar) -> Iterator[Step]:
    """Two of the eleven have reports: one was on Zoom, one on VooV with registration on Zoom."""
    kinds, homes = ("private_sector", "local_government", "academia", "national_government"), world.ecommerce_cities()
    people = guests(rng, registrar, rng.sample(homes, 64), kinds)
    first, second = design.ECOMMERCE[:2]
    sitting = Sitting(titles()[first], "900 0814 0001", datetime(2020, 8, 14, 20), 90)
    reports.write_zoom_webinar(target / "ecommerce-01.csv", rng, sitting, people[:40])
    yield _about(first, "ecommerce-01.csv", "zoom-webinar-attendees", date(2020, 8, 16), BEIJING)
    sitting = Sitting(titles()[second], "900082101", datetime(2020, 8, 21, 20), 90)
    reports.write_zoom_registrations(target / "ecommerce-02-registrations.csv", rng, sitting, people[24:])
    yield _about(second, "ecommerce-02-registrations.csv", "zoom-registration", date(2020, 8, 21), BEIJING)
    reports.write_voov(target / "ecommerce-02.xlsx", rng, sitting, people[30:])
    yield _about(second, "ecommerce-02.xlsx", "tencent-meeting", date(2020, 8, 23), BEIJING)


def _exchange(target: Path, rng: random.Random, registrar: Registrar) -> Iterator[Step]:
    people = guests(rng, registrar, homes_in(("CN", "MX"), 46), ("local_government", "academia"))
    sitting = Sitting(titles()[design.EXCHANGE], "210115001", datetime(2021, 1, 15, 9), 120)
    reports.write_voov(target / "china-mexico.xlsx", rng, sitting, people)
    yield _about(design.EXCHANGE, "china-mexico.xlsx", "tencent-meeting", date(2021, 1, 18), BEIJING)


# --- views ---------------------------------------------------------------------------------------------------------


def _views(target: Path, rng: random.Random) -> Iterator[Step]:
    """On four days the team read all counters into a table of its own, save those of which the platform's own file
    tells; one platform sent its live statistics only after the report."""
    found = counters()
    series = {"series": "ecommerce-series"}
    own = [one for one in found if one.event in design.ECOMMERCE and one.platform in (YUNBO, YOUTUBE)]
    for place, day in enumerate(DAYS):
        name = f"views-{day}.xlsx"
        rest = [one for one in found if one not in own and one.platform != XINLU]
        _write_team_table(target / name, rest, place)
        yield _read(name, day, {"programme": "cities"}, "The team's own table: the counters as they were that day.")
        _write_studio(target / f"youtube-{day}.csv", [one for one in own if one.platform == YOUTUBE], place)
        yield _read(f"youtube-{day}.csv", day, series | {"mode": "playback"}, "YouTube Studio: the series' videos.")
        _write_platform(target / f"xinlu-{day}.xlsx", rng, [one for one in found if one.platform == XINLU], place)
        yield _read(f"xinlu-{day}.xlsx", day, series, "A live platform's statistics, in Chinese.")
    _write_platform(target / "yunbo-2020-10-31.xlsx", rng, [one for one in own if one.platform == YUNBO], 0)
    yield _read("yunbo-2020-10-31.xlsx", DAYS[0], series, "Another live platform's statistics, in Chinese.")


def _read(file: str, day: date, target: dict[str, str], note: str) -> Step:
    return Step(file=file, kind="views", known_since=f"{day}", time_zone="UTC", note=note, target=target)


def _write_team_table(path: Path, found: Sequence[Counter], place: int) -> None:
    header = ("Event", "Platform", "Content ID", "Title", "Live or playback", "Views", "Read on")
    rows = [
        (one.event, one.platform, one.content, titles()[one.event], _mode(one), one.values[place], f"{DAYS[place]}")
        for one in found
        if one.values[place]
    ]
    write_workbook(path, "Views", [header, *rows])


def _mode(counter: Counter) -> str:
    return "recorded broadcast" if counter.recorded else counter.mode


def _write_studio(path: Path, found: Sequence[Counter], place: int) -> None:
    """YouTube Studio's table of videos, its row of totals first."""
    rows = [(one.content, titles()[one.event], "Nov 2, 2020", str(one.values[place])) for one in found]
    total = ("Total", "", "", str(sum(one.values[place] for one in found)))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("Content", "Video title", "Video publish time", "Views"), total, *rows])


def _write_platform(path: Path, rng: random.Random, found: Sequence[Counter], place: int) -> None:
    """The statistics of a live platform: live and playback side by side, people and views in columns of their own."""
    by_room: dict[str, dict[str, int]] = {}
    for one in found:
        by_room.setdefault(one.content, {})[one.mode] = one.values[place]
    of_event = {one.content: titles()[one.event] for one in found}
    rows: list[Sequence[str | int]] = [("平台", found[0].platform), ("统计截止时间", f"{DAYS[place]} 00:00:00"), ()]
    rows.append(("直播间ID", "直播标题", "直播观看人次", "累计观看人数", "回放观看人次"))
    for room, views in by_room.items():
        live, playback = views.get("live", 0), views.get("playback", 0)
        people = round(live * rng.uniform(0.5, 0.6))
        rows.append((room, of_event[room], live or "--", people or "--", playback or "--"))
    write_workbook(path, "直播数据", rows)


def _places(target: Path, rng: random.Random) -> Iterator[Step]:
    """From where events were viewed: cities by YouTube for some, by a live platform for others."""
    for number, (event, cities) in enumerate(world.told()):
        live = number % 3 == 2
        views = _dealt(rng, len(cities), design.shown(event, "live" if live else "playback"))
        name = f"cities-{event}.{'xlsx' if live else 'csv'}"
        (_write_places if live else _write_studio_cities)(target / name, cities, views)
        said = {"event": event} | ({} if live else {"mode": "playback"})
        yield _read(name, REPORT, said, "Cities of viewers.")


def _dealt(rng: random.Random, number: int, whole: int) -> list[int]:
    """Views of so many places, the largest first: each has some, and they come to nine in ten of the whole, for of the
    others the platform knows no place."""
    weights = sorted((rng.paretovariate(1.1) for _place in range(number)), reverse=True)
    return [1 + int(weight / sum(weights) * (0.9 * whole - number)) for weight in weights]


def _write_studio_cities(path: Path, cities: Sequence[City], views: Sequence[int]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("Cities", "City name", "Geography", "Views", "Watch time (hours)"))
        writer.writerow(("Total", "", "", sum(views), ""))
        for city, number in zip(cities, views, strict=True):
            writer.writerow((f"0x{city.geonameid:x}", city.name, city.country, number, round(number / 31, 2)))


def _write_places(path: Path, cities: Sequence[City], views: Sequence[int]) -> None:
    rows = [(YUNBO, city.name, world.nation(city.country), number) for city, number in zip(cities, views, strict=True)]
    write_workbook(path, "城市", [("平台", "城市", "国家", "直播观看人次"), *rows])
