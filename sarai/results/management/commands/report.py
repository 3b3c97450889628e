"""`sarai report highlights`: the yearly report as a PDF."""

import hashlib
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from sarai.evidence.engine.question import read_as_of
from sarai.results import queries
from sarai.results.report import HIGHLIGHTS, Document, Typeset, compose, typeset


class Command(BaseCommand):
    help = (
        "Writes reports. 'highlights' is the yearly report: every number in it is counted from records and is a link "
        "to them. The PDF is tagged for screen readers (PDF/UA-1) and made to be kept (PDF/A-2a)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        highlights = verbs.add_parser("highlights", help="write the Highlights of a year")
        highlights.add_argument("--year", type=int, required=True)
        highlights.add_argument("--to", type=Path, required=True, metavar="FILE.pdf")
        highlights.add_argument("--as-of", default="", metavar="D", help="as it was known at the end of this day")
        codes = [code for code, _name in settings.LANGUAGES]
        highlights.add_argument("--language", choices=codes, default=settings.LANGUAGE_CODE)
        highlights.add_argument("--json", action="store_true", help="answer as JSON, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["to"]
        if path.suffix.lower() != ".pdf":
            raise CommandError(f"“{path}” does not end in .pdf, and the report is a PDF. Write --to FILE.pdf.")
        with translation.override(options["language"]):
            try:
                document = compose(HIGHLIGHTS, queries.year_of(options["year"]), read_as_of(options["as_of"]))
            except ValueError as error:
                raise CommandError(str(error)) from error
            made = typeset(document)
        try:
            path.write_bytes(made.pdf)
        except OSError as error:
            raise CommandError(f"“{path}” cannot be written: {error.strerror}.") from error
        if options["json"]:
            self.stdout.write(json.dumps(_written(document, made, path), ensure_ascii=False, indent=2))
            return
        standards = ", ".join(standard.upper() for standard in made.standards) or made.missing
        self.stdout.write(
            f"{path}: {document.title}, {len(document.lines)} figures as known on {document.as_of_text} ({standards})."
        )


def _written(document: Document, made: Typeset, path: Path) -> dict[str, Any]:
    return {
        "file": str(path),
        "title": document.title,
        "language": document.language,
        "as_of": document.as_of,
        "bytes": len(made.pdf),
        "sha256": hashlib.sha256(made.pdf).hexdigest(),
        "standards": list(made.standards),
        "missing": made.missing,
        "figures": [
            {
                "key": line.key,
                "scope": line.scope,
                "value": line.value,
                "unit": line.unit,
                "evidence": settings.SITE_URL + line.figure.url,
            }
            for line in document.lines
        ],
    }
