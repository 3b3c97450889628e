"""`sarai describe`: what is declared, as the pages of docs/."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

from sarai.evidence.engine import Indicator, dimension, indicators
from sarai.evidence.formats import formats
from sarai.letters.rules import LETTER
from sarai.needs.rules import FOLLOW_UP
from sarai.partnerships.rules.advice import ADVICE, OFFER, TAKE_UP
from sarai.partnerships.rules.pilots import PARTY, PILOT
from sarai.partnerships.rules.pipeline import PIPELINE


def describe_indicators() -> str:
    """docs/indicators.md."""
    lines = ["# What is counted", "", "Written by `sarai describe indicators`; a test keeps it true.", ""]
    for declared in indicators():
        counted = f"the records of `{declared.of}`" if not isinstance(declared, Indicator) else "records"
        by = ", ".join(str(dimension(name).label) for name in declared.dimensions) or "nothing"
        lines += [
            f"## `{declared.key}`: {declared.label}",
            "",
            str(declared.definition),
            "",
            f"Unit: {declared.unit.label}. Broken down by {by}. Opens {counted}.",
            "",
        ]
    return "\n".join(lines)


def describe_formats() -> str:
    """docs/formats.md."""
    lines = ["# Files that can be taken in", "", "Written by `sarai describe formats`; a test keeps it true.", ""]
    lines += ["The format is recognised by titles and headers, never by the file's name.", ""]
    lines += ["| name | file | where to get it |", "| --- | --- | --- |"]
    lines += [f"| `{how.key}` | {how.label} | {how.description} |" for how in formats()]
    return "\n".join([*lines, ""])


def describe_commands() -> str:
    """docs/commands.md."""
    lines = ["# Commands", "", "Written by `sarai describe commands`; a test keeps it true.", ""]
    for name, app in sorted(get_commands().items()):
        if isinstance(app, str) and app.startswith("sarai."):
            lines += [f"## `sarai {name}`", "", str(load_command_class(app, name).help), ""]
    return "\n".join(lines)


BEGINNING = "[*]"  # as it is drawn
# What goes through states: its heading, and state → step → the state after it.
MACHINES = {
    "Following up on somebody who asked to be contacted": FOLLOW_UP,
    "A letter on its way": LETTER,
    "A partnership": PIPELINE,
    "A pilot": PILOT,
    "A city or an institution that is asked into a pilot": PARTY,
    "A city's request for advice": ADVICE,
    "An offer of technology or know-how": OFFER,
    "A city that takes an offer up": TAKE_UP,
}


def describe_states() -> str:
    """docs/states.md."""
    lines = [
        "# States, and the steps between them",
        "",
        "Written by `sarai describe states`; a test keeps it true.",
        "",
    ]
    for heading, machine in MACHINES.items():
        arrows = [
            f"    {state or BEGINNING} --> {new}: {step}"
            for state, steps in machine.items()
            for step, new in steps.items()
        ]
        first = next(iter(machine))
        begins = [f"    {BEGINNING} --> {first}"] if first else []  # else its first step is among the arrows
        lines += [f"## {heading}", "", "```mermaid", "stateDiagram-v2", *begins, *arrows, "```", ""]
    return "\n".join(lines)


PAGES = {
    "indicators": describe_indicators,
    "formats": describe_formats,
    "commands": describe_commands,
    "states": describe_states,
}


class Command(BaseCommand):
    help = "Prints what is declared (indicators, formats, commands, states) as a page of the documentation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("page", choices=sorted(PAGES))

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(PAGES[options["page"]](), ending="")
