"""`sarai beats`: heartbeats that wait on this machine."""

from typing import Any

from django.core.management.base import BaseCommand

from sarai.exchanges.tasks import read_beats


class Command(BaseCommand):
    help = (
        "Reads the heartbeats of watch pages that wait on this machine. The worker does it by itself; where several "
        "machines serve one site, a timer does it on each."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = read_beats.call()
        self.stdout.write(f"Sessions that were watched since the last time: {count}.")
