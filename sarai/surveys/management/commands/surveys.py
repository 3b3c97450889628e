"""`sarai surveys roles SURVEY FILE.yaml`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import msgspec
import yaml
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sarai.surveys.desk import give_roles
from sarai.surveys.intake.matching import Meaning
from sarai.surveys.models import Survey


class Column(msgspec.Struct, forbid_unknown_fields=True):
    """What a column means: its role, and the type of its answers."""

    role: str = ""
    type: str = ""


class Command(BaseCommand):
    help = (
        "Says what the columns of an imported export mean to the programme, from a YAML file of header: role (or "
        "header: {role: need.priority, type: select_multiple}, where one cell names several). Their answers count at "
        "once. A survey with a questionnaire has its roles there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        roles = verbs.add_parser("roles", help="give columns of an imported export their meaning")
        roles.add_argument("survey", metavar="SURVEY", help="slug of the survey")
        roles.add_argument("file", type=Path, metavar="FILE.yaml")
        roles.add_argument("--json", action="store_true", help="answer as JSON, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        survey = Survey.objects.filter(slug=options["survey"]).first()
        if survey is None:
            raise CommandError(f"There is no survey “{options['survey']}”.")
        try:
            meanings = _read(options["file"])
            number = give_roles(survey=survey, meanings=meanings, by="command line", at=timezone.now())
        except (OSError, yaml.YAMLError, ValueError) as error:
            raise CommandError(f"{options['file'].name}: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps({"columns": len(meanings), "responses": number}))
        else:
            self.stdout.write(f"{len(meanings)} columns have a meaning now; {number} responses are counted anew.")


def _read(path: Path) -> dict[str, Meaning]:
    """Header → what it means. Raises OSError, yaml.YAMLError or ValueError."""
    said = msgspec.convert(yaml.safe_load(path.read_bytes()), dict[str, str | Column])
    columns = {header: Column(one) if isinstance(one, str) else one for header, one in said.items()}
    return {header: Meaning(one.role, one.type) for header, one in columns.items()}
