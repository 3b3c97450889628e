"""The survey exports and the table of assignments."""

import csv
from datetime import datetime

import pytest


def survey_rows(read, session: int) -> list[list[str]]:
    with (read.folder / f"survey-session-{session}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def moment(text: str) -> datetime:
    if text.endswith(" GMT+9"):
        return datetime.strptime(text, "%Y/%m/%d %I:%M:%S %p GMT+9")
    return datetime.strptime(text, "%m/%d/%Y %H:%M:%S")


def test_responses_run_from_the_first_session_to_the_ninth_of_november(published):
    moments = [moment(row[0]) for session in range(1, 6) for row in survey_rows(published, session)[1:]]
    assert min(moments).date() == datetime(2020, 9, 8).date()
    assert max(moments).date() == datetime(2020, 11, 9).date()


@pytest.mark.parametrize("session", [1, 2, 3, 4, 5])
def test_no_two_responses_share_address_and_moment(published, session):
    rows = survey_rows(published, session)[1:]
    assert len({(row[0], row[1].lower()) for row in rows}) == len(rows)
    moments = [moment(row[0]) for row in rows]
    assert moments == sorted(moments)


def test_respondents_are_mostly_attendees(published):
    people = set(published.completions)
    assert 0.9 < len(people & published.seconds.keys()) / len(people) < 1


def test_somebody_completed_one_survey_twice(published):
    for session in range(1, 6):
        people = [published.person(row[1]) for row in survey_rows(published, session)[1:]]
        if len(people) > len(set(people)):
            return
    pytest.fail("Nobody answered a survey twice.")


def test_a_choice_with_a_comma_is_among_the_joined_answers(published):
    answers = {row[6] for row in survey_rows(published, 2)[1:]}
    assert "Risk, hazard and vulnerability data, City-to-city exchange" in answers


def test_assignments_have_blank_scores_and_second_attempts(published):
    rows = published.rows("assignment-2020-10-20.csv")
    assert list(rows[0]) == ["Nombre completo", "Correo electrónico", "Curso", "Fecha de entrega", "Calificación"]
    assert "" in {row["Calificación"] for row in rows}
    assert len(rows) > len(published.handed_in) > 650
    latest = max(datetime.strptime(row["Fecha de entrega"], "%d/%m/%Y %H:%M") for row in rows)
    assert latest <= datetime(2020, 10, 20, 23, 59)
