"""Every table against the same numbers counted one by one: all units, all rules, corrections, merges and as-of dates."""

from __future__ import annotations

import random
import statistics
from collections import Counter, defaultdict
from datetime import timedelta

import pytest

from sarai.evidence.models import Fact, Source
from sarai.network.actions import merge_people
from sarai.network.models import PersonLink, PlaceReading
from sarai.surveys.models import Question, Response, Survey, Validity
from sarai.surveys.rules import EVERYTHING, STRICT, Rule
from sarai.surveys.tables.asked import Counting, breakdowns
from sarai.surveys.tables.shapes import NOTHING
from sarai.surveys.tables.tabulating import Asking, Tabulation, all_tables, effect, number_of_units
from tests.surveys.forms import NEEDS, NOW, filed, published, sent

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
CITIES = ("Durban", "Incheon", "INCHEON", "Nairobi", "", "Nowhereville")
ORGANISATIONS = ("City of Durban", "city of  Durban!", "Ayuntamiento de León", "AYUNTAMIENTO DE LEON", "")
WITH_ORGANISATION = NEEDS.replace(
    "| survey   | type ",
    "| survey   | type ",
).replace(
    "|          | text                      | country ",
    "|          | text                      | organisation | Organisation       | Organización             | organisation.name |     |          |            |\n"
    "|          | text                      | country ",
)
MOMENTS = (None, NOW + 2 * DAY, NOW + 4 * DAY, NOW + 5 * DAY)
RULES = (None, EVERYTHING, STRICT, Rule(consented=True), Rule(least_answered=0.7), Rule(no_faults=True))


def said(chance: random.Random, number: int) -> dict[str, str]:
    """What somebody answers; sometimes nothing to a question, and sometimes what the form does not allow."""
    themes = chance.sample(["health", "transport", "tourism"], chance.choice([1, 1, 2, 2, 3]))
    answers = {
        "email": f"p{chance.randrange(14)}@city.example",
        "gender": chance.choice(["female", "male", ""]),
        "city": chance.choice(CITIES),
        "organisation": chance.choice(ORGANISATIONS),
        "country": "",
        "needs": " ".join(themes),
        "support": " ".join(chance.sample(["training", "money"], chance.choice([0, 1, 2]))),
        "staff": chance.choice(["", "3", "3", "8", "150"]),
        "agree": chance.choice(["OK", "OK", ""]),
    }
    return {name: value for name, value in answers.items() if value}


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, place_index):
    """A survey over some days: answers, corrections, trials, verdicts of reviewers, merges, and two rules."""
    from django.db import transaction

    from sarai.network.actions import load_reference

    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        yield make()
        transaction.set_rollback(True)


def make() -> Survey:
    chance = random.Random(7)
    survey = published("needs", WITH_ORGANISATION, opens_at=NOW + DAY / 2, closes_at=NOW + 9 * DAY)
    for day in range(5):
        at = NOW + day * DAY
        for number in range(14):
            instance = f"uuid:{day}-{number}"
            meta = ""
            if day and number < 3:
                meta = f"<deprecatedID>uuid:{day - 1}-{number}</deprecatedID>"
            partners = tuple(chance.choices(CITIES[:4], k=chance.choice([0, 1, 3])))
            submission = sent(
                survey, at=at, instance=instance, meta=meta, partners=partners,
                language=chance.choice(["English (en)", "Español (es)"]), **said(chance, number),
            )  # fmt: skip
            if number == 9:
                submission.test = True
                submission.save()
        filed(at)
    for place, response in enumerate(Response.objects.filter(survey=survey, retracted_at=None).order_by("pk")):
        if place % 7 in (0, 1):
            response.status = ("approved", "rejected")[place % 7]
            response.finished = False
            response.save()
    people = sorted({link.person for link in PersonLink.objects.select_related("person")}, key=lambda one: one.pk)
    for kept, absorbed, day in ((0, 1, 2), (2, 3, 5)):
        merge_people(
            kept=people[kept], absorbed=people[absorbed], reason="the same", by="Stella",
            at=NOW + day * DAY, known=NOW + day * DAY,
        )  # fmt: skip
    for number, at, rule in ((1, NOW + DAY, Rule(consented=True)), (2, NOW + 4 * DAY, Rule(in_window=True))):
        source = Source.objects.create(kind=Source.Kind.ENTRY, title="rule", entered_at=at, recorded_at=at)
        Validity.objects.filter(survey=survey, retracted_at=None).update(retracted_at=at, retracted_by=source)
        demands = {name: getattr(rule, name) for name in Rule.__dataclass_fields__}
        Validity.objects.create(survey=survey, number=number, source=source, recorded_at=at, **demands)
    return survey


