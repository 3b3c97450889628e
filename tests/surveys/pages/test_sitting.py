"""Answers while they are given: what is calculated when, and what is kept."""

from datetime import timedelta

import pytest

from sarai.surveys import pages
from sarai.surveys.answering import META, check, meta
from sarai.surveys.pages import languages
from tests.surveys.pages.making import NOW, begun, engine, send, sentences, value, written
from tests.surveys.questionnaire import samples
from tests.surveys.questionnaire.samples import asked

AGE = asked(
    """
    | | type      | name  | label | calculation                                     | relevant   | required |
    | | date      | born  | Born  |                                                 |            |          |
    | | calculate | age   |       | int((today() - ${born}) div 365.25)             |            |          |
    | | calculate | began |       | now()                                           |            |          |
    | | text      | why   | Why   |                                                 | ${age} > 17 | yes      |
    """
)


def later(sitting: pages.Sitting) -> pages.Sitting:
    return pages.resume(sitting.engine, sitting.xml(), now=sitting.now + timedelta(days=3), language="")


def test_what_is_drawn_from_the_clock_stays_until_what_it_depends_on_changes():
    sitting = begun(AGE)
    began = value(sitting, "began")
    sitting = later(sitting)
    send(sitting, born="2000-01-01")
    assert (value(sitting, "age"), value(sitting, "began")) == ("24", began)
    send(sitting, born="2010-01-01")
    assert value(sitting, "age") == "14"
    assert check(sitting.engine, sitting.tree, now=NOW) == []


def test_what_was_answered_and_is_not_asked_now_comes_back_when_it_is():
    sitting = begun(AGE)
    send(sitting, born="2000-01-01", why="So")
    send(later(sitting), born="2020-01-01")
    sitting = later(sitting)
    assert sentences(sitting) == {}
    send(sitting, born="1999-01-01")
    assert value(sitting, "why") == "So"


@pytest.mark.parametrize("name", samples.ALL)
def test_answers_are_the_same_after_they_were_put_down_and_taken_up(name):
    sitting = begun(samples.ALL[name])
    again = later(sitting)
    assert again.xml() == sitting.xml()
    assert [node.relevant for node in again.tree.descendants()] == [
        node.relevant for node in sitting.tree.descendants()
    ]


def test_a_new_instance_has_its_defaults_and_its_calculations():
    sheets = asked(
        """
        | | type         | name  | label | calculation     | default |
        | | begin_repeat | r     | R     |                 |         |
        | | text         | who   | Who   |                 | nobody  |
        | | calculate    | place |       | position(..)    |         |
        | | end_repeat   |       |       |                 |         |
        | | calculate    | all   |       | count(${r})     |         |
        """
    )
    sitting = begun(sheets)
    page = pages.pages_of(sitting.state)[0]
    [spot] = [spot for spot in pages.spots(sitting.state, page) if spot.what == "add"]
    sitting.add(spot.node, spot.item.path)
    assert [node.text for node in sitting.tree.descendants() if node.name == "place"] == ["1", "2"]
    assert [node.text for node in sitting.tree.descendants() if node.name == "who"] == ["nobody", "nobody"]
    assert value(sitting, "all") == "2"


def test_a_correction_has_a_number_of_its_own_and_names_what_it_corrects():
    sitting = begun(AGE)
    before = sitting.instance_id
    found = pages.correct(sitting.engine, sitting.xml(), now=NOW, language="")
    assert found.instance_id != before
    assert meta(found.tree, "deprecatedID") == before
    assert len(found.tree.children[0].named(META)) == 1


def test_more_than_may_be_received_is_not_kept(monkeypatch):
    monkeypatch.setattr("sarai.surveys.pages.sitting.MOST_BYTES", 1000)
    sitting = begun(AGE)
    send(sitting, why="x" * 1000)
    with pytest.raises(pages.TooMuch):
        sitting.xml()


def test_what_a_form_does_wrong_itself_keeps_nobody_from_answering():
    sheets = asked(
        "| | type | name | label | constraint | required |\n| | text | q | Q | . = 1 + date('x') + pulldata('none', 'a', 'b', 'c') | |"
    )
    sitting = begun(sheets)
    send(sitting, q="2")
    assert "q" not in sentences(sitting) or sentences(sitting)["q"] == "This answer is not allowed."
    assert written(sitting)


def test_the_languages_of_a_form_and_their_directions():
    header = "| | type | name | label::العربية (ar) | label::Español (es) | label::עברית |"
    form = engine(asked(f"{header}\n| | text | q | سؤال | Pregunta | שאלה |")).form
    found = languages.tongues(form)
    assert [(each.name, each.code, each.direction) for each in found] == [
        ("العربية", "ar", "rtl"),
        ("Español", "es", "ltr"),
        ("עברית", "", "rtl"),
    ]
    assert languages.wanted(found, "", "es-MX,es;q=0.9,ar;q=0.5", "").code == "es"
    assert languages.wanted(found, "ar", "es", "").code == "ar"
    assert languages.wanted(found, "Klingon", "de", "עברית").language == "עברית"


@pytest.mark.parametrize(("code", "ours"), [("ar", "ar"), ("es-mx", "es"), ("zh", "zh-hans"), ("sw", "en"), ("", "en")])
def test_the_interface_speaks_the_nearest_of_its_languages(code, ours):
    assert languages.interface(code) == ours


def test_what_the_form_itself_began_with_is_not_what_a_person_gave():
    sheets = asked(
        """
        | | type     | name  | label | default | calculation |
        | | text     | who   | Who   |         |             |
        | | text     | land  | Land  | Peru    |             |
        | | dateTime | since | Since | now()   |             |
        """
    )
    sitting = later(begun(sheets))
    assert value(sitting, "since")
    assert pages.given(sitting, NOW) == set()
    send(sitting, who="Ana", land="Peru")
    assert pages.given(sitting, NOW) == {"/data/who"}
