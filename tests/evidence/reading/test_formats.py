"""Formats declare themselves, and the right one is found."""

import pytest

from sarai.evidence.formats import About, Format, declare, discover, formats, recognise
from tests.evidence.reading.files import opened

KEYS = {
    *("zoom-webinar", "zoom-registration", "zoom-meeting", "tencent-meeting", "teams-attendance", "teams-events"),
    *("eventbrite", "youtube-studio", "kobo", "odk-central", "google-forms", "table"),
}


def test_every_format_is_discovered_and_described():
    discover()
    assert {one.key for one in formats()} >= KEYS
    for one in formats():
        assert str(one.label)
        assert str(one.description).endswith(".")


def test_fallbacks_come_last():
    assert [one.is_fallback for one in formats()] == sorted(one.is_fallback for one in formats())


def test_two_formats_with_one_key_are_a_mistake():
    class Another(Format):
        key = "zoom-webinar"

        def recognise(self, book):
            return About()

        def read(self, book, context):
            yield from ()

    with pytest.raises(ValueError, match="two formats have the key 'zoom-webinar'"):
        declare(Another)


def test_a_file_of_no_format_is_recognised_as_none(tmp_path):
    assert recognise(opened(tmp_path, "roses are red\nviolets are blue\n")) == []


def test_a_format_is_recognised_from_the_head_alone(tmp_path):
    """An open quotation mark a thousand rows further down does not matter yet."""
    text = "Name,City\n" + "Ana,Suva\n" * 1000 + 'Ben,"Nadi\n'
    assert [found.key for found, _about in recognise(opened(tmp_path, text))] == ["table"]
