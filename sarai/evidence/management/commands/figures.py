"""`sarai figures`: what has been counted, with the evidence."""

import csv
import json
from argparse import ArgumentParser
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sarai.evidence.engine import Figure, Question, Scope, UnknownScope, answer, breakdown, indicators
from sarai.evidence.engine.question import read_as_of, read_date
from sarai.evidence.management.piping import let_go


class Command(BaseCommand):
    help = (
        "Shows figures: what was counted, for whom or what, as it was known on a date. Without KEY every figure that "
        "applies. Each comes with the address of its evidence, where its records can be opened."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("keys", nargs="*", metavar="KEY", help="indicator, for example exchanges.attendees")
        parser.add_argument(
            "--scope",
            default="programme",
            help="programme, or event, series, survey or theme:SLUG, country:ISO2, city:GEONAMEID",
        )
        parser.add_argument(
            "--from", dest="since", default="", metavar="D", help="only what happened on or after this day"
        )
        parser.add_argument(
            "--to", dest="until", default="", metavar="D", help="only what happened on or before this day"
        )
        parser.add_argument("--as-of", default="", metavar="D", help="as it was known at the end of this day")
        parser.add_argument(
            "--by", default="", metavar="DIMENSION", help="break down, for example by country or gender"
        )
        parser.add_argument("--format", choices=["table", "json", "csv"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = [self._one(question, options["by"]) for question in self._questions(options)]
        except (UnknownScope, ValueError) as error:
            raise CommandError(str(error)) from error
        rows = [row for row in found if row is not None]
        if not rows:
            by = f" by {options['by']}" if options["by"] else ""
            raise CommandError(f"Nothing is counted for {options['scope']}{by}.")
        try:
            getattr(self, f"_{options['format']}")(rows)
            self.stdout.flush()
        except BrokenPipeError:
            let_go()

    def _questions(self, options: dict[str, Any]) -> list[Question]:
        known = {declared.key: declared for declared in indicators()}
        if unknown := [key for key in options["keys"] if key not in known]:
            raise CommandError(f"Nothing is counted under the name “{unknown[0]}”. Choose from: {', '.join(known)}.")
        scope = Scope.parse(options["scope"])
        scope.found()
        asked = Question(
            "",
            scope,
            read_as_of(options["as_of"]),
            read_date(options["since"]),
            read_date(options["until"]),
        )
        self.all = not options["keys"]
        return [replace(asked, key=key) for key in options["keys"] or known]

    def _one(self, question: Question, by: str) -> dict[str, Any] | None:
        try:
            figure = answer(question)
            row = _plain(figure)
            if by:
                row["by"] = by
                row["value"] = {cell.label: cell.number for cell in breakdown(question, by)}
            return row
        except (UnknownScope, ValueError):
            # Asked for everything: what is not counted so is left out.
            if self.all:
                return None
            raise

    def _json(self, rows: list[dict[str, Any]]) -> None:
        self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))

    def _csv(self, rows: list[dict[str, Any]]) -> None:
        writer = csv.writer(self.stdout)
        writer.writerow(["key", "scope", "as_of", "value", "unit", "evidence"])
        for row in rows:
            value = row["value"]
            writer.writerow(
                [
                    row["key"],
                    row["scope"],
                    row["as_of"],
                    json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value,
                    row["unit"],
                    row["evidence"],
                ]
            )

    def _table(self, rows: list[dict[str, Any]]) -> None:
        width = max((len(row["key"]) for row in rows), default=0)
        for row in rows:
            value = row["value"]
            if isinstance(value, dict):
                by = f", by {row['by']}" if "by" in row else ""
                self.stdout.write(f"{row['key']}  ({row['unit']}{by})")
                inner = max(map(len, value), default=0)
                for label, number in value.items():
                    said = ", ".join(number) if isinstance(number, list) else f"{number:,}"
                    self.stdout.write(f"    {label:<{inner}}  {said:>9}")
            else:
                said = ", ".join(value) if isinstance(value, list) else f"{value:,}" if value is not None else "unknown"
                self.stdout.write(f"{row['key']:<{width}}  {said:>12}  {row['unit']}")


def _plain(figure: Figure) -> dict[str, Any]:
    return {
        "key": figure.question.key,
        "scope": str(figure.question.scope),
        "as_of": figure.as_of.isoformat(),
        "value": figure.value,
        "unit": figure.indicator.unit.key,
        "evidence": settings.SITE_URL + figure.url,
    }
