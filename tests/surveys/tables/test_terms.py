"""Answers brought together by shared words."""

from sarai.surveys.tables.terms import Group, groups, words


def test_words_are_folded_and_idle_ones_are_left_out():
    assert words("The FLOODS, and the Inundación de 2019!") == {"floods": "FLOODS", "inundacion": "Inundación"}


def test_scripts_without_blanks_are_read_two_letters_at_a_time():
    assert set(words("公共卫生")) == {"公共", "共卫", "卫生"}
    assert words("水") == {"水": "水"}


def test_answers_stand_together_by_the_word_that_tells_most():
    texts = [
        "Floods every year",
        "we fear FLOODS",
        "Training for staff",
        "more training of our staff",
        "The training of teachers",
        "nothing else",
        "",
    ]
    assert groups(texts) == [Group("training", (2, 3, 4)), Group("Floods", (0, 1)), Group("", (5, 6))]


def test_every_answer_is_in_one_group():
    texts = [f"word{n % 7} other{n % 3} x{n}" for n in range(50)]
    found = groups(texts)
    assert sorted(place for group in found for place in group.places) == list(range(50))
    assert groups([]) == []
    assert groups(["alone"]) == [Group("", (0,))]
