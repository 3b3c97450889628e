"""`sarai programme apply FILE.yaml`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sarai.portal import programme


class Command(BaseCommand):
    help = (
        "Sets the programme up from a YAML file: themes, institutions, series, events with their sessions, surveys. "
        "Applying the same file again changes nothing; what the file does not name is left alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        apply = verbs.add_parser("apply", help="bring the programme to what the file says")
        apply.add_argument("file", type=Path, metavar="FILE.yaml")
        apply.add_argument("--json", action="store_true", help="answer as JSON, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file “{path}”.")
        try:
            document, now = programme.read(path), timezone.now()
            tally = programme.apply(document, name=path.name, folder=path.parent, by="command line", at=now)
        except programme.BadProgramme as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(dict(tally)))
        else:
            self.stdout.write(
                f"{path.name}: {tally['created']} created, {tally['changed']} changed, {tally['unchanged']} unchanged."
            )
