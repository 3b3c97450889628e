"""The column `role`: what an answer means, on the questions that can mean it."""

import pytest

from sarai.surveys.questionnaire import roles
from sarai.surveys.questionnaire.faults import Refused
from sarai.surveys.questionnaire.publishing import publish
from sarai.surveys.questionnaire.roles import Role, declare_role, find
from sarai.surveys.questionnaire.xform import read_xform

from .samples import asked, one
from .test_refusals import only
from .workbooks import published

SURVEY = asked(
    """
    | | type | name | label | role |
    | | text | who | Name | person.name |
    | | text | mail | E-mail | person.email |
    | | select_one yn | may | May we write? | consent.contact |
    | | select_one yn | photo | May we show pictures? | consent.photographs |
    | | select_multiple themes | needs | Needs | need.priority |
    | | rank themes | wishes | Wishes | wish.support |
    | | text | other | Other needs | need.priority |
    | | begin repeat | goods | Goods | |
    | | text | item | Item | goods.item |
    | | integer | many | How many | goods.quantity |
    | | end repeat | | | |
    """,
    "| choices | | |\n| | list_name | name | label |\n| | yn | yes | Yes |\n| | themes | water | Water |",
)


def test_roles_lead_to_the_questions_that_have_them() -> None:
    found = published(SURVEY).form
    assert found.roles == {
        "person.name": (("data", "who"),),
        "person.email": (("data", "mail"),),
        "consent.contact": (("data", "may"),),
        "consent.photographs": (("data", "photo"),),
        "need.priority": (("data", "needs"), ("data", "other")),
        "wish.support": (("data", "wishes"),),
        "goods.item": (("data", "goods", "item"),),
        "goods.quantity": (("data", "goods", "many"),),
    }
    assert found.by_path["data", "mail"].role == "person.email"
    assert found.role_of(("data", "goods", "item")) == "goods.item"
    assert found.role_of(("data", "nothing")) == ""


def test_other_tools_never_see_the_column() -> None:
    xform = published(SURVEY).xform.decode()
    assert xform.count("sarai:role=") == 9
    assert xform.count("person.email") == 1
    assert read_xform(xform.encode()).roles == published(SURVEY).form.roles


def test_a_calculation_can_have_a_role() -> None:
    text = asked(
        "| | type | name | label | calculation | role |\n| | text | a | A | | |\n| | calculate | c | | ${a} | place.city |"
    )
    assert published(text).form.roles == {"place.city": (("data", "c"),)}


def test_an_unknown_role() -> None:
    assert only(one("text", role="person.emial")) == (
        "survey",
        3,
        "role",
        "There is no role “person.emial”. Perhaps “person.email” is meant.",
    )


@pytest.mark.parametrize("role", ["Person.Email", "consent.", "consent.*", "consent", "x y", "consent.Photo Album"])
def test_what_is_no_role(role: str) -> None:
    assert find(role) is None
    assert only(one("acknowledge", role=role))[2] == "role"


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("integer", "person.email"),
        ("note", "person.name"),
        ("geopoint", "place.city"),
        ("text", "consent.contact"),
        ("image", "goods.item"),
        ("date", "knowledge.gain"),
    ],
)
def test_a_role_on_the_wrong_type(kind: str, role: str) -> None:
    found = only(one(kind, role=role))
    assert found[:3] == ("survey", 3, "role")
    assert f"does not fit a question of the type {kind}" in found[3]


def test_a_role_on_a_group() -> None:
    text = asked(
        "| | type | name | label | role |\n| | begin group | g | G | place.city |\n| | text | q | Q | |\n| | end group | | | |"
    )
    assert only(text)[3] == "Only a question can have a role."


def test_one_person_has_one_address() -> None:
    text = asked(
        "| | type | name | label | role |\n| | text | a | A | person.email |\n| | text | b | B | person.email |"
    )
    assert only(text)[3] == "The role “person.email” is already given to row 2, and one answer of a form can have it."


def test_who_somebody_is_and_how_to_reach_them_is_personal() -> None:
    personal = {role.key for role in roles.roles() if role.personal}
    assert personal == {"person.name", "person.first_name", "person.last_name", "person.email", "person.phone"}


def test_every_role_of_the_programme_is_declared() -> None:
    wanted = (
        "person.name person.email person.phone person.gender person.position place.city place.country "
        "organisation.name organisation.type consent.contact consent.recording need.priority wish.partner_city "
        "wish.support knowledge.gain collaboration.interest offer.theme goods.item"
    )
    assert [key for key in wanted.split() if find(key) is None] == []


def test_an_app_declares_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roles, "_roles", dict(roles._roles))
    role = Role("mask.quantity", "how many masks", roles.NUMBER)
    declare_role(role)
    declare_role(role)
    assert published(one("integer", role="mask.quantity")).form.roles == {"mask.quantity": (("data", "q"),)}
    with pytest.raises(ValueError, match="declared twice"):
        declare_role(Role("mask.quantity", "how many boxes", roles.NUMBER))
    with pytest.raises(ValueError, match="not the key of a role"):
        declare_role(Role("Masks", "masks", roles.NUMBER))


def test_a_form_with_an_unknown_role_is_not_published() -> None:
    with pytest.raises(Refused):
        published(one("text", role="nobody.knows"))


@pytest.mark.parametrize(("role", "words"), [("nobody.knows", "There is no role"), ("consent.contact", "does not fit")])
def test_roles_that_an_xform_brings_along_are_checked_too(role: str, words: str) -> None:
    xform = published(one("text", role="place.city")).xform
    with pytest.raises(Refused, match=words) as refusal:
        publish(xform.replace(b"place.city", role.encode()))
    assert refusal.value.faults[0].row == 3
