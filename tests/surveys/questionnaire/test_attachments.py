"""Lists in files beside the form: CSV, XML and GeoJSON."""

import json

import pytest

from sarai.surveys.questionnaire.attachments import missing_files, with_files
from sarai.surveys.questionnaire.faults import Refused
from sarai.surveys.questionnaire.form import Form

from .samples import FEATURES, one
from .workbooks import published


def towns(extension: str, data: bytes, **cells: str) -> Form:
    form = published(one(f"select_one_from_file towns.{extension}", **cells)).form
    return with_files(form, {f"towns.{extension}": data})


def told(form: Form) -> list[tuple[str, tuple[object, ...], dict[str, str]]]:
    return [(choice.value, choice.label.parts(""), dict(choice.columns)) for choice in form.lists["towns"]]


def test_a_csv_list() -> None:
    form = towns("csv", b"name,label,country\nlim,Lima,PE\nqto,Quito,EC\n")
    assert told(form) == [
        ("lim", ("Lima",), {"name": "lim", "label": "Lima", "country": "PE"}),
        ("qto", ("Quito",), {"name": "qto", "label": "Quito", "country": "EC"}),
    ]


def test_the_question_names_the_columns() -> None:
    form = towns("csv", b"id;title\n1;Lima\n", parameters="value=id label=title")
    assert told(form) == [("1", ("Lima",), {"id": "1", "title": "Lima"})]


def test_an_xml_list() -> None:
    form = towns("xml", b"<root><item><name>lim</name><label>Lima</label></item></root>")
    assert told(form) == [("lim", ("Lima",), {"name": "lim", "label": "Lima"})]


def test_a_geojson_list() -> None:
    features = [
        {"type": "Feature", "id": 7, "properties": {"title": "Lima", "people": 10}, "geometry": _geometry("Point", [-77, -12])},
        {"type": "Feature", "properties": {"id": "r", "title": "Road"}, "geometry": _geometry("LineString", [[0, 1], [2, 3, 4]])},
        {"type": "Feature", "properties": {"id": "p"}, "geometry": _geometry("Polygon", [[[0, 0], [0, 1], [0, 0]]])},
    ]  # fmt: skip
    form = towns("geojson", json.dumps({"type": "FeatureCollection", "features": features}).encode())
    assert told(form) == [
        ("7", ("Lima",), {"title": "Lima", "people": "10", "id": "7", "geometry": "-12 -77 0 0"}),
        ("r", ("Road",), {"id": "r", "title": "Road", "geometry": "1 0 0 0; 3 2 4 0"}),
        ("p", ("p",), {"id": "p", "geometry": "0 0 0 0; 1 0 0 0; 0 0 0 0"}),
    ]


def _geometry(kind: str, points: list[object]) -> dict[str, object]:
    return {"type": kind, "coordinates": points}


def test_a_file_for_pulldata() -> None:
    form = published(FEATURES["pulldata"]).form
    assert missing_files(form, {}) == ("towns.csv",)
    filled = with_files(form, {"towns.csv": b"name,country\nlim,PE\n"})
    assert told(filled) == [("lim", ("lim",), {"name": "lim", "country": "PE"})]
    assert missing_files(form, {"towns.csv": b""}) == ()
    assert "towns" not in form.lists


@pytest.mark.parametrize(
    ("extension", "data"),
    [
        ("csv", b""),
        ("csv", b'name,label\n"open'),
        ("csv", b"\x00\xff\xfe\x00" * 50),
        ("xml", b"<root><item>"),
        ("xml", b"<!DOCTYPE r [<!ENTITY a 'b'>]><r><item><name>&a;</name></item></r>"),
        ("geojson", b"{}"),
        ("geojson", b'{"features": [3]}'),
        ("geojson", b'{"features": [{"geometry": {"type": "Point", "coordinates": [1]}}]}'),
        ("geojson", b"[" * 100_000),
    ],
)
def test_a_file_that_cannot_be_read(extension: str, data: bytes) -> None:
    with pytest.raises(Refused):
        towns(extension, data)
