"""After an intake the likely pairs of people are suggested by themselves, by the worker."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sarai.evidence.engine import Question, answer
from sarai.evidence.intake import follow_up_on, take_in
from sarai.evidence.models import Intake, Source
from sarai.network import actions, tasks
from sarai.network.mentions import Mention
from sarai.network.models import Compared, LinkSuggestion, Merge, PersonLink
from sarai.network.queries import fullest_statements
from tests.making import day, make_event, make_source
from tests.network.test_review_people import text_of

pytestmark = pytest.mark.django_db
HEADER = ["Name", "Email", "Organization", "Phone", "Registration time"]
MARIA = [
    "Maria Lopez Hernandez",
    "maria.lopez@city-of-lima.example",
    "City of Lima",
    "+51 1 555 0199",
    "2020-09-01 08:00",
]
AGAIN = ["María López Hernández", "mlopezhernandez@inbox.example", "City of Lima", "0051 15550199", "2020-09-01 09:00"]
SLIP = ["Maria Lopez Hernandez", "maria.lopes@city-of-lima.example", "City of Lima", "", "2020-09-01 09:30"]
OTHER = ["Chen Wei", "chen.wei@suva.example", "Suva Council", "", "2020-09-01 10:00"]


@pytest.fixture(autouse=True)
def _event(few_cities) -> None:
    make_event()


def table(tmp_path: Path, *rows: list[str], name: str = "people.csv") -> Path:
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


@pytest.fixture
def take(django_capture_on_commit_callbacks):
    """Take a file in, as one request or command of its own, which commits."""

    def taken(path: Path, **fields):
        with django_capture_on_commit_callbacks(execute=True):
            return take_in(path, name=path.name, by="x", at=timezone.now(), target={"event": "training"}, **fields)

    return taken


def queued() -> list[str]:
    return list(DBTaskResult.objects.order_by("enqueued_at").values_list("task_path", flat=True))


def work_off() -> None:
    """What the worker of `sarai serve` does, until nothing is left."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


def open_pairs() -> int:
    return LinkSuggestion.objects.filter(state="open").count()


def test_a_file_puts_the_comparison_into_the_queue_and_the_worker_does_it(tmp_path, take):
    take(table(tmp_path, MARIA, AGAIN, OTHER))
    assert queued() == ["sarai.network.tasks.compare_people"]
    assert open_pairs() == 0
    work_off()
    compared = DBTaskResult.objects.filter(task_path__endswith="compare_people")
    assert set(compared.values_list("status", flat=True)) == {"SUCCESSFUL"}
    suggestion = LinkSuggestion.objects.get()
    names = PersonLink.objects.filter(person__in=[suggestion.left_id, suggestion.right_id])
    assert {name.split()[0] for name in names.values_list("record__name", flat=True)} == {"Maria", "María"}
    assert answer(Question("exchanges.registrants")).reconsidered.value == 2


def test_a_dry_run_a_refused_file_and_the_same_file_again_put_nothing_into_the_queue(tmp_path, take):
    path = table(tmp_path, MARIA, AGAIN)
    take(path, dry_run=True)
    with pytest.raises(Exception, match="still to come"):
        take(path, known_since=timezone.now() + timezone.timedelta(days=2))
    assert queued() == []
    take(path)
    take(path)
    assert len(queued()) == 1


def test_a_later_file_is_compared_with_those_known_and_those_known_not_again(tmp_path, take, monkeypatch):
    take(table(tmp_path, MARIA, OTHER))
    work_off()
    assert open_pairs() == 0
    asked = []
    link = tasks.actions.linking.linkage.link
    monkeypatch.setattr(
        "sarai.network.linkage.link", lambda new, known: asked.append((len(new), len(known))) or link(new, known=known)
    )
    take(table(tmp_path, AGAIN, OTHER, name="later.csv"))
    work_off()
    assert asked == [(1, 2)]
    assert open_pairs() == 1


def test_once_done_it_is_not_done_again(tmp_path, take, monkeypatch):
    take(table(tmp_path, MARIA, AGAIN))
    work_off()
    monkeypatch.setattr("sarai.network.linkage.link", _never)
    tasks.compare_people.call(0)
    assert (open_pairs(), Compared.objects.count()) == (1, 1)


def _never(*_args, **_more):
    raise AssertionError("compared again")


def test_several_files_that_wait_are_compared_in_one_go(tmp_path, take):
    take(table(tmp_path, MARIA))
    take(table(tmp_path, AGAIN, name="later.csv"))
    assert len(queued()) == 2
    assert tasks.compare_people.call(0) == {"people": 2, "linked": 0, "suggested": 1}
    assert tasks.compare_people.call(0) == {"people": 0, "linked": 0, "suggested": 0}


