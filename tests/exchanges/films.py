"""Films for tests: a few seconds of a picture and a tone, made by ffmpeg."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

PICTURE = ("-f", "lavfi", "-i", "testsrc=size=320x180:rate=10")
TONE = ("-f", "lavfi", "-i", "sine")
AS_FILM = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


def make_film(path: Path, *, seconds: int = 8, picture: bool = True, tone: bool = True) -> Path:
    """A film at `path`; its ending says in which form."""
    if shutil.which("ffmpeg") is None:
        pytest.fail("ffmpeg is not installed (Debian: ffmpeg); `make servers` installs it")
    given = [*(PICTURE if picture else ()), *(TONE if tone else ())]
    how = ["-t", str(seconds), *(AS_FILM if picture else ())]
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", *given, *how, "-y", str(path)], check=True)
    return path
