"""What is said about answers that a form does not allow."""

import pytest

from sarai.surveys.answering import answers_of, check, counted
from sarai.surveys.answering.types import fault_of
from tests.surveys.answering.forms import CASCADE
from tests.surveys.answering.making import NOW, answers, engine, tree

SHEETS = """
| survey |
| | type | name | label | label::Español (es) | required | required_message | required_message::Español (es) | constraint | constraint_message | constraint_message::Español (es) | relevant | calculation | repeat_count |
| | text | name | Name | Nombre | yes | Tell us your name. | Diga su nombre. | | | | | | |
| | integer | age | Age | Edad | | | | . > 17 and . < ${limit} | You must be between 18 and ${limit}. | Entre 18 y ${limit}. | | | |
| | calculate | limit | | | | | | | | | | 100 | |
| | select_multiple c | colours | Colours | Colores | | | | | | | ${age} > 20 | | |
| | calculate | double | | | | | | | | | | ${age} * 2 | |
| | calculate | when | | | | | | | | | | now() | |
| | calculate | late | | | | | | | | | | ${when} != '' | |
| | integer | n | N | N | | | | | | | | | |
| | begin repeat | rep | Rep | Rep | | | | | | | | | ${n} |
| | date | day | Day | Día | ${n} > 1 | | | | | | | | |
| | end repeat | | | | | | | | | | | | |
| choices |
| | list_name | name | label | label::Español (es) |
| | c | red | Red | Rojo |
| | c | blue | Blue | Azul |
"""


def told(content: str, language: str = "") -> list[tuple[str, str, str]]:
    found = check(engine(SHEETS), tree(SHEETS, content), now=NOW, language=language)
    return [(violation.kind, violation.place, violation.sentence) for violation in found]


def test_nothing_is_said_about_answers_that_are_right() -> None:
    right = "<name>Ana</name><age>30</age><limit>100</limit><colours>red blue</colours><double>60</double><n>2</n><rep><day>2024-01-31</day></rep><rep><day>2024-02-01</day></rep><late>true</late><when>2024-05-06T07:00:00.000+02:00</when>"
    assert told(right) == []
    assert told(right.replace("<late>true", "<late>1")) == []


def test_a_missing_answer_has_the_words_of_the_form_in_the_language_of_the_person() -> None:
    sent = "<limit>100</limit><late>true</late><when>2024-05-06T07:00:00Z</when><double/><n>0</n>"
    assert told(sent) == [("required", "/data/name", "Tell us your name.")]
    assert told(sent, "Español (es)") == [("required", "/data/name", "Diga su nombre.")]


def test_an_answer_against_its_constraint_has_the_message_with_its_values() -> None:
    sent = "<name>A</name><age>15</age><limit>100</limit><double>30</double><late>true</late><when>x</when>"
    assert told(sent, "Español (es)") == [("constraint", "/data/age", "Entre 18 y 100.")]


def test_each_kind_of_fault_is_told_with_its_place() -> None:
    sent = "<name>A</name><age>30</age><limit>100</limit><double>61</double><late>true</late><when>x</when><colours>red pink</colours><n>2</n><rep><day>31.12.2024</day></rep><rep><day/></rep><rep><day/></rep><stranger>1</stranger>"
    assert told(sent) == [
        ("count", "/data/rep", "The number of these is 3, and it should be 2."),
        ("choice", "/data/colours", "“pink” is not one of the choices here."),
        ("calculation", "/data/double", "This was sent with another value than the form calculates."),
        ("type", "/data/rep[1]/day", "This must be a date, as in 2025-01-31."),
        ("required", "/data/rep[2]/day", "This needs an answer."),
        ("required", "/data/rep[3]/day", "This needs an answer."),
        ("unknown", "/data/stranger", "This form has no question of this name."),
    ]


def test_nobody_is_asked_for_what_nobody_can_answer() -> None:
    sheets = """
    | survey |
    | | type | name | label | required | read_only | calculation |
    | | text | fixed | Fixed | yes | yes | |
    | | text | open | Open | yes | | |
    | | text | made | Made | yes | | '' |
    """
    found = check(engine(sheets), tree(sheets, ""), now=NOW)
    assert [(each.kind, each.place) for each in found] == [("required", "/data/open")]


def test_a_choice_made_twice_and_an_answer_that_was_not_asked_for() -> None:
    rest = "<limit>100</limit><late>true</late><when>x</when>"
    assert told(f"<name>A</name><age>30</age><double>60</double><colours>red red</colours>{rest}") == [
        ("choice", "/data/colours", "A choice was made twice.")
    ]
    assert told(f"<name>A</name><age>19</age><double>38</double><colours>red</colours>{rest}") == [
        ("irrelevant", "/data/colours", "This was answered, but it was not to be asked.")
    ]


def test_what_depends_on_what_was_sent_is_calculated_here() -> None:
    """Nobody reaches a question by sending a calculation that says so."""
    sheets = """
| survey |
| | type | name | label | calculation | relevant |
| | integer | age | Age | | |
| | calculate | adult | | if(${age} > 17, 'yes', 'no') | |
| | text | wine | Wine | | ${adult} = 'yes' |
"""
    found = check(engine(sheets), tree(sheets, "<age>12</age><adult>yes</adult><wine>red</wine>"), now=NOW)
    assert [(violation.kind, violation.place) for violation in found] == [
        ("calculation", "/data/adult"),
        ("irrelevant", "/data/wine"),
    ]


