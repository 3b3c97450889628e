"""`sarai sources`: where records came from, and taking a file back."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sarai.evidence import queries
from sarai.evidence.actions import Withdrawal, withdraw
from sarai.evidence.engine.question import read_date
from sarai.evidence.management.piping import let_go
from sarai.evidence.models import Source

SHORTEST_SHA = 12  # as much of a SHA-256 as pages show of it


class Command(BaseCommand):
    help = (
        "Where records came from. 'list' names every source with its number, and 'withdraw' takes a whole file back: "
        "every fact that it brought is retracted, and what other files state too stays counted under those. Taking the "
        "same file in again undoes it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list", help="every source, the latest first")
        back = verbs.add_parser("withdraw", help="take a file back")
        back.add_argument("source", metavar="NUMBER|SHA256", help="its number, or its SHA-256 or the first 12 of that")
        back.add_argument("--reason", required=True, help="why; it is kept. Do not name anybody in it")
        back.add_argument(
            "--known-since", default="", metavar="D", help="history that never held: the day since which it is left out"
        )
        back.add_argument("--dry-run", action="store_true", help="only say what would change")
        for verb in verbs.choices.values():
            verb.add_argument("--json", action="store_true", help="answer as JSON, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
            self.stdout.flush()
        except ValueError as error:
            raise CommandError(str(error)) from error
        except BrokenPipeError:
            let_go()

    def _list(self, options: dict[str, Any]) -> None:
        rows = [_plain(source) for source in Source.objects.select_related("withdrawn").order_by("-entered_at", "-pk")]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in rows:
            what = f"{row['number']:>6}  {row['known_since'][:10]}  {row['added']:>9,}  {row['kind']}: {row['title']}"
            self.stdout.write(what + (f"  withdrawn {row['withdrawn'][:10]}" if row["withdrawn"] else ""))

    def _withdraw(self, options: dict[str, Any]) -> None:
        since = read_date(options["known_since"])
        source = _found(options["source"])
        done = withdraw(
            source=source,
            reason=options["reason"],
            by="command line",
            at=timezone.now(),
            known=datetime.combine(since, time(), UTC) if since else None,
            dry_run=options["dry_run"],
        )
        if options["json"]:
            self.stdout.write(json.dumps(_told(source, done), ensure_ascii=False, indent=2))
            return
        would = "would be withdrawn" if options["dry_run"] else "withdrawn"
        self.stdout.write(f"{source.pk} {source.title}: {sum(done.retracted.values()):,} records {would}")
        for model, number in done.retracted.items():
            counting = ", ".join(f"{one.label} ({one.unit.label})" for one in queries.counting(model)) or "no figure"
            kept = f", {done.kept[model]:,} of them still known from other files" if model in done.kept else ""
            self.stdout.write(f"    {number:,} that are counted as {counting}{kept}")
        if not options["dry_run"]:
            self.stdout.write("Take the same file in again to undo this.")


def _found(text: str) -> Source:
    """The one source with this number or SHA-256. Raises ValueError."""
    if len(text) < SHORTEST_SHA:
        found = Source.objects.filter(pk=int(text)) if text.isdecimal() else Source.objects.none()
    else:
        found = Source.objects.filter(sha256__startswith=text.lower(), withdrawn=None)
    sources = list(found[:10])
    if not sources:
        raise ValueError(f"There is no source “{text}”, or it was withdrawn. `sarai sources list` names them all.")
    if len(sources) > 1:
        numbers = ", ".join(f"{source.pk} ({_about(source)})" for source in sources)
        raise ValueError(f"This file was taken in several times. Say which by its number: {numbers}.")
    return sources[0]


def _about(source: Source) -> str:
    return ", ".join(f"{kind} {slug}" for kind, slug in source.target.items()) or source.title


def _plain(source: Source) -> dict[str, Any]:
    return {
        "number": source.pk,
        "title": source.title,
        "kind": queries.source_name(source, named=False),
        "sha256": source.sha256,
        "target": source.target,
        "known_since": source.recorded_at.isoformat(),
        "entered": source.entered_at.isoformat(),
        "by": source.by,
        "added": source.tally.get("added", 0),
        "withdrawn": source.withdrawn.recorded_at.isoformat() if source.withdrawn else None,
    }


def _told(source: Source, done: Withdrawal) -> dict[str, Any]:
    """What a withdrawal did, as plain data: the records by what they are, with the figures that count them."""
    return {
        "source": source.pk,
        "title": source.title,
        "dry_run": done.act is None,
        "withdrawal": done.act.pk if done.act else None,
        "records": {
            model._meta.model_name: {
                "withdrawn": number,
                "still_known": done.kept.get(model, 0),
                "figures": {one.key: one.unit.key for one in queries.counting(model)},
            }
            for model, number in done.retracted.items()
        },
    }
