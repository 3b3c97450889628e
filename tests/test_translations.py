"""Every message has its words in every language, with the placeholders that it needs."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent.parent / "sarai" / "locale"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def catalogue(language):
    with (LOCALES / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return [message for message in read_po(file) if message.id]


@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh_Hans"])
def test_nothing_is_left_in_english_or_in_doubt(language):
    messages = catalogue(language)
    assert [m.id for m in messages if m.fuzzy or not all(_forms(m.string))] == []
    assert len(messages) > 800


@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh_Hans"])
def test_no_placeholder_is_lost_or_invented(language):
    for message in catalogue(language):
        wanted = set(PLACEHOLDER.findall(" ".join(_forms(message.id))))
        for form in _forms(message.string):
            assert set(PLACEHOLDER.findall(form)) <= wanted, message.id
        assert set(PLACEHOLDER.findall(_forms(message.string)[-1])) == wanted, message.id


def _forms(text):
    return text if isinstance(text, tuple | list) else (text,)
