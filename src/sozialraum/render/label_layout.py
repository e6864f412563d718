"""Where labels stand beside points, so that they cover neither each other nor points and lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sozialraum.render.static_text import text_width

SIZE = 12
_LINE = 15
_INDENT = 5
NARROWEST = 280
"""Width of a plot on a phone in pixels: no label may run out of it."""
_BESIDE = (-15, 15, -28, 28)
_SAMPLES = 12
Point = tuple[float, float]


@dataclass(frozen=True)
class Label:
    """A text that belongs to a point; x to the right, y downwards, in pixels of the plot.

    ``required`` labels always stand somewhere; others are left out where they would collide.
    """

    x: float
    y: float
    text: str
    required: bool = True


@dataclass(frozen=True)
class Placed:
    """A line of text, its middle ``dy`` pixels below the point, aligned at the point's ``x``."""

    label: Label
    dy: float
    align: str


def place(
    labels: Sequence[Label],
    points: Sequence[Point],
    lines: Sequence[tuple[Point, Point]],
    size: tuple[float, float],
) -> list[Placed]:
    """Every label above or below its point where it disturbs least, the first ones first.

    ``size`` is width and height of the plot.
    """
    marks = [*points, *(on for line in lines for on in _along(line))]
    placed: list[tuple[Placed, _Box]] = []
    for label in sorted(labels, key=lambda label: not label.required):
        taken = [box for _, box in placed]
        tries = [_try(label, dy, size) for dy in _BESIDE]
        best = min(tries, key=lambda spot: _cost(spot[1], taken, marks, size[1]))
        if label.required or not _cost(best[1], taken, list(points), size[1]) // _COLLISION:
            placed.append(best)
    return [spot for spot, _ in placed]


_Box = tuple[float, float, float, float]
_COLLISION = 1000


def _try(label: Label, dy: float, size: tuple[float, float]) -> tuple[Placed, _Box]:
    """The label above or below its point, to one side of it where even a narrow plot ends."""
    width = text_width(label.text, SIZE)
    narrow = label.x / size[0] * NARROWEST
    if narrow < width / 2:
        align, left = "left", label.x - _INDENT
    elif narrow + width / 2 > NARROWEST:
        align, left = "right", label.x + _INDENT - width
    else:
        align, left = "center", label.x - width / 2
    y = label.y + dy
    return Placed(label, dy, align), (left, y - _LINE / 2, left + width, y + _LINE / 2)


def _cost(box: _Box, taken: Sequence[_Box], marks: Sequence[Point], height: float) -> float:
    """Collisions with labels and the upper and lower edge count far more than marks covered."""
    left, top, right, bottom = box
    hits = sum(a < right and left < c and b < bottom and top < d for a, b, c, d in taken)
    outside = top < -_LINE or bottom > height
    covered = sum(left - 4 < x < right + 4 and top < y < bottom for x, y in marks)
    return _COLLISION * (hits + outside) + covered


def _along(line: tuple[Point, Point]) -> list[Point]:
    (x1, y1), (x2, y2) = line
    steps = [step / _SAMPLES for step in range(1, _SAMPLES)]
    return [(x1 + (x2 - x1) * t, y1 + (y2 - y1) * t) for t in steps]
