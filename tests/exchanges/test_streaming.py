"""Streams of our own: a recording becomes HLS by the real ffmpeg, is served whole and in parts, and a live broadcast goes
through the real nginx as the documentation configures it."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.core.management import CommandError, call_command

from sarai.exchanges.actions.streaming import NotPrepared, prepare_stream
from tests.exchanges.films import make_film
from tests.site import free_port

ROOT = Path(__file__).parent.parent.parent
RTMP = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")
pytestmark = pytest.mark.django_db  # a page that is not there asks the database what the site is


def bodies(client, url: str, **headers: str) -> bytes:
    """What is answered, streamed or not."""
    response = client.get(url, headers=headers)
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def streams(tmp_path, settings):
    settings.STREAMS_DIR = tmp_path / "streams"
    return settings.STREAMS_DIR


def test_a_recording_becomes_a_stream_for_good_and_for_slow_lines(client, streams, tmp_path, capsys):
    call_command("stream", "prepare", str(make_film(tmp_path / "film.mp4")), name="opening")
    assert capsys.readouterr().out == "/streams/opening/index.m3u8\n"
    playlist = bodies(client, "/streams/opening/index.m3u8").decode()
    assert re.findall(r"^\d+p/index\.m3u8$", playlist, re.MULTILINE) == ["720p/index.m3u8", "360p/index.m3u8"]
    part = bodies(client, "/streams/opening/360p/index.m3u8").decode()
    assert "#EXT-X-ENDLIST" in part
    seconds = sum(float(text) for text in re.findall(r"#EXTINF:([\d.]+)", part))
    assert seconds == pytest.approx(8, abs=0.5)
    for segment in re.findall(r"^\d+\.ts$", part, re.MULTILINE):
        assert bodies(client, f"/streams/opening/360p/{segment}")[0] == 0x47  # the sign of MPEG-TS
    probe = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0"]
    told = subprocess.run([*probe, streams / "opening" / "index.m3u8"], capture_output=True, text=True, check=True)
    assert {"h264", "aac"} <= set(told.stdout.split())
    assert [path.name for path in streams.iterdir()] == ["opening"]


@pytest.mark.parametrize(("picture", "tone", "name"), [(False, True, "talk.m4a"), (True, False, "slides.mp4")])
def test_a_recording_may_lack_pictures_or_sound(streams, tmp_path, picture, tone, name):
    film = make_film(tmp_path / name, seconds=2, picture=picture, tone=tone)
    assert prepare_stream(recording=film, folder=streams, name="part").read_text().startswith("#EXTM3U")


def test_what_is_no_recording_is_told_and_nothing_is_left(streams, tmp_path):
    (tmp_path / "notes.txt").write_text("no film")
    with pytest.raises(CommandError, match=r"ffprobe could not read the recording"):
        call_command("stream", "prepare", str(tmp_path / "notes.txt"), name="notes")
    with pytest.raises(CommandError, match="There is no file"):
        call_command("stream", "prepare", str(tmp_path / "none.mp4"), name="none")
    with pytest.raises(CommandError, match="cannot stand in an address"):
        call_command("stream", "prepare", str(tmp_path / "notes.txt"), name="../up")
    (streams / "taken").mkdir(parents=True)
    with pytest.raises(NotPrepared, match="already"):
        prepare_stream(recording=tmp_path / "notes.txt", folder=streams, name="taken")
    assert [path.name for path in streams.iterdir()] == ["taken"]


def test_a_machine_without_ffmpeg_says_what_to_install(streams, tmp_path, monkeypatch):
    (tmp_path / "film.mp4").write_bytes(b"film")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotPrepared, match="apt-get install ffmpeg"):
        prepare_stream(recording=tmp_path / "film.mp4", folder=streams, name="film")


@pytest.fixture
def segment(streams) -> bytes:
    """A segment that is there, of 200,000 bytes."""
    (streams / "talk").mkdir(parents=True)
    content = bytes(range(256)) * 782
    (streams / "talk" / "00000.ts").write_bytes(content[:200_000])
    return content[:200_000]


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, 199_999),
        ("bytes=-100", 199_900, 199_999),
        ("bytes=0-999999", 0, 199_999),
        ("bytes=-999999", 0, 199_999),
    ],
)
def test_a_part_is_served_where_a_part_is_asked_for(client, segment, asked, first, last):
    response = client.get("/streams/talk/00000.ts", headers={"Range": asked, "Accept-Encoding": "gzip"})
    assert response.status_code == 206
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/200000"
    assert response.headers["Content-Length"] == str(last - first + 1)
    assert b"".join(response.streaming_content) == segment[first : last + 1]


def test_what_is_no_part_is_refused_or_served_whole(client, segment):
    assert client.get("/streams/talk/00000.ts", headers={"Range": "bytes=200000-"}).status_code == 416
    for asked in ("bytes=-", "bytes=0-1,5-6", "lines=1-2", ""):
        response = client.get("/streams/talk/00000.ts", headers={"Range": asked, "Accept-Encoding": "gzip"})
        assert (response.status_code, response.headers["Content-Length"]) == (200, "200000")
        assert response.headers["Content-Type"] == "video/mp2t"
        assert b"".join(response.streaming_content) == segment


@pytest.mark.parametrize("path", ["../secret-key", "00000.ts/..", "a/b/c.ts", "none.ts", "x.html", "..%2fsecret.ts"])
def test_nothing_else_is_served(client, segment, path, streams):
    (streams.parent / "secret.ts").write_text("secret")
    assert client.get(f"/streams/talk/{path}").status_code == 404


def documented(kind: str) -> str:
    """The configuration of nginx in docs/streaming.md."""
    page = (ROOT / "docs" / "streaming.md").read_text(encoding="utf-8")
    return page.partition(f"<!-- {kind} -->\n```\n")[2].partition("\n```")[0]


def configuration(folder: Path, rtmp: int, http: int) -> str:
    """As documented, in a folder and on ports of its own."""
    live = folder / "live"
    live.mkdir()
    ours = documented("rtmp").replace("listen 1935", f"listen 127.0.0.1:{rtmp}")
    pages = documented("http")
    pid, errors = folder / "pid", folder / "errors"
    temporary = "".join(
        f"{kind}_temp_path {folder / kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if Path("/proc/self").owner() == "root" else ""
    return (
        f"load_module {RTMP};\n{user}worker_processes 1;\ndaemon off;\npid {pid};\nerror_log {errors};\n"
        f"events {{}}\n{ours}\nhttp {{\naccess_log off;\n{temporary}server {{\nlisten 127.0.0.1:{http};\n{pages}\n}}\n}}\n"
    ).replace("/var/lib/sarai-live", str(live))


@pytest.fixture
def nginx(tmp_path):
    if not RTMP.exists():
        pytest.fail("nginx with RTMP is not installed (Debian: nginx-light libnginx-mod-rtmp); `make servers` does it")
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    rtmp, http = free_port(), free_port()
    (tmp_path / "nginx.conf").write_text(configuration(tmp_path, rtmp, http))
    process = subprocess.Popen([program, "-p", tmp_path, "-c", tmp_path / "nginx.conf", "-e", tmp_path / "errors"])
    try:
        yield rtmp, http
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_a_live_broadcast_goes_through_nginx_as_documented(nginx):
    rtmp, http = nginx
    picture = ["-f", "lavfi", "-i", "testsrc=size=320x180:rate=10", "-f", "lavfi", "-i", "sine"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "20", "-c:a", "aac"]
    pushed = ["ffmpeg", "-nostdin", "-v", "error", "-re", *picture, "-t", "60", *codecs]
    sender = subprocess.Popen([*pushed, "-f", "flv", f"rtmp://127.0.0.1:{rtmp}/live/opening"])
    try:
        playlist = _read(f"http://127.0.0.1:{http}/live/opening/index.m3u8", sender)
        assert playlist.headers["Content-Type"] == "application/vnd.apple.mpegurl"
        assert playlist.headers["Cache-Control"] == "no-cache"
        first = re.findall(r"^\S+\.ts$", playlist.read().decode(), re.MULTILINE)[0]
        segment = urlopen(f"http://127.0.0.1:{http}/live/opening/{first}")
        assert (segment.headers["Content-Type"], segment.read(1)) == ("video/mp2t", b"\x47")
    finally:
        sender.kill()
        sender.wait()


def _read(url: str, sender: subprocess.Popen[bytes]):
    """The playlist, once there is one."""
    deadline = time.monotonic() + 45
    while time.monotonic() < deadline and sender.poll() is None:
        try:
            return urlopen(url)
        except URLError:
            time.sleep(0.2)
    raise AssertionError("nginx made no playlist of what was sent")
