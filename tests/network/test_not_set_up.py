"""The index of places is missing or broken while the site runs: told in a sentence and in the log, nothing half done."""

from __future__ import annotations

import logging
import shutil
import threading

import pytest
from django.utils import timezone

from sarai.evidence.intake import Refused, take_in
from sarai.evidence.models import Source
from sarai.network import actions
from sarai.network.actions.places import gazetteer
from sarai.network.mentions import Mention
from sarai.network.models import PersonRecord, PlaceName, PlaceReading
from sarai.network.places import Gazetteer, NoIndex, Status
from tests.making import day, make_event, make_source

pytestmark = pytest.mark.django_db
SENTENCE = "This site is not set up, or not whole"
TABLE = "email,name,city,country,date\nana@example.org,Ana,Nairobi,Kenya,2020-09-01\n"


@pytest.fixture
def doubtful(few_cities) -> PlaceReading:
    """“San José”, of which the records know no candidate."""
    mention = Mention(name="Ana", email="ana@example.org", city="San José")
    actions.Identifier(make_source(day(1))).identify([(mention, "1")])
    return PlaceReading.objects.get()


@pytest.fixture(params=["missing", "broken", "another kind of database"])
def no_index(request, tmp_path, settings, monkeypatch):
    """An installation whose index is gone."""
    monkeypatch.setattr("sarai.network.actions.places.gazetteer", gazetteer)
    settings.PLACES_INDEX = tmp_path / "places.sqlite3"
    if request.param == "broken":
        settings.PLACES_INDEX.write_bytes(b"not a database, although long enough to be taken for one" * 20)
    if request.param == "another kind of database":
        settings.PLACES_INDEX.touch()
    gazetteer.cache_clear()
    yield
    gazetteer.cache_clear()


def test_the_page_of_places_says_so_and_the_log_why(doubtful, no_index, as_steward, caplog):
    response = as_steward.get("/review/places/")
    assert response.status_code == 503
    assert SENTENCE in response.content.decode()
    [line] = [record for record in caplog.records if record.name == "config.middleware"]
    assert line.levelno == logging.ERROR
    assert "places.sqlite3" in line.getMessage()


def test_a_decision_that_needs_it_is_not_taken(doubtful, no_index, as_steward):
    data = {"choice": "city:3621849", "seen": doubtful.pk}
    response = as_steward.post(f"/review/places/{doubtful.place_id}/decide", data, headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Refresh"]) == (503, "true")
    assert PlaceReading.objects.get().retracted_at is None
    assert Source.objects.count() == 1


def test_a_page_that_reads_no_place_is_there(no_index, as_steward):
    assert as_steward.get("/review/places/").status_code == 200


def test_intake_refuses_with_the_same_sentence_and_leaves_nothing(countries, no_index, tmp_path):
    make_event()
    path = tmp_path / "people.csv"
    path.write_text(TABLE, encoding="utf-8")
    with pytest.raises(Refused, match=SENTENCE):
        take_in(path, name=path.name, by="test", at=timezone.now(), target={"event": "training"}, format_key="table")
    assert [model.objects.count() for model in (Source, PersonRecord, PlaceName)] == [0, 0, 0]


def test_an_index_that_breaks_while_it_is_read_is_read_again_once_it_is_whole(place_index, tmp_path):
    path, whole = tmp_path / "places.sqlite3", tmp_path / "whole.sqlite3"
    shutil.copyfile(place_index, path)
    with Gazetteer(path) as opened:
        path.rename(whole)
        path.write_bytes(b"broken")
        assert in_another_thread(lambda: opened.city(184745)) is NoIndex
        whole.replace(path)
        assert opened.resolve("Suva (Fiji)").status is Status.CITY


def in_another_thread(act):
    """What an act that fails in a thread of its own raises."""
    raised = []

    def run():
        try:
            act()
        except NoIndex as error:
            raised.append(type(error))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return raised.pop()
