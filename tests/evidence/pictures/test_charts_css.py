"""The looks of the charts: a palette that can be read in the light and in the dark, a rule for every class drawn."""

import re
from datetime import date
from pathlib import Path

import pytest

from sarai.evidence import pictures
from sarai.evidence.pictures import Bar, bars, columns, share, timeline
from tests.evidence.pictures.reading import read

CSS = (Path(pictures.__file__).parents[1] / "static" / "evidence" / "charts.css").read_text(encoding="utf-8")


def _palettes() -> list[dict[str, str]]:
    """The tokens of every block that sets the ink: light, dark by the device, dark by choice."""
    blocks = [block for block in re.findall(r"\{([^{}]*)\}", CSS) if "--ink:" in block]
    return [dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6})", block)) for block in blocks]


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (W3C, Web Content Accessibility Guidelines 2.2)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_there_is_a_palette_for_the_light_and_one_dark_one_however_it_was_chosen():
    light, dark, dark_by_choice = _palettes()
    assert dark == dark_by_choice != light
    assert set(light) == set(dark) == {"--ink", "--ink-soft", "--paper", "--line", "--accent", "--accent-soft"}


@pytest.mark.parametrize("palette", _palettes()[:2], ids=["light", "dark"])
def test_text_and_bars_stand_out_from_the_paper(palette):
    assert _contrast(palette["--ink"], palette["--paper"]) >= 7
    assert _contrast(palette["--ink-soft"], palette["--paper"]) >= 4.5
    assert _contrast(palette["--accent"], palette["--paper"]) >= 4.5
    assert _contrast(palette["--accent"], palette["--accent-soft"]) >= 3


def test_every_class_that_is_drawn_has_a_rule():
    rows = [Bar(str(n), n + 1) for n in range(6)] + [Bar("?", 1, unknown=True)]
    pieces = [
        *(draw(rows, unit="", title="x") for draw in (bars, columns, share)),
        timeline([(date(2020, 1, 1), 1, "")], unit="", title="x"),
    ]
    drawn = {name for piece in pieces for element in read(piece).iter() for name in element.get("class", "").split()}
    layout_only = {"chart-bars", "chart-timeline"}
    assert {name for name in drawn - layout_only if f".{name}" not in CSS} == set()


def test_nothing_is_fetched_and_no_side_is_left_or_right():
    assert not re.search(r"url\(|@import", CSS)
    assert not re.search(r"\b(margin|padding|border|inset)-(left|right)\b|(^|[;{\s])(left|right):", CSS)
