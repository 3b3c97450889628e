"""`sarai demo`: the 2020 programme, with synthetic people, through the doors that a user has."""

import hashlib
import hmac
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from sarai.accounts.models import Role, User
from sarai.network.actions import keep_cities
from sarai.portal.demo import generate
from sarai.portal.demo.generate import PROGRAMME
from sarai.portal.demo.loading import load
from sarai.portal.demo.together import work_together
from sarai.portal.management.commands.serve import port_number, refuse_taken
from sarai.portal.setup import set_up

PUEBLA, LUOYANG = 3521081, 1801792
# An account for each role; two cities have an officer, so that one can ask and the other accept.
ACCOUNTS: tuple[tuple[str, str, Role, dict[str, Any]], ...] = (
    ("team@demo.example", "programme team", Role.TEAM, {}),
    ("steward@demo.example", "data steward", Role.STEWARD, {}),
    ("officer@demo.example", "officer of Puebla", Role.OFFICER, {"city": PUEBLA}),
    ("luoyang@demo.example", "officer of Luoyang", Role.OFFICER, {"city": LUOYANG}),
    ("partner@demo.example", "partner at CATIS", Role.PARTNER, {"institution": "catis"}),
)


class Command(BaseCommand):
    help = (
        "Makes a demonstration: the programme of 2020 with synthetic people. Its files are written as the platforms "
        "would have exported them and taken in like anybody's. A second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--serve", action="store_true", help="then run the site, on port 8000")
        parser.add_argument("--port", type=port_number, default=8000, help="the port of the site (8000)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["serve"]:
            refuse_taken(options["port"])
        set_up(self.stdout.write)
        folder = Path(settings.VAR_DIR) / "demo"
        manifest = folder / "manifest.yaml"
        if not manifest.exists():
            self.stdout.write("Writing the demonstration's files …")
            generate(folder)
        call_command("programme", "apply", str(folder / PROGRAMME.name), stdout=self.stdout)
        load(folder, self.stdout.write)
        self._users()
        if work_together():
            self.stdout.write("Officers of the demonstration have begun to work together.")
        if options["serve"]:
            self.stdout.write(f"\nSarai is on http://localhost:{options['port']} (stop it with Ctrl+C).")
            call_command("serve", port=options["port"])

    def _users(self) -> None:
        """Some accounts. Their passwords are made of this machine's secret, so that no two machines share them."""
        self.stdout.write("\nLog in as:")
        keep_cities([PUEBLA, LUOYANG])
        for email, name, role, speaks_for in ACCOUNTS:
            password = hmac.new(settings.SECRET_KEY.encode(), email.encode(), hashlib.sha256).hexdigest()[:12]
            user = User.objects.filter(email=email).first()
            if user is None:
                user = User.objects.create_user(email, password, name=f"Demo {name}", role=role, **speaks_for)
            _confirm(user)
            self.stdout.write(f"  {name:<20}  {email:<22}  {password}")
        self.stdout.write("Nobody in the demonstration is real.")


def _confirm(user: User) -> None:
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
