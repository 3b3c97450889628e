"""Files made to do harm, or damaged, are refused with a sentence before pyxform or openpyxl could open them."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from sarai.surveys.questionnaire import sheets, xml
from sarai.surveys.questionnaire.faults import Refused
from sarai.surveys.questionnaire.publishing import publish
from sarai.surveys.questionnaire.xform import read_xform

from .samples import FEATURES, asked, one
from .test_xform import BUILT
from .workbooks import workbook


def refusal(data: bytes, name: str = "form.xlsx") -> str:
    with pytest.raises(Refused) as refused:
        publish(data, name)
    return refused.value.faults[0].sentence


def repacked(change: dict[str, bytes], data: bytes | None = None) -> bytes:
    """A good workbook with parts replaced."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data or workbook(one("text")))) as good,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for part in {*good.namelist(), *change}:
            bad.writestr(part, change[part] if part in change else good.read(part))
    return kept.getvalue()


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:head>&c;</h:head></h:html>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd" [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:head>&e;</h:head></h:html>"""


@pytest.mark.parametrize("data", [LAUGHS, OUTSIDE, LAUGHS.decode().encode("utf-16"), OUTSIDE.decode().encode("utf-16")])
def test_entities_in_an_xform(data: bytes) -> None:
    assert "XML declarations" in refusal(data, "form.xml")


def test_an_encoding_that_hides_a_declaration() -> None:
    data = b'<?xml version="1.0" encoding="UTF-7"?><x>+ADw-!DOCTYPE x+AD4-</x>'
    assert refusal(data, "form.xml") == "This XML document is not an XForm: it has no model."


def test_an_xform_of_a_hundred_megabytes() -> None:
    assert "the limit is 16 MB" in refusal(b"<?xml version='1.0'?><x>" + b" " * (100 << 20), "form.xml")


def test_an_xform_deeper_than_any() -> None:
    with pytest.raises(Refused, match="elements within elements"):
        read_xform(b"<a>" * 50_000 + b"</a>" * 50_000)


def test_an_xform_of_too_many_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "MOST", 20)
    with pytest.raises(Refused, match="or more than 20 in all"):
        read_xform(BUILT)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<?xml version='1.0'?>",
        b"<?xml version='1.0'?><a>",
        b"<?xml version='1.0'?><a/>",
        b"<?xml version='1.0'?><h:html/>",
        b"<?xml version='1.0'?><html><head><model/></head></html>",
        b"<?xml version='1.0'?><html><head><model><instance/></model></head><body/></html>",
        b"<?xml version='1.0'?><html>\xff\xfe</html>",
        b"%PDF-1.7",
        b"PK\x03\x04 but no more",
        b"\x89PNG\r\n\x1a\n",
        b"survey",
        b"just some words\nof text",
        b"| survey |",
        b"||||",
    ],
)
def test_what_is_no_form(data: bytes) -> None:
    assert refusal(data)


def test_a_workbook_that_unpacks_to_gigabytes() -> None:
    assert "packed so tightly" in refusal(repacked({"xl/worksheets/sheet1.xml": b" " * (64 << 20)}))


def test_a_workbook_larger_than_any_form() -> None:
    assert "limit" in refusal(b"PK\x03\x04" + b"\x00" * sheets.LIMITS.max_bytes)


def test_entities_in_a_workbook() -> None:
    bad = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><worksheet><sheetData/></worksheet>"""
    assert "XML declarations" in refusal(repacked({"xl/worksheets/sheet1.xml": bad}))


def test_more_rows_than_a_form_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sheets.MOST_ROWS, "survey", 2)
    text = asked("| | type | name | label |\n| | text | a | A |\n| | text | b | B |\n| | text | c | C |")
    assert refusal(workbook(text)) == "A form may have at most 2 rows in this sheet."


def test_a_row_a_million_rows_down() -> None:
    """The rows between are not made up."""
    book = Workbook()
    sheet = book.active
    sheet.title = "survey"
    for column, (header, cell) in enumerate({"type": "text", "name": "q", "label": "Q"}.items(), 1):
        sheet.cell(1, column, header)
        sheet.cell(1_000_000, column, cell)
    kept = io.BytesIO()
    book.save(kept)
    assert "at most 5000 rows" in refusal(kept.getvalue())


def test_groups_deeper_than_any_form() -> None:
    rows = "".join(f"| | begin group | g{n} | G |\n" for n in range(1_500)) + "| | text | q | Q |\n"
    rows += "| | end group | | |\n" * 1_500
    assert refusal(workbook(asked("| | type | name | label |\n" + rows))).startswith("Groups and repeats may stand")


def test_markup_in_cells_stays_text() -> None:
    label = "</label><input ref='/data/x'/>&amp;<output value=\"1\"/>]]>"
    form = publish(workbook(one("text", hint=label))).form
    assert form.by_path["data", "q"].hint.parts("") == (label,)
    assert len(list(form.questions())) == 2


def test_markup_beside_an_output_stays_text() -> None:
    form = publish(workbook(one("text", hint="<b>${t}</b> & more"))).form
    first, output, last = form.by_path["data", "q"].hint.parts("")
    assert (first, output.text, last) == ("<b>", "/data/t", "</b> & more")


def test_markup_in_headers_and_attributes_does_no_harm() -> None:
    for header in ('bind::x"><evil/>', "bind::a b", "instance::<x>", "body::on'load", "label::<en>", 'media::image::"'):
        text = one("text", **{header: "x"})
        try:
            form = publish(workbook(text)).form
        except Refused:
            continue
        assert [question.path[-1] for question in form.questions()] == ["t", "q"]


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    good = workbook(one("text"))
    with zipfile.ZipFile(io.BytesIO(good)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
    assert b"Asked" in sheet
    bad = repacked({"xl/worksheets/sheet1.xml": sheet.replace(b"Asked", b"A_x0000_B_xD800_C_x0007_D")}, good)
    assert publish(bad).form.by_path["data", "q"].label.parts("") == ("AB\N{REPLACEMENT CHARACTER}CD",)


def test_an_expression_longer_or_deeper_than_any() -> None:
    assert "cannot be read" in refusal(workbook(one("text", relevant="(" * 5_000 + "1" + ")" * 5_000)))
    assert publish(workbook(one("text", relevant=" or ".join(["${t} = 'x'"] * 400)))).form


def test_a_chain_of_calculations_longer_than_pythons_stack() -> None:
    rows = "| | integer | c0 | C | |\n" + "".join(
        f"| | calculate | c{n} | | ${{c{n - 1}}} + 1 |\n" for n in range(1, 1_500)
    )
    form = publish(workbook(asked("| | type | name | label | calculation |\n" + rows))).form
    assert len(form.binds) == 1_501


def test_a_damaged_workbook() -> None:
    data = workbook(FEATURES["settings"])
    for end in range(0, len(data), 997):
        with pytest.raises(Refused):
            publish(data[:end], "form.xlsx")
