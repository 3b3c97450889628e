"""The list of who qualifies and the figure are computed apart (in Python and in the database), and must agree."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from sarai.evidence.engine import Question, answer
from sarai.exchanges.queries import certificate_candidates
from tests.making import attended, day, file, handed_in, make_event, person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(5))
def test_list_and_figure_agree(seed):
    rng = random.Random(seed)
    event = make_event(sessions=3, rule={"sessions": 2, "share": 0.6, "assignment": True})
    people = [person(f"Person {number}") for number in range(40)]
    for session in (1, 2, 3):
        rows = [_join(rng, who, session, line) for line in range(3) for who in people if rng.random() < 0.6]
        file(event, day(session), *rows, session=session)
    file(event, day(4), *(handed_in(who) for who in people if rng.random() < 0.8))
    for moment in (day(3) + timedelta(hours=1), timezone.now()):
        qualified = [c for c in certificate_candidates(event, moment) if c.verdict.qualifies]
        assert answer(Question("exchanges.certificates", event.scope, moment)).value == len(qualified)
    assert qualified


def _join(rng, who, session, line):
    start = rng.uniform(-20, 80)
    return attended(who, (start, start + rng.uniform(0, 70)), line, session, device=str(line))


def test_the_list_says_what_was_missed_by_how_much():
    event = make_event(rule={"sessions": 2, "share": 0.6, "assignment": False})
    file(event, day(1), attended(person("Ana"), (0, 90)), session=1)
    file(event, day(2), attended(person("Ana"), (0, 52), session=2), session=2)
    [ana] = certificate_candidates(event, timezone.now())
    assert (ana.name, ana.seconds, ana.verdict.short) == ("Ana", {1: 5400, 2: 3120}, ((2, 120),))
