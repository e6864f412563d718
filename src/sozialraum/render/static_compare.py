"""Two questions in one legend, the certainty of classes, and pins: maps that compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sozialraum.domain.views import Certainty, MapView, Matrix
from sozialraum.render.formats import number
from sozialraum.render.palettes import lightness
from sozialraum.render.static_picture import Pin
from sozialraum.render.static_rows import SIZE, SMALL, Drawn, heads, legend_row, stack, swatch
from sozialraum.render.static_text import INK, QUIET, paragraph, text_node, text_width, wrapped

_SPACING: Final = (12.0, 8.0, 5.5, 4.5)
"""Distance of the dots of less and less certain classes; the same as on the page."""
_CELL_HEIGHT: Final = 30.0
_NAMES: Final = 0.3
"""Share of the width that the names of the rows of a matrix take at most."""
_DARK: Final = 0.3
"""Colours of less luminance carry white figures."""
_LABELS: Final = (SMALL, 11.0, 9.5)
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SAMPLE: Final = "#dfe4e8"


def matrix_legend(view: MapView, matrix: Matrix, width: float) -> Drawn:
    """A square of the classes with the number of areas in each; rows grow upwards."""
    counts = view.current.counts
    count_of = dict(enumerate(counts))
    size = _label_size(matrix.rows, width * _NAMES)
    left = min(width * _NAMES, max(text_width(row, size) for row in matrix.rows) * 1.1 + 6)
    cell = (width - left) / len(matrix.columns)
    nodes, height = [], 0.0
    for row in range(len(matrix.rows) - 1, -1, -1):
        lines = wrapped(matrix.rows[row], size, left - 4)
        high = max(_CELL_HEIGHT, len(lines) * size * 1.25 + 4)
        first = height + (high - (len(lines) - 1) * size * 1.25) / 2 + size * 0.35
        for line, text in enumerate(lines):
            nodes.append(text_node(0, first + line * size * 1.25, text, size))
        for column in range(len(matrix.columns)):
            place = row * len(matrix.columns) + column
            colour = view.legend[place].colour
            nodes.append(_cell(left + column * cell, height, cell, high, colour))
            ink = "#fff" if lightness(colour) < _DARK else INK
            x, y = left + (column + 0.5) * cell, height + high / 2 + 5
            figure = number(count_of.get(place, 0))
            nodes.append(text_node(x, y, figure, SIZE, fill=ink, anchor="middle"))
        height += high
    below, more = _columns(matrix, left, cell, height)
    title, above = _axis(f"↑ {matrix.row_title}", 0, width)
    foot, last = _axis(f"→ {matrix.column_title}", 0, width)
    return stack([(title, above + 4), ("".join(nodes) + below, height + more), (foot, last)])


def certainty_legend(certainty: Certainty, width: float) -> Drawn:
    """How many areas have a certain class, and how many a less certain one."""
    rows = [heads(certainty.title, "", width)]
    for position, label in enumerate(certainty.labels):
        sign = swatch(0, _SAMPLE) + (swatch(0, certainty_fill(position)) if position else "")
        amount = number(certainty.positions.count(position))
        rows.append(legend_row(sign, label, amount, width))
    return stack(rows)


def certainty_fill(position: int) -> str:
    """The pattern that lies over an area whose class has this place in the labels."""
    return f"url(#sr-unsicher-{min(position, len(_SPACING))})"


def certainty_definitions() -> str:
    """Dots with a light rim, seen on light and on dark colours."""
    found = []
    for place, side in enumerate(_SPACING, start=1):
        radius = 1.25 if side < 6 else 1.7
        found.append(
            f'<pattern id="sr-unsicher-{place}" width="{side:g}" height="{side:g}"'
            f' patternUnits="userSpaceOnUse"><circle cx="{side / 2:g}" cy="{side / 2:g}"'
            f' r="{radius:g}" fill="{INK}" stroke="#fff" stroke-width=".6"/></pattern>'
        )
    return "".join(found)


def pin_rows(pins: Sequence[Pin], width: float) -> Drawn:
    """The pins with their labels."""
    rows = [legend_row(pin_sign(11.5, 20, colour), label, "", width) for _, colour, label in pins]
    return stack(rows)


def pin_sign(x: float, y: float, colour: str) -> str:
    """A pin whose tip is at ``x, y``."""
    return (
        f'<path d="M{x:.1f} {y:.1f}c-1-4-6-6-6-11a6 6 0 0 1 12 0c0 5-5 7-6 11z" fill="{colour}"'
        f' stroke="#fff" stroke-width="1.4"/><circle cx="{x:.1f}" cy="{y - 11:.1f}" r="2.2"'
        ' fill="#fff"/>'
    )


def _cell(x: float, y: float, width: float, height: float, colour: str) -> str:
    box = f'x="{x + 1:.1f}" y="{y + 1:.1f}" width="{width - 2:.1f}" height="{height - 2:.1f}"'
    return f'<rect {box} rx="2" fill="{colour}" stroke="{INK}" stroke-opacity=".18"/>'


def _columns(matrix: Matrix, left: float, cell: float, top: float) -> tuple[str, float]:
    """Names of the columns below their cells; letters and a key where they have no room."""
    names, key, high = matrix.columns, "", 0.0
    size = _label_size(names, cell)
    if _widest(names, size) > cell - 4:
        names, size = tuple(_LETTERS[: len(names)]), SMALL
        said = ", ".join(map(" ".join, zip(names, matrix.columns, strict=True)))
        width = left + cell * len(names)
        key, high = paragraph(0, top + SMALL + 10, wrapped(said, SMALL, width), SMALL)
    nodes, most = [key], 1
    for place, name in enumerate(names):
        lines = wrapped(name, size, cell - 2)
        most = max(most, len(lines))
        for line, text in enumerate(lines):
            x, y = left + (place + 0.5) * cell, top + size + 3 + line * size * 1.2
            nodes.append(text_node(x, y, text, size, fill=QUIET, anchor="middle"))
    return "".join(nodes), most * size * 1.2 + 8 + high


def _label_size(labels: Sequence[str], room: float) -> float:
    """The largest size in which the longest word has room."""
    return next((size for size in _LABELS if _widest(labels, size) <= room - 4), _LABELS[-1])


def _widest(labels: Sequence[str], size: float) -> float:
    return max(text_width(word, size) for label in labels for word in label.split()) * 1.1


def _axis(text: str, y: float, width: float) -> Drawn:
    return paragraph(0, y, wrapped(text, SMALL, width, 600), SMALL, weight=600, fill=INK)
