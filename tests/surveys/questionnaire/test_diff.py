"""What changed between two versions, in words, and where the table breaks."""

from sarai.surveys.questionnaire.diff import Change, changes

from .samples import asked
from .workbooks import published

HEAD = "| | type | name | label::English (en) | label::Français (fr) | hint::English (en) | relevant | calculation | role |"
OLD = f"""
{HEAD}
| | text | who | Your name | Votre nom | | | | person.name |
| | integer | age | Your age | Votre âge | | | | |
| | select_one yn | wish | Do you wish? | Souhaitez-vous ? | Think | | | |
| | calculate | double | | | | | ${{age}} * 2 | |
| | begin group | g | G | G | | | | |
| | text | why | Why? | Pourquoi ? | | ${{wish}} = 'yes' | | |
| | end group | | | | | | | |
"""
LISTS = """
| choices | | |
| | list_name | name | label::English (en) | label::Français (fr) |
| | yn | yes | Yes | Oui |
| | yn | no | No | Non |
"""


def told(old: str, new: str, old_lists: str = LISTS, new_lists: str = LISTS) -> list[Change]:
    return list(changes(published(asked(old, old_lists)).form, published(asked(new, new_lists)).form))


def sentences(new: str, **lists: str) -> list[str]:
    return [change.sentence for change in told(OLD, new, **lists)]


def test_nothing_changed() -> None:
    assert told(OLD, OLD) == []


def test_a_question_more_and_one_less() -> None:
    new = OLD.replace("| | integer | age | Your age | Votre âge | | | | |", "| | text | city | City | Ville | | | | |")
    new = new.replace("${age} * 2", "1 + 1")
    found = told(OLD, new)
    assert [(change.kind, change.sentence, change.breaks) for change in found] == [
        ("removed", "“Your age” is no longer asked.", False),
        ("added", "“City” is new.", False),
        ("logic", "How “double” is calculated changed from “/data/age  * 2” to “1 + 1”.", False),
    ]


def test_wording_by_language() -> None:
    new = OLD.replace("Votre nom", "Votre nom complet").replace("| Think |", "| Think twice |")
    assert sentences(new) == [
        "In Français (fr), “Your name” is now worded “Votre nom complet”; it was “Votre nom”.",
        "In English (en), the hint of “Do you wish?” is now “Think twice”; it was “Think”.",
    ]


def test_choices() -> None:
    new = LISTS.replace("| | yn | no | No | Non |", "| | yn | maybe | Maybe | Peut-être |").replace("Oui", "Ouais")
    assert sentences(OLD, new_lists=new) == [
        "“Do you wish?” no longer offers the choice “No”.",
        "In Français (fr), the choice “yes” is now worded “Ouais”; it was “Oui”.",
        "“Do you wish?” offers the new choice “Maybe”.",
    ]


def test_a_type_that_breaks_the_table() -> None:
    [change] = told(
        OLD, OLD.replace("select_one yn", "select_multiple yn").replace("${wish} = 'yes'", "${wish} = 'yes'")
    )
    assert (change.kind, change.path, change.breaks) == ("type", ("data", "wish"), True)
    assert "cannot stand in one table" in change.sentence


def test_a_type_that_does_not() -> None:
    [change] = told(OLD, OLD.replace("| integer |", "| decimal |"))
    assert (change.kind, change.breaks) == ("type", False)
    assert change.sentence == "“Your age” was of the type integer and is now decimal."


def test_moved_into_a_group_into_a_repeat_and_within() -> None:
    into_group = OLD.replace("| | text | who | Your name | Votre nom | | | | person.name |\n", "")
    into_group = into_group.replace(
        "| | text | why", "| | text | who | Your name | Votre nom | | | | person.name |\n| | text | why"
    )
    [change] = told(OLD, into_group)
    assert (change.kind, change.breaks) == ("moved", False)
    assert change.sentence == "“Your name” moved from the group “data” to “g”."

    [change] = told(OLD, OLD.replace("begin group", "begin repeat").replace("end group", "end repeat"))[:1]
    assert (change.kind, change.path, change.breaks) == ("moved", ("data", "g", "why"), True)
    assert change.sentence == "“Why?” is now asked several times, once for each of “g”."

    rows = OLD.strip().splitlines()
    swapped = "\n".join([rows[0], rows[2], rows[1], *rows[3:]])
    [change] = told(OLD, swapped)
    assert (change.kind, change.sentence) == ("moved", "“Your age” is asked at another place.")


def test_conditions_and_roles() -> None:
    new = OLD.replace("${wish} = 'yes'", "${age} > 17").replace("person.name", "organisation.name")
    assert sentences(new) == [
        "The role of “Your name” changed from person.name to organisation.name.",
        "“Why?” is now asked only if: /data/age  > 17 (it was: /data/wish  = 'yes').",
    ]


def test_a_new_language_is_one_change() -> None:
    without = "\n".join(
        "|".join(cell for place, cell in enumerate(line.split("|")) if place != 5) for line in OLD.strip().splitlines()
    )
    lists = "\n".join(
        "|".join(cell for place, cell in enumerate(line.split("|")) if place != 5) for line in LISTS.splitlines()
    )
    found = told(without, OLD, old_lists=lists)
    assert [change.sentence for change in found if change.kind == "form"] == [
        "The form is now also in “Français (fr)”."
    ]
    assert [change for change in found if change.kind != "form"] == []


def test_the_title() -> None:
    old, new = (f"| settings | |\n| | form_title |\n| | {title} |" for title in ("Needs", "Needs of cities"))
    found = changes(published(asked(OLD, LISTS, old)).form, published(asked(OLD, LISTS, new)).form)
    assert [change.sentence for change in found] == ["The title changed from “Needs” to “Needs of cities”."]
