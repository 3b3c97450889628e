"""Single responses that are like what is sought, a page at a time, out of the records by the engine in use.

Whether a response counts is `judged` by the same expression as in every figure. Pages are cut by the database.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import ibis
import ibis.expr.types as ir
from django.utils import timezone

from sarai.evidence.engine import Known, remembered
from sarai.evidence.engine.backends import engine
from sarai.evidence.engine.tables import table_of
from sarai.network.mentions import folded_name
from sarai.network.models import City, Country, PersonRecord, PlaceName, PlaceReading
from sarai.surveys.indicators import judged, responses
from sarai.surveys.models import Question, Response, Survey
from sarai.surveys.rules import CRITERIA, Rule

from .expressions import answers_to, number
from .questions import is_personal
from .sought import COUNTS, COUNTS_NOT, NOT_SAID, Review, Sought

Facts = Sequence[tuple[int, str]]  # the numbers of responses, each with why it does not count ("": it does)


@dataclass(frozen=True)
class Browsing:
    """The responses of a survey that are sought, as they are known now, the latest first.

    `questions` are all of the survey's, with their choices. Without `personal`, no text is sought: that it is found
    would tell what is not to be seen.
    """

    survey: Survey
    sought: Sought
    questions: Sequence[Question]
    personal: bool = False

    def count(self) -> int:
        """How many there are."""
        # The window is not a fact: it is part of what is asked.
        asked = ("browsed", self.survey.pk, self.survey.opens_at, self.survey.closes_at, self.sought, self.personal)

        def count() -> int:
            [(n,)] = self._run("count", lambda table: table.aggregate(n=table.count()))
            return int(n)

        return remembered("browsed", asked, count)

    def everything(self) -> list[int]:
        """The numbers of all of them, in no order."""
        return [int(fact) for (fact,) in self._run("everything", lambda table: table.select("fact"))]

    def page(self, offset: int, limit: int) -> Facts:
        """Some of them, from one on."""

        def cut(table: ir.Table) -> ir.Table:
            ordered = table.order_by([table["at"].desc(), table["fact"].desc()])
            return ordered.limit(limit, offset=offset).select("fact", "because")

        return [(int(fact), because) for fact, because in self._run(("page", offset, limit), cut)]

    def beside(self, response: Response) -> tuple[int | None, int | None]:
        """The response before one, which is later, and the one after it; whether it is itself like that or not."""
        return self._next(response, later=True), self._next(response, later=False)

    def _next(self, response: Response, *, later: bool) -> int | None:
        def cut(table: ir.Table, pk: str) -> ir.Table:
            given, own = table_of(Response), number(pk)
            at = given.filter(given["id"] == own)["submitted_at"].as_scalar()
            same = table["at"] == at
            if later:
                beyond = (table["at"] > at) | (same & (table["fact"] > own))
                order = [table["at"], table["fact"]]
            else:
                beyond = (table["at"] < at) | (same & (table["fact"] < own))
                order = [table["at"].desc(), table["fact"].desc()]
            return table.filter(beyond).order_by(order).limit(1).select("fact")

        return next((int(fact) for (fact,) in self._run(("next", later), cut, str(response.pk))), None)

    def _run(self, what: Hashable, build: Callable[..., ir.Table], *more: str) -> list[tuple[Any, ...]]:
        words = self.sought.words if self.personal else []
        needles = [needle for word in words for needle in _needles(word)]
        # Words, and what `build` is given `more`, are left open in the kept statement.
        sought = replace(self.sought, text="")
        shape = ("browsing", what, self.survey.pk, self.survey.timezone, sought, self._keys, self._chosen, len(words))

        def built(at: datetime, given: Sequence[str]) -> ir.Table:
            per_word = [given[start : start + NEEDLES] for start in range(0, len(needles), NEEDLES)]
            return build(self._found(Known(at, ("survey_id", self.survey.pk)), per_word), *given[len(needles) :])

        return engine().run(shape, built, timezone.now(), [*needles, *more])

    def _found(self, known: Known, words: Sequence[Sequence[str]]) -> ir.Table:
        """(fact, at, because) of each that is like what is sought."""
        sought, found = self.sought, judged(known)
        since, until = sought.window(self.survey.timezone)
        if since:
            found = found.filter(found["at"] >= since)
        if until:
            found = found.filter(found["at"] < until)
        if sought.language:
            found = found.filter(found["language"] == ("" if sought.language == NOT_SAID else sought.language))
        if sought.version:
            found = found.filter(found["version"] == sought.version)
        if sought.counts:
            found = found.filter(_counts(found, sought.counts))
        if sought.answer:
            found = found.filter(_answered(found, sought))
        if sought.review:
            found = found.semi_join(_reviewed(known, sought.review), "fact")
        for word, chosen in zip(words, self._chosen, strict=bool(words)):
            found = found.filter(self._says(known, found, word, chosen))
        return found.select("fact", "at", "because")

    def _says(self, known: Known, found: ir.Table, word: Sequence[str], chosen: Chosen) -> ir.BooleanValue:
        """Whether a response, or who gave it, says a word."""
        said = found["fact"].isin(_writing(self.survey, word, self._keys)) | found["record"].isin(_calling(word))
        said |= found["record"].isin(_from(known, word))
        for question, values in chosen:
            given = answers_to(question)
            said |= found["fact"].isin(given.filter(given["value"].isin(values))["fact"])
        return said

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        """The names of questions that have one of the words in them: to find these would find every response."""
        words = [word.lower() for word in self.sought.words]
        paths = {part for question in self.questions for part in _paths(question.path)}
        return tuple(sorted(path.lower() for path in paths if any(word in path.lower() for word in words)))

    @cached_property
    def _chosen(self) -> tuple[Chosen, ...]:
        """For each word the choices that are called so, in any language."""
        return tuple(tuple(_choices_called(self.questions, folded_name(word))) for word in self.sought.words)


Chosen = tuple[tuple[int, tuple[str, ...]], ...]  # the numbers of questions, with values


def _counts(found: ir.Table, counts: str) -> ir.BooleanValue:
    if counts in (COUNTS, COUNTS_NOT):
        return (found["because"] == "") == (counts == COUNTS)
    return found["because"] == counts


def _answered(found: ir.Table, sought: Sought) -> ir.BooleanValue:
    given = answers_to(sought.question)
    if sought.answer == NOT_SAID:
        return ~found["fact"].isin(given["fact"])
    return found["fact"].isin(given.filter(given["value"] == sought.answer)["fact"])


def _reviewed(known: Known, review: str) -> ir.Table:
    said = known(Response)
    if review == Review.AGAIN:
        said = said.filter(said["review_again"])
    else:
        said = said.filter(said["status"] == ("" if review == Review.NONE else review))
    return said.select(fact="id")


NEEDLES = 9  # texts by which a word is sought: folded, as it may be spelt, and as JSON writes that


def _needles(word: str) -> Iterator[str]:
    spelt = (word, word.lower(), word.upper(), word.title())
    yield folded_name(word) or word
    yield from spelt
    # Django writes JSON to SQLite in ASCII, and databases know capitals of ASCII only, or of everything.
    yield from (json.dumps(each)[1:-1].lower() for each in spelt[1:])
    yield word.lower()


def _any(column: ir.StringValue, needles: Iterable[str]) -> ir.BooleanValue:
    found = ibis.literal(False)
    for needle in needles:
        found |= column.contains(needle)
    return found


def _writing(survey: Survey, word: Sequence[str], keys: Sequence[str]) -> ir.Column:
    """The responses that have a word in their answers; the names of their questions are no answers."""
    schema = {"id": "int64", "survey_id": "int64", "retracted_at": "timestamp", "answers": "json"}
    given = ibis.table(schema, name=Response._meta.db_table)
    given = given.filter((given["survey_id"] == survey.pk) & given["retracted_at"].isnull())
    text = given["answers"].cast("string").lower()
    for key in keys:
        text = text.replace(f"{json.dumps(key)}: ", "")
    return given.filter(_any(text, word[5:]))["id"]


def _calling(word: Sequence[str]) -> ir.Column:
    """The records of people who are called so, or their organisation, or their address."""
    people = table_of(PersonRecord)
    called = people["folded_name"] + " " + people["folded_organisation"]
    return people.filter(called.contains(word[0]) | people["email"].lower().contains(word[8]))["id"]


def _from(known: Known, word: Sequence[str]) -> ir.Column:
    """The records of people from a place that is typed so, or read so."""
    place, city, country = table_of(PlaceName), table_of(City), table_of(Country)
    city, country = city.select("name", city_id="geonameid"), country.select("name", country_id="iso2")
    read = known(PlaceReading).select("place_id", "city_id", "country_id")
    read = read.left_join(city.rename(city="name"), "city_id").left_join(country.rename(country="name"), "country_id")
    said = place.left_join(read.select("city", "country", id="place_id"), "id")
    text = said["text"] + " " + said["country_text"]
    text = text + " " + said["city"].fill_null("") + " " + said["country"].fill_null("")
    people = table_of(PersonRecord)
    return people.filter(people["place_id"].isin(said.filter(_any(text, word[1:5]))["id"]))["id"]


def _choices_called(questions: Iterable[Question], word: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    for question in questions:
        called = [
            choice.value
            for choice in question.choices.all()
            if word and any(word in folded_name(label) for label in {choice.label, *choice.labels.values()})
        ]
        if called and not is_personal(question):
            yield question.pk, tuple(called)


def _paths(path: str) -> Iterator[str]:
    """A question's path and those of the groups around it, under which a repeat's answers stand."""
    parts = path.split("/")
    return ("/".join(parts[:end]) for end in range(1, len(parts) + 1))


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that a rule may ask of a response: whether it does, and whether the response meets it."""

    name: str
    asked: bool
    met: bool


def judgement(response: Response, rule: Rule) -> tuple[str, list[Criterion]]:
    """Why a response that holds does not count ("": it does), and how it stands to each criterion of the rule that is
    published."""
    names = [name for name in CRITERIA if name != "least_answered"]
    given = (str(response.survey_id), str(response.pk))

    def said(at: datetime, values: Sequence[str]) -> ir.Table:
        return _of_one(responses, at, values).select("answered", *names)

    def why(at: datetime, values: Sequence[str]) -> ir.Table:
        return _of_one(judged, at, values).select("because")

    now = timezone.now()
    [(because,)] = engine().run("why one counts", why, now, given)
    [(answered, *met)] = engine().run("what one meets", said, now, given)
    told = dict(zip(names, map(bool, met), strict=True)) | {"least_answered": answered >= rule.least_answered}
    return because, [Criterion(name, name in rule.demands, told[name]) for name in CRITERIA]


def _of_one(table: Callable[[Known], ir.Table], at: datetime, values: Sequence[str]) -> ir.Table:
    """The row of one response in a table of those of a survey, by the numbers of both."""
    survey, response = map(number, values)
    found = table(Known(at, ("survey_id", survey)))
    return found.filter(found["fact"] == response)
