"""The words before a number are true of it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarai.results.rules import Manner, Word, Wording, is_true, worded

counts = st.integers(min_value=0, max_value=10**10).map(Fraction)
percentages = st.fractions(min_value=0, max_value=100, max_denominator=10_000)
values = counts | percentages


@pytest.mark.parametrize(
    ("value", "manner", "word", "number"),
    [
        (1621, Manner.EXACT, Word.EXACTLY, 1621),
        (1621, Manner.ROUNDED, Word.OVER, 1600),
        (1600, Manner.ROUNDED, Word.EXACTLY, 1600),
        (650, Manner.ROUNDED, Word.EXACTLY, 650),
        (650, Manner.ABOUT, Word.EXACTLY, 650),
        (644, Manner.ABOUT, Word.ABOUT, 650),
        (844, Manner.ROUNDED, Word.CLOSE_TO, 850),
        (844, Manner.FLOOR, Word.OVER, 840),
        (840, Manner.FLOOR, Word.AT_LEAST, 840),
        (2556, Manner.ROUNDED, Word.OVER, 2500),
        (1_094_000, Manner.ROUNDED, Word.CLOSE_TO, 1_100_000),
        (7, Manner.ROUNDED, Word.EXACTLY, 7),
        (7, Manner.FLOOR, Word.AT_LEAST, 7),
        (0, Manner.ROUNDED, Word.EXACTLY, 0),
        (0, Manner.FLOOR, Word.EXACTLY, 0),
        (Fraction(396, 10), Manner.ROUNDED, Word.CLOSE_TO, 40),
        (Fraction(471, 10), Manner.EXACT, Word.EXACTLY, 47),
        (Fraction(3, 10), Manner.EXACT, Word.UNDER, 1),
        (Fraction(998, 10), Manner.EXACT, Word.OVER, 99),
        (100, Manner.EXACT, Word.EXACTLY, 100),
    ],
)
def test_examples(value, manner, word, number):
    assert worded(Fraction(value), manner) == Wording(word, number)


@given(values, st.sampled_from(Manner))
def test_the_words_never_lie(value, manner):
    assert is_true(worded(value, manner), value)


@given(values, st.sampled_from(Manner))
def test_what_is_said_is_near(value, manner):
    said = worded(value, manner)
    if said.word is not Word.UNDER:
        assert abs(value - said.number) <= max(value / 40, Fraction(1, 2), 1 if said.word is Word.OVER else 0)


@given(counts)
def test_an_exact_sentence_says_every_count_as_it_is(value):
    assert worded(value, Manner.EXACT) == Wording(Word.EXACTLY, int(value))


@given(counts.filter(lambda value: value > 0))
def test_a_floor_promises_no_more_than_there_was(value):
    said = worded(value, Manner.FLOOR)
    assert said.word in (Word.OVER, Word.AT_LEAST)
    assert said.number <= value


@pytest.mark.parametrize(
    ("word", "number", "value"),
    [
        (Word.EXACTLY, 1600, 1621),
        (Word.OVER, 1600, 1600),
        (Word.OVER, 1000, 1621),
        (Word.CLOSE_TO, 1600, 1621),
        (Word.CLOSE_TO, 1600, 1600),
        (Word.ABOUT, 1500, 1621),
        (Word.AT_LEAST, 1622, 1621),
        (Word.UNDER, 1, 0),
    ],
)
def test_a_lie_is_seen(word, number, value):
    assert not is_true(Wording(word, number), Fraction(value))


def test_fewer_than_none_cannot_be_worded():
    with pytest.raises(ValueError, match="0 or more"):
        worded(Fraction(-1), Manner.ROUNDED)
