"""How the address of a stream, a recording or a platform is shown on a page: played here, embedded, or linked to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, urlsplit

How = Literal["hls", "film", "embed", "link"]

PATH = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f]*")
# The host is ASCII, as browsers write it.
ADDRESS = re.compile(r"(?i)https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:[/?#][^\s\\\x00-\x1f]*)?")
FILMS = (".mp4", ".m4v", ".webm", ".ogv")


@dataclass(frozen=True, slots=True)
class Player:
    """`source` is what is played, embedded or linked to; `host` is where it comes from, "" for this site: nothing is
    fetched from another host before the reader asks for it. `platform` is what people call that host."""

    how: How
    source: str
    host: str = ""
    platform: str = ""

    @property
    def origin(self) -> str:
        """What a Content-Security-Policy has to allow, "" where it is this site."""
        parts = urlsplit(self.source)
        return f"{parts.scheme}://{parts.netloc}" if self.host else ""


def player_of(address: str, site: str) -> Player | None:
    """How an address is shown on the site at `site`; None for what is no address of the web."""
    if not (_is_path(address) or _is_address(address)):
        return None
    parts = urlsplit(address)
    host = "" if not parts.netloc or parts.netloc == urlsplit(site).netloc else parts.netloc
    path = parts.path.lower()
    if path.endswith(".m3u8"):
        return Player("hls", address, host, host)
    if path.endswith(FILMS):
        return Player("film", address, host, host)
    for hosts, name, embedded in PLATFORMS:
        if parts.hostname in hosts and (source := embedded(parts.path, parse_qs(parts.query))):
            return Player("embed", source, urlsplit(source).netloc, name)
    return Player("link", address, host, host)


def _is_path(address: str) -> bool:
    """Whether it is an address on this site, such as /streams/opening/index.m3u8: with nothing in it that a browser
    reads as the beginning of another host's, or passes over."""
    return PATH.fullmatch(address) is not None


def _is_address(address: str) -> bool:
    """Whether it is an address of the web. Its host goes into a policy for browsers as it stands."""
    return ADDRESS.fullmatch(address) is not None


def _youtube(path: str, asked: dict[str, list[str]]) -> str:
    found = re.fullmatch(r"/(?:(?:embed|live|shorts)/)?([\w-]{11})", path)
    video = found[1] if found else asked.get("v", [""])[0] if path == "/watch" else ""
    return f"https://www.youtube-nocookie.com/embed/{video}" if re.fullmatch(r"[\w-]{11}", video) else ""


def _bilibili(path: str, _asked: dict[str, list[str]]) -> str:
    found = re.fullmatch(r"/video/(BV\w{10})/?", path)
    return f"https://player.bilibili.com/player.html?bvid={found[1]}&autoplay=0" if found else ""


def _bilibili_live(path: str, _asked: dict[str, list[str]]) -> str:
    found = re.fullmatch(r"/(\d+)/?", path)
    return f"https://www.bilibili.com/blackboard/live/live-activity-player.html?cid={found[1]}" if found else ""


def _tencent(path: str, _asked: dict[str, list[str]]) -> str:
    found = re.fullmatch(r"/x/(?:page|cover/\w+)/(\w+)\.html", path)
    return f"https://v.qq.com/txp/iframe/player.html?vid={found[1]}&autoplay=false" if found else ""


def _youku(path: str, _asked: dict[str, list[str]]) -> str:
    found = re.fullmatch(r"/v_show/id_([\w=]+)\.html", path)
    return f"https://player.youku.com/embed/{found[1]}" if found else ""


def _vimeo(path: str, _asked: dict[str, list[str]]) -> str:
    found = re.fullmatch(r"/(?:video/)?(\d+)", path)
    return f"https://player.vimeo.com/video/{found[1]}?dnt=1" if found else ""


Embedded = Callable[[str, dict[str, list[str]]], str]
PLATFORMS: tuple[tuple[frozenset[str], str, Embedded], ...] = (
    (
        frozenset({"youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be", "www.youtube-nocookie.com"}),
        "YouTube",
        _youtube,
    ),
    (frozenset({"bilibili.com", "www.bilibili.com", "m.bilibili.com"}), "Bilibili", _bilibili),
    (frozenset({"live.bilibili.com"}), "Bilibili", _bilibili_live),
    (frozenset({"v.qq.com"}), "Tencent Video", _tencent),
    (frozenset({"v.youku.com"}), "Youku", _youku),
    (frozenset({"vimeo.com", "player.vimeo.com"}), "Vimeo", _vimeo),
)
