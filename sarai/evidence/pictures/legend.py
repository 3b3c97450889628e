"""What stands on and around a map: names where there is room, a legend, and that a border is nobody's opinion."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from sarai.evidence.pictures.svg import escape

HEAD, FOOT = 90, 70  # units above the map (title), and under the legend to the first line of the foot
SIDE = 46  # units on either side: a city at the edge has a whole circle
LETTER = 0.55  # of the font's size: about how wide a letter is
TEXT, NAME = 30, 26  # units, the size of letters, and of those of a name on the map

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
        self.at += indent + len(label) * TEXT * LETTER + 40

    def _room(self, indent: float, label: str) -> float:
        """Where the next mark starts; on the next line if it would not fit on this one."""
        if self.at and self.at + indent + len(label) * TEXT * LETTER > self.width:
            self.at, self.y = 0, self.y + 60
        return self.width - self.at if self.rtl else self.at


@dataclass(slots=True)
class Names:
    """Names of places on a map `width` units wide: of those that are offered, the first `most` for which there is
    room."""

    width: float
    most: int
    marks: str = ""
    taken: list[Box] = field(default_factory=list)

    def offer(self, x: float, y: float, radius: float, name: str) -> None:
        """The name of a circle: beside it, on the other side where the map ends."""
        long = len(name) * NAME * LETTER
        left = x + radius + 6 if x + radius + 6 + long < self.width else x - radius - 6 - long
        box = (left, y - 16, left + long, y + 16)
        if len(self.taken) == self.most or any(_overlap(box, other) for other in self.taken):
            return
        self.taken.append(box)
        # In the middle of its place, a name needs no direction of its own: any script will do.
        where = f'x="{left + long / 2:.0f}" y="{y + 9:.0f}"'
        self.marks += f'<text class="l" text-anchor="middle" {where}>{escape(name)}</text>'


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
