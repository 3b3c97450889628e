"""Contradictory designs are refused; smaller ones keep their order."""

from dataclasses import replace

import pytest

from sarai.portal.demo import Design, generate


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"session_attendance": (10, 10)}, "five sessions"),
        ({"session_attendance": (1622, 1, 1, 1, 1)}, "more attendees than the whole event"),
        ({"registrants": 1000}, "more registered attendees than registrants"),
        ({"female_attendees": 1600}, "have a gender"),
        ({"organisation_types": (("academia", 1615),)}, "type of organisation"),
        ({"completions": 1183}, "at least one survey"),
        ({"top_countries": (("PH", 100), ("IN", 100))}, "top country numbers must fall"),
        ({"other_city_cap": 31}, "top city numbers must fall"),
    ],
)
def test_contradictions_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        replace(Design(), **changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"certificates": 1600}, "certificates and near misses"),
        ({"session_attendance": (1621, 1621, 1621, 1621, 1621)}, "does not fit"),
        ({"countries": 150}, "countries to choose from"),
        ({"registered_on_the_eve": 100}, "on the eve"),
    ],
)
def test_impossible_constructions_say_why(changes, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        generate(tmp_path, design=replace(Design(), **changes))


@pytest.mark.parametrize("factor", [0.1, 0.25, 0.5, 0.9])
def test_a_scaled_design_keeps_its_order(factor):
    design = Design().scaled(factor)
    assert design.registrants == round(2556 * factor)
    kinds = dict(design.organisation_types)
    assert kinds["local_government"] > kinds["national_government"] > kinds["academia"]
    assert kinds["academia"] == max(count for kind, count in kinds.items() if not kind.endswith("government"))


def test_the_whole_design_is_its_own_scale():
    assert Design().scaled(1) is not None
    assert Design().scaled(1) == Design()


@pytest.mark.parametrize("factor", [0.09, 1.1])
def test_other_scales_are_refused(factor):
    with pytest.raises(ValueError, match="between"):
        Design().scaled(factor)
