"""XML of a workbook's parts as a stream of callbacks, with every declaration refused.

Spreadsheet programs write no document type, and entities (the way small XML becomes huge) can be declared only
there, so any declaration is a refusal.
"""

from collections.abc import Callable
from typing import BinaryIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from sarai.evidence.reading.limits import MiB
from sarai.evidence.reading.problems import Unreadable

CHUNK = 1 << 16
_LONGEST_TAG = 4 * MiB

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]


class Parser:
    """Feeds one part, block by block, to handlers. Element names come with their prefix: see `local`."""

    def __init__(self, part: str, start: Start, end: End | None = None, data: End | None = None) -> None:
        self._part, self._fed = part, 0
        self._expat = expat.ParserCreate()
        self._expat.buffer_text = True
        self._expat.StartElementHandler = start
        self._expat.EndElementHandler = end
        self._expat.CharacterDataHandler = data
        self._expat.StartDoctypeDeclHandler = _refuse
        self._expat.EntityDeclHandler = _refuse

    def feed(self, block: bytes) -> None:
        """Parse one block, an empty one at the end; `Unreadable` if the XML is not well-formed."""
        try:
            self._expat.Parse(block, not block)
        except expat.ExpatError as error:
            raise self._broken() from error
        self._fed += len(block)
        if self._fed - self._expat.CurrentByteIndex > _LONGEST_TAG:  # one tag that fills the memory
            raise self._broken()

    def _broken(self) -> Unreadable:
        return Unreadable(
            _("The part “%(name)s” of this workbook cannot be read. Open the workbook, save it again, and upload it.")
            % {"name": self._part}
        )


def walk(stream: BinaryIO, part: str, start: Start, end: End | None = None) -> None:
    """Run a whole part through handlers."""
    parser = Parser(part, start, end)
    while block := stream.read(CHUNK):
        parser.feed(block)
    parser.feed(b"")


def local(name: str) -> str:
    """An element's or attribute's name without its prefix."""
    return name.rpartition(":")[2]


def _refuse(*_arguments: object) -> None:
    raise Unreadable(
        _(
            "This workbook holds XML declarations that no spreadsheet program writes and that can be used to do harm. "
            "It was not opened. Export it again from the platform."
        )
    )
