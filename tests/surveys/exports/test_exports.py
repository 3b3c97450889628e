"""Answers as files, each read back by another program's reader."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pyreadstat
import pytest

from sarai.surveys.actions import receive
from sarai.surveys.exports.dataset import Dataset
from sarai.surveys.exports.spss import names
from sarai.surveys.models import Choice, Question, Response, Submission
from sarai.surveys.tables.tabulating import Asking
from tests.surveys.forms import NEEDS, NOW, filed, published, sent

pytestmark = pytest.mark.django_db

END = "|          | end_repeat                |"
FORM = NEEDS.replace(
    f"{END}          |",
    """| | begin_repeat | visit | Visit     | Visita     | | | | |
| | geopoint     | spot  | Where?    | ¿Dónde?    | | | | |
| | end_repeat   |       |           |            | | | | |
| | end_repeat   |       |           |            | | | | |
| | geopoint     | home  | Your spot | Su sitio   | | | | |
| | note         | bye   | Thank you | Gracias    | | | | |
| | end_group    |""",
).replace(
    "|          | text                      | why ",
    "|          | begin_group               | more     | More                    | Más                      |                  |          |          |            |\n"
    "|          | text                      | why ",
)
PARTNERS = (
    "<partner><partner_city>Durban</partner_city><visit><spot>-29.85 31.02 0 5</spot></visit>"
    "<visit><spot>1 2 0 0</spot></visit></partner>"
    "<partner><partner_city>=1+1</partner_city><visit><spot>3 4 7 0</spot></visit></partner>"
)


def answers(number: int, inside: str, more: str = "") -> bytes:
    """A submission to the form of these tests."""
    meta = f"<meta><instanceID>uuid:{number}</instanceID></meta>"
    return f'<data id="needs" version="1">{inside}<more>{more}</more>{meta}</data>'.encode()


@pytest.fixture
def survey(countries):
    survey = published(sheets=FORM)
    first = (
        "<name>Ana</name><email>ana@city.example</email><gender>female</gender><city>Incheon</city>"
        "<needs>health tourism</needs><support>money training</support><staff>150</staff>"
    )
    more = f"<why>=HYPERLINK(1)</why><agree>OK</agree>{PARTNERS}<home>-1.28 36.82 1700 4</home>"
    second = "<email>bo@city.example</email><needs>transport</needs><staff>3</staff>"
    third = "<email>cy@city.example</email><gender>other</gender><needs>gold</needs>"
    for number, (inside, other) in enumerate(
        [
            (first, more),
            (second, "<partner><partner_city>Nairobi</partner_city></partner>"),
            (third, "<home>999 999 0 0</home>"),
        ],
        1,
    ):
        receive(survey=survey, xml=answers(number, inside, other), door=Submission.Door.OPENROSA, at=NOW)
    filed(NOW)
    return survey


def get(client, kind, query=""):
    """A file, whole."""
    response = client.get(f"/surveys/needs/export/{kind}{query}")
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def lines(client, query=""):
    """A table of answers, as a CSV reader sees it."""
    return list(csv.DictReader(io.StringIO(get(client, "csv", query).decode("utf-8-sig"), newline="")))


def sheets(data):
    """A workbook as openpyxl sees it, by the names of its sheets."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_csv_has_several_choices_together_and_apart(survey, as_team):
    first, second, third = lines(as_team)
    assert (first["_index"], first["_id"], first["_version"]) == ("1", "uuid:1", "1")
    assert (first["name"], first["gender"], first["staff"]) == ("Ana", "female", "150")
    assert (first["needs"], first["needs/health"], first["needs/transport"]) == ("health tourism", "1", "0")
    assert (first["support"], first["support/training"], first["support/money"]) == ("money training", "2", "1")
    assert (second["gender"], second["support"], second["support/money"]) == ("", "", "")
    assert (third["needs"], third["needs/health"]) == ("gold", "0")
    assert first["more/why"] == "'=HYPERLINK(1)"
    assert "more/bye" not in first


def test_csv_in_the_labels_of_a_language(survey, as_team):
    first = lines(as_team, "?labels=es")[0]
    assert first["¿Qué necesita más?"] == "Salud pública, Turismo"
    assert first["¿Qué necesita más?: Salud pública"] == "1"
    assert first["Género"] == "Mujer"


