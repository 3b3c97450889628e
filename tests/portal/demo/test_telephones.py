"""Answers that telephones send in the demonstration: through the door, at the moment at which they were sent."""

from datetime import UTC, datetime, timedelta

import pytest

from sarai.evidence.engine import Question, answer
from sarai.portal.demo.telephones import send
from sarai.surveys.models import Response, Submission
from tests.surveys.forms import published, xml

pytestmark = pytest.mark.django_db
FIRST = datetime(2020, 6, 3, 10, tzinfo=UTC)


@pytest.fixture
def survey(countries):
    return published()


def test_they_are_known_since_the_week_in_which_they_were_sent(survey):
    days = [FIRST + timedelta(days=days) for days in (0, 2, 9)]
    assert send(survey, [(day, xml(instance=f"uuid:{day}")) for day in days]) == 3
    assert list(Submission.objects.values_list("received_at", flat=True)) == days
    assert [one.recorded_at for one in Response.objects.order_by("pk")] == [days[1], days[1], days[2]]
    known = [answer(Question("needs.completions", survey.scope, as_of=day + timedelta(hours=1))).value for day in days]
    assert known == [0, 2, 3]


def test_sent_again_it_changes_nothing(survey):
    for _time in range(2):
        send(survey, [(FIRST, xml())])
    assert Response.objects.count() == 1


def test_what_is_not_taken_is_told(survey):
    with pytest.raises(ValueError, match="needs, 2020-06-03 10:00:00"):
        send(survey, [(FIRST, b"<data")])
