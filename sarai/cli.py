"""The `sarai` command: Django's management commands, under our name; those of Sarai first."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from textwrap import fill, shorten

from django.core.management import ManagementUtility, get_commands, load_command_class

GROUPS: Mapping[str, tuple[str, ...]] = {
    "To begin": ("setup", "demo", "serve", "user"),
    "The programme": ("programme", "surveys", "letters", "stream", "beats"),
    "Files and records": ("intake", "sources", "places", "people"),
    "Figures and reports": ("figures", "report"),
}
INTERNAL = ("db_worker",)
ADMINISTRATION = "For administrators"
WARNING = "The framework's. Some of them delete records without asking; daily work needs none of them:"


class Sarai(ManagementUtility):
    """Runs a command, and lists them for people: what an officer needs first, in groups."""

    def main_help_text(self, commands_only: bool = False) -> str:
        """What `sarai help` prints; with `commands_only` every name, for programs."""
        if commands_only or self.settings_exception is not None:
            return str(super().main_help_text(commands_only))
        commands = get_commands()
        ours = {name: str(app) for name, app in commands.items() if str(app).startswith("sarai.")}
        others = sorted(name for name in commands if name not in ours or name in INTERNAL)
        lines = ["Sarai runs a city-cooperation programme. “sarai COMMAND --help” says more of a command.", ""]
        for title, names in _groups(ours).items():
            lines += [title, *(f"  {name:<10} {_line(ours[name], name)}" for name in names), ""]
        lines += [ADMINISTRATION, f"  {WARNING}"]
        lines.append(fill(", ".join(others), width=100, initial_indent="  ", subsequent_indent="  "))
        return "\n".join(lines)


def _groups(ours: Mapping[str, str]) -> dict[str, list[str]]:
    """Our commands by group; one that has none yet is among the last."""
    grouped = {title: [name for name in names if name in ours] for title, names in GROUPS.items()}
    placed = {*INTERNAL, *(name for names in grouped.values() for name in names)}
    return grouped | {"More": sorted(ours.keys() - placed)}


def _line(app: str, name: str) -> str:
    """What a command does, as far as a line holds it."""
    return shorten(str(load_command_class(app, name).help), width=105, placeholder=" …")


def main() -> None:
    """Run a command; `sarai help` lists them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    Sarai(["sarai", *sys.argv[1:]]).execute()


if __name__ == "__main__":
    main()
