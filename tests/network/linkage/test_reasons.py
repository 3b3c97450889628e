import pytest

from sarai.network.linkage import PersonRecord, in_words
from sarai.network.linkage.model import COMPARISONS
from sarai.network.linkage.reasons import WORDS, reasons_for

NOTHING = {comparison.key: "" for comparison in COMPARISONS}


def said(left, right, **levels):
    return in_words(reasons_for(NOTHING | levels, left, right))


def test_the_strongest_reason_comes_first():
    left = PersonRecord(1, name="Ana Lima", city="Recife")
    right = PersonRecord(2, name="Ana Limo", city="Recife")
    assert said(left, right, name="near-name", organisation="same-organisation", phone="other-phone") == (
        "different telephone numbers; same organisation and city; names differ by one letter"
    )


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ("ana  LIMA", "same name"),
        ("Lima Ana", "same name in another order"),
        ("Anna Lima", "two spellings of one name"),
    ],
)
def test_how_a_name_is_the_same(other, reason):
    assert said(PersonRecord(1, name="Ana Lima"), PersonRecord(2, name=other), name="same-name") == reason


def test_an_organisation_without_a_city_is_not_said_to_be_in_one():
    left, right = PersonRecord(1, city="Recife"), PersonRecord(2)
    assert said(left, right, organisation="same-organisation") == "same organisation"


def test_every_level_worth_a_word_has_one():
    silent = {"same-name-elsewhere", "same-kind", "other-kind", "same-gender", "other-address"}
    levels = {level.key for comparison in COMPARISONS for level in comparison.telling}
    assert levels - silent <= set(WORDS)
