"""A programme file that cannot be applied says where, and changes nothing."""

import pytest
from django.core.management import CommandError, call_command

from sarai.exchanges.models import Event

pytestmark = pytest.mark.django_db
FILE = """
programme: {{slug: p, title: P, starts_on: 2020-01-01, ends_on: 2020-12-31}}
events:
  - slug: {slug}
    title: {title}
    timezone: UTC
    sessions: [{{title: One, day: 2020-09-08, at: "{at}", minutes: {minutes}}}]
    certificate: {{sessions: 1, share: {share}}}
"""
GOOD = {"slug": "training", "title": "T", "at": "07:30", "minutes": 90, "share": 0.5}


@pytest.fixture
def write(tmp_path):
    def file(**changed):
        path = tmp_path / "programme.yaml"
        path.write_text(FILE.format(**(GOOD | changed)), encoding="utf-8")
        return str(path)

    return file


@pytest.mark.parametrize(
    "changed",
    [
        {"slug": "''"},
        {"slug": "a/b"},
        {"slug": "x" * 51},
        {"title": "''"},
        {"title": "T" * 301},
        {"minutes": 0},
        {"minutes": -5},
        {"share": ".nan"},
        {"share": 2},
        {"at": "25:99"},
    ],
)
def test_a_value_that_cannot_be_is_refused(write, changed):
    with pytest.raises(CommandError) as refused:
        call_command("programme", "apply", write(**changed))
    assert "events[0]" in str(refused.value)
    assert not Event.objects.exists()


def test_applied_twice_it_changes_nothing(write, capsys):
    call_command("programme", "apply", write())
    call_command("programme", "apply", write())
    assert Event.objects.get().sessions.get().title == "One"
    assert "created" in capsys.readouterr().out
