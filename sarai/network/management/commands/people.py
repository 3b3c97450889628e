"""`sarai people`: who is who."""

import csv
import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from sarai.network.actions import decide_pair, erase_address, suggest_links, sweep_files, undo_merge
from sarai.network.linkage import PersonRecord as Statement
from sarai.network.linkage import link, read_labelled
from sarai.network.mentions import email_key
from sarai.network.models import LinkSuggestion, Merge, Person, PersonRecord
from sarai.network.queries import person_under

BY = "command line"


class Command(BaseCommand):
    help = (
        "Who is who. An e-mail address links records by itself; other likely pairs are scored: 'suggest' links the "
        "certain ones and offers the others for review, 'decide' takes somebody's decisions from a file, 'undo' takes "
        "a merge back, 'erase' takes somebody's data out of the records and the kept files, with their account and "
        "what else is kept under their address, and 'link' tries the linkage on a file of records without touching "
        "the programme's."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        suggest = verbs.add_parser("suggest", help="score pairs of people, link the certain, offer the likely")
        suggest.add_argument("--known-since", default="", metavar="D", help="date automatic links from this day")
        decide = verbs.add_parser(
            "decide", help="CSV with email_a, email_b, decision (same or different), reason, decided_on"
        )
        decide.add_argument("file", type=Path, metavar="FILE")
        undo = verbs.add_parser("undo", help="take a merge back")
        undo.add_argument("merge", type=int, metavar="NUMBER", help="the number that 'list' shows")
        undo.add_argument("--reason", default="", help="why")
        erase = verbs.add_parser("erase", help="take somebody's data out; it cannot be taken back")
        erase.add_argument("email", metavar="EMAIL", help="an address of theirs, of a record or an account")
        erase.add_argument("--reason", required=True, help="why; do not write the person's name into it")
        verbs.add_parser("list", help="merges and open suggestions")
        one = verbs.add_parser("link", help="CSV of records in, pairs and people out; nothing is stored")
        one.add_argument("file", type=Path, metavar="FILE")
        for verb in verbs.choices.values():
            verb.add_argument("--json", action="store_true", help="answer as JSON, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = getattr(self, f"_{options['verb']}")(options)
        except ValueError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            for name, value in answer.items():
                self.stdout.write(f"{name.replace('_', ' ')}: {value if not isinstance(value, list) else len(value)}")

    def _suggest(self, options: dict[str, Any]) -> dict[str, Any]:
        now = timezone.now()
        return dict(suggest_links(by=BY, at=now, known=_midnight(options["known_since"]) or now))

    @transaction.atomic
    def _decide(self, options: dict[str, Any]) -> dict[str, Any]:
        """Every decision of the file, or none."""
        tally: Counter[str] = Counter()
        for line, row in _rows(options["file"]):
            try:
                tally[_decide_row(row)] += 1
            except ValueError as error:
                raise ValueError(f"Line {line}: {error} Nothing of this file was taken.") from error
        return dict(tally)

    def _undo(self, options: dict[str, Any]) -> dict[str, Any]:
        merge = Merge.objects.filter(pk=options["merge"]).first()
        if merge is None:
            raise CommandError(f"There is no merge number {options['merge']}.")
        now = timezone.now()
        undo_merge(merge=merge, reason=options["reason"], by=BY, at=now, known=now)
        return {"undone": merge.pk}

    def _erase(self, options: dict[str, Any]) -> dict[str, Any]:
        records = erase_address(email=options["email"], reason=options["reason"], by=BY, at=timezone.now())
        return {"erased_records": records, "blanked_rows": sweep_files(at=timezone.now())}

    def _list(self, options: dict[str, Any]) -> dict[str, Any]:
        merges = Merge.objects.select_related("source").order_by("pk")
        return {
            "people": Person.objects.filter(links__retracted_at=None).distinct().count(),
            "records": PersonRecord.objects.count(),
            "open_suggestions": LinkSuggestion.objects.filter(state=LinkSuggestion.State.OPEN).count(),
            "merges": [
                {
                    "number": m.pk,
                    "kept": m.kept_id,
                    "absorbed": m.absorbed_id,
                    "at": m.source.recorded_at.isoformat(),
                    "undone": m.undone_id is not None,
                }
                for m in merges
            ],
        }

    def _link(self, options: dict[str, Any]) -> dict[str, Any]:
        try:
            records, labels = read_labelled(options["file"])
            result = link(records)
        except (OSError, ValueError) as error:
            raise CommandError(f"“{options['file']}” cannot be read: {error}") from error
        same = _same_address(records)
        scored = [pair for pair in result.automatic if (pair.left, pair.right) not in same]
        automatic = [*((one, other, 1.0) for one, other in same), *((p.left, p.right, p.probability) for p in scored)]
        people = _joined([*same, *((pair.left, pair.right) for pair in scored)])
        return {
            "automatic": [[labels[one], labels[other], round(p, 6)] for one, other, p in automatic],
            "review": [[labels[p.left], labels[p.right], round(p.probability, 6)] for p in result.review],
            "people": [[labels[record] for record in group] for group in people],
        }


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The decisions of a file, with the line on which each ends. Raises ValueError where it is no such table."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            if missing := {"email_a", "email_b", "decision"} - set(table.fieldnames or ()):
                raise ValueError(f"“{path}” has no column {', '.join(sorted(missing))}.")
            for row in table:
                yield table.line_num, {name: value or "" for name, value in row.items() if isinstance(name, str)}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"“{path}” cannot be read: {error}") from error


def _decide_row(row: dict[str, str]) -> str:
    """What became of one decision: "merged", "kept apart", "unchanged" or "not_found". Raises ValueError."""
    if row["decision"] not in ("same", "different"):
        raise ValueError(f"The decision is “same” or “different”, not “{row['decision']}”.")
    one, other = (person_under(email_key(row[name])) for name in ("email_a", "email_b"))
    if one is None or other is None:
        return "not_found"
    now = timezone.now()
    return decide_pair(
        one=one, other=other, same=row["decision"] == "same", reason=row.get("reason", ""), by=BY,
        at=now, known=_midnight(row.get("decided_on", "")) or now,
    )  # fmt: skip


def _same_address(records: Iterable[Statement]) -> list[tuple[int, int]]:
    """Pairs of records with the same e-mail address, each with the first of them: an address links by itself."""
    first: dict[str, int] = {}
    pairs = []
    for record in records:
        address = email_key(record.email)
        if address and first.setdefault(address, record.id) != record.id:
            pairs.append((first[address], record.id))
    return pairs


def _joined(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The groups that pairs join."""
    group: dict[int, list[int]] = {}
    for one, other in pairs:
        ours, theirs = group.setdefault(one, [one]), group.setdefault(other, [other])
        if ours is not theirs:
            ours += theirs
            group |= dict.fromkeys(theirs, ours)
    return sorted(sorted(members) for members in {id(members): members for members in group.values()}.values())


def _midnight(day: str) -> datetime | None:
    """The beginning of a day. Raises ValueError."""
    try:
        return datetime.combine(datetime.fromisoformat(day).date(), time(), UTC) if day else None
    except ValueError:
        raise ValueError(f"“{day}” is not a date. Write it as 2020-10-06.") from None
