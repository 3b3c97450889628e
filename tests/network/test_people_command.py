"""`sarai people`: decisions from a file, all of them or none, and a plain sentence for whatever prevents one."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from sarai.network import actions
from sarai.network.mentions import Mention
from sarai.network.models import Merge, PersonLink
from tests.making import day, make_source

pytestmark = pytest.mark.django_db
HEADER = "email_a,email_b,decision,reason,decided_on\n"


@pytest.fixture(autouse=True)
def _people() -> None:
    names = [(Mention(name=name, email=f"{name}@example.org"), name) for name in "abcd"]
    actions.Identifier(make_source(day(1))).identify(names)


def people(*words: str, **options) -> dict:
    out = StringIO()
    call_command("people", *words, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def table(tmp_path: Path, *rows: str, header: str = HEADER) -> str:
    path = tmp_path / "decisions.csv"
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return str(path)


def row(one: str, other: str, decision: str, day_decided: str = "2020-10-06") -> str:
    return f"{one}@example.org,{other}@example.org,{decision},asked,{day_decided}"


def person(name: str):
    return PersonLink.objects.get(record__email=f"{name}@example.org", retracted_at=None).person


def refused(tmp_path: Path, *rows: str, **more: str) -> str:
    """The sentence with which the command ends; nothing was decided by it."""
    before = Merge.objects.count()
    with pytest.raises(CommandError) as refusal:
        people("decide", table(tmp_path, *rows, **more))
    assert Merge.objects.count() == before
    return str(refusal.value)


def test_decisions_are_taken_and_the_same_file_again_changes_nothing(tmp_path):
    path = table(tmp_path, row("a", "b", "same"), row("c", "d", "different"), row("a", "nobody", "same"))
    assert people("decide", path) == {"merged": 1, "kept apart": 1, "not_found": 1}
    assert people("decide", path) == {"unchanged": 2, "not_found": 1}
    assert person("a") == person("b")


def test_of_a_file_with_one_bad_line_nothing_is_taken(tmp_path):
    sentence = refused(tmp_path, row("a", "b", "same"), "", row("c", "d", "perhaps"))
    assert sentence == "Line 4: The decision is “same” or “different”, not “perhaps”. Nothing of this file was taken."


def test_a_decision_dated_before_another_is_a_sentence(tmp_path):
    people("decide", table(tmp_path, row("c", "d", "same", "2020-10-06")))
    sentence = refused(tmp_path, row("a", "b", "same", "2020-10-07"), row("a", "c", "same", "2020-10-05"))
    assert sentence.startswith(
        "Line 3: This cannot hold since 2020-10-05: something else about these people was decided"
    )


def test_two_who_are_one_cannot_be_different_by_a_line(tmp_path):
    people("decide", table(tmp_path, row("a", "b", "same")))
    assert refused(tmp_path, row("a", "b", "different")).startswith("Line 2: These two are one person by now.")


def test_a_day_to_come_and_a_day_that_is_none_are_sentences(tmp_path):
    assert refused(tmp_path, row("a", "b", "same", "2999-01-01")).startswith(
        "Line 2: This cannot hold since 2999-01-01"
    )
    assert refused(tmp_path, row("a", "b", "same", "someday")).startswith("Line 2: “someday” is not a date.")


def test_who_was_erased_is_found_no_more(tmp_path):
    actions.erase_person(person=person("a"), reason="", by="x", at=timezone.now())
    assert people("decide", table(tmp_path, row("a", "b", "same"))) == {"not_found": 1}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name,city\nAna,Lima\n", "has no column decision, email_a, email_b."),
        (b"\xff\xfe\x00", "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_none_is_a_sentence(tmp_path, content, said):
    path = tmp_path / "decisions.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        people("decide", str(path))


def test_undoing_what_is_not_there_or_was_undone_is_a_sentence(tmp_path):
    people("decide", table(tmp_path, row("a", "b", "same")))
    [merge] = people("list")["merges"]
    assert people("undo", str(merge["number"])) == {"undone": merge["number"]}
    with pytest.raises(CommandError, match="undone already"):
        people("undo", str(merge["number"]))
    with pytest.raises(CommandError, match="no merge number 9"):
        people("undo", "9")


def test_erasing_asks_for_a_reason_and_somebody_known():
    with pytest.raises(CommandError, match="--reason"):
        people("erase", "a@example.org")
    with pytest.raises(CommandError, match="Nobody is known under “z@"):
        people("erase", "z@example.org", reason="asked")
    assert people("erase", "a@example.org", reason="asked") == {"erased_records": 1, "blanked_rows": 0}


def test_suggesting_since_a_day_that_is_none_is_a_sentence():
    with pytest.raises(CommandError, match="“soon” is not a date"):
        people("suggest", known_since="soon")
    assert people("suggest") == {"people": 4, "linked": 0, "suggested": 0}
