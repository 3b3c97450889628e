"""The scripts by themselves: each can be read, none says what it should not, and their own tests pass."""

import gzip
import re
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from sarai.surveys.offline.words import WORDS

ROOT = Path(__file__).parent.parent.parent.parent
SOURCES = sorted((ROOT / "sarai" / "surveys" / "scripts").rglob("*.js"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_script_can_be_read(path):
    subprocess.run(["node", "--check", path], check=True)
    lines = path.read_text().splitlines()
    assert len(lines) <= 400
    assert max(map(len, lines)) <= 120


def test_the_scripts_pass_their_own_tests():
    tests = sorted((Path(__file__).parent / "scripts").glob("*.test.js"))
    done = subprocess.run(["node", "--test", *tests], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert len(tests) == 2


def test_every_word_that_a_script_asks_for_is_there_and_none_is_idle():
    said = "".join(path.read_text() for path in SOURCES)
    asked = set(re.findall(r"\bwords\.(\w+)", said)) - {"push"}
    kinds = {"int", "decimal", "date", "time", "dateTime", "geopoint", "geotrace", "geoshape"}
    assert asked | kinds == set(WORDS) | {"here", "locating", "unlocated", "began"}


@pytest.mark.parametrize(("name", "most"), [("answer.js", 5), ("worker.js", 5), ("offline.js", 40)])
def test_a_script_is_light(scripts, name, most):
    content = Path(finders.find(f"surveys/{name}")).read_bytes()
    assert len(gzip.compress(content)) < most * 1024
    assert b"http://" not in content.replace(b"http://www.w3.org", b"")
    assert b"eval(" not in content
    assert b"new Function" not in content
