"""`sarai intake`: what is asked wrongly is refused with a sentence, and a dry run remembers nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sarai.evidence.models import ColumnMapping
from sarai.exchanges.models import Registration
from tests.making import make_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(tmp_path):
    make_event()
    path = tmp_path / "people.csv"
    path.write_text("Wer,Woher\nAna,Lima\nBen,Accra\n", encoding="utf-8")
    return str(path)


def intake(path, *words):
    """What the command says, of what went well and of what did not."""
    said = StringIO()
    try:
        call_command("intake", path, "--event", "training", *words, stdout=said, stderr=said)
    except CommandError as error:
        said.write(str(error))
    return said.getvalue()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--timezone", "America"], "“America” is no time zone. Write one like Africa/Nairobi."),
        (["--timezone", "Mars/Base"], "“Mars/Base” is no time zone. Write one like Africa/Nairobi."),
        (["--map", "Wer"], "Write it as --map HEADER=name."),
        (["--map", "Wer="], "Write it as --map HEADER=name."),
        (["--map", "Wann=name"], "This file has no column “Wann”. Its columns are: Wer, Woher."),
        (["--map", "Wer=nmae"], "A column cannot mean “nmae”. Choose one of: name,"),
        (["--map", "Wer=name", "--session", "0"], "has no session 0. Its sessions are: 1, 2."),
        (["--map", "Wer=name", "--session", "-1"], "has no session -1. Its sessions are: 1, 2."),
    ],
)
@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_what_cannot_be_is_refused_with_a_sentence(table, words, sentence, dry):
    assert sentence in intake(table, *words, *dry)
    assert not Registration.objects.exists()


def test_a_dry_run_does_not_remember_what_columns_mean(table):
    words = ["--map", "Wer=name", "--session", "1"]
    assert "would be: 2 added" in intake(table, *words, "--dry-run")
    assert not ColumnMapping.objects.exists()
    assert "2 added" in intake(table, *words)
    assert ColumnMapping.objects.get().columns == {"Wer": "name"}