def test_a_city_of_another_country_is_not_offered() -> None:
    found = check(
        engine(CASCADE),
        tree(CASCADE, "<country>ph</country><city>jkt</city><label>Jakarta</label><sum_size>80</sum_size>"),
        now=NOW,
    )
    assert [(violation.kind, violation.place) for violation in found] == [("choice", "/data/city")]


def test_a_form_whose_own_expression_fails_says_so() -> None:
    sheets = """
| survey |
| | type | name | label | constraint |
| | text | day | Day | date(.) > '2020-01-01' |
"""
    found = check(engine(sheets), tree(sheets, "<day>tomorrow</day>"), now=NOW)
    assert [(violation.kind, violation.place, violation.sentence) for violation in found] == [
        ("trouble", "/data/day", "“tomorrow” is not a date.")
    ]


REPEATED = """
| survey |
| | type | name | label | constraint |
| | begin repeat | rep | Rep | |
| | integer | age | Age | . < 200 |
| | end repeat | | | |
"""


def test_no_more_is_looked_for_than_is_wanted() -> None:
    own, found = engine(REPEATED), tree(REPEATED, "<rep><age>300</age></rep>" * 5)
    assert [one.place for one in check(own, found, now=NOW, most=2)] == ["/data/rep[1]/age", "/data/rep[2]/age"]
    assert len(check(own, found, now=NOW)) == 5


class Looked(list):
    """Children that note how often somebody looks through all of them."""

    times = 0

    def __iter__(self):
        self.times += 1
        return super().__iter__()


@pytest.mark.parametrize("content", ["<rep><age>300</age></rep>", "<stranger>1</stranger>", "<rep><age>30</age></rep>"])
def test_siblings_are_counted_once_however_many_there_are(content) -> None:
    """What a few bytes ask for grows with them, not with their square."""
    own, found = engine(REPEATED), tree(REPEATED, content * 50)
    children = found.children[0].children = Looked(found.children[0].children)
    check(own, found, now=NOW)
    list(counted(own, found))
    answers_of(own, found)
    assert 0 < children.times < 20


def test_a_repeat_whose_first_instance_is_not_asked_is_told_by_the_others() -> None:
    own, found = engine(REPEATED), tree(REPEATED, "<rep><age>1</age></rep><rep><age>2</age></rep>")
    own.recompute(found, now=NOW)
    for each in found.children[0].children[0].descendants():
        each.relevant = False
    assert answers_of(own, found) == {"rep": [{"rep/age": "2"}]}


def test_what_would_take_for_ever_is_one_sentence() -> None:
    sheets = """
| survey |
| | type | name | label | constraint |
| | text | a | A | count(//*[count(//*[count(//*[count(//*[count(//*) > 1]) > 1]) > 1]) > 1]) > 1 |
| | begin repeat | r | R | |
| | text | x | X | |
| | end repeat | | | |
"""
    own = engine(sheets)
    found = check(own, own.shape.read(answers("<a>1</a>" + "<r><x/></r>" * 200)), now=NOW)
    assert [violation.kind for violation in found] == ["stopped"]
    assert (
        found[0].sentence
        == "The expression was stopped: it takes more steps than any answer may need. Make it simpler."
    )


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("int", ["0", "-12", "+3", "007"], ["1.5", "", "x", "1e3", "٣", "9" * 30]),
        ("decimal", ["0", "-1.5", ".5", "5.", "1e3"], ["x", "1,5", "NaN", "1.2.3", "inf"]),
        ("boolean", ["true", "0"], ["yes"]),
        ("date", ["2024-02-29", "2024-02-29T00:00:00.000+07:00"], ["2023-02-29", "29/02/2024", "2024-2-9"]),
        ("time", ["14:30", "14:30:00.000+07:00"], ["25:00", "noon"]),
        (
            "dateTime",
            ["2024-02-29T14:30:00.000Z", "2024-02-29T14:30:00+0530"],
            ["2024-02-29 14:30", "2024-02-30T10:00:00Z"],
        ),
        ("geopoint", ["1.5 103.8", "-90 180 0 0"], ["91 0", "1", "a b", "1 2 3 4 5"]),
        ("geotrace", ["0 0 0 0; 1 1 0 0"], ["0 0", "0 0; x y"]),
        ("geoshape", ["0 0; 0 1; 1 1; 0 0"], ["0 0; 0 1; 1 1", "0 0; 0 1; 1 1; 2 2"]),
        ("binary", ["photo 1.jpg"], ["../photo.jpg", "a/b", "..", "a\\b"]),
        ("string", ["anything", "\n", "x" * 100_000], ["x" * 100_001]),
    ],
)
def test_a_text_is_a_value_of_its_type_or_not(kind: str, right: list[str], wrong: list[str]) -> None:
    assert [text for text in right if fault_of(kind, text)] == []
    assert [text for text in wrong if not fault_of(kind, text)] == []
