"""`sarai user add EMAIL --role ROLE`."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from sarai.accounts import actions
from sarai.accounts.models import Role


class Command(BaseCommand):
    help = (
        "Makes an account for somebody, or changes the one they have. Without a password they log in by a code that "
        "is sent to their address, and may then add a password or a passkey themselves."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser(
            "add",
            help="make an account, or give an existing one this role",
            description="Makes an account with a role, or gives an existing one this role; running it twice is safe. "
            "You vouch for the address: its owner is not asked to prove it.",
        )
        add.add_argument("email", metavar="EMAIL", help="their e-mail address; it is what they log in with")
        add.add_argument(
            "--role",
            choices=[role or "public" for role in Role.values],
            default="public",
            help="team: sees and does everything in the programme. steward: settles doubtful places and people. "
            "officer: speaks for one city. partner: speaks for one institution. public: an account without a role "
            "(the default)",
        )
        add.add_argument("--name", help="their name, as it stands beside what they decide")
        add.add_argument("--city", type=int, metavar="NUMBER", help="for an officer: the GeoNames number of their city")
        add.add_argument(
            "--institution", default="", metavar="NAME",
            help="for a partner: the short name of their institution in the programme file",
        )  # fmt: skip
        add.add_argument(
            "--password-from-env", metavar="VARIABLE",
            help="take their password from this environment variable; on the command line others could read it",
        )  # fmt: skip
        add.add_argument(
            "--admin", action="store_true", default=None,
            help="let them keep the installation: the administration pages, and everything else",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        role = "" if options["role"] == "public" else options["role"]
        try:
            user, new = actions.save_user(
                email=options["email"],
                role=role,
                name=options["name"],
                city=options["city"],
                institution=options["institution"],
                password=self._password(options["password_from_env"]),
                keeper=options["admin"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        done = "made" if new else "changed"
        how = "a password or a code" if user.has_usable_password() else "a code sent to this address"
        self.stdout.write(f"{user.email}: account {done}, {user.get_role_display()}. They log in by {how}.")

    def _password(self, variable: str | None) -> str | None:
        if variable is None:
            return None
        if not os.environ.get(variable):
            raise CommandError(f"The environment variable {variable} is not set, or is empty.")
        return os.environ[variable]
