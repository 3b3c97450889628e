"""`sarai figures`: what it writes is for other programs too."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.making import make_event

ROOT = Path(__file__).parents[2]


@pytest.mark.django_db
def test_json_has_one_line_for_each_field():
    make_event()
    out = StringIO()
    call_command("figures", "exchanges.attendees", "--scope", "event:training", "--format", "json", stdout=out)
    [row] = json.loads(out.getvalue())
    assert (row["key"], row["value"]) == ("exchanges.attendees", 0)
    assert out.getvalue() == json.dumps([row], ensure_ascii=False, indent=2) + "\n"


def test_a_reader_who_has_seen_enough_ends_it_quietly(installation):
    """`sarai figures | head`: no traceback, though nobody reads what is written."""
    command = [sys.executable, "-m", "django", "figures", "exchanges.attendees"]
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        command, cwd=ROOT, env=installation.environment, stdout=writing, stderr=subprocess.PIPE, text=True
    )
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, "")
