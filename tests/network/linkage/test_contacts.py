import pytest

from sarai.network.linkage.contacts import (
    NO_EMAIL,
    acronym,
    is_made_of_name,
    organisation_words,
    parse_email,
    parse_phone,
)


def test_case_never_matters_and_dots_only_where_they_are_delivered():
    assert parse_email(" Ana.Lima@City.Example.ORG ").mailbox == "ana.lima@city.example.org"
    assert parse_email("a.na.lima+events@gmail.com").mailbox == "analima@gmail.com"
    assert parse_email("ana.lima@post.test").mailbox != parse_email("analima@post.test").mailbox


@pytest.mark.parametrize("written", ["", "ana", "@post.test", "ana@", "ana@localhost"])
def test_what_is_no_address_is_none(written):
    assert parse_email(written) == NO_EMAIL


@pytest.mark.parametrize("written", ["info@x.test", "Office-2@x.test", "secretariat.pune@x.test"])
def test_an_office_shares_its_address(written):
    assert parse_email(written).shared


@pytest.mark.parametrize("local", ["maria.silva", "msilva", "silvam", "maria_silva", "silva.mar"])
def test_an_address_made_of_the_name_says_no_more_than_the_name(local):
    assert is_made_of_name(local, ("maria", "silva"))


@pytest.mark.parametrize("local", ["maria.silva7", "sunflower", "mariasantos", "silvamm"])
def test_an_address_with_more_in_it_says_more(local):
    assert not is_made_of_name(local, ("maria", "silva"))


def test_a_telephone_is_its_last_nine_digits():
    assert parse_phone("+55 (11) 98765-4321") == parse_phone("011 98765 4321") == "987654321"
    assert parse_phone("12345") == ""


def test_an_institution_is_its_telling_words_in_any_order():
    assert organisation_words("University of São Paulo") == organisation_words("Sao Paulo, University")
    assert acronym("University of Cape Town") == acronym("UCT") == "uct"
    assert acronym("Cape Town") == ""
