"""Person records from a CSV file, whatever its columns are called."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pycountry
from anyascii import anyascii
from django.utils.translation import gettext as _

from sarai.network.linkage.records import PersonRecord
from sarai.network.linkage.vocabulary import columns_of

HEADERS = columns_of("headers")
"""Field → headers that mean it, the usual one first."""


class UnreadableTableError(ValueError):
    """The file is no table of people; the message says what is missing."""


def read_csv(path: str | Path) -> list[PersonRecord]:
    """The records of a CSV file with a header row; columns it does not know are passed over.

    A record's id is that of its id column where all these are whole numbers, otherwise the number of its row, from 1.
    Raises UnreadableTableError where no name or e-mail column is found, or an id comes twice.
    """
    return read_labelled(path)[0]


def read_labelled(path: str | Path) -> tuple[list[PersonRecord], dict[int, str]]:
    """As `read_csv`, and for every record the id as the file writes it (it may be any text)."""
    lines = _decoded(Path(path).read_bytes()).replace("\0", "").splitlines(keepends=True)
    rows = csv.reader(lines, delimiter=_delimiter(lines[0] if lines else ""))
    places = _places(next(rows, []))
    cells = [
        {field: row[place].strip() for field, place in places.items() if place < len(row)}
        for row in rows
        if any(cell.strip() for cell in row)
    ]
    written = [row.get("id") or str(number) for number, row in enumerate(cells, start=1)]
    if twice := [label for label, count in Counter(written).items() if count > 1]:
        raise UnreadableTableError(
            _("The id “%(id)s” comes twice; give every row an id of its own.") % {"id": twice[0]}
        )
    whole = all(re.fullmatch(r"[0-9]{1,18}", label) for label in written)
    ids = [int(label) if whole else number for number, label in enumerate(written, start=1)]
    if len(set(ids)) != len(ids):
        ids = list(range(1, len(ids) + 1))
    records = [_record(row, number) for row, number in zip(cells, ids, strict=True)]
    return records, dict(zip(ids, written, strict=True))


def _delimiter(header: str) -> str:
    """Whichever parts the header into most columns."""
    return max((",", ";", "\t"), key=header.count)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _places(headers: list[str]) -> dict[str, int]:
    """Field → column; the first column that fits."""
    folded = [re.sub(r"[^a-z0-9]+", " ", anyascii(header).lower()).strip() for header in headers]
    places = {
        field: folded.index(name) for field, names in HEADERS.items() for name in reversed(names) if name in folded
    }
    if not places.keys() & {"name", "first", "last", "email"}:
        raise UnreadableTableError(_("No column of names or e-mail addresses: name a column “name” or “email”."))
    return places


def _record(cells: Mapping[str, str], number: int) -> PersonRecord:
    name = cells.get("name") or f"{cells.get('first', '')} {cells.get('last', '')}".strip()
    return PersonRecord(
        id=number,
        name=name,
        email=cells.get("email", ""),
        phone=cells.get("phone", ""),
        organisation=cells.get("organisation", ""),
        organisation_type=cells.get("organisation_type", ""),
        city=cells.get("city", ""),
        country=_country(cells.get("country", "")),
        gender=cells.get("gender", ""),
        event=cells.get("event", ""),
    )


def _country(written: str) -> str:
    """ISO 3166 alpha-2 where the name is known, otherwise as written."""
    if len(written) <= 2:
        return written.upper()
    try:
        return str(pycountry.countries.lookup(written).alpha_2)
    except LookupError:
        return written
