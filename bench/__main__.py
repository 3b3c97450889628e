"""`make bench`: every measure, each in a process of its own, on an installation of its own."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
ON_THE_DEMO = ("figures", "pages")  # these share its one installation
ALONE = (
    "intake",
    "places",
    "linkage",
    "logic",
    "answering",
    "submissions",
    "registering",
    "flood",
    "beats",
    "certificates",
    "matching",
    "match_page",
    "rounds",
    "series",
    "tables",
    "meaning",
)


def main() -> int:
    """Run the measures that are named, or all of them."""
    wanted = sys.argv[1:] or (*ON_THE_DEMO, *ALONE)
    with tempfile.TemporaryDirectory(prefix="sarai-bench-") as folder:
        return sum(_fails(name, Path(folder)) for name in wanted)


def _fails(name: str, folder: Path) -> bool:
    """Run one measure; whether it failed."""
    own = folder / ("demo" if name in ON_THE_DEMO else name)
    own.mkdir(exist_ok=True)
    environment = os.environ | {
        "SARAI_VAR_DIR": str(own),
        "SARAI_PLACES_INDEX": str(REPOSITORY / "var" / "places.sqlite3"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    return subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=REPOSITORY, env=environment).returncode != 0


if __name__ == "__main__":
    sys.exit(main())
