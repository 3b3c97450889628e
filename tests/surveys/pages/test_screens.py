"""How a form becomes screens."""

from sarai.surveys import pages
from tests.surveys.pages.making import begun, engine, screens, send, written
from tests.surveys.questionnaire.samples import asked


def texts(count: int, start: int = 0) -> str:
    return "\n".join(f"| | text | q{number} | Q |" for number in range(start, start + count))


def form(
    *rows: str, header: str = "| | type | name | label | appearance | relevant | choice_filter | repeat_count |"
) -> str:
    return asked("\n".join([header, *rows]))


def test_twenty_questions_are_three_screens():
    assert [len(names) for names in screens(form(texts(20)))] == [6, 7, 7]


def test_a_field_list_is_one_screen_however_long():
    rows = form(texts(2), "| | begin_group | g | G | field-list |", texts(9, 2), "| | end_group | | |", texts(2, 11))
    assert [len(names) for names in screens(rows)] == [2, 9, 2]


def test_small_groups_stand_together_and_others_apart():
    def group(name: str, count: int, start: int) -> str:
        return f"| | begin_group | {name} | {name} | |\n{texts(count, start)}\n| | end_group | | | |"

    rows = form(group("a", 2, 0), group("b", 3, 2), group("c", 4, 5), group("d", 2, 9))
    assert [len(names) for names in screens(rows)] == [5, 4, 2]
    page = written(begun(rows))
    assert page.index("<h2>a</h2>") < page.index("/q0") < page.index("<h2>b</h2>") < page.index("/q2")


def test_groups_in_groups_keep_their_headings_on_every_screen():
    rows = form(
        "| | begin_group | a | Outer | |",
        texts(7),
        "| | begin_group | b | Inner | |",
        texts(7, 7),
        "| | end_group | | | |",
        "| | end_group | | | |",
    )
    sitting = begun(rows)
    shown = [pages.show(sitting, page) for page in pages.pages_of(sitting.state)]
    assert [len(names) for names in screens(rows)] == [7, 7]
    assert [str(each.title) for each in shown] == ["Outer", "Outer"]
    assert "<h2>Inner</h2>" in written(sitting, 2)


CHOICES = "| choices | list_name | name | label | of |\n| | c | ke | Kenya | |\n| | t | nbo | Nairobi | ke |"


def test_a_question_waits_for_the_answer_that_its_choices_or_words_need():
    header = "| | type | name | label | choice_filter | calculation |"
    rows = asked(
        f"""{header}
        | | select_one c | country | Country | | |
        | | text | q | Q | | |
        | | select_one t | town | Town | of = ${{country}} | |
        | | calculate | where | | | concat(${{town}}, '!') |
        | | note | told | You live in ${{where}} | | |
        | | text | r | R | | |
        """,
        CHOICES,
    )
    assert screens(rows) == [["country", "q"], ["town"], ["told", "r"]]


def test_a_repeat_is_a_screen_and_a_long_one_is_several():
    rows = form(
        texts(1),
        "| | integer | n | N |",
        "| | begin_repeat | r | R | | | | ${n} |",
        texts(8, 1),
        "| | end_repeat | | |",
    )
    sitting = begun(rows)
    send(sitting, n="12")
    found = pages.pages_of(sitting.state)
    assert [(page.first, page.last) for page in found] == [(0, 0), (0, 5), (5, 10), (10, 12)]
    assert "/data/r[7]/q3" in written(sitting, 3)
    assert "add:" not in written(sitting, 4)


def test_screens_are_found_once_for_a_form():
    rows = form(texts(3))
    assert pages.screens_of(engine(rows)) is pages.screens_of(engine(rows))
