"""Files with one fault each (and one that only looks faulty), for the guide. They are not in the manifest."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

from openpyxl import Workbook

from .schedule import TITLE
from .zoom import HOST_HEADER

_README = """\
Synthetic demonstration files. Each shows what happens at the door.

truncated.xlsx
    A workbook whose upload broke off. It is refused: it cannot be opened. Upload it again.
gb18030.csv
    A registration table in Chinese, in the encoding GB18030. Nothing is wrong with it; it is read.
ambiguous-dates.csv
    Every date could be day first or month first (05/06/2020), and no session is named. You are asked; nothing is
    guessed.
leave-before-join.csv
    One person left before joining. That row is refused with its line number; the others are read.
"""

_FIXED_TIME = (2020, 9, 8, 0, 0, 0)


def write_broken(folder: Path) -> None:
    """Write the demonstration files and a README.txt into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.txt").write_text(_README, encoding="utf-8")
    workbook = _workbook_bytes()
    (folder / "truncated.xlsx").write_bytes(workbook[: len(workbook) * 6 // 10])
    (folder / "gb18030.csv").write_bytes(_chinese_table().encode("gb18030"))
    _write_report(folder / "ambiguous-dates.csv", _AMBIGUOUS)
    _write_report(folder / "leave-before-join.csv", _REVERSED)


_AMBIGUOUS = (
    ("Yes", "Lina Park", "lina.park@mail.example", "05/06/2020 07:31:10", "05/06/2020 08:58:02", "87", "Jamaica"),
    ("Yes", "Tomas Reyes", "treyes@post.example", "05/06/2020 07:25:44", "05/06/2020 09:01:30", "96", "Philippines"),
)
_REVERSED = (
    ("Yes", "Lina Park", "lina.park@mail.example", "Sep 15, 2020 07:31:10", "Sep 15, 2020 08:58:02", "87", "Jamaica"),
    (
        "Yes",
        "Tomas Reyes",
        "treyes@post.example",
        "Sep 15, 2020 08:40:00",
        "Sep 15, 2020 07:55:00",
        "45",
        "Philippines",
    ),
)


def _write_report(path: Path, rows: tuple[tuple[str, ...], ...]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("Attendee Report", ""), ("Topic", "Webinar ID"), (TITLE, "900-0000-0000")])
        writer.writerows([("Attendee Details", ""), HOST_HEADER, *rows])


def _chinese_table() -> str:
    rows = (
        "姓名,邮箱,城市,国家,单位",
        "王伟,wang.wei@mail.example,广州,中国,城市规划局（示例）",
        "李娜,li.na@post.example,成都,中国,应急管理局（示例）",
    )
    return "\n".join(rows) + "\n"


def _workbook_bytes() -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "成员参会明细"
    sheet.append([TITLE])
    for number in range(200):
        sheet.append([f"参会者{number}", "2020-09-08 19:30:00", "2020-09-08 21:00:00"])
    buffer = io.BytesIO()
    workbook.save(buffer)
    return _without_clock(buffer.getvalue())


def _without_clock(workbook: bytes) -> bytes:
    """The same workbook with fixed times, in its archive and its properties, so that it is the same every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2020-09-08T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(entry.filename, _FIXED_TIME), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
