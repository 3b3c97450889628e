"""Readings of view counters: never overwritten, live and playback apart, as known on a day; entered and taken back."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from sarai.evidence.engine import Question, Scope, answer, breakdown, why_moved
from sarai.evidence.formats import Where
from sarai.evidence.intake import NeedsTarget, take_in
from sarai.evidence.models import Source
from sarai.exchanges.actions import enter_reading, restore_reading, retract_reading
from sarai.exchanges.desk.readings import ReadingsFiler
from sarai.exchanges.intake.records import ViewReading as Record
from sarai.exchanges.models import Series, ViewReading
from sarai.exchanges.queries.readings import course, outgrown, overfull
from sarai.network.models import CountryGroup, GroupMembership, Programme
from tests.making import day, make_event, make_source

pytestmark = pytest.mark.django_db
PICTURE = b"\x89PNG\r\n\x1a\n" + b"a picture of a counter"


def reading(value, content="a", mode="live", line=2, **fields):
    """What a row of a table of readings says."""
    said = {"platform": "yunbo", "title": "", "metric": "views", **fields}
    return Record(Where("", line), content_id=content, value=value, mode=mode, **said)


def take(event, known, *records, mode=""):
    """File rows as one file about an event."""
    return ReadingsFiler(make_source(known, target={"event": event.slug}), event, mode=mode).file(records)


@pytest.fixture
def event():
    return make_event()


def views(event, key="views", as_of=None):
    return answer(Question(f"exchanges.{key}", event.scope, as_of)).value


@pytest.mark.parametrize("engine", ["database", "duckdb"])
def test_of_each_counter_the_latest_reading_counts_and_live_stays_apart(event, settings, engine):
    settings.FIGURES_ENGINE = engine
    take(event, day(1), reading(100), reading(5, mode="playback"), reading(30, "b"))
    take(event, day(3), reading(160), reading(9, mode="playback"))
    assert [views(event, key) for key in ("live_views", "playback_views", "views")] == [190, 9, 199]
    assert views(event, as_of=day(2)) == 135
    assert ViewReading.objects.filter(retracted_at=None).count() == 5
    [step] = why_moved(Question("exchanges.live_views", event.scope), day(2))
    assert (step.before, step.after) == (130, 190)


def test_a_reading_that_became_known_late_counts_from_the_day_on_which_it_was_read(event):
    take(event, day(3), reading(160))
    take(event, day(4), reading(100, read_at=day(1)))
    assert views(event) == 160
    take(event, day(5), reading(170, read_at=day(4)))
    assert views(event) == 170


def test_broadcasts_of_recordings_are_live_views_and_counted_by_themselves_too(event):
    take(event, day(1), reading(40), reading(60, "b", recorded=True))
    assert [views(event, key) for key in ("live_views", "recorded_webinar_views")] == [100, 60]
    cells = breakdown(Question("exchanges.views", event.scope), "platform")
    assert [(cell.value, cell.number) for cell in cells] == [("yunbo", 100)]


def test_people_and_places_are_no_views(event, countries):
    take(event, day(1), reading(40), reading(7, city="Suva", country="Fiji"), reading(30, metric="unique_viewers"))
    assert views(event) == 40


@pytest.fixture
def south(countries):
    group = CountryGroup.objects.create(slug="ours", title="Ours")
    for iso2, until in (("FJ", None), ("KE", None), ("MX", date(2020, 10, 2))):
        GroupMembership.objects.create(group=group, country_id=iso2, valid_to=until, source="the team")
    days = {"starts_on": date(2020, 1, 1), "ends_on": date(2020, 12, 31)}
    return Programme.objects.create(slug="p", title="P", south=group, **days)


@pytest.mark.parametrize("engine", ["database", "duckdb"])
def test_countries_and_cities_and_how_many_of_them_are_southern(event, south, settings, engine):
    settings.FIGURES_ENGINE = engine
    places = [("Suva", "Fiji"), ("Nairobi", "Kenya"), ("", "Kenya"), ("Mexico City", "Mexico"), ("Lyon", "France")]
    rows = [reading(3, line=n, city=city, country=country) for n, (city, country) in enumerate(places, 2)]
    take(event, day(1), *rows, reading(0, line=9, city="Oslo", country="Norway"))
    assert [views(event, key) for key in ("view_countries", "view_cities")] == [4, 4]
    shares = ("view_countries_southern_city_share", "view_cities_southern_share")
    assert [views(event, key) for key in shares] == [50, 50]
    assert [views(event, key, day(2)) for key in shares] == [75, 75]  # Mexico was of it until the second
    cells = breakdown(Question("exchanges.view_countries", event.scope), "south")
    assert [(cell.value, cell.number) for cell in cells] == [("elsewhere", 2), ("south", 2)]


def test_without_a_definition_of_the_south_nobody_is_called_southern(event, countries):
    take(event, day(1), reading(3, city="Suva", country="Fiji"))
    cells = breakdown(Question("exchanges.view_countries", event.scope), "south")
    assert [(cell.value, cell.number) for cell in cells] == [("", 1)]


def test_figures_of_places_open_their_records(event, south, client):
    take(event, day(1), reading(3, city="Suva", country="Fiji"))
    for key in ("view_countries", "view_cities_southern_share", "cities_reached"):
        assert "Suva" in client.get(Question(f"exchanges.{key}", event.scope).url()).content.decode()


# --- which counter a row is about ----------------------------------------------------------------------------------


def test_a_row_goes_to_the_event_that_it_names_or_whose_content_it_is(event):
    other, third = make_event("other"), make_event("third")
    take(event, day(1), reading(10, "known"))
    rows = (reading(20, "known"), reading(1, "x", event="Third"), reading(2, "y", title="The other"), reading(3, "z"))
    _tally, problems = take(other, day(2), *rows, reading(4, "n", event="Nowhere"))
    assert [views(one) for one in (event, other, third)] == [20, 5, 1]
    assert "There is no event “Nowhere”" in problems[-1].message


def test_what_does_not_say_whether_it_was_live_is_asked(event, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("Platform,Content ID,Views\nyunbo,1,20\n", encoding="utf-8")
    fields = {"name": path.name, "by": "Steward", "at": timezone.now()}
    with pytest.raises(NeedsTarget, match="live stream or of the recording") as asked:
        take_in(path, target={"event": event.slug}, **fields)
    [(live, _label), (playback, _other)] = asked.value.choices
    assert (live["mode"], playback["mode"], live["event"]) == ("live", "playback", event.slug)
    take_in(path, target=playback, **fields)
    assert (views(event, "live_views"), views(event, "playback_views")) == (0, 20)


# --- entered by a person -------------------------------------------------------------------------------------------


@pytest.fixture
def enter(event):
    """Enters a reading of one counter, read a minute before it is entered unless told otherwise."""

    def enter(value, at, **fields):
        said = {"platform": "zoom", "content_id": "9", "title": "The webinar", "mode": "live"}
        fields = {"read_at": at - timedelta(minutes=1)} | fields
        return enter_reading(event=event, value=value, by="Tara", at=at, **said | fields)

    return enter


def test_a_reading_is_entered_with_its_proof_and_taken_back_and_restored(event, enter):
    first = enter(10, day(1), proof=SimpleUploadedFile("counter.png", PICTURE))
    second = enter(900, day(2))
    with first.source.file.open("rb") as kept:
        assert kept.read() == PICTURE
    assert first.source.by == "Tara"
    retract_reading(reading=second, reason="One nought too many", by="Tara", at=day(3))
    assert (views(event), views(event, as_of=day(2))) == (10, 900)
    restore_reading(reading=second, by="Tara", at=day(4))
    assert (views(event), views(event, as_of=day(3))) == (900, 10)
    assert Source.objects.get(format="view-reading-retracted").reason == "One nought too many"


def test_what_cannot_be_is_refused_with_a_sentence(event, enter):
    first = enter(10, day(1))
    with pytest.raises(ValueError, match="read at that moment already, and showed 10"):
        enter(11, day(2), read_at=first.read_at)
    with pytest.raises(ValueError, match="still to come"):
        enter(11, day(2), read_at=day(3))
    retract_reading(reading=first, reason="", by="Tara", at=day(3))
    with pytest.raises(ValueError, match="taken back already"):
        retract_reading(reading=first, reason="", by="Tara", at=day(3))
    enter(12, day(4), read_at=first.read_at)
    with pytest.raises(ValueError, match="has a reading of that moment"):
        restore_reading(reading=first, by="Tara", at=day(5))


# --- readings that do not go together ------------------------------------------------------------------------------


@pytest.fixture
def series(event):
    found = Series.objects.create(slug="s", title="The series")
    event.series = found
    event.save()
    return found


def test_a_series_that_outgrew_the_programme_is_told_with_its_days(series, event):
    take(event, day(1), reading(50))
    take(make_event("other"), day(1), reading(40, "b"))
    assert outgrown(Scope("series", "s"), None) is None
    take(event, day(9), reading(200))
    found = outgrown(Scope("series", "s"), None)
    assert (found.now.value, found.whole.value, found.then.value, found.whole.as_of) == (200, 90, 50, day(1))
    assert outgrown(Scope("series", "s"), day(5)) is None


def test_a_counter_that_fell_is_told_and_both_readings_are_kept(event):
    take(event, day(1), reading(50))
    take(event, day(2), reading(45))
    found = course([event.pk], None)
    [fall] = found.falls
    assert (fall.before["value"], fall.after["value"]) == (50, 45)
    assert found.curves == {("yunbo", "live"): [(day(1).date(), 50), (day(2).date(), 45)]}


def test_cities_that_come_to_more_than_everything_are_told(event, countries):
    take(event, day(1), reading(5), reading(4, city="Suva", country="Fiji"))
    assert list(overfull(event.scope, [event.pk], None)) == []
    take(event, day(2), reading(3, city="Nadi", country="Fiji"))
    [one] = overfull(event.scope, [event.pk], None)
    assert (one.places, one.whole) == (7, 5)


# --- pages ---------------------------------------------------------------------------------------------------------

PAGES = ["/events/training/views/", "/series/s/views/"]


@pytest.mark.parametrize("address", PAGES)
def test_the_page_says_in_words_what_does_not_go_together(series, event, client, address):
    take(event, day(1), reading(50))
    take(make_event("other"), day(1), reading(40, "b"))
    assert b"do not go together" not in client.get(address).content
    take(event, day(9), reading(200))
    page = client.get(address).content.decode()
    assert "On 1 October 2020 the whole programme was known to have fewer views" in page.replace(
        "Oct. 1, 2020", "1 October 2020"
    ).replace("October 1, 2020", "1 October 2020")
    assert 'id="readings"' in page and "200" in page and "90" in page


@pytest.mark.parametrize("address", PAGES)
def test_live_and_playback_are_added_up_only_if_somebody_asks(series, event, client, address):
    take(event, day(1), reading(50), reading(7, mode="playback"))
    assert ">57<" not in client.get(address).content.decode()
    assert ">57<" in client.get(address, {"sum": "1"}).content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_the_number_of_queries_does_not_grow_with_the_readings(
    series, event, client, django_assert_max_num_queries, address
):
    def asked():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    take(event, day(1), reading(50))
    client.get(address)
    one = asked()
    take(event, day(1), reading(51, "b"), reading(52, "c"))
    assert asked() == one


def test_the_team_enters_a_reading_and_takes_it_back(event, as_team, client):
    sent = {"platform": "Zoom", "content_id": "9", "title": "W", "mode": "recorded", "value": "77", "day": "2020-10-05"}
    proof = SimpleUploadedFile("c.png", PICTURE, "image/png")
    assert as_team.post("/events/training/views/enter/", sent | {"proof": proof}).status_code == 302
    source = ViewReading.objects.get().source
    fetched = as_team.get(f"/sources/{source.pk}/file")
    assert b"".join(fetched.streaming_content) == PICTURE
    fetched.close()
    assert fetched["Content-Disposition"].rstrip('"').endswith(".png")
    [known] = ViewReading.objects.all()
    assert (known.platform, known.mode, known.recorded, known.value) == ("zoom", "live", True, 77)
    assert b"Tara" not in client.get("/events/training/views/").content
    assert as_team.post(f"/events/training/views/{known.pk}/retract/", {"reason": "Misread"}).status_code == 302
    assert views(event) == 0
    page = as_team.get("/events/training/views/", {"which": "retracted"}).content.decode()
    assert "Misread" in page
    assert b"Misread" not in client.get("/events/training/views/", {"which": "retracted"}).content
    assert as_team.post(f"/events/training/views/{known.pk}/restore").status_code == 302
    assert views(event) == 77


def test_what_is_filled_in_wrongly_is_said(event, as_team):
    sent = {"platform": "Zoom", "mode": "live", "value": "7", "day": "2099-01-01"}
    bad = SimpleUploadedFile("c.png", b"<svg onload=alert(1)>", "image/png")
    page = as_team.post("/events/training/views/enter/", sent | {"proof": bad})
    assert page.status_code == 422
    assert b"no PNG, JPEG, WebP or PDF" in page.content and b"still to come" in page.content
    assert not ViewReading.objects.exists()


@pytest.mark.parametrize(
    ("fields", "content", "sentence"),
    [
        ({"day": "0001-01-01"}, PICTURE, "Choose a year from 1990 to 2100."),
        ({}, b"RIFF<html><script>", "no PNG, JPEG, WebP or PDF"),
    ],
)
def test_no_counter_was_read_before_there_were_any_and_no_page_is_a_picture(event, as_team, fields, content, sentence):
    sent = {"platform": "zoom", "mode": "live", "value": "7", "day": "2020-09-09"} | fields
    proof = SimpleUploadedFile("c.png", content, "image/png")
    page = as_team.post("/events/training/views/enter/", sent | {"proof": proof})
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not ViewReading.objects.exists()
