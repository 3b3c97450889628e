"""`sarai letters`: mail that the site writes, and what became of it."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sarai.evidence.management.piping import let_go
from sarai.letters import actions, bounces
from sarai.letters.models import Letter
from sarai.letters.transports import end_outage

LISTED = 1000


class Command(BaseCommand):
    help = (
        "Mail that the site writes, and what became of it. 'list' names letters with their numbers, the latest first; "
        "'send' sends now what waits, though the mail server could not be reached a moment ago; 'resend' sends one "
        "again that was refused, failed or perhaps went; and 'bounce' reads a mail that came back (RFC 3464), from a "
        "file or, with -, from another program, and notes the letter that it is about."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        listing = verbs.add_parser("list", help="letters, the latest first")
        listing.add_argument("--state", choices=Letter.State.values, help="only those in this state")
        listing.add_argument("--topic", default="", help="only those about this, for example event:training")
        listing.add_argument("--json", action="store_true", help="answer as JSON, for programs")
        verbs.add_parser("send", help="send what waits")
        again = verbs.add_parser("resend", help="send a letter again")
        again.add_argument("number", type=int, metavar="NUMBER", help="the number that 'list' shows")
        back = verbs.add_parser("bounce", help="read a mail that came back")
        back.add_argument("file", metavar="FILE|-", help="the mail; - reads it from another program")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
            self.stdout.flush()
        except (ValueError, OSError) as error:
            if isinstance(error, BrokenPipeError):
                let_go()
            else:
                raise CommandError(str(error)) from error

    def _list(self, options: dict[str, Any]) -> None:
        found = Letter.objects.defer("text", "attachments").order_by("-pk")
        if options["state"]:
            found = found.filter(state=options["state"])
        if options["topic"]:
            found = found.filter(topic=options["topic"])
        rows = [_plain(letter) for letter in found[:LISTED]]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in rows:
            said = f"{row['number']:>6}  {row['state']:<8}  {row['posted'][:16]}  {row['to']}  {row['subject']}"
            self.stdout.write(said + (f"  ({row['error']})" if row["error"] else ""))

    def _send(self, _options: dict[str, Any]) -> None:
        end_outage()
        run = actions.send_waiting(clock=timezone.now, most=sys.maxsize)
        self.stdout.write(", ".join(f"{state}: {number:,}" for state, number in sorted(run.done.items())) or "nothing")

    def _resend(self, options: dict[str, Any]) -> None:
        if not Letter.objects.filter(pk=options["number"]).exists():
            raise CommandError(f"There is no letter {options['number']}. `sarai letters list` names them.")
        actions.send_again(letter=options["number"], at=timezone.now())
        self.stdout.write("The worker sends it in a moment.")

    def _bounce(self, options: dict[str, Any]) -> None:
        reports = bounces.read(_content(options["file"]))
        noted = [letter for report in reports if (letter := actions.take_report(report, at=timezone.now()))]
        for letter in noted:
            self.stdout.write(f"letter {letter.pk}: {letter.state} ({letter.error})")
        if not noted:
            self.stdout.write("This report says nothing new about a letter of ours.")


def _content(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read(bounces.LARGEST)
    with Path(file).open("rb") as mail:
        return mail.read(bounces.LARGEST)


def _plain(letter: Letter) -> dict[str, Any]:
    return {
        "number": letter.pk,
        "to": letter.email,
        "subject": letter.subject,
        "purpose": letter.purpose,
        "topic": letter.topic,
        "state": letter.state,
        "reason": letter.reason,
        "error": letter.error,
        "tries": letter.tries,
        "posted": letter.posted_at.isoformat(),
        "sent": letter.sent_at.isoformat() if letter.sent_at else None,
    }