def held(model: type[Fact], moment, **where) -> list:
    """The facts that held at a moment, by looking at each."""
    found = model.objects.filter(**where).select_related()
    found = found.prefetch_related("counted") if model is Response else found
    if moment is None:
        return [fact for fact in found if fact.retracted_at is None]
    return [f for f in found if f.recorded_at <= moment and (f.retracted_at is None or f.retracted_at > moment)]


class Oracle:
    """The same survey, counted one response at a time."""

    def __init__(self, survey: Survey, rule: Rule | None, moment):
        self.survey = survey
        published_rules = held(Validity, moment, survey=survey)
        self.rule = rule or (Rule.of(published_rules[0]) if published_rules else Rule())
        self.people = {link.record_id: link.person_id for link in held(PersonLink, moment)}
        self.places = {reading.place_id: reading for reading in held(PlaceReading, moment)}
        self.responses = held(Response, moment, survey=survey)
        self.valid = [one for one in self.responses if self.because(one) == ""]

    def because(self, one: Response) -> str:
        """Why it does not count."""
        if one.status:
            return "" if one.status == "approved" else "rejected"
        met = {
            "no_tests": not one.test,
            "finished": one.finished,
            "in_window": self.survey.opens_at <= one.submitted_at < self.survey.closes_at,
            "consented": one.consent is not False,
            "no_faults": one.faults == 0,
            "least_answered": one.answered >= self.rule.least_answered,
        }
        return next((name for name, well in met.items() if getattr(self.rule, name) and not well), "")

    def unit(self, one: Response, counting: Counting):
        """What a response is counted as."""
        reading = self.places.get(one.record.place_id)
        letters = "".join(c if c.isalnum() else " " for c in one.record.organisation.casefold().replace("ó", "o"))
        return {
            Counting.COMPLETIONS: one.pk,
            Counting.PEOPLE: self.people[one.record_id],
            Counting.ORGANISATIONS: " ".join(letters.split()) or None,
            Counting.CITIES: reading.city_id if reading else None,
        }[counting]

    def units(self, counting: Counting) -> dict[object, list[Response]]:
        """What is counted, each with its responses, the latest last."""
        found: dict[object, list[Response]] = defaultdict(list)
        for one in sorted(self.valid, key=lambda one: (one.submitted_at, one.pk)):
            unit = self.unit(one, counting)
            if unit is not None:
                found[unit].append(one)
        return found

    def stated(self, one: Response, by: str) -> str:
        """A dimension of one response."""
        reading = self.places.get(one.record.place_id)
        found = {
            "country": reading.country_id if reading else None,
            "city": reading.city_id if reading else None,
            "gender": one.record.gender,
            "organisation_type": one.record.organisation_type,
            "month": one.submitted_at.strftime("%Y-%m"),
            "language": one.language,
            "version": one.version_id,
        }[by]
        return str(found) if found else NOTHING

    def column(self, mine: list[Response], by) -> set[str]:
        """The columns that a unit with these responses is in."""
        if by is None:
            return {NOTHING}
        if isinstance(by, Question):
            return answers(mine[-1], by) or {NOTHING}
        if by.key in ("month", "language", "version"):
            return {self.stated(mine[-1], by.key)}
        said = [self.stated(one, by.key) for one in mine]
        return {next((value for value in reversed(said) if value), NOTHING)}


def answers(one: Response, question: Question) -> set[str]:
    """The different answers of a response."""
    return {given.value for given in one.counted.all() if given.question_id == question.pk}


def tables(oracle: Oracle, counting: Counting, question: Question, by):
    """Cells, margins and total, counted one by one."""
    cells, rows, columns, total = Counter(), Counter(), Counter(), 0
    for mine in oracle.units(counting).values():
        mine_rows, mine_columns = answers(mine[-1], question) or {NOTHING}, oracle.column(mine, by)
        cells.update((row, column) for row in mine_rows for column in mine_columns)
        rows.update(mine_rows)
        columns.update(mine_columns)
        total += 1
    return cells, rows, columns, total


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
@pytest.mark.parametrize("counting", Counting)
def test_every_cell_and_margin(made, counting, moment):
    questions = {one.path: one for one in made.questions.prefetch_related("choices")}
    pairs = [
        *((path, by) for path in ("gender", "needs", "partner/partner_city") for by in (None, *breakdowns().values())),
        *((a, questions[b]) for a in ("gender", "needs") for b in ("needs", "gender", "partner/partner_city", "agree")),
    ]
    oracle = Oracle(made, None, moment)
    for path, by in pairs:
        if isinstance(by, Question) and by.path == path:
            continue
        table = Tabulation(Asking(made, counting, None, moment), questions[path], by).crosstab()
        cells, rows, columns, total = tables(oracle, counting, questions[path], by)
        told = (path, by, counting, moment)
        assert table.total == total, told
        assert {row: n for row, n in table.row_totals.items() if n} == rows, told
        if by is not None:
            assert {key: n for key, n in table.cells.items() if n} == cells, told
            assert {column: n for column, n in table.column_totals.items() if n} == columns, told
            assert {value.value for value in table.columns} >= set(columns), told
        if not table.overlapping_rows and by is not None and not table.overlapping_columns:
            assert sum(table.cells.values()) == total


