"""The `sarai` command: Django's management commands, under our name."""

import os
import sys


def main() -> None:
    """Run a command; `sarai help` lists them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["sarai", *sys.argv[1:]])


if __name__ == "__main__":
    main()
