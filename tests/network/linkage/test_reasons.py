import pytest

from sarai.network.linkage import PersonRecord, in_words
from sarai.network.linkage.model import COMPARISONS
from sarai.network.linkage.names import parse_name
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
        ("LIMA, Ana", "same name in another order"),
        ("Anna Lima", "two spellings of one name"),
        ("Aná Lima", "two spellings of one name"),
        ("Ana de Lima", "two spellings of one name"),
        ("Dr. Lima Ana", "two spellings of one name"),
    ],
)
def test_how_a_name_is_the_same(other, reason):
    assert said(PersonRecord(1, name="Ana Lima"), PersonRecord(2, name=other), name="same-name") == reason


def test_names_that_differ_by_their_numbers_are_not_said_to_be_the_same():
    """Codes instead of names, as a file without names has them."""
    left, right = PersonRecord(1, name="N323 L323"), PersonRecord(2, name="N17 L17")
    levels = scored(left, right)
    assert levels != "same-name"
    assert "order" not in said(left, right, name=levels)
    assert scored(left, PersonRecord(2, name="L323 N323")) == "same-name"
    assert said(left, PersonRecord(2, name="L323 N323"), name="same-name") == "same name in another order"


def scored(left: PersonRecord, right: PersonRecord) -> str:
    """Whether the keys of two names are one."""
    return "same-name" if parse_name(left.name).key == parse_name(right.name).key else "other-name"


def test_an_organisation_without_a_city_is_not_said_to_be_in_one():
    left, right = PersonRecord(1, city="Recife"), PersonRecord(2)
    assert said(left, right, organisation="same-organisation") == "same organisation"


def test_every_level_worth_a_word_has_one():
    silent = {"same-name-elsewhere", "same-kind", "other-kind", "same-gender", "other-address"}
    levels = {level.key for comparison in COMPARISONS for level in comparison.telling}
    assert levels - silent <= set(WORDS)
