"""What stands on and around a map: names where there is room, a legend, and that a border is nobody's opinion."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from sarai.evidence.pictures.svg import escape, width_of

HEAD, FOOT = 90, 70  # units above the map (title), and under the legend to the first line of the foot
SIDE = 46  # units on either side: a city at the edge has a whole circle
LETTER = 0.55  # of the font's size: about how wide a letter is
TEXT, NAME = 30, 26  # units, the size of letters, and of those of a name on the map

WIDE = 0.62  # of a name's size: as wide as its letters can be expected to be, so that none is cut
GAP = 6  # units between a circle and its name

Box = tuple[float, float, float, float]  # left, top, right, bottom


def disclaimer() -> str:
    """What the United Nations say of borders on maps."""
    return _(
        "Borders, names and designations on this map are for orientation only; "
        "none of them is endorsed or accepted by the United Nations."
    )


@dataclass(slots=True)
class Legend:
    """A legend, filled from the side on which reading starts, on as many lines as it takes. Lengths in map units."""

    y: float
    width: float
    rtl: bool
    size: float = TEXT  # of its letters
    at: float = 0
    marks: str = ""

    def swatch(self, kind: str, label: str) -> None:
        """A field in the shade of a class, and what it means."""
        x = self._room(44, label)
        self.marks += (
            f'<rect class="{kind}" x="{x - 44 if self.rtl else x:g}" y="{self.y - 24:g}" width="44" height="28"/>'
        )
        self.words(label, 56)

    def line(self, kind: str, label: str) -> None:
        """A line as it is drawn on the map, and what it means."""
        x = self._room(64, label)
        end = x - 64 if self.rtl else x + 64
        self.marks += f'<path class="{kind}" d="M{x:g} {self.y - 10:g}H{end:g}"/>'
        self.words(label, 76)

    def circle(self, radius: float, label: str) -> None:
        """A circle of a size, and what it means."""
        x = self._room(2 * radius, label)
        x += -radius if self.rtl else radius
        self.marks += f'<g class="p"><circle cx="{x:g}" cy="{self.y - 10:g}" r="{radius:g}"/></g>'
        self.words(label, 2 * radius + 10)

    def words(self, label: str, indent: float = 0) -> None:
        """Words, so far from where the next mark starts."""
        x = self._room(indent, label)
        self.marks += f'<text x="{x - indent if self.rtl else x + indent:g}" y="{self.y:g}">{escape(label)}</text>'
        self.at += indent + self._long(label) + 40

    def _room(self, indent: float, label: str) -> float:
        """Where the next mark starts; on the next line if it would not fit on this one."""
        if self.at and self.at + indent + self._long(label) > self.width:
            self.at, self.y = 0, self.y + 2 * self.size
        return self.width - self.at if self.rtl else self.at

    def _long(self, label: str) -> float:
        return len(label) * self.size * LETTER


@dataclass(slots=True)
class Names:
    """Names of places on a map of `width` and `height` units: of those that are offered, the first `most` for which
    there is room. None lies on another, on a circle that is kept free, or beyond the map's edge."""

    width: float
    height: float
    most: int
    size: float = NAME  # of their letters
    marks: str = ""
    taken: list[Box] = field(default_factory=list)
    circles: list[Box] = field(default_factory=list)

    def keep_free(self, x: float, y: float, radius: float) -> None:
        """Have no name lie on a circle."""
        self.circles.append((x - radius, y - radius, x + radius, y + radius))

    def offer(self, x: float, y: float, radius: float, name: str) -> None:
        """The name of a circle: beside it, above or beneath it, or at one of its corners, whichever is free first."""
        if len(self.taken) == self.most:
            return
        half, high = width_of(name) * self.size * WIDE / 2, self.size * 0.6
        beside, above = radius + GAP + half, radius + GAP + high
        corner = (radius * 0.7 + GAP + half, radius * 0.7 + high)
        inward = max(half, min(self.width - half, x)) - x  # above and beneath, as far from the edge as it needs
        steps = [(beside, 0.0), (-beside, 0.0), (inward, -above), (inward, above)]
        steps += [(corner[0] * east, corner[1] * south) for south in (-1, 1) for east in (1, -1)]
        for across, down in steps:
            box = (x + across - half, y + down - high, x + across + half, y + down + high)
            if self._is_free(box):
                self.taken.append(box)
                # In the middle of its place, a name needs no direction of its own: any script will do.
                where = f'x="{x + across:.0f}" y="{y + down + self.size * 0.35:.0f}"'
                self.marks += f'<text class="l" text-anchor="middle" {where}>{escape(name)}</text>'
                return

    def _is_free(self, box: Box) -> bool:
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= self.width and box[3] <= self.height
        return inside and not any(_overlap(box, other) for other in (*self.taken, *self.circles))


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
