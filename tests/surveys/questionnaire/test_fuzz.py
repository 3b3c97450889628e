"""Random sheets and random XML never give anything but a form or a refusal."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sarai.surveys.questionnaire.diff import changes
from sarai.surveys.questionnaire.faults import Refused
from sarai.surveys.questionnaire.form import Form
from sarai.surveys.questionnaire.publishing import publish

from . import samples
from .test_xform import BUILT
from .workbooks import published, tables

OFTEN = settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)  # fmt: skip

HEADERS = [
    "type",
    "name",
    "label",
    "label::English",
    "(en)",
    "label::Français",
    "(fr)",
    "label:fr",
    "hint",
    "guidance_hint",
    "required",
    "relevant",
    "constraint",
    "calculation",
    "default",
    "choice_filter",
    "repeat_count",
    "appearance",
    "parameters",
    "trigger",
    "read_only",
    "role",
    "image",
    "media::audio",
    "list_name",
    "form_title",
    "form_id",
    "version",
    "default_language",
    "instance_name",
    "bind::x",
    "instance::y",
    "body::z",
    "bind",
    "disabled",
    "save_to",
]
TYPES = [
    "text",
    "integer",
    "select_one|c",
    "select_multiple|c",
    "rank|c",
    "range",
    "note",
    "calculate",
    "begin|group",
    "end|group",
    "begin|repeat",
    "end|repeat",
    "begin|loop|over|c",
    "end|loop",
    "audit",
    "start",
    "image",
    "geopoint",
    "acknowledge",
    "select_one|${a}",
    "select_one_from_file|f.csv",
    "csv-external",
    "select_one_external|c",
    "select_one|c|or_other",
    "hidden",
    "nonsense",
    "osm",
    "background-audio",
    "start-geopoint",
]
VALUES = [
    "a",
    "b",
    "c",
    "data",
    "meta",
    "yes",
    "no",
    "${a}",
    "${b}",
    "${}",
    "${last-saved#a}",
    ".",
    "..",
    "/",
    "//",
    "1",
    "-1",
    "+",
    "(",
    ")",
    "[",
    "]",
    "'",
    '"',
    "a=1",
    "start=0|end=5|step=1",
    "randomize=true|seed=${a}",
    "once(.)",
    "today()",
    "${a}+${b}",
    "${a}|=|'x'",
    "sum(${a})",
    "indexed-repeat(${a},${b},1)",
    "pulldata('f','a','b',${a})",
    "field-list",
    "table-list",
    "ex:x()",
    "search('f')",
    "person.email",
    "need.priority",
    "<x/>",
    "&",
    "]]>",
    "<!--",
    "é",
    "城市",
    "﷽",
]

CELL = st.one_of(
    st.sampled_from([value.replace("|", " ") for value in (*TYPES, *VALUES)]),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12),
    st.just(""),
)


def _rows(headers: list[str], first: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    row = st.tuples(first, *(CELL for _header in headers[1:])).map(list)
    return st.lists(row, max_size=7).map(lambda rows: [headers, *rows])


@st.composite
def sheets(draw: st.DrawFn) -> dict[str, list[list[str]]]:
    more = draw(st.lists(st.sampled_from(HEADERS[1:]), unique=True, max_size=8))
    types = st.one_of(st.sampled_from([kind.replace("|", " ") for kind in TYPES]), CELL)
    found = {
        "survey": draw(
            _rows(["type", *(["name", "label"] if draw(st.booleans()) else []), *dict.fromkeys(more)], types)
        )
    }
    if draw(st.booleans()):
        found["choices"] = draw(_rows(["list_name", "name", "label"], st.sampled_from(["c", "", "d"])))
    if draw(st.booleans()):
        found["settings"] = draw(_rows(draw(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=4)), CELL))
    return found


def _csv(found: dict[str, list[list[str]]]) -> bytes:
    kept = io.StringIO()
    writer = csv.writer(kept)
    for name, rows in found.items():
        writer.writerow([name, ""])
        writer.writerows([["", *row] for row in rows])
    return kept.getvalue().encode("utf-8", errors="replace")


def attempt(data: bytes, name: str) -> Form | None:
    """The form, or None if it was refused with a sentence."""
    faults = None
    try:
        return publish(data, name).form
    except Refused as refused:
        faults = refused.faults
    assert faults
    assert all(fault.sentence and fault.row >= 0 for fault in faults)
    return None


@OFTEN
@given(sheets())
def test_random_sheets(found: dict[str, list[list[str]]]) -> None:
    form = attempt(_csv(found), "form.csv")
    assert form is None or list(form.questions())


@OFTEN
@given(st.sampled_from(sorted(samples.ALL)), st.data())
def test_good_forms_with_cells_changed(name: str, data: st.DataObject) -> None:
    found = tables(samples.ALL[name])
    sheet = data.draw(st.sampled_from(sorted(found)))
    for _change in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.sampled_from(found[sheet]))
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(CELL)
    form = attempt(_csv(found), "form.csv")
    if form is not None:
        assert isinstance(changes(published(samples.ALL[name]).form, form), tuple)


@settings(OFTEN, max_examples=300)
@given(st.data())
def test_good_xforms_with_bytes_changed(data: st.DataObject) -> None:
    whole = bytearray(BUILT)
    for _change in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        length = data.draw(st.integers(0, 40))
        whole[place : place + length] = data.draw(st.sampled_from(
            [b"", b"<", b">", b"/", b'"', b"&", b"<a/>", b"]]>", b"\x00", b"\xff", b"()", b"../..", b"/data/who", b"jr:itext('')"]
        ))  # fmt: skip
    attempt(bytes(whole), "form.xml")


@OFTEN
@given(st.binary(max_size=300))
def test_random_bytes(data: bytes) -> None:
    assert attempt(data, "form.xlsx") is None or b"survey" in data.lower()


@pytest.mark.parametrize("name", sorted(samples.ALL))
def test_xforms_with_a_part_taken_out(name: str) -> None:
    """Every line of a real XForm may be missing."""
    lines = published(samples.ALL[name]).xform.decode().replace("><", ">\n<").splitlines()
    for number in range(3, len(lines), max(1, len(lines) // 12)):
        attempt("\n".join((*lines[:number], *lines[number + 1 :])).encode(), "form.xml")
