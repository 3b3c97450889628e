"""Who was there minute by minute, how events of a series compare, and the files of both."""

import csv
import io

import pytest
from openpyxl import load_workbook

from sarai.evidence.engine import Question, Scope, breakdown
from sarai.evidence.pictures import curve
from sarai.exchanges.models import Series
from sarai.exchanges.queries.audience import presences
from tests.exchanges.test_readings import reading, take
from tests.making import attended, day, file, make_event, person, registered

pytestmark = pytest.mark.django_db
ANA, BEN = person("Ana Diaz", city="Suva", country="Fiji", organisation="=cmd()"), person("Ben Tora")


@pytest.fixture
def event(countries):
    found = make_event()
    file(found, day(1), registered(ANA), registered(BEN, 3), session=1)
    return found


def test_a_person_on_two_devices_is_there_once_and_not_while_they_were_away(event):
    stays = [(ANA, (-5, 10)), (ANA, (5, 20)), (ANA, (40, 95)), (BEN, (0.5, 3))]
    file(event, day(2), *(attended(who, when, line) for line, (who, when) in enumerate(stays, 2)), session=1)
    [found] = presences(event, day(9))
    assert len(found.counts) == 90
    assert found.counts[:4] == [1, 2, 2, 1]
    assert (found.counts[19], found.counts[20], found.counts[39], found.counts[40], found.counts[89]) == (1, 0, 0, 1, 1)
    assert (found.most, found.stayed) == (2, 50)
    assert presences(event, day(1)) == []


def test_the_page_draws_each_session_and_opens_who_was_there(event, client):
    assert b"Nobody was in a session yet" in client.get("/events/training/audience/").content
    file(event, day(2), attended(ANA, (0, 45)), session=1)
    page = client.get("/events/training/audience/").content.decode()
    assert 'class="chart chart-curve"' in page
    assert "/evidence/exchanges.attendees/?scope=event%3Atraining&amp;where.session=" in page


def test_a_curve_is_told_in_words_and_drawn_in_so_many_steps():
    picture = curve([0, 4, 2] * 100, [f"{n} min" for n in range(300)], unit="people", title="Session 1")
    assert picture.count("<rect") == 100
    assert "0 min: 0; 37 min: 4; " in picture and "(people)" in picture
    with pytest.raises(ValueError):
        curve([1, 2], ["one"], unit="people", title="Session 1")
    assert "<rect" not in curve([], [], unit="people", title="Session 1")


@pytest.fixture
def series(event):
    found = Series.objects.create(slug="s", title="The series")
    for one in (event, make_event("second")):
        one.series = found
        one.save()
    file(found.events.get(slug="second"), day(2), registered(ANA), attended(ANA, (0, 60), 3), session=1)
    file(event, day(2), attended(ANA, (0, 60)), attended(BEN, (0, 60), 3), session=1)
    take(event, day(3), reading(40), reading(9, mode="playback"))
    return found


@pytest.mark.parametrize("engine", ["database", "duckdb"])
def test_events_of_a_series_are_compared_without_losing_who_came_to_both(series, settings, engine):
    settings.FIGURES_ENGINE = engine
    cells = breakdown(Question("exchanges.attendees", Scope("series", "s")), "at_event")
    assert [(cell.label, cell.number) for cell in cells] == [("The training", 2), ("The second", 1)]


def test_the_page_of_a_series_compares_and_breaks_down(series, client):
    page = client.get("/series/s/audience/").content.decode()
    for said in ("Events compared", "The second", 'id="by-country"', "Fiji"):
        assert said in page


def test_the_queries_of_a_series_do_not_grow_with_its_events(series, client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/series/s/audience/").status_code == 200
        return len(queries)

    asked()
    two = asked()
    for slug in ("third", "fourth"):
        one = make_event(slug)
        one.series = series
        one.save()
    assert asked() == two


def lines(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("address", ["/events/training/audience.csv", "/series/s/audience.csv"])
def test_everybody_may_take_the_numbers_along(series, client, address):
    header, *rows = lines(client.get(address))
    assert header[:2] == ["What", "Key"]
    known = {(row[1], row[2], row[3]): row[4] for row in rows}
    assert known["exchanges.attendees", "", ""] == "2"
    assert known["exchanges.attendees", "country", "Fiji"] == "1"
    assert known["exchanges.live_views", "platform", "yunbo"] == "40"
    assert not any("Ana" in cell for row in rows for cell in row)


def test_a_workbook_says_what_its_columns_mean(series, client):
    book = load_workbook(io.BytesIO(client.get("/events/training/audience.xlsx").content))
    assert book.sheetnames == ["Data", "Data dictionary", "About"]
    named = [row[0].value for row in book["Data dictionary"].iter_rows(min_row=2)]
    assert named == [cell.value for cell in book["Data"][1]]
    assert client.get("/events/training/audience.pdf").status_code == 404


def test_those_who_work_with_the_data_take_the_people_along_without_formulas(series, as_team, as_officer):
    header, *rows = lines(as_team.get("/events/training/people.csv"))
    ana, ben = (dict(zip(header, row, strict=True)) for row in rows)
    assert (ana["Name"], ana["City"], ana["Country"], ana["Minutes of session 1"]) == ("Ana Diaz", "Suva", "FJ", "60")
    assert (ana["Organisation"], ben["Registered"]) == ("'=cmd()", "1")
    assert as_officer.get("/events/training/people.csv").status_code == 403
