"""What cannot be seen is left out of what people type, and marks do not pile up; what scripts need stays."""

from __future__ import annotations

import unicodedata

import pytest
from django.core.exceptions import ValidationError

from sarai.evidence.forms import Line, Prose
from sarai.evidence.reading.seen import MOST_ACCENTS, MOST_MARKS, on_one_line, readable

GRAVE = "\u0300"
SCRIPTS = [
    unicodedata.normalize("NFD", "Tiếng Việt rất khó"), "ที่นี่มีน้ำดื่มให้ผู้ใช้", "क्षत्रियों की स्त्रियाँ", "שָּׁ֖\u05bdבְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים",
    "بِسْمِ ٱللَّهِ ٱلرَّحْمَٰنِ", "می\u200cخواهم", "ကျွန်ုပ်တို့ မြွှော့ံး", "ཧཱུྃ་བསྒྲུབས", "ខ្ញុំស្រឡាញ់", "👩\u200d👩\u200d👧 1️⃣", "q̣̇̄̃",
]  # fmt: skip


@pytest.mark.parametrize(("text", "read"), [
    ("  a\r\nb\r", "a\nb"), ("a\u202eb\u2066c", "abc"), ("\u200b\ufeff", ""), ("a\0b", "ab"), ("a\tb", "a\tb"),
    ("\u200d\n\u200c", ""), ("\u3164", ""), ("\ufe0f \u0300", ""), ("a\u2028b", "ab"),
])  # fmt: skip
def test_what_cannot_be_seen_is_left_out(text, read):
    assert readable(text) == read


@pytest.mark.parametrize(("text", "read"), [
    (" a\r\nb\t c", "a b c"), ("a\u202eb", "ab"), ("\u3164 \u200d", ""), ("a\u2028b\x1b", "a b"), ("\0", "\0"),
])  # fmt: skip
def test_a_line_is_one(text, read):
    assert on_one_line(text) == read


@pytest.mark.parametrize("text", SCRIPTS)
def test_every_script_stays_as_it_is(text):
    assert readable(text) == on_one_line(text) == text


@pytest.mark.parametrize("pile", [
    GRAVE * 4000, f"{GRAVE}\u200d" * 2000, f"{GRAVE}\u200b" * 2000, f"{GRAVE}\u20dd\u0903" * 1000, "\u05b8" * 2000, f"{GRAVE}\u034f" * 2000
])  # fmt: skip
def test_marks_do_not_pile_up(pile):
    for clean in (readable, on_one_line):
        shown = clean(f"Z{pile}e{GRAVE}")
        assert MOST_ACCENTS < sum(unicodedata.category(one)[0] == "M" for one in shown) <= MOST_MARKS + 1
        assert shown.startswith("Z") and shown.endswith(f"e{GRAVE}")


def test_fields_of_forms_take_what_is_seen():
    assert Line().clean("Z" + GRAVE * 4000) == "Z" + GRAVE * MOST_ACCENTS
    assert Prose().clean(" a\r\n\u202eb\n\n" + GRAVE * 4000) == "a\nb\n\n" + GRAVE * MOST_ACCENTS
    assert Prose(max_length=10).clean("a" + "\u200b" * 20) == "a"
    assert Prose(required=False).clean(None) == Prose(required=False).clean("\u200b\n\u3164") == ""
    assert "<textarea" in Prose().widget.render("text", "")
    for field in (Line(), Prose()):
        for wrong in ("a\0b", "\0", "\u200b", ""):
            with pytest.raises(ValidationError):
                field.clean(wrong)
