"""Addresses that make no sense are told so: a page that is not found, never an error of ours."""

import pytest
from django.urls import reverse

from tests.making import attended, day, file, make_event, person

pytestmark = pytest.mark.django_db
NONSENSE = [
    "0",
    "-1",
    "9" * 30,
    "1e9",
    "NaN",
    "%",
    "'",
    "<script>",
    "../../etc/passwd",
    "2020-01-01",
    "a,b",
    "x" * 5000,
]


@pytest.fixture
def address():
    event = make_event()
    file(event, day(2), attended(person("Ana Diaz", gender="female"), (0, 60)), session=1)
    return reverse("evidence:figure-detail", args=["exchanges.attendees"])


@pytest.mark.parametrize("value", NONSENSE)
@pytest.mark.parametrize("name", ["session", "city", "country", "gender", "organisation_type", "colour"])
def test_what_nothing_is_broken_down_into_is_not_found(client, address, name, value):
    assert client.get(address, {"scope": "event:training", f"where.{name}": value}).status_code == 404


@pytest.mark.parametrize("name", ["as_of", "from", "to"])
@pytest.mark.parametrize("value", ["0001-01-01", "9999-12-31", "9999-12-31T23:59:59-12:00", "1e9", "yesterday"])
def test_a_day_beyond_all_programmes_is_not_found(client, address, name, value):
    assert client.get(address, {"scope": "event:training", name: value}).status_code == 404


def test_what_there_is_opens(client, address):
    for where in ("session", "city", "country", "gender"):
        assert client.get(address, {"scope": "event:training", f"where.{where}": ""}).status_code == 200
    assert client.get(address, {"scope": "event:training", "where.gender": "female"}).status_code == 200


def test_a_nul_is_refused_everywhere(client, address):
    assert client.get(address + "?q=%00").status_code == 400
    assert client.get("/events/%00/").status_code == 400
