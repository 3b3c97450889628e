"""How much of somebody else's file this program is prepared to read."""

from dataclasses import dataclass

MiB = 1 << 20
GiB = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes unless the name says otherwise. The defaults are far above any export met in practice."""

    max_bytes: int = GiB
    max_unpacked: int = 4 * GiB
    """What all parts of a ZIP container may come to once unpacked."""
    max_ratio: int = 200
    """Unpacked size over packed size; sheets of real workbooks stay under 100."""
    ratio_from: int = 32 * MiB
    """Parts smaller than this may be packed as tightly as they like."""
    max_entries: int = 10_000
    max_columns: int = 2_000
    max_line_chars: int = MiB
    """Of one row, all its cells together."""
    max_cell_chars: int = 131_072


DEFAULT = Limits()
