"""`sarai help`: what an officer needs first, in groups and one line each; Django's own commands below."""

from __future__ import annotations

import re

from django.core.management import get_commands

from sarai.cli import ADMINISTRATION, Sarai


def own_and_others() -> tuple[str, str]:
    """The two halves of what `sarai help` prints."""
    own, others = Sarai(["sarai", "help"]).main_help_text().split(ADMINISTRATION)
    return own, others


def test_every_command_of_ours_stands_first_with_its_line():
    own, others = own_and_others()
    lines = dict(re.findall(r"^  (\w+) +(\S.*)$", own, re.MULTILINE))
    ours = {name for name, app in get_commands().items() if isinstance(app, str) and app.startswith("sarai.")}
    assert lines.keys() == ours - {"db_worker"}
    assert lines["intake"].startswith("Takes files in")
    assert all(line.endswith((".", "…")) and len(line) <= 105 for line in lines.values())
    assert "db_worker" in others


def test_they_are_in_groups():
    own, _others = own_and_others()
    assert own.index("To begin") < own.index("  setup ") < own.index("Files and records") < own.index("  intake ")


def test_what_can_destroy_stands_under_administration_with_a_warning():
    own, others = own_and_others()
    for name in ("flush", "shell", "sqlflush", "migrate"):
        assert f"\n  {name} " not in own
        assert re.search(rf"\b{name}\b", others)
    assert "delete records without asking" in others


def test_programs_get_names_alone():
    names = Sarai(["sarai", "help"]).main_help_text(commands_only=True).split()
    assert set(names) == set(get_commands())
