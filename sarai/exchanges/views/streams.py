"""Streams of our own, as files: with their types, and in parts. A web server before the site does it with less work
(docs/streaming.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

TYPES = {
    "m3u8": "application/vnd.apple.mpegurl",
    "ts": "video/mp2t",
    "m4s": "video/iso.segment",
    "mp4": "video/mp4",
    "vtt": "text/vtt; charset=utf-8",
}
NAME = re.compile(r"(?:[A-Za-z0-9_-]+/)?[A-Za-z0-9_-]+\.(m3u8|ts|m4s|mp4|vtt)", re.ASCII)
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
AT_ONCE = 64 * 1024


@require_safe
def stream_file(request: HttpRequest, name: str, path: str) -> HttpResponseBase:
    """A playlist or a segment of a stream, whole or the part that is asked for (RFC 9110, section 14)."""
    fits = NAME.fullmatch(path)
    file: Path = settings.STREAMS_DIR / name / path
    if fits is None or not file.is_file():
        raise Http404
    # It is compressed already; and a part of a file is not a part of what a packer would make of it.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response = _part(file, request.headers.get("Range", ""))
    response["Content-Type"] = TYPES[fits[1]]
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "max-age=60" if fits[1] in ("m3u8", "vtt") else "max-age=31536000, immutable"
    return response


def _part(file: Path, asked: str) -> HttpResponseBase:
    size = file.stat().st_size
    found = RANGE.fullmatch(asked.strip())
    if found is None or not (found[1] or found[2]):
        return FileResponse(file.open("rb"))
    first = int(found[1]) if found[1] else max(0, size - int(found[2]))
    last = min(int(found[2]), size - 1) if found[1] and found[2] else size - 1
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(last - first + 1)}
    return StreamingHttpResponse(_read(file, first, last - first + 1), status=206, headers=headers)


def _read(file: Path, offset: int, length: int) -> Iterator[bytes]:
    with file.open("rb") as opened:
        opened.seek(offset)
        while length and (content := opened.read(min(AT_ONCE, length))):
            length -= len(content)
            yield content
