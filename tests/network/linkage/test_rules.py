import pytest

from sarai.network.linkage.model import COMPARISONS
from sarai.network.linkage.rules import AUTOMATIC, LIKE_NAMES, NAME_ALONE, REVIEW, bounded

NOTHING = {comparison.key: "" for comparison in COMPARISONS}


def agreeing(**levels):
    return NOTHING | levels


@pytest.mark.parametrize("place", ["", "same-country", "other-city"])
@pytest.mark.parametrize("gender", ["", "same-gender"])
def test_a_name_alone_is_never_offered(place, gender):
    levels = agreeing(name="same-name", place=place, gender=gender, email="same-local-part")
    assert bounded(0.999999, levels) == NAME_ALONE < REVIEW


@pytest.mark.parametrize("name", sorted(LIKE_NAMES))
def test_name_employer_and_city_are_a_suggestion_however_likely(name):
    levels = agreeing(name=name, organisation="same-organisation", place="same-city", gender="same-gender")
    assert REVIEW < bounded(0.999999, levels) < AUTOMATIC


@pytest.mark.parametrize("name", ["", "one-shared", "other-name", "two-shared", "single-name"])
def test_a_shared_telephone_needs_like_names_to_link(name):
    assert bounded(0.999999, agreeing(name=name, phone="same-phone")) < AUTOMATIC


@pytest.mark.parametrize("name", ["", "same-name", "single-name", "initials"])
def test_one_private_address_links(name):
    assert bounded(0.3, agreeing(name=name, email="same-mailbox")) > AUTOMATIC


@pytest.mark.parametrize(
    "levels",
    [
        agreeing(name="other-name", email="same-mailbox"),
        agreeing(name="two-shared", email="same-mailbox"),
        agreeing(email="same-mailbox", gender="other-gender"),
    ],
)
def test_one_address_under_contradiction_is_asked_about(levels):
    assert bounded(0.999999, levels) < AUTOMATIC


def test_a_rule_never_raises_what_the_model_finds_unlikely():
    levels = agreeing(name="same-name", organisation="same-organisation", place="same-city")
    assert bounded(0.04, levels) == 0.04


def test_the_rules_speak_of_levels_that_the_model_has():
    from sarai.network.linkage import rules

    known = {level.key for comparison in COMPARISONS for level in comparison.telling}
    assert known >= rules.LIKE_NAMES | rules.UNLIKE_NAMES | rules.OWN_ADDRESS | rules.OWN_PHONE | rules.SAME_EMPLOYER
