"""The demonstration event's files: synthetic people, in the formats of the platforms that a programme team uses.

`generate` writes a folder of files and a manifest. Pure Python: no database, no settings, no clock.
"""

from .design import Design, Traps
from .generate import generate
from .manifest import Manifest, read_manifest

__all__ = ["Design", "Manifest", "Traps", "generate", "read_manifest"]
