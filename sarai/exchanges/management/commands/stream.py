"""`sarai stream`: recordings as streams of our own."""

import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from sarai.exchanges.actions.streaming import NotPrepared, prepare_stream


class Command(BaseCommand):
    help = (
        "Streams of our own. 'prepare' turns a recording into HLS for good and for slow lines (720p and 360p), with "
        "ffmpeg, and prints the address to put into a session: whoever knows it can watch."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = parser.add_subparsers(dest="what", required=True)
        prepare = words.add_parser("prepare", help="turn a recording into a stream")
        prepare.add_argument("file", type=Path, metavar="FILE", help="the recording, in any form that ffmpeg reads")
        prepare.add_argument("--name", default="", help="what it is called in its address (made up if left out)")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        name = options["name"] or f"{slugify(file.stem)[:40] or 'recording'}-{secrets.token_hex(4)}"
        if name != slugify(name):
            raise CommandError(f"“{name}” cannot stand in an address. Use letters from a to z, digits and hyphens.")
        try:
            prepare_stream(recording=file, folder=settings.STREAMS_DIR, name=name)
        except NotPrepared as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"/streams/{name}/index.m3u8")
