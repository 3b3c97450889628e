"""`sarai certificate`: issue certificates, check one without a network, revoke one, and keep the keys."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from collections.abc import Collection
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from sarai.evidence.engine.question import read_date
from sarai.exchanges import actions
from sarai.exchanges.credentials import KnownKey, SigningKey, StatusList, Verdict, did_document, keys_of, verify
from sarai.exchanges.credentials.pdf import open_pdf
from sarai.exchanges.credentials.verify import read_status_list
from sarai.exchanges.models import Event, IssuerKey
from sarai.exchanges.queries.keys import NoKey, known_keys, signing_key
from sarai.exchanges.queries.verifying import by_number, by_page, examine, read_number
from sarai.exchanges.templatetags.certificates import in_words, shows, standing_in_words

BY = "certificate command"


class Command(BaseCommand):
    help = (
        "Certificates. 'issue' gives one to everybody who qualifies and has none; 'verify' says whether a PDF or JSON "
        "is genuine, without a network (exit code 0: it is, 1: it is not); 'revoke' revokes one by its number; 'keys' "
        "lists the keys that sign, makes a new one, or marks one as compromised."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        issue = verbs.add_parser("issue", help="issue to everybody who qualifies and has none")
        issue.add_argument("event", help="the event, as in its address")
        check = verbs.add_parser("verify", help="say whether a certificate is genuine")
        check.add_argument("file", type=Path, help="a PDF or JSON")
        check.add_argument("--keys", type=Path, help="the issuer's keys, as copied from /.well-known/did.json")
        check.add_argument("--revocations", type=Path, action="append", default=[], help="a copied list of revocations")
        back = verbs.add_parser("revoke", help="revoke a certificate")
        back.add_argument("number")
        back.add_argument("--reason", required=True, help="why; whoever looks the number up reads it. Name nobody")
        keys = verbs.add_parser("keys", help="list the keys, as their public halves")
        what = keys.add_mutually_exclusive_group()
        what.add_argument("--new", action="store_true", help="make a new one, which signs from now on")
        what.add_argument("--compromised", metavar="KEY", help="what it signed since --since is trusted no more")
        keys.add_argument("--since", metavar="DAY", default="", help="the day, as 2026-01-31; without it, today")
        keys.add_argument("--reason", default="", help="why; it is kept")
        keys.add_argument("--json", action="store_true", help="answer as a did:web document")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
        except (ValueError, NoKey, OSError) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            told = _("This machine has no records of its own. Say whose certificate it is: --keys did.json")
            raise CommandError(told) from error

    def _issue(self, options: dict[str, Any]) -> None:
        event = Event.objects.filter(slug=options["event"]).first()
        if event is None:
            raise CommandError(_("There is no event “%(slug)s”.") % {"slug": options["event"]})
        issued = 0
        while True:
            done = actions.issue_certificates(event=event, by=BY, at=timezone.now())
            issued += done.issued
            if not done.left:
                break
        said = _("Issued: %(issued)d. Qualified, but without a name: %(nameless)d.")
        self.stdout.write(said % {"issued": issued, "nameless": done.nameless})

    def _verify(self, options: dict[str, Any]) -> None:
        data = options["file"].read_bytes()
        verdict = self._elsewhere(data, options) if options["keys"] else examine(data, at=timezone.now()).verdict
        self.stdout.write(standing_in_words(verdict))
        for reason in verdict.reasons:
            self.stdout.write(f"  {in_words(reason)}")
        if verdict.badge and shows(verdict):
            badge = verdict.badge
            for said in (badge.holder, badge.credential_subject.achievement.name, badge.issuer.name, badge.valid_from):
                self.stdout.write(f"  {said}")
        if not verdict.genuine:
            raise SystemExit(1)

    def _elsewhere(self, data: bytes, options: dict[str, Any]) -> Verdict:
        """A certificate of another site, by copies of its keys and its lists."""
        _did, keys = keys_of(json.loads(options["keys"].read_bytes()))
        now = timezone.now()
        lists = [_status_list(path, keys, now) for path in options["revocations"]]
        opened = open_pdf(data, keys) if b"%PDF-" in data[:1024] else None
        verdict = verify((opened.credential or b"") if opened else data, keys, lists or None, at=now)
        return by_page(verdict, opened.page if opened else None)

    def _revoke(self, options: dict[str, Any]) -> None:
        certificate = by_number(read_number(options["number"]))
        if certificate is None:
            raise CommandError(_("This programme has issued no certificate “%(number)s”.") % options)
        actions.revoke_certificate(certificate=certificate, reason=options["reason"], by=BY, at=timezone.now())
        self.stdout.write(_("Revoked: %s") % certificate.shown_number)

    def _keys(self, options: dict[str, Any]) -> None:
        if options["new"]:
            _add_key()
        if options["compromised"]:
            self._compromised(options)
        if options["json"]:
            self.stdout.write(json.dumps(did_document(settings.SITE_URL, known_keys()), indent=2))
            return
        signs = signing_key().id
        for key in known_keys():
            told = _("signs") if key.id == signs else _("verifies")
            if key.compromised_from:
                told = _("not trusted since %s") % f"{key.compromised_from:%Y-%m-%d}"
            self.stdout.write(f"{key.id}  {told}")

    def _compromised(self, options: dict[str, Any]) -> None:
        key = IssuerKey.objects.filter(name=options["compromised"]).first()
        if key is None:
            raise CommandError(_("No certificate was signed with a key “%(compromised)s”.") % options)
        day = read_date(options["since"])
        since = datetime.combine(day, time(), UTC) if day else timezone.now()
        actions.mark_compromised(key=key, since=since, reason=options["reason"], by=BY, at=timezone.now())


def _add_key() -> None:
    """Put a new secret behind those in the file; it signs from now on, and the older ones still verify."""
    if settings.CERTIFICATE_KEY:
        told = _("The keys of this site are in SARAI_CERTIFICATE_KEY. Put this new one behind them:")
        raise CommandError(f"{told}\n{SigningKey.new().pem()}")
    signing_key()
    path: Path = settings.CERTIFICATE_KEY_FILE
    both = path.read_text() + SigningKey.new().pem()
    made = path.with_suffix(".new")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(both)
    made.replace(path)


def _status_list(path: Path, keys: Collection[KnownKey], now: datetime) -> StatusList:
    found = read_status_list(path.read_bytes(), keys, at=now)
    if isinstance(found, Verdict):
        raise CommandError(f"{path}: {in_words(found.reasons[0])}")
    return found
