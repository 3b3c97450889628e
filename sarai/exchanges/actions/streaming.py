"""Recordings as streams that browsers play on any line: HLS (RFC 8216), written by ffmpeg, which is a program of its
own and not a part of this one."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

SEGMENT = 6  # seconds, at whose ends there is a key frame
# Height, and most kilobits a second, of what good and what slow lines get.
RENDITIONS = ((720, 2500), (360, 600))
SOUND = ("-c:a", "aac", "-b:a", "96k", "-ac", "2")


class NotPrepared(Exception):
    """No stream was made; the sentence says why, and what to do."""


def prepare_stream(*, recording: Path, folder: Path, name: str) -> Path:
    """Turn a recording into a stream in `folder`/`name`, and return its playlist. What is there is whole, or not there.

    Raises NotPrepared where ffmpeg is missing, the file is no recording, or there is such a stream already.
    """
    if (folder / name).exists():
        raise NotPrepared(f"There is a stream “{name}” already. Choose another --name, or delete {folder / name}.")
    kinds = _kinds(recording)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".preparing-") as made:
        into = Path(made) / name
        into.mkdir()
        _run(["ffmpeg", "-nostdin", "-v", "error", "-i", str(recording), *_how(kinds, into)])
        into.rename(folder / name)
    return folder / name / "index.m3u8"


def _kinds(recording: Path) -> set[str]:
    """What a file holds: {"video", "audio"} or one of them."""
    if not recording.is_file():
        raise NotPrepared(f"There is no file {recording}.")
    asked = [
        "ffprobe",
        "-v",
        "error",
        "-show_entries",
        "stream=codec_type:stream_disposition=attached_pic",
        "-of",
        "json",
    ]
    told = json.loads(_run([*asked, str(recording)]))
    streams = [one for one in told.get("streams", ()) if not one.get("disposition", {}).get("attached_pic")]
    kinds = {one["codec_type"] for one in streams} & {"video", "audio"}
    if not kinds:
        raise NotPrepared(f"{recording.name} holds neither pictures nor sound.")
    return kinds


def _how(kinds: set[str], into: Path) -> list[str]:
    """What ffmpeg is told: each rendition in a folder of its own, and one playlist that names them."""
    sound = "audio" in kinds
    if "video" not in kinds:
        return ["-map", "0:a:0", "-vn", *SOUND, *_hls(into, into / "index.m3u8", "%05d.ts")]
    count = len(RENDITIONS)
    split = f"[0:v:0]split={count}" + "".join(f"[in{place}]" for place in range(count))
    scaled = (f"[in{p}]scale=-2:'min({height},trunc(ih/2)*2)'[out{p}]" for p, (height, _most) in enumerate(RENDITIONS))
    told = ["-filter_complex", ";".join((split, *scaled))]
    for place, (_height, most) in enumerate(RENDITIONS):
        told += ["-map", f"[out{place}]", *(("-map", "0:a:0") if sound else ())]
        told += [f"-maxrate:v:{place}", f"{most}k", f"-bufsize:v:{place}", f"{2 * most}k"]
    told += ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p"]
    told += ["-force_key_frames", f"expr:gte(t,n_forced*{SEGMENT})", *(SOUND if sound else ())]
    names = (f"v:{p}{f',a:{p}' if sound else ''},name:{height}p" for p, (height, _most) in enumerate(RENDITIONS))
    told += ["-master_pl_name", "index.m3u8", "-var_stream_map", " ".join(names)]
    return [*told, *_hls(into, into / "%v" / "index.m3u8", "%v/%05d.ts")]


def _hls(into: Path, playlist: Path, segments: str) -> list[str]:
    how = ["-f", "hls", "-hls_time", str(SEGMENT), "-hls_playlist_type", "vod"]
    return [*how, "-hls_segment_filename", str(into / segments), str(playlist)]


def _run(command: list[str]) -> bytes:
    """What a program prints. Raises NotPrepared."""
    if shutil.which(command[0]) is None:
        raise NotPrepared(f"{command[0]} is not on this machine. Install it (Debian: apt-get install ffmpeg).")
    done = subprocess.run(command, capture_output=True)  # noqa: S603 (a program of the field; the file is an argument)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:300]
        raise NotPrepared(f"{command[0]} could not read the recording: {said}")
    return done.stdout
