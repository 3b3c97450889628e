"""The certificate on paper: one page in any script, kept by standards, with the credential inside and a signature that
fits every byte."""

import io
import json
import re
import shutil
import subprocess
import zlib
from datetime import UTC, datetime
from functools import cache

import pypdf
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from sarai.evidence import printing
from sarai.exchanges.credentials import KnownKey, Standing, verify
from sarai.exchanges.credentials.page import Page, qr_svg, typeset_page
from sarai.exchanges.credentials.pdf import Opened, PageState, open_pdf, sign_page
from tests.codes import read_code

from .conftest import ISSUED, KEYS, LATER, NEW, OLD, certificate

CREDENTIAL = json.dumps(certificate()).encode()


def page(**fields) -> Page:
    said = {
        "language": "en", "programme": "Cities together", "title": "Certificate of participation",
        "certifies": "This is to certify that", "name": "Layla Mansour", "took_part": "has taken part in",
        "event": "Resilient cities", "facts": [("When", "8–29 September 2020"), ("Sessions", "4 of 4")],
        "issued": "Issued on 10 October 2020", "number": "7K3M-9QXA-2VBD", "check": "Look it up:",
        "address": "https://cities.example/c/7K3M9QXA2VBD", "qr_alt": "QR code", "attached": "The credential",
    }  # fmt: skip
    return Page(**said | fields)


def made(**fields) -> printing.Typeset:
    return typeset_page(page(**fields), CREDENTIAL, at=ISSUED)


def signed(key=NEW) -> bytes:
    return sign_page(made().pdf, key, issuer="Cities together", at=ISSUED)


signed_once = cache(signed)


@pytest.fixture
def pdf() -> bytes:
    return signed_once()


def words(data: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(data)).pages))


LONG = "Anantharamakrishnan Venkatasubramanian-Balasubrahmanyam Senthamarai Thirunavukkarasu "


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "Suharto"), ("ar", "ليلى منصور عبد الله"), ("zh-hans", "王小明"), ("ru", "Фёдор Достоевский"),
        ("fr", "José Ñáñez O’Brien-Łódź"), ("en", "김민준"), ("es", "नायर"), ("en", LONG * 2), ("en", "W" * 200),
        ("ar", "عبدالرحمن " * 20), ("en", "#panic() *bold* $x$ \\ <label>"),
    ],
)  # fmt: skip
def test_any_name_in_any_script_stands_on_one_page_that_can_be_kept(language, name):
    there = made(language=language, name=name, event="A long title of an event " * 12)
    assert there.standards == ("a-3a", "ua-1")
    reader = pypdf.PdfReader(io.BytesIO(there.pdf))
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/Lang"].startswith(language[:2])
    assert reader.attachments["credential.json"] == [CREDENTIAL]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_word_that_is_too_long_for_the_page_goes_on_on_the_next_line(language):
    [sheet] = pypdf.PdfReader(io.BytesIO(made(language=language, name="W" * 200, event="M" * 200).pdf)).pages
    lines = sheet.extract_text().replace("\u200b", "").splitlines()
    for letter in "WM":
        mine = [line.count(letter) for line in lines if letter * 3 in line]
        assert sum(mine) == 200
        assert max(mine) < 150


def test_it_says_what_it_is_given():
    said = words(made(name="Suharto").pdf)
    for text in ("Suharto", "Resilient cities", "8–29 September 2020", "7K3M-9QXA-2VBD", "/c/7K3M9QXA2VBD"):
        assert text in said


def test_its_code_leads_to_where_it_is_checked():
    assert read_code(qr_svg(page().address)) == "https://cities.example/c/7K3M9QXA2VBD"


def test_the_same_certificate_is_the_same_page():
    assert made().pdf == made().pdf


def test_without_a_font_it_is_written_but_claims_nothing(monkeypatch):
    monkeypatch.setattr(printing, "fonts", lambda: typst.Fonts(include_system_fonts=False))
    there = made(name="王小明")
    assert (there.standards, there.missing[0]) == ((), "王")


def test_a_signed_page_has_its_credential_and_is_as_it_was_issued(pdf):
    opened = open_pdf(pdf, KEYS)
    assert opened == Opened(CREDENTIAL, PageState.UNCHANGED)
    assert verify(opened.credential, KEYS, at=LATER).genuine
    assert pypdf.PdfReader(io.BytesIO(pdf)).attachments["credential.json"] == [CREDENTIAL]


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler's pdfsig is not installed")
def test_another_reader_says_that_the_signature_is_valid(pdf, tmp_path):
    path = tmp_path / "certificate.pdf"
    path.write_bytes(pdf)
    said = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said


def test_a_page_without_a_signature_and_one_by_another_key_are_told_apart(pdf):
    assert open_pdf(made().pdf, KEYS).page is PageState.UNSIGNED
    assert open_pdf(pdf, [KnownKey(OLD.id, OLD.page_id)]).page is PageState.CHANGED
    assert open_pdf(signed(OLD), KEYS).page is PageState.UNCHANGED


def test_what_is_added_behind_the_signature_shows(pdf):
    assert open_pdf(pdf + b"\n%%EOF\n", KEYS) == Opened(CREDENTIAL, PageState.CHANGED)


def test_the_signature_of_one_page_does_not_fit_another(pdf):
    other = sign_page(made(name="Eve").pdf, NEW, issuer="Cities together", at=ISSUED)
    hole = re.compile(rb"/Contents\s*<[0-9a-fA-F]+>")
    moved = hole.sub(lambda _match: hole.search(pdf)[0], other)
    assert moved != other
    assert open_pdf(moved, KEYS).page is PageState.CHANGED


@given(st.floats(0, 1, exclude_max=True), st.integers(1, 255))
@settings(max_examples=60, deadline=None)
def test_no_byte_can_be_changed_but_of_the_signature_itself(share, difference):
    pdf = bytearray(signed_once())
    hole = re.search(rb"<[0-9a-fA-F]{1000,}>", pdf)
    place = int(share * (len(pdf) - len(hole[0])))
    place += len(hole[0]) if place >= hole.start() else 0
    pdf[place] ^= difference
    assert open_pdf(bytes(pdf), KEYS).page is not PageState.UNCHANGED


def bomb() -> bytes:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1024**2)) for _ in range(64)) + packer.flush()
    return b"%PDF-1.7\n" + b"1 0 obj<</Filter/FlateDecode>>stream\n" + packed + b"endstream endobj\n" * 3


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-", b"%PDF-1.7 /ByteRange [0 1 2 3]", b"%PDF-1.7 /ByteRange [0 30 40 2] <zz>", bomb(),
     b"%PDF-1.7 /ByteRange [0 34 38 0]" + b"   <00>", b"%PDF-1.7\n" + b"stream\n" * 10_000, b"x" * 6_000_000],
    ids=["empty", "begun", "range", "hole", "bomb", "der", "streams", "large"],
)  # fmt: skip
def test_files_made_to_break_a_reader_have_no_credential(data):
    assert open_pdf(data, KEYS).credential is None


def test_a_page_drawn_anew_around_a_genuine_credential_is_not_the_issuers():
    forged = typeset_page(page(name="Eve"), CREDENTIAL, at=ISSUED).pdf
    opened = open_pdf(forged, KEYS)
    assert opened.page is PageState.UNSIGNED
    assert verify(opened.credential, KEYS, at=datetime.now(UTC)).standing is Standing.GENUINE