def test_should_the_worker_die_the_next_one_does_it_whole(tmp_path, take, monkeypatch):
    take(table(tmp_path, MARIA, AGAIN, SLIP))
    with monkeypatch.context() as patch:
        patch.setattr("sarai.network.actions.linking._mark_as_compared", _dies)
        with pytest.raises(KeyboardInterrupt):
            tasks.compare_people.call(0)
    assert (open_pairs(), Merge.objects.count(), Compared.objects.count()) == (0, 0, 0)
    take(table(tmp_path, OTHER, name="later.csv"))
    work_off()
    assert (open_pairs(), Compared.objects.count()) == (1, 2)


def _dies(*_args) -> None:
    raise KeyboardInterrupt


def test_a_file_about_nobody_new_costs_nothing(tmp_path, take, django_assert_max_num_queries):
    take(table(tmp_path, MARIA))
    work_off()
    take(table(tmp_path, MARIA, MARIA, name="same-rows.csv"))
    with django_assert_max_num_queries(6):
        tasks.compare_people.call(0)
    assert Compared.objects.count() == 2


def test_by_the_web_it_is_the_same(tmp_path, as_steward, django_capture_on_commit_callbacks):
    with table(tmp_path, MARIA, AGAIN).open("rb") as file:
        as_steward.post("/intake/", {"files": file})
    job = Intake.objects.get()
    job.target = {"event": "training"}
    job.save()
    with django_capture_on_commit_callbacks(execute=True):
        work_off()
    as_steward.post(f"/intake/{job.pk}/confirm")
    with django_capture_on_commit_callbacks(execute=True):
        work_off()
    work_off()
    assert "Maria Lopez Hernandez" in text_of(as_steward.get("/review/people/"))


def test_a_figure_tells_how_many_suggestions_are_open_and_where_they_are_settled(
    tmp_path, take, as_steward, as_stranger
):
    take(table(tmp_path, MARIA, AGAIN, OTHER))
    address = "/evidence/exchanges.registrants/?scope=event:training"
    assert "suggestion" not in text_of(as_stranger.get(address))
    work_off()
    said = text_of(as_stranger.get(address))
    assert "1 suggestion is open. If it were accepted, the figure would be 2." in said
    assert "/review/people/" not in as_stranger.get(address).content.decode()
    assert '<a href="/review/people/">Settle them</a>' in as_steward.get(address).content.decode()


def test_what_a_figure_would_be_is_known_anew_once_a_pair_is_suggested(settings, tmp_path, take):
    settings.FIGURES_CACHED_IN_TRANSACTIONS = True
    take(table(tmp_path, MARIA, AGAIN, OTHER))
    assert answer(Question("exchanges.registrants")).reconsidered is None
    work_off()
    found = answer(Question("exchanges.registrants")).reconsidered
    assert (found.value, found.suggestions) == (2, 1)


def test_the_statement_compared_is_the_fullest_and_of_equals_the_latest(few_cities):
    source = make_source(day(1))
    said = [
        Mention(name="Ana", email="a@example.org"),
        Mention(name="Ana D", email="a@example.org", city="Nairobi"),
        Mention(name="Ana Diaz", email="a@example.org", city="Nowhere at all"),
        Mention(name="Ben", email="b@example.org"),
    ]
    records = actions.Identifier(source).identify([(one, str(n)) for n, one in enumerate(said)])
    ana, ben = sorted(fullest_statements().values(), key=lambda one: one.name)
    assert (ana.id, ana.name, ana.city, ana.country) == (records[2], "Ana Diaz", "Nowhere at all", "")
    assert (ben.id, ben.email, ben.city) == (records[3], "b@example.org", "")
    actions.Identifier(source).identify(
        [(Mention(name="Ben", email="b@example.org", city="Nairobi", gender="male"), "9")]
    )
    [ben] = [one for one in fullest_statements().values() if one.name == "Ben"]
    assert (ben.city, ben.country, ben.gender) == ("184745", "KE", "male")


def test_answers_that_come_in_by_the_second_are_compared_together_within_a_minute(
    db, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(3):
            follow_up_on(make_source(day(number + 1), kind=Source.Kind.FORM, sha256="", title="answers"))
    assert queued() == ["sarai.network.tasks.compare_people"]
    waits = DBTaskResult.objects.get().run_after - timezone.now()
    assert timedelta(seconds=50) < waits <= timedelta(minutes=1)