@pytest.mark.parametrize("moment", MOMENTS[:3], ids=str)
@pytest.mark.parametrize("rule", RULES, ids=str)
def test_what_a_rule_counts_and_removes(made, rule, moment):
    oracle = Oracle(made, rule, moment)
    found = effect(Asking(made, rule=rule, as_of=moment))
    assert found.received == len(oracle.responses)
    assert found.count == len(oracle.valid)
    assert found.removed == {why: n for why, n in Counter(map(oracle.because, oracle.responses)).items() if why}
    for counting in Counting:
        asking = Asking(made, counting, rule, moment)
        assert number_of_units(asking) == len(oracle.units(counting)), (counting, rule)


@pytest.mark.parametrize("counting", Counting)
def test_numbers_and_places(made, counting):
    staff, support = (made.questions.prefetch_related("choices").get(path=path) for path in ("staff", "support"))
    oracle = Oracle(made, None, None)
    by_column, ranks = defaultdict(list), defaultdict(Counter)
    for mine in oracle.units(counting).values():
        [column] = oracle.column(mine, breakdowns()["gender"])
        for given in mine[-1].counted.all():
            if given.question_id == staff.pk:
                by_column[column].append(given.number)
            if given.question_id == support.pk:
                ranks[column][given.value, given.rank] += 1
    asking = Asking(made, counting)
    found = Tabulation(asking, staff, breakdowns()["gender"]).numbers()
    assert {column: each.n for column, each in found.items() if each.n} == {
        column: len(given) for column, given in by_column.items()
    }
    for column, given in by_column.items():
        assert found[column].mean == pytest.approx(statistics.fmean(given))
        assert found[column].median == statistics.median(given)
    for column, places in Tabulation(asking, support, breakdowns()["gender"]).ranking().items():
        for place in places:
            counts = ranks[column]
            name = place.value.value
            assert place.first == counts[name, 1]
            assert place.placed == counts[name, 1] + counts[name, 2]
            assert place.points == 2 * counts[name, 1] + counts[name, 2]


@pytest.mark.parametrize("counting", Counting)
def test_all_tables_at_once_are_the_tables_one_by_one(made, counting):
    questions = [one for one in made.questions.prefetch_related("choices") if one.kind != "text"]
    asking = Asking(made, counting)
    total, found = all_tables(asking, questions)
    assert total == number_of_units(asking)
    for question in questions:
        alone = Tabulation(asking, question)
        if question.kind == "integer":
            assert found[question.pk] == alone.numbers()[""]
        elif question.kind == "rank":
            assert found[question.pk] == alone.ranking()[""]
        else:
            one = alone.crosstab()
            same = found[question.pk]
            assert {row: n for row, n in same.row_totals.items() if n} == {r: n for r, n in one.row_totals.items() if n}
            assert (same.total, same.rows) == (one.total, one.rows)


def test_the_responses_behind_a_number_are_as_many_as_it_says(made):
    questions = {one.path: one for one in made.questions.prefetch_related("choices")}
    for counting in (Counting.COMPLETIONS, Counting.CITIES):
        for by in (breakdowns()["gender"], questions["gender"]):
            tabulation = Tabulation(Asking(made, counting), questions["needs"], by)
            table = tabulation.crosstab()
            for (row, column), count in table.cells.items():
                assert len(tabulation.behind(row, column)) == count, (counting, by, row, column)
            for row, count in table.row_totals.items():
                assert len(tabulation.behind(row, None)) == count
            assert len(tabulation.behind(None, None)) == table.total


def test_the_columnar_engine_gives_the_same_tables(made, settings):
    questions = {one.path: one for one in made.questions.prefetch_related("choices")}
    for counting in (Counting.PEOPLE, Counting.ORGANISATIONS):
        asking = Asking(made, counting, None, MOMENTS[2])
        for by in (breakdowns()["month"], questions["needs"]):
            tabulation = Tabulation(asking, questions["partner/partner_city"], by)
            table, behind = tabulation.crosstab(), tabulation.behind("Durban", NOTHING)
            settings.FIGURES_ENGINE = "duckdb"
            assert tabulation.crosstab() == table
            assert tabulation.behind("Durban", NOTHING) == behind
            settings.FIGURES_ENGINE = "database"
        numbers, everything = (
            Tabulation(asking, questions["staff"]).numbers(),
            all_tables(asking, [*questions.values()]),
        )
        settings.FIGURES_ENGINE = "duckdb"
        assert Tabulation(asking, questions["staff"]).numbers() == numbers
        assert all_tables(asking, [*questions.values()]) == everything
        settings.FIGURES_ENGINE = "database"