def test_a_repeat_is_linked_to_what_it_belongs_to(survey, as_team):
    partners = lines(as_team, "?table=more/partner")
    assert [(row["_index"], row["_parent_index"], row["more/partner/partner_city"]) for row in partners] == [
        ("1", "1", "Durban"),
        ("2", "1", "'=1+1"),
        ("3", "2", "Nairobi"),
    ]
    visits = lines(as_team, "?table=more/partner/visit")
    assert [(row["_index"], row["_parent_table_name"], row["_parent_index"]) for row in visits] == [
        ("1", "more/partner", "1"),
        ("2", "more/partner", "1"),
        ("3", "more/partner", "2"),
    ]
    assert {row["_submission__id"] for row in visits} == {"uuid:1"}


def test_a_workbook_has_a_sheet_for_each_repeat(survey, as_team):
    found = sheets(get(as_team, "xlsx", "?hxl=1"))
    assert list(found) == ["needs", "more_partner", "more_partner_visit"]
    header, tags, first = found["needs"][:3]
    told = dict(zip(header, zip(tags, first, strict=True), strict=True))
    assert told["city"] == ("#loc+city+name", "Incheon")
    assert told["needs"][0] == "#sector+need"
    assert told["needs/health"] == ("#sector+need+chosen", 1)
    assert told["staff"] == (None, 150)
    assert told["more/agree"][0] == "#meta+consent"
    assert told["more/why"][1] == "'=HYPERLINK(1)"
    assert found["more_partner"][0][:4] == ["_index", "_parent_table_name", "_parent_index", "_submission__id"]
    assert [row[2] for row in found["more_partner_visit"][2:]] == [1, 1, 2]


def test_a_label_that_looks_like_a_formula_stays_a_text(survey, as_team):
    Question.objects.filter(path="staff").update(labels={"en": "=1+1"}, label="=1+1")
    Response.objects.filter(submission__instance_id="uuid:1").update(answers={"name": "a\x07b", "staff": "-5"})
    header, first = sheets(get(as_team, "xlsx", "?labels=en"))["needs"][:2]
    told = dict(zip(header, first, strict=True))
    assert told["'=1+1"] == -5
    assert told["Your name"] == "ab"


def test_spss_has_labels_for_variables_and_values(survey, as_team, tmp_path):
    path = tmp_path / "needs.sav"
    path.write_bytes(get(as_team, "sav", "?labels=es"))
    frame, meta = pyreadstat.read_sav(path)
    assert meta.column_names_to_labels["needs"] == "¿Qué necesita más?"
    assert meta.column_names_to_labels["needs_health"] == "¿Qué necesita más?: Salud pública"
    assert meta.variable_value_labels["gender"] == {1: "Mujer", 2: "Hombre", 3: "other"}
    assert meta.variable_value_labels["needs_health"] == {0: "0", 1: "1"}
    assert meta.variable_measure["staff"] == "scale"
    assert frame["gender"].iloc[0] == 1
    assert frame["gender"].isna().tolist() == [False, True, False]
    assert frame["gender"].iloc[2] == 3
    assert frame["needs_health"].tolist() == [1, 0, 0]
    assert frame["support_training"].iloc[0] == 2
    assert frame["staff"].tolist()[:2] == [150, 3]
    assert frame["more_why"].tolist() == ["=HYPERLINK(1)", "", ""]
    path.write_bytes(get(as_team, "sav", "?table=more/partner"))
    frame, _meta = pyreadstat.read_sav(path)
    assert frame["parent_index"].tolist() == [1, 1, 2]


def why(text):
    """Let the first response say this in words."""
    Response.objects.filter(submission__instance_id="uuid:1").update(answers={"more/why": text})


