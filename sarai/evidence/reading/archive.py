"""ZIP containers (XLSX is one) with bombs, damage and passwords refused before and while they are unpacked."""

import io
import zipfile
import zlib
from pathlib import Path
from typing import IO, BinaryIO, cast

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from sarai.evidence.reading.limits import Limits
from sarai.evidence.reading.problems import Unreadable

_ENCRYPTED = 0x1
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


def directory(path: Path, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    """The parts of a container by name, once its central directory is found sound and within the limits."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable(
            _("The end of this file is missing or damaged: the download was cut short. Download it again.")
        ) from error
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Unreadable(_("This file has a password. Save a copy without the password and upload the copy."))
    if len(parts) > limits.max_entries:
        raise Unreadable(
            _("This file holds %(count)d parts inside; the limit is %(limit)d. It was not opened.")
            % {"count": len(parts), "limit": limits.max_entries}
        )
    _refuse_bomb(parts, limits)
    return {part.filename: part for part in parts}


def _refuse_bomb(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if sum(part.file_size for part in parts) > limits.max_unpacked:
        raise _too_large(sum(part.file_size for part in parts), limits)
    for part in parts:
        if part.file_size > limits.ratio_from and part.file_size > limits.max_ratio * max(part.compress_size, 1):
            raise _too_dense(part.filename)


def _too_large(size: int, limits: Limits) -> Unreadable:
    return Unreadable(
        _("Unpacked, this file would take %(size)s; the limit is %(limit)s. It was not opened.")
        % {"size": filesizeformat(size), "limit": filesizeformat(limits.max_unpacked)}
    )


def _too_dense(name: str) -> Unreadable:
    return Unreadable(
        _(
            "The part “%(name)s” inside this file is packed so tightly that it looks made to fill the disk. "
            "It was not opened. Export the file again from the platform."
        )
        % {"name": name}
    )


def open_part(path: Path, name: str, limits: Limits) -> BinaryIO:
    """One part as a readable stream that enforces the limits as it unpacks and turns damage into `Unreadable`."""
    archive = zipfile.ZipFile(path)
    try:
        info = archive.getinfo(name)
        part = archive.open(info)
    except (KeyError, *_DAMAGE) as error:
        archive.close()
        raise _damaged(name) from error
    return cast(BinaryIO, io.BufferedReader(_Part(archive, part, info, limits), 1 << 16))


class _Part(io.RawIOBase):
    """Counts what comes out, because the sizes in the directory are only what the file claims."""

    def __init__(self, archive: zipfile.ZipFile, part: IO[bytes], info: zipfile.ZipInfo, limits: Limits) -> None:
        self._archive, self._part, self._info, self._limits, self._count = archive, part, info, limits, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._part.read(len(buffer))
        except _DAMAGE as error:
            raise _damaged(self._info.filename) from error
        self._count += len(data)
        if self._count > self._limits.max_unpacked:
            raise _too_large(self._count, self._limits)
        packed = max(self._info.compress_size, 1)
        if self._count > self._limits.ratio_from and self._count > self._limits.max_ratio * packed:
            raise _too_dense(self._info.filename)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._part.close()
            self._archive.close()
        super().close()


def _damaged(name: str) -> Unreadable:
    return Unreadable(
        _("The part “%(name)s” inside this file is damaged. Download or export the file again.") % {"name": name}
    )
