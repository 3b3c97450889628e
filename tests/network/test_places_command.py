"""`sarai places`: files of typed names in, cities out."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sarai.network import actions
from sarai.network.management.commands import places
from sarai.network.models import PlaceReading
from sarai.network.places import NoIndex
from tests.gazetteer import NAIROBI, SAN_JOSE_CR
from tests.making import day, make_source

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _readings(few_cities, monkeypatch):
    monkeypatch.setattr(places, "gazetteer", lambda: few_cities)
    places._resolved.cache_clear()
    yield
    places._resolved.cache_clear()


def resolve(*arguments: str | Path) -> str:
    out = io.StringIO()
    call_command("places", "resolve", *map(str, arguments), stdout=out)
    return out.getvalue()


def answers(path: Path | str) -> list[tuple[str, ...]]:
    """(text, geonameid, iso2, status) of the rows."""
    rows = csv.DictReader(io.StringIO(resolve(path)))
    assert rows.fieldnames == ["text", "geonameid", "iso2", "confidence", "status"]
    return [(row["text"], row["geonameid"], row["iso2"], row["status"]) for row in rows]


def made(tmp_path: Path, content: bytes | str, name: str = "typed.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


KENYA = [("Nairobi", "184745", "KE", "city"), ("Nowhere", "", "", "none")]


@pytest.mark.parametrize(
    "content",
    [
        b"text\nNairobi\nNowhere\n",
        b"\xef\xbb\xbftext\r\nNairobi\r\nNowhere",
        b"id,text,note\n1,Nairobi,a\n2,Nowhere,b\n",
        b"id;Text ;note\n1;Nairobi;a\n2;Nowhere;b\n",
        b"note\ttext\nx, y\tNairobi\nz\tNowhere\n",
        b"sep=;\ntext;note\nNairobi;a\nNowhere;b\n",
        b'text,note\n"Nairobi","two\nlines"\nNowhere\n',
        b"\n\ntext,note\n\nNairobi,a\n,\n\nNowhere,b\n\n",
        b"text,note\nNai\0robi,a\nNowhere,b\n",
        "text\nNairobi\nNowhere\n".encode("utf-16"),
        b"Nairobi\n\n   \nNowhere\n",
        b"Nairobi\rNowhere\r",
    ],
    ids=["plain", "bom", "columns", "semicolons", "tabs", "sep", "quotes", "blanks", "nul", "utf-16", "lines", "cr"],
)
def test_a_table_or_a_name_a_line_in_any_dress(tmp_path, content):
    assert [row for row in answers(made(tmp_path, content)) if row[0]] == KENYA


def test_gb18030_and_a_row_without_a_name(tmp_path):
    path = made(tmp_path, "text,note\n内罗毕市,一\n,二\n蒙巴萨县,三\n".encode("gb18030"))
    assert [row[0] for row in answers(path)] == ["内罗毕市", "", "蒙巴萨县"]


def test_the_country_beside_is_heeded(tmp_path):
    path = made(tmp_path, "text,country\nSan José,Costa Rica\nSan José,\nNowhere,Kenya\n")
    assert [row[1:] for row in answers(path)] == [("3621849", "CR", "city"), ("", "", "ask"), ("", "KE", "country")]


def test_names_with_commas_are_one_a_line(tmp_path):
    path = made(tmp_path, "Navotas, Metro Manila\nNairobi, Kenya\nThree, times, so\n", "names.txt")
    assert [row[0] for row in answers(path)] == ["Navotas, Metro Manila", "Nairobi, Kenya", "Three, times, so"]


@pytest.mark.parametrize(
    "content", ["city,country\nNairobi,Kenya\n", "no;label\n1;Nairobi\n2;Lima\n3;Quito\n", "name\tage\nNairobi\t1\n"]
)
def test_a_table_without_the_column_is_refused_with_its_columns(tmp_path, content):
    with pytest.raises(CommandError, match=r"has no column “text”\. Its columns are: ") as refusal:
        resolve(made(tmp_path, content))
    assert content.splitlines()[0].replace(";", ", ").replace("\t", ", ").replace(",c", ", c") in str(refusal.value)


def test_json_is_a_list_with_nulls(tmp_path):
    rows = json.loads(resolve(made(tmp_path, "Nairobi\nNowhere\n"), "--format", "json"))
    city = {"text": "Nairobi", "geonameid": 184745, "iso2": "KE", "confidence": 1.0, "status": "city"}
    assert rows == [city, {"text": "Nowhere", "geonameid": None, "iso2": None, "confidence": 0.9, "status": "none"}]


def test_nothing_in_nothing_out(tmp_path):
    empty = made(tmp_path, b"")
    assert answers(empty) == []
    assert json.loads(resolve(empty, "--format", "json")) == []
    assert answers(made(tmp_path, "text\n")) == []


def test_standard_input(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("text\nNairobi\nNowhere\n".encode("utf-16"))))
    assert answers("-") == KENYA


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (bytes(range(256)) * 50, "not text and not a workbook"),
        (b"text,x\n" + b"y" * 400_000 + b",1\n", "Line 2 has a cell of more than"),
        (b'text,x\n"Nairobi,1\nLima,2\n', "quotation mark opened on line 2 is never closed"),
    ],
    ids=["binary", "long cell", "open quote"],
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path, content, sentence):
    with pytest.raises(CommandError, match=sentence):
        resolve(made(tmp_path, content))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match=r"cannot be read\. No such file or directory\."):
        resolve(tmp_path / "absent.csv")


def test_one_very_long_line_is_no_place(tmp_path):
    long = "x" * 130_000
    path = made(tmp_path, f"Nairobi\n{long}\nNowhere\n", "names.txt")
    assert [row[0] for row in answers(path)] == ["Nairobi", long, "Nowhere"]


def test_the_first_answers_come_before_the_last_line_is_read(tmp_path, monkeypatch):
    """A file that turns out to be broken at its end has been answered up to there."""
    path = made(tmp_path, "text,x\n" + "Nairobi,1\n" * 1_000 + '"Lima,2\n')
    out = io.StringIO()
    with pytest.raises(CommandError, match="line 1002"):
        call_command("places", "resolve", str(path), stdout=out)
    assert out.getvalue().count("184745") >= 1_000 - places.AT_ONCE


def test_queries_grow_with_portions_not_with_rows(tmp_path, django_assert_num_queries):
    path = made(tmp_path, "text\n" + "Nairobi\n" * (2 * places.AT_ONCE))
    with django_assert_num_queries(2):
        resolve(path)


def test_an_installation_without_its_index_says_so(tmp_path, monkeypatch):
    def missing():
        raise NoIndex(tmp_path / "places.sqlite3", "there is no such file")

    monkeypatch.setattr("sarai.network.actions.places.gazetteer", missing)
    with pytest.raises(CommandError, match="This site is not set up"):
        resolve(made(tmp_path, "Nairobi\n"))


def test_what_somebody_decided_is_answered_however_it_is_typed(tmp_path):
    decisions = made(
        tmp_path, f"text,country,geonameid,reason\nSan José,,{SAN_JOSE_CR.id},asked\nThe Hub,Kenya,,none\n"
    )
    call_command("places", "decide", str(decisions), stdout=io.StringIO())
    rows = made(tmp_path, "text,country\nSAN  JOSE!,\nthe hub,KENYA\nThe Hub,\n", "typed.csv")
    assert [row[1:] for row in answers(rows)] == [("3621849", "CR", "city"), ("", "KE", "country"), ("", "", "none")]


def test_decided_places_of_our_own_have_no_geonames_number(tmp_path):
    call_command("places", "decide", str(made(tmp_path, "text,geonameid\nVN Norte,-7\n")), stdout=io.StringIO())
    assert answers(made(tmp_path, "VN NORTE\n")) == [("VN NORTE", "", "GT", "city")]


def test_decisions_date_from_their_day_and_reach_what_was_typed(tmp_path):
    reader = actions.PlaceReader(make_source(day(1)))
    reader.read([("San José", ""), ("SAN JOSE", "")])
    path = made(tmp_path, f"text,country,geonameid,reason,decided_on\nsan jose,,{SAN_JOSE_CR.id},asked,2020-10-05\n")
    for _again in range(2):
        call_command("places", "decide", str(path), stdout=io.StringIO())
    held = PlaceReading.objects.filter(decided=True)
    assert {reading.recorded_at.date().isoformat() for reading in held} == {"2020-10-05"}
    assert held.count() == 2


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("Nairobi,,12x,,", "Line 3: “12x” is no GeoNames number."),
        ("Nairobi,,999,,", "Line 3: There is no city with the GeoNames number 999."),
        ("Nairobi,Atlantis,,,", "Line 3: There is no country “Atlantis”."),
        (f"Nairobi,,{NAIROBI.id},,31/12/2020", "Line 3: “31/12/2020” is no date; write it as 2020-10-31."),
        (f"Nairobi,,{NAIROBI.id},,2999-01-01", "Line 3: “2999-01-01” lies in the future."),
    ],
)
def test_a_decision_that_cannot_be_leaves_all_of_its_file_undone(tmp_path, row, sentence):
    path = made(tmp_path, f"text,country,geonameid,reason,decided_on\nSan José,,{SAN_JOSE_CR.id},,\n{row}\n")
    with pytest.raises(CommandError, match=sentence) as refusal:
        call_command("places", "decide", str(path), stdout=io.StringIO())
    assert "Nothing of this file was taken." in str(refusal.value)
    assert not PlaceReading.objects.exists()


def test_decisions_without_their_columns_are_refused(tmp_path):
    with pytest.raises(CommandError, match=r"has no column “text” and “geonameid”\. Its columns are: place, number"):
        call_command("places", "decide", str(made(tmp_path, "place,number\nNairobi,1\n")))


def test_a_reader_who_has_seen_enough_ends_it_quietly(tmp_path, installation):
    """`sarai places resolve FILE | head`: no traceback, whatever the database has."""
    path = made(tmp_path, "text\n" + "n/a\n" * 20_000)
    with installation.start("places", "resolve", str(path)) as writer:
        assert writer.stdout and writer.stderr
        assert writer.stdout.readline() == "text,geonameid,iso2,confidence,status\n"
        writer.stdout.close()
        assert writer.stderr.read() == ""
