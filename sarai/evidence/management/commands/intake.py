"""`sarai intake`: take files in."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sarai.evidence.engine.question import read_date
from sarai.evidence.formats import Order, formats
from sarai.evidence.intake import NeedsTarget, Outcome, Refused, save_mapping, take_in


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, ZoneInfoNotFoundError, OSError):
        # A part of the world (“America”) is a folder of zones, which Python tries to open.
        raise CommandError(f"“{name}” is no time zone. Write one like Africa/Nairobi.") from None


def _meaning(pair: str) -> tuple[str, str]:
    """The header and the field of a `--map`."""
    header, _equals, field = pair.rpartition("=")
    if not header or not field:
        raise CommandError(f"--map “{pair}” does not say what the column means. Write it as --map HEADER=name.")
    return header, field


class Command(BaseCommand):
    help = (
        "Takes files in: exports of Zoom, Tencent Meeting/VooV, Teams, Eventbrite, Google Forms, KoboToolbox, ODK and "
        "YouTube, and plain tables. The format is recognised. Each file is taken in whole or not at all; the same file "
        "again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--event", default="", metavar="SLUG", help="the event that the file is about")
        parser.add_argument("--session", type=int, metavar="N", help="which of the event's sessions")
        parser.add_argument("--series", default="", metavar="SLUG", help="the series that a table of views is about")
        parser.add_argument("--programme", default="", metavar="SLUG", help="the programme, for a table of views")
        parser.add_argument(
            "--mode", default="", choices=["", "live", "playback"], help="of views, where the file does not say it"
        )
        parser.add_argument("--survey", default="", metavar="SLUG", help="the survey that the file is about")
        keys = ", ".join(sorted(how.key for how in formats()))
        parser.add_argument(
            "--format", default="", metavar="NAME", help=f"do not recognise the format: it is one of {keys}"
        )
        parser.add_argument(
            "--order",
            choices=["day-first", "month-first"],
            help="whether the file's dates put the day or the month first",
        )
        parser.add_argument("--timezone", default="", metavar="ZONE", help="of the file's times, if not the event's")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="HEADER=FIELD",
            help="what a column of a plain table means; remembered for every file with the same headers",
        )
        parser.add_argument(
            "--known-since", default="", metavar="D", help="history: the day on which the programme got the file"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument("--json", action="store_true", help="answer as JSON, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            since = read_date(options["known_since"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        options["zone"] = _zone(options["timezone"])
        options["columns"] = dict(map(_meaning, options["map"]))
        named = ("event", "session", "series", "programme", "mode", "survey")
        target = {name: options[name] for name in named if options[name] not in ("", None)}
        results = [self._one(path, target, since, options) for path in options["files"]]
        if options["json"]:
            self.stdout.write(json.dumps(results, ensure_ascii=False, indent=2))
        if any("error" in result for result in results):
            raise CommandError("Not every file was taken in.", returncode=1)

    def _one(self, path: Path, target: dict[str, Any], since: Any, options: dict[str, Any]) -> dict[str, Any]:
        quiet = options["json"]
        try:
            if not path.is_file():
                raise Refused(f"There is no file “{path}”.")
            if options["columns"] and not options["dry_run"]:
                save_mapping(path, columns=options["columns"], name=path.name, by="command line", at=timezone.now())
            outcome = take_in(
                path,
                name=path.name,
                by="command line",
                at=timezone.now(),
                target=target,
                format_key=options["format"],
                known_since=datetime.combine(since, time(), UTC) if since else None,
                zone=options["zone"],
                order=Order(options["order"]) if options["order"] else None,
                columns=options["columns"],
                dry_run=options["dry_run"],
                progress=(lambda _n: None) if quiet or not self.stderr.isatty() else self._progress,
            )
        except Refused as refusal:
            if not quiet:
                self.stderr.write(f"{path}: {refusal}")
                for choice, label in refusal.choices if isinstance(refusal, NeedsTarget) else ():
                    self.stderr.write("    " + " ".join(f"--{k} {v}" for k, v in choice.items()) + f"  ({label})")
            return {"file": str(path), "error": str(refusal)}
        if not quiet:
            self._say(path, outcome, options["dry_run"])
        return {"file": str(path), "dry_run": options["dry_run"], **outcome.summary}

    def _progress(self, records: int) -> None:
        self.stderr.write(f"\r{records:,} rows read", ending="")
        self.stderr.flush()

    def _say(self, path: Path, outcome: Outcome, dry_run: bool) -> None:
        if outcome.already:
            self.stdout.write(f"{path}: taken in already on {outcome.already.entered_at:%Y-%m-%d}; nothing changes.")
            return
        tally = ", ".join(f"{number:,} {word}" for word, number in sorted(outcome.tally.items()) if number)
        would = "would be: " if dry_run else ""
        self.stdout.write(f"{path}: {outcome.format}, {outcome.about}: {would}{tally or 'no rows'}")
        for problem in outcome.problems[:10]:
            self.stdout.write(f"    {problem.where.sheet} line {problem.where.line}: {problem.message}")
        if outcome.problem_count > 10:
            self.stdout.write(f"    … and {outcome.problem_count - 10:,} more")
