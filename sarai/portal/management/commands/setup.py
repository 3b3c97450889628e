"""`sarai setup`."""

from typing import Any

from django.core.management.base import BaseCommand

from sarai.portal.setup import set_up


class Command(BaseCommand):
    help = "Sets this installation up, or brings it up to date: tables, countries, places, the map, translations."

    def handle(self, *args: Any, **options: Any) -> None:
        set_up(self.stdout.write)
        self.stdout.write("Set up.")
