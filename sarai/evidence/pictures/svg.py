"""The few marks that every chart is made of: escaped text, a link, a position that mirrors, the frame around it."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import floor, isfinite
from unicodedata import combining, east_asian_width

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

Number = int | float | Decimal
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a breakdown.

    `label` is the reader's text, `value` a count or an amount (not negative; None when it is not known, which is not
    0), `href` the page with the records behind it ("" for no link), `note` a sentence that explains the row,
    `unknown` marks the row of records that could not be placed.
    """

    label: str
    value: Number | None
    href: str = ""
    note: str = ""
    unknown: bool = False


def escape(body: str) -> str:
    """Text made safe between tags and in attributes, without the control characters that XML cannot hold at all."""
    return html.escape(NOT_IN_XML.sub("", body))


def checked(rows: Iterable[Bar]) -> list[Bar]:
    """The rows in their order, the unknown ones last. ValueError for a value that no bar can show."""
    found = list(rows)
    for row in found:
        if row.value is not None and not (isfinite(row.value) and row.value >= 0):
            raise ValueError(f"A bar needs a finite value that is not negative; {row.label!r} has {row.value!r}.")
    return sorted(found, key=lambda row: row.unknown)


def written(value: Number | None) -> str:
    """A value as the reader's language writes it; an unknown one as a dash, never as 0."""
    return "–" if value is None else _written(value, get_language())


@lru_cache(maxsize=4096)
def _written(value: Number, _language: str | None) -> str:
    """Kept by value and language: formatting is more than half of the time that a picture takes."""
    if value == int(value):
        return number_format(int(value), force_grouping=True)
    return number_format(f"{value:.1f}", 1, force_grouping=True)


def percent(share: float) -> str:
    """A share between 0 and 1 in the reader's language, as whole percent; a small one that is not 0 is not 0%."""
    if 0 < share < 0.005:
        return _("under 1%")
    return _("%(number)s%%") % {"number": number_format(floor(share * 100 + 0.5), 0)}


def across(share: float) -> str:
    """A length across, as a percentage with one decimal: `0.5` is `"50%"`."""
    return f"{round(share * 100, 1):g}%"


@dataclass(frozen=True, slots=True)
class Canvas:
    """Where things stand across: 0 is the side on which reading starts, 1 the other."""

    rtl: bool = False

    def x(self, share: float, width: float = 0.0) -> str:
        """The attribute x of something that starts at `share` and is `width` wide; nothing at all when that is 0."""
        left = 1 - share - width if self.rtl else share
        return f' x="{across(left)}"' if round(left, 3) else ""

    def points(self, first: float, second: float) -> str:
        """The attributes x1 and x2 of a line between two places."""
        ends = (1 - first, 1 - second) if self.rtl else (first, second)
        return f' x1="{across(ends[0])}" x2="{across(ends[1])}"'

    def centre(self, share: float) -> str:
        """The attribute cx of a dot."""
        return f' cx="{across(1 - share if self.rtl else share)}"'


def text(body: str, y: float, x: str = "", anchor: str = "") -> str:
    """A line of text; `x` as Canvas.x gives it, `anchor` is "", "middle" or "end" (in reading direction)."""
    side = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text{x} y="{y:g}"{side}>{escape(body)}</text>'


def wrapped(label: str, letters: int, lines: int = 2) -> list[str]:
    """A label cut into lines of about so many Latin letters; a wide letter (Chinese, Japanese, Korean) counts twice.

    What does not fit ends in "…": the caller keeps the whole label in a note.
    """
    found = [""]
    for word in label.split():
        for piece in _pieces(word, letters):
            if found[-1] and width_of(found[-1]) + 1 + width_of(piece) > letters:
                found.append("")
            found[-1] = f"{found[-1]} {piece}".strip()
    return found if len(found) <= lines else [*found[: lines - 1], found[lines - 1][: letters - 1] + "…"]


def _pieces(word: str, letters: int) -> list[str]:
    """A word that is longer than a line, in pieces that are not."""
    found = [""]
    for letter in word:
        if width_of(found[-1] + letter) > letters:
            found.append("")
        found[-1] += letter
    return found


def width_of(label: str) -> int:
    """In Latin letters; marks that stand above or below a letter take no room."""
    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in label)


def linked(body: str, href: str, note: str = "") -> str:
    """Marks that belong together: a link to the evidence where there is one, with a note shown on pointing at it."""
    hint = f"<title>{escape(note)}</title>" if note else ""
    if href:
        return f'<a href="{escape(checked_href(href))}">{hint}{body}</a>'
    return f"<g>{hint}{body}</g>" if hint else body


def checked_href(href: str) -> str:
    """The link, if it leads to this site or to a web page. ValueError for a scheme that could run something."""
    start = href.strip().lower()
    if start.startswith(("/", "?", "#", "https://", "http://")) and not start.startswith("//"):
        return href
    raise ValueError(f"A bar's link must be a path on this site or a web address, not {href!r}.")


def frame(
    kind: str, body: str, *, height: float, title: str, desc: str, canvas: Canvas, interactive: bool
) -> SafeString:
    """The finished chart.

    A chart without links is one image to a screen reader. One with links is a figure instead: the parts of an image
    are hidden from it, and links must not be.
    """
    role = "figure" if interactive else "img"
    direction = "rtl" if canvas.rtl else "ltr"  # always given: the page around may run the other way
    return mark_safe(  # every text passed through escape above
        f'<svg class="chart {kind}" role="{role}" direction="{direction}" width="100%" height="{height:g}">'
        f"<title>{escape(title)}</title><desc>{escape(desc)}</desc>{body}</svg>"
    )


def described(rows: Iterable[Bar], unit: str) -> str:
    """The chart in words, for those who cannot see it: every row with its value."""
    return "; ".join(f"{row.label}: {written(row.value)}" for row in rows) + (f" ({unit})" if unit else "")
