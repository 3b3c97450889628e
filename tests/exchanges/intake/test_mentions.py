"""Which headers say who a person is."""

import pytest

from sarai.evidence.reading.headers import Columns
from sarai.network.mentions import FIELDS, MentionColumns, email_key, field_for


@pytest.mark.parametrize(
    ("header", "field"),
    [
        *(
            (name, "city")
            for name in ("City", "City/Town", "Ciudad", "城市", "المدينة", "Ville", "Город", "Cidade", "Kota")
        ),
        *((name, "country") for name in ("Country/Region", "País", "国家/地区", "Страна", "البلد", "Pays", "Negara")),
        *((name, "organisation") for name in ("Organization", "Institution", "组织", "Организация", "المؤسسة")),
        *((name, "organisation_type") for name in ("Type of organization", "Tipo de organización", "机构类型")),
        *((name, "gender") for name in ("Gender", "Sex", "Género", "性别", "Пол", "الجنس", "Jenis kelamin")),
        *((name, "email") for name in ("E-mail ", "EMAIL ADDRESS", "Correo electrónico", "电子邮件")),
        ("Job title", "job_title"),
        ("City *", "city"),
        ("What is your gender?", "gender"),
        ("Country (required)", "country"),
        ("City / Ciudad", "city"),
        ("Organization 组织", "organisation"),
        ("Ville (City)", "city"),
        ("Which city would you like to work with?", None),
        ("Country/Region Name", None),
        ("City and country", None),
        ("City / Country", None),
        ("", None),
    ],
)
def test_rule_3_headers_in_many_languages(header, field):
    assert field_for(header) == field


def test_an_e_mail_is_compared_trimmed_in_lower_case_and_composed():
    assert email_key("  JOSE\u0301@Example.ORG ") == "josé@example.org"


def test_of_two_columns_for_one_field_the_first_counts_and_the_second_is_an_answer():
    columns = Columns(["Name", "City", "Ciudad", "Why?"])
    people = MentionColumns(columns)
    cells = [" Ana ", "Suva", "Nadi", "--"]
    assert (people.mention(cells).name, people.mention(cells).city) == ("Ana", "Suva")
    assert people.answers(cells) == {"Ciudad": "Nadi"}


def test_first_and_last_names_come_before_the_display_name():
    people = MentionColumns(Columns(["Name", "First name", "Last name"]))
    assert people.mention(["iPad", "Ana", "Vula"]).name == "Ana Vula"
    assert people.mention(["iPad", "", ""]).name == "iPad"


def test_a_persons_mapping_comes_before_the_names_of_the_columns():
    people = MentionColumns(Columns(["City", "Wer"]), mapped={1: "name"})
    assert people.mention(["Suva", "Ana"]).name == "Ana"
    assert people.mention(["Suva", "Ana"]).city == ""
    assert people.answers(["Suva", "Ana"]) == {"City": "Suva"}


def test_fields_are_those_that_a_mapping_screen_offers():
    assert set(FIELDS) >= {"name", "first_name", "last_name", "email", "city", "country", "organisation_type", "token"}