@pytest.mark.parametrize(("letter", "size"), [("x", 1), ("é", 2), ("😀", 4)])
def test_spss_has_as_much_of_a_text_as_it_holds_and_says_so(survey, as_team, tmp_path, letter, size):
    path = tmp_path / "needs.sav"
    why(letter * 200_000)
    path.write_bytes(get(as_team, "sav"))
    frame, meta = pyreadstat.read_sav(path)
    [kept, *_others] = frame["more_why"]
    assert kept == letter * ((32_767 - 6) // size) + " […]"
    assert meta.column_names_to_labels["more_why"] == "Why? (texts are cut at 32767 bytes)"
    assert meta.column_names_to_labels["name"] == "Your name"
    assert path.stat().st_size < 250_000


def test_spss_has_a_text_whole_where_it_holds_it(survey, as_team, tmp_path):
    path = tmp_path / "needs.sav"
    why("x" * 32_767)
    path.write_bytes(get(as_team, "sav"))
    frame, meta = pyreadstat.read_sav(path)
    assert frame["more_why"].iloc[0] == "x" * 32_767
    assert meta.column_names_to_labels["more_why"] == "Why?"


@pytest.mark.parametrize(("text", "told"), [
    ("x" * 40_000, "x" * 32_762 + " […]"),
    ("😀" * 40_000, "😀" * 16_381 + " […]"),
    ("=" * 40_000, "'" + "=" * 32_762 + " […]"),
    ("x" * 32_766, "x" * 32_766),
])  # fmt: skip
def test_a_workbook_marks_a_text_that_a_cell_cannot_hold(survey, as_team, text, told):
    why(text)
    header, first = sheets(get(as_team, "xlsx"))["needs"][:2]
    assert dict(zip(header, first, strict=True))["more/why"] == told


def test_choices_that_are_numbers_keep_them_in_spss(survey, as_team, tmp_path):
    for value, number in (("female", "7"), ("male", "8")):
        Choice.objects.filter(question__path="gender", value=value).update(value=number)
    Response.objects.filter(submission__instance_id="uuid:1").update(answers={"gender": "8"})
    path = tmp_path / "needs.sav"
    path.write_bytes(get(as_team, "sav"))
    frame, meta = pyreadstat.read_sav(path)
    assert meta.variable_value_labels["gender"] == {7: "Female", 8: "Male", 9: "other"}
    assert frame["gender"].iloc[0] == 8


def test_names_that_spss_takes():
    assert names(["a/b", "a_b", "1st", "and", "_id", "Straße", "ñ" * 70, "//"])[:6] == [
        "a_b", "a_b_2", "v_1st", "v_and", "id", "Straße",
    ]  # fmt: skip
    assert all(len(name.encode()) <= 64 for name in names(["ñ" * 70, "ñ" * 70]))


def test_places_on_the_map(survey, as_team):
    found = json.loads(get(as_team, "geojson"))
    assert found["type"] == "FeatureCollection"
    home, *visits = found["features"]
    assert home["geometry"] == {"type": "Point", "coordinates": [36.82, -1.28, 1700]}
    assert home["properties"]["question"] == "more/home"
    assert home["properties"]["gender"] == "female"
    assert [one["geometry"]["coordinates"] for one in visits] == [[31.02, -29.85], [2, 1], [4, 3, 7]]


def test_no_places_are_an_empty_collection(countries, as_team):
    published()
    assert json.loads(get(as_team, "geojson")) == {"type": "FeatureCollection", "features": []}


def test_the_dictionary_tells_every_question_and_choice(survey, as_team):
    text = get(as_team, "dictionary.csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    by_name = {(row["question"], row["choice"]): row for row in rows}
    email, female = by_name["email", ""], by_name["gender", "female"]
    assert (email["type"], email["role"], email["personal"], email["HXL"]) == (
        "text",
        "person.email",
        "yes",
        "#contact+email",
    )
    assert (female["SPSS code"], female["label (en)"], female["label (es)"]) == ("1", "Female", "Mujer")
    [(_name, found)] = sheets(get(as_team, "dictionary.xlsx")).items()
    assert len(found) == len(rows) + 1


def test_only_responses_that_count_are_written(survey, as_team):
    Response.objects.filter(submission__instance_id="uuid:2").update(finished=False)
    assert [row["_id"] for row in lines(as_team)] == ["uuid:1", "uuid:3"]
    assert len(lines(as_team, "?rule=all")) == 3
    assert lines(as_team, "?rule=all&as_of=2020-05-01") == []


def test_what_could_say_who_somebody_is_needs_leave(survey):
    columns = {column.key for column in Dataset(Asking(survey)).columns("")}
    assert {"gender", "needs/health", "staff", "more/agree", "city"} <= columns
    assert columns.isdisjoint({"name", "email", "more/why", "more/home"})


@pytest.mark.parametrize("query", ["xml", "csv?table=nothing", "csv?rule=never", "csv?as_of=never"])
def test_what_cannot_be_written_is_not_found(survey, as_team, query):
    assert as_team.get(f"/surveys/needs/export/{query}").status_code == 404


def test_answers_are_not_given_to_everybody(survey, as_officer, as_stranger):
    for client in (as_officer, as_stranger):
        for kind in ("csv", "xlsx", "sav", "geojson", "dictionary.csv", "dictionary.xlsx"):
            assert client.get(f"/surveys/needs/export/{kind}").status_code == 403


def test_many_answers_are_read_a_batch_at_a_time(countries, as_team, django_assert_max_num_queries, monkeypatch):
    survey = published()
    for number in range(25):
        sent(survey, instance=f"uuid:{number}", email=f"p{number}@city.example", partners=["Durban"])
    filed(NOW)
    monkeypatch.setattr("sarai.surveys.exports.dataset.AT_ONCE", 10)
    with django_assert_max_num_queries(20):
        assert [row["_index"] for row in lines(as_team, "?table=partner")] == [str(n) for n in range(1, 26)]
