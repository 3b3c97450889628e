"""By which control a question is answered on a page without scripts."""

from __future__ import annotations

from math import isfinite

from sarai.surveys.answering import State
from sarai.surveys.questionnaire.form import Question
from sarai.surveys.questionnaire.kinds import answer_kind
from sarai.surveys.xpath import Node, to_number

LONG_LIST = 30  # choices that may stand open on a page
MOST_STEPS = 11  # of a range that is a row of buttons: 0 to 10

_PLAIN = {
    "integer": "whole",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "moment",
    "acknowledge": "agree",
    "note": "note",
    "rank": "rank",
    "geopoint": "point",
    "geotrace": "places",
    "geoshape": "places",
    "image": "file",
    "audio": "file",
    "video": "file",
    "file": "file",
    "osm": "file",
}
_DATES = {"year": "year", "month-year": "month"}
ONE_OF = frozenset({"radios", "select", "search"})
SEVERAL_OF = frozenset({"ticks"})


def control(state: State, question: Question, node: Node, choices: int) -> str:
    """Which control: "line", "lines", "whole", "decimal", "date", "month", "year", "time", "moment", "radios", "ticks",
    "select", "search", "rank", "scale", "agree", "point", "places", "file", "note"; "shown" for what nobody may change.

    `choices` is how many there are to choose from.
    """
    kind = answer_kind(state.engine.form, question.path)
    if kind == "note" or "label" in question.appearance:
        return "note"
    if state.readonly(node):
        return "shown"
    if kind == "select_one":
        return _one_of(question, choices)
    if kind == "select_multiple":
        return "ticks"
    if kind == "range":
        return "scale" if steps(question) else "decimal"
    if kind == "date":
        return next((_DATES[word] for word in question.appearance if word in _DATES), "date")
    if kind == "text" and "multiline" in question.appearance:
        return "lines"
    return _PLAIN.get(kind, "line")


def _one_of(question: Question, choices: int) -> str:
    if "minimal" in question.appearance:
        return "select"
    if choices > LONG_LIST or any(word.startswith("autocomplete") for word in question.appearance):
        return "search"
    return "radios"


def bounds(question: Question) -> tuple[float, float, float]:
    """The start, end and step of a range; ODK's own (0, 10, 1) where the form says nothing of use."""
    given = [to_number(question.parameters.get(name, "")) for name in ("start", "end", "step")]
    start, end, step = (
        number if isfinite(number) else usual for number, usual in zip(given, (0.0, 10.0, 1.0), strict=True)
    )
    return start, end, abs(step) or 1.0


def steps(question: Question) -> list[str]:
    """The numbers of a range with few of them; nothing for a longer one."""
    start, end, step = bounds(question)
    count = round(abs(end - start) / step) + 1
    if count > MOST_STEPS:
        return []
    sign = 1 if end >= start else -1
    return [number(start + sign * step * place) for place in range(count)]


def number(value: float) -> str:
    """A number as a form writes it: without a fraction where it has none, and without the dust of binary ones."""
    return f"{value:.10g}"
