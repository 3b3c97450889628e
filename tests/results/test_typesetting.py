"""The PDF: tagged, archivable, in its language, with every figure a link; and what it is given is never a program."""

import dataclasses
import io
import re

import pypdf
import pytest
import typst
from django.conf import settings

from sarai.evidence import printing
from sarai.results.report import pages, typeset
from sarai.results.report.pictures import printable

from .conftest import HOSTILE

pytestmark = pytest.mark.django_db  # nothing here asks the database, but the report that is read was made from one


def read(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def words(pdf):
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in read(pdf).pages))


@pytest.fixture(scope="module")
def reader(published):
    return read(published.pdf)


def changed(document, **fields):
    return dataclasses.replace(document, **fields)


def test_it_is_tagged_and_says_which_standards_it_keeps_to(reader):
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert root["/StructTreeRoot"]["/Type"] == "/StructTreeRoot"
    xmp = root["/Metadata"].get_data().decode()
    assert re.search(r"<pdfaid:part>2</pdfaid:part>\s*<pdfaid:conformance>A</pdfaid:conformance>", xmp)
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


def test_it_has_a_language_and_a_title(reader):
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.metadata.title == "Highlights 2020"
    assert reader.metadata.author == "Cities & more"


def test_it_has_the_figures_and_marks_synthetic_data(published):
    text = words(published.pdf)
    for said in (
        "people registered",
        "Over 40",
        "at least 40",
        "49\N{NO-BREAK SPACE}%",
        "Kenya",
        "39.0",
        "Demonstration with synthetic data",
    ):
        assert said.replace("\N{NO-BREAK SPACE}", " ") in text.replace("\N{NO-BREAK SPACE}", " ")
    assert published.document.sources[0].sha256 in text.replace(" ", "")


def test_its_text_can_be_searched_and_copied(published):
    invisible = {"\N{WORD JOINER}", "\N{ZERO WIDTH SPACE}", "\N{ZERO WIDTH JOINER}", "\N{SOFT HYPHEN}"}
    assert invisible & set(words(published.pdf)) == set()
    # A glyph is copied as what it first stood for: here the first digits are those of the table of contents.
    bare = changed(published.document, title="Highlights", period="", as_of_text="", warnings=(), sections=())
    assert invisible & set(words(typeset(bare).pdf)) == set()


def test_every_figure_is_a_link_to_its_evidence(published, reader):
    found = {
        annotation["/A"]["/URI"]
        for page in reader.pages
        for annotation in page.get("/Annots", [])
        if "/URI" in annotation.get_object().get("/A", {})
        for annotation in [annotation.get_object()]
    }
    document = published.document
    spoken = {part.url for s in document.sections for parts in s.paragraphs for part in parts if part.url}
    rows = {row.url for s in document.sections for table in s.tables for row in table.rows}
    lines = {line.figure.url for line in document.lines}
    assert spoken and rows and lines
    assert {settings.SITE_URL + url for url in spoken | rows | lines} <= found


def test_the_same_data_give_the_same_bytes(published):
    assert published.pdf == published.pdf_again
    assert typeset(changed(published.document, as_of="2020-10-05T00:00:00+00:00")).pdf != published.pdf


def test_a_title_is_text_and_never_a_program(published):
    assert HOSTILE in words(published.pdf)


def test_letters_that_may_not_be_archived_become_boxes(published):
    made = typeset(changed(published.document, programme="a\x00b\ue000c\ufeffd"))
    assert made.standards == ("a-2a", "ua-1")
    assert "a□b□c□d" in words(made.pdf)


def test_without_a_font_the_report_is_written_but_claims_nothing(published, monkeypatch):
    monkeypatch.setattr(printing, "fonts", lambda: typst.Fonts(include_system_fonts=False))
    made = typeset(changed(published.document, programme="城市项目"))
    assert made.standards == ()
    assert "Install the Noto fonts" in made.missing
    assert "Over 40" in words(made.pdf)
    assert b"pdfaid" not in read(made.pdf).trailer["/Root"]["/Metadata"].get_data()


def test_arabic_runs_from_right_to_left(published):
    there = typeset(changed(published.document, language="ar", rtl=True))
    assert read(there.pdf).trailer["/Root"]["/Lang"] == "ar"
    assert "Over 40" in words(there.pdf)
    assert pages(changed(published.document, language="ar", rtl=True))[0] != pages(published.document)[0]


def test_the_map_for_paper_has_its_colours_and_no_variables():
    svg = (
        '<svg direction="rtl"><style>:root{--ink:#111;--paper:#eee}'
        "@media(prefers-color-scheme:dark){:root{--ink:#fff;--paper:#000}}"
        "svg{background:var(--paper);font-family:system-ui,sans-serif}text{fill:var(--ink)}</style>"
        '<text x="1">a</text><text text-anchor="middle" x="2">b</text></svg>'
    )
    assert printable(svg, "Serif") == (
        "<svg><style>svg{font-family:'Serif',sans-serif}text{fill:#111}</style>"
        '<text text-anchor="end" x="1">a</text><text text-anchor="middle" x="2">b</text></svg>'
    )
