"""Signs on a map picture: points, names and the scale bar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from sozialraum.render.formats import NBSP, number
from sozialraum.render.static_frame import Frame
from sozialraum.render.static_text import INK, QUIET, text_node, text_width

Box = tuple[float, float, float, float]
DOT: Final = 2.3
SYMBOL: Final = 5.0
"""Half of the width of a small dot and of all other symbols, in pixels."""
_NICE: Final = (1, 2, 5)
_PARTS: Final = re.compile("[-/ ]")


def symbol(shape: str, x: float, y: float, radius: float = 0) -> str:
    """A point as a path; unknown shapes are circles. Filled and stroked by its group."""
    r = radius or (DOT if shape == "punkt" else SYMBOL)
    if shape == "quadrat":
        side = 1.8 * r
        return f"M{x - side / 2:.1f} {y - side / 2:.1f}h{side:.1f}v{side:.1f}h{-side:.1f}z"
    if shape == "dreieck":
        wide, high = 1.1 * r, 2.0 * r
        return f"M{x:.1f} {y - 1.15 * r:.1f}l{wide:.1f} {high:.1f}h{-2 * wide:.1f}z"
    if shape == "raute":
        d = 1.25 * r
        return f"M{x:.1f} {y - d:.1f}l{d:.1f} {d:.1f} {-d:.1f} {d:.1f} {-d:.1f} {-d:.1f}z"
    turn = f"a{r:g} {r:g} 0 1 0"
    return f"M{x - r:.1f} {y:.1f}{turn} {2 * r:g} 0{turn} {-2 * r:g} 0z"


def symbols(
    shape: str,
    colour: str,
    opacity: float,
    places: Iterable[tuple[float, float]],
    *,
    hollow: bool = False,
) -> str:
    """All points of one layer, each with a white rim, hollow ones white; empty without points."""
    paths = "".join(f'<path d="{symbol(shape, x, y)}"/>' for x, y in places)
    rim = 0.8 if shape == "punkt" else 1.4
    fill = f'fill="{colour}" stroke="#fff" stroke-width="{rim}"'
    if hollow:
        fill = f'fill="#fff" stroke="{colour}" stroke-width="1.8"'
    return f'<g {fill} opacity="{opacity:g}">{paths}</g>' if paths else ""


class Names:
    """Writes names into a frame; none leaves it, none touches another one or a taken box."""

    def __init__(self, frame: Frame, signs: Iterable[tuple[float, float]] = ()) -> None:
        self._frame = frame
        self._taken: list[Box] = []
        self._signs = list(signs)
        self.nodes: list[str] = []
        self.written: set[str] = set()

    def keep_free(self, box: Box) -> None:
        """No name may touch this box (left, top, right, bottom)."""
        self._taken.append(box)

    def put(
        self,
        text: str,
        places: Sequence[tuple[float, float]],
        size: float,
        *,
        weight: int = 400,
        fill: str = INK,
        room: float = float("inf"),
        lines: Sequence[str] = (),
        still: bool = False,
    ) -> bool:
        """Write ``text`` around the place where it hides the fewest symbols, the first of equals.

        Around every place it may move a little up or down, unless it stands ``still``; ``lines``
        are the same text below each other. Nothing is written, and False returned, where it is
        wider than ``room`` or would leave the frame or touch a name.
        """
        parts = tuple(lines) or (text,)
        half, high = name_box(parts, size, weight)
        if half * 2 > room:
            return False
        moves = (0.0,) if still else (0.0, -0.75 * size, 0.75 * size, -1.5 * size, 1.5 * size)
        boxes = [
            (x - half, y + move - high, x + half, y + move + high)
            for x, y in places
            for move in moves
        ]
        free = [box for box in boxes if self._free(box)]
        if not free:
            return False
        box = min(free, key=lambda one: _signs_in(one, self._signs))
        self._taken.append(box)
        self.written.add(text)
        x, middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2 + size * 0.33
        for place, part in enumerate(parts):
            base = middle + (place - (len(parts) - 1) / 2) * size * 1.1
            self.nodes.append(
                text_node(x, base, part, size, weight=weight, fill=fill, anchor="middle", halo=3)
            )
        return True

    def _free(self, box: Box) -> bool:
        left, top, right, bottom = box
        inside = self._frame.holds(left, top, 4) and self._frame.holds(right, bottom, 4)
        return inside and not any(
            left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
            for other in self._taken
        )


def name_box(lines: Sequence[str], size: float, weight: int) -> tuple[float, float]:
    """Half of the width and half of the height that a name takes."""
    widest = max(text_width(line, size, weight) for line in lines)
    return widest / 2 + 3, size * (0.62 + 0.55 * (len(lines) - 1))


def halves(name: str) -> tuple[str, ...]:
    """A name in two lines of about the same length, empty where it cannot be parted."""
    ends = [found.end() for found in _PARTS.finditer(name)]
    ends = [end for end in ends if 2 < end < len(name) - 2]
    if not ends:
        return ()
    end = min(ends, key=lambda place: abs(2 * place - len(name)))
    return name[:end].strip(), name[end:].strip()


def scale_bar(frame: Frame, signs: Sequence[tuple[float, float]] = ()) -> tuple[str, Box]:
    """A bar of a round length with an arrow to the north, and the box that it takes.

    It stands in the corner where it lies below the fewest ``signs``, by default the lower left.
    """
    metres = _round_length(frame.width * 0.22 / frame.scale)
    length = metres * frame.scale
    far = metres >= 1000
    label = f"{number(metres / 1000 if far else metres)}{NBSP}{'km' if far else 'm'}"
    box = _calmest(frame, length + 44, 36, signs)
    left, base = box[0] + 8, box[3] - 10
    arrow = left + length + 22
    nodes = [
        f'<rect x="{box[0]:.1f}" y="{box[1]:.1f}" width="{length + 44:.1f}" height="36" rx="4"'
        ' fill="#fff" fill-opacity=".85"/>',
        f'<path d="M{left:.1f} {base - 5:.1f}v5h{length:.1f}v-5" fill="none" stroke="{QUIET}"'
        ' stroke-width="1.4"/>',
        text_node(left + length / 2, base - 7, label, 12, fill=QUIET, anchor="middle"),
        f'<path d="M{arrow:.1f} {base - 18:.1f}l5 12-5-2.6-5 2.6z" fill="{QUIET}"/>',
        text_node(arrow, base + 4, "N", 11, weight=600, fill=QUIET, anchor="middle"),
    ]
    return "".join(nodes), box


def _calmest(
    frame: Frame, width: float, height: float, signs: Sequence[tuple[float, float]]
) -> Box:
    """The corner of the frame with the fewest signs."""
    lefts = (frame.x + 8, frame.x + frame.width - 8 - width)
    tops = (frame.y + frame.height - 8 - height, frame.y + 8)
    boxes = [(left, top, left + width, top + height) for top in tops for left in lefts]
    return min(boxes, key=lambda box: _signs_in(box, signs))


def _signs_in(box: Box, signs: Iterable[tuple[float, float]]) -> int:
    left, top, right, bottom = box
    return sum(
        left - SYMBOL < x < right + SYMBOL and top - SYMBOL < y < bottom + SYMBOL for x, y in signs
    )


def _round_length(most: float) -> int:
    """The largest of 1, 2, 5, 10, 20, … metres that is not longer than ``most`` metres."""
    lengths = [step * 10**power for power in range(7) for step in _NICE]
    return max((length for length in lengths if length <= most), default=1)
