"""`sarai sources`: what there is, and taking a file back."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sarai.evidence.engine import Question, answer
from sarai.evidence.models import Source
from tests.making import attended, day, file, make_event, make_source, person, registered

pytestmark = pytest.mark.django_db

ROSA = person("Rosa Silva", organisation="Lima")


@pytest.fixture
def event():
    event = make_event()
    file(event, day(1), registered(ROSA), attended(ROSA, (0, 60), 4), session=1, title="wrong.csv", sha256="a1" * 32)
    return event


def sources(*words):
    said = StringIO()
    call_command("sources", *words, stdout=said)
    return said.getvalue()


def registrants(event):
    return answer(Question("exchanges.registrants", event.scope)).value


def test_a_dry_run_says_what_would_go_and_keeps_it(event):
    number = str(Source.objects.get().pk)
    said = sources("withdraw", number, "--reason", "another week", "--dry-run")
    assert "wrong.csv: 2 records would be withdrawn" in said
    assert "1 that are counted as Registrants (people), Registrations (registrations)" in said.replace(
        "Cities of registrants (cities), Countries of registrants (countries), ", ""
    )
    assert registrants(event) == 1


@pytest.mark.parametrize("name", [lambda source: str(source.pk), lambda s: s.sha256, lambda s: s.sha256[:12]])
def test_it_is_withdrawn_by_its_number_or_its_sha256(event, name):
    source = Source.objects.get()
    file(event, day(2), registered(ROSA, 7))
    told = json.loads(sources("withdraw", name(source), "--reason", "another week", "--json"))
    source.refresh_from_db()
    assert (told["source"], told["withdrawal"], told["dry_run"]) == (source.pk, source.withdrawn_id, False)
    assert {name: (one["withdrawn"], one["still_known"]) for name, one in told["records"].items()} == {
        "registration": (1, 1),
        "attendance": (1, 0),
    }
    assert told["records"]["attendance"]["figures"]["exchanges.attendees"] == "people"
    assert (source.withdrawn.reason, source.withdrawn.by) == ("another week", "command line")
    assert answer(Question("exchanges.attendees", event.scope)).value == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["99999"], "There is no source “99999”"),
        (["-"], "There is no source “-”"),
        (["f" * 64], "or it was withdrawn"),
        (["{pk}", "--known-since", "2020-01-01"], "known since 2020-10-01 only"),
        (["{pk}", "--known-since", "soon"], "“soon” is not a date"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(event, words, sentence):
    words = [word.format(pk=Source.objects.get().pk) for word in words]
    with pytest.raises(CommandError, match=sentence):
        sources("withdraw", *words, "--reason", "x")
    assert registrants(event) == 1


def test_of_a_file_that_was_taken_in_for_two_events_the_number_is_asked_for(event):
    source = Source.objects.get()
    make_source(day(2), sha256=source.sha256, target={"event": "other"})
    with pytest.raises(CommandError, match=rf"Say which by its number: {source.pk} \(event training, session 1\)"):
        sources("withdraw", source.sha256, "--reason", "x")


def test_the_list_names_every_source_and_what_was_withdrawn(event):
    sources("withdraw", str(Source.objects.get(title="wrong.csv").pk), "--reason", "x")
    act, wrong = json.loads(sources("list", "--json"))
    assert (wrong["title"], wrong["target"]) == ("wrong.csv", {"event": "training", "session": 1})
    assert wrong["withdrawn"] == act["known_since"]
    assert "wrong.csv  withdrawn" in sources("list")
