"""A table of two questions over 100,000 responses by 60,000 people. Target: under a second, whichever unit is counted.

The floor is the smallest honest query that could give the same numbers, were every row to count: the two questions'
answers joined and grouped in plain SQL, in the same run.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from sarai.evidence.actions import insert  # noqa: E402
from sarai.evidence.engine.memory import cache  # noqa: E402
from sarai.evidence.models import Source  # noqa: E402
from sarai.network.models import Person, PersonLink, PersonRecord  # noqa: E402
from sarai.surveys.models import Answer, Choice, Question, Response, Survey  # noqa: E402
from sarai.surveys.tables.asked import Counting, breakdowns  # noqa: E402
from sarai.surveys.tables.tabulating import Asking, Tabulation, all_tables, effect  # noqa: E402

RESPONSES, PEOPLE = 100_000, 60_000
QUESTIONS, CHOICES = 6, 8
RUNS = 5
TARGET = 1000
AT_ONCE = 10_000
START = datetime(2020, 3, 1, tzinfo=UTC)
FLOOR = """
    SELECT one.value, other.value, COUNT(*) FROM surveys_answer one
    JOIN surveys_answer other ON other.response_id = one.response_id AND other.question_id = %s
    WHERE one.question_id = %s GROUP BY 1, 2
"""


def put(model: Any, rows: Iterator[dict[str, Any]]) -> None:
    """Insert rows, some at a time."""
    while some := list(islice(rows, AT_ONCE)):
        insert(model, some)


def made() -> tuple[Survey, list[Question]]:
    """A survey with its responses, put straight into the tables: how answers come in is measured elsewhere."""
    random.seed(20)
    call_command("migrate", verbosity=0)
    survey = Survey.objects.create(slug="bench-tables", title="Bench")
    source = Source.objects.create(kind=Source.Kind.FORM, title="bench", entered_at=START, recorded_at=START)
    asked = Question.objects.bulk_create(
        Question(survey=survey, path=f"q{n}", kind="select_one", label=f"Question {n}") for n in range(QUESTIONS)
    )
    Choice.objects.bulk_create(
        Choice(question=question, value=f"c{n}", label=f"Choice {n}") for question in asked for n in range(CHOICES)
    )
    genders = ("female", "male", "")
    put(PersonRecord, ({"content": str(n), "gender": genders[n % 3]} for n in range(RESPONSES)))
    Person.objects.bulk_create((Person() for _n in range(PEOPLE)), batch_size=AT_ONCE)
    records = list(PersonRecord.objects.order_by("pk").values_list("pk", flat=True))
    people = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    known = {"source_id": source.pk, "recorded_at": START}
    linked = ({"record_id": pk, "person_id": people[n % PEOPLE], "method": "email"} for n, pk in enumerate(records))
    put(PersonLink, (known | link for link in linked))
    put(Response, (known | _response(survey, n, pk) for n, pk in enumerate(records)))
    responses = list(Response.objects.filter(survey=survey).order_by("pk").values_list("pk", flat=True))
    put(Answer, _answers(asked, responses))
    return survey, asked


def _response(survey: Survey, number: int, record: int) -> dict[str, Any]:
    at = START + timedelta(minutes=number)
    return {"survey_id": survey.pk, "record_id": record, "submitted_at": at, "key": str(number), "content": ""}


def _answers(asked: list[Question], responses: list[int]) -> Iterator[dict[str, Any]]:
    for response in responses:
        for question in asked:
            if random.random() < 0.9:
                value = f"c{int(random.random() ** 2 * CHOICES)}"
                yield {"response_id": response, "question_id": question.pk, "value": value}


def milliseconds(do: Callable[[], object]) -> float:
    """The median of some runs after a first, in time of this process, in which the database runs too."""
    times = []
    for _run in range(RUNS + 1):
        started = time.process_time()
        do()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times[1:])


def plain(one: int, other: int) -> list[tuple[Any, ...]]:
    """The floor."""
    with connection.cursor() as cursor:
        cursor.execute(FLOOR, [other, one])
        return cursor.fetchall()


def main() -> None:
    """Print how long tables take, counting completions and people, as ratios of the floor."""
    survey, (one, other, *_others) = made()
    floor = milliseconds(lambda: plain(one.pk, other.pk))
    breakdown = breakdowns()["gender"]
    for counting in (Counting.COMPLETIONS, Counting.PEOPLE):
        asking = Asking(survey, counting)
        tables: dict[str, Callable[[], object]] = {
            "of one question": lambda asking=asking: Tabulation(asking, one).crosstab(),  # type: ignore[misc]
            "of two questions": lambda asking=asking: Tabulation(asking, one, other).crosstab(),  # type: ignore[misc]
            "of one by gender": lambda asking=asking: Tabulation(asking, one, breakdown).crosstab(),  # type: ignore[misc]
            f"of all {QUESTIONS}": lambda asking=asking: all_tables(asking, list(survey.questions.all())),  # type: ignore[misc]
            "what the rule removes": lambda asking=asking: effect(asking),  # type: ignore[misc]
        }
        for name, ask in tables.items():
            taken = milliseconds(lambda ask=ask: (cache.clear(), ask()))  # type: ignore[misc]
            print(
                f"tables: {name}, {counting}, {RESPONSES:,} responses: {taken:.0f} ms "
                f"(target {TARGET} ms for two questions; {taken / floor:.1f} × plain SQL, {floor:.0f} ms)"
            )


if __name__ == "__main__":
    main()
