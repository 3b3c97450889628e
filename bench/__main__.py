"""`make bench`: every measure, each in a process of its own, on an installation of its own."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
MEASURES = ("intake", "figures", "pages", "places", "linkage", "logic", "submissions", "tables")


def main() -> int:
    """Run the measures that are named, or all of them."""
    wanted = sys.argv[1:] or MEASURES
    with tempfile.TemporaryDirectory(prefix="sarai-bench-") as folder:
        environment = os.environ | {
            "SARAI_VAR_DIR": folder,
            "SARAI_PLACES_INDEX": str(REPOSITORY / "var" / "places.sqlite3"),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        failed = [
            name
            for name in wanted
            if subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=REPOSITORY, env=environment).returncode
        ]
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
