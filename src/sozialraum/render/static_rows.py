"""Rows of the legend of a map picture: a sign, words, a number; stacked below each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sozialraum.render.static_text import INK, QUIET, paragraph, text_node, text_width, wrapped

SIZE: Final = 14.0
SMALL: Final = 12.5
ROW: Final = 23.0
_TEXT: Final = 34.0
"""Where the words of a row begin."""

Drawn = tuple[str, float]
"""Nodes below the origin and the height that they take."""
Block = Callable[[float], Drawn]
"""A part of the legend, drawn for a width."""


def stack(parts: Sequence[Drawn], gap: float = 0) -> Drawn:
    """Parts below each other."""
    nodes, y = [], 0.0
    for content, height in parts:
        nodes.append(f'<g transform="translate(0 {y:.1f})">{content}</g>' if y else content)
        y += height + gap
    return "".join(nodes), max(0.0, y - gap)


def legend_row(sign: str, label: str, amount: str, width: float, note: str = "") -> Drawn:
    """Sign, words (wrapped) and a number at the right edge; ``note`` in small letters below."""
    room = width - _TEXT - (text_width(amount, SIZE) + 12 if amount else 0)
    lines = wrapped(label, SIZE, room)
    base = 16.5
    step = SIZE * 1.25
    nodes = [sign]
    nodes += [text_node(_TEXT, base + i * step, line, SIZE) for i, line in enumerate(lines)]
    if amount:
        nodes.append(text_node(width, base, amount, SIZE, fill=QUIET, anchor="end"))
    height = ROW + (max(len(lines), 1) - 1) * step
    if note:
        content, more = paragraph(_TEXT, height - 4, wrapped(note, SMALL, width - _TEXT), SMALL)
        nodes.append(content)
        height += more
    return "".join(nodes), height


def heads(left: str, right: str, width: float) -> Drawn:
    """What the words and what the numbers of the rows below are."""
    room = width - text_width(right, SMALL) - 12
    nodes, height = paragraph(0, 0, wrapped(left, SIZE, room, 600), SIZE, weight=600, fill=INK)
    return nodes + text_node(width, 14, right, SMALL, fill=QUIET, anchor="end"), max(
        height + 2, SMALL * 1.4
    )


def swatch(y: float, fill: str) -> str:
    """The colour of a class in a row whose upper edge is ``y``."""
    rim = f'stroke="{INK}" stroke-opacity=".18"'
    return f'<rect x=".5" y="{y + 4:.1f}" width="22" height="15" rx="2" fill="{fill}" {rim}/>'


def line_sign(colour: str, width: float) -> str:
    """A line of the map in a row."""
    return f'<path d="M0 12h23" stroke="{colour}" stroke-width="{width:g}"/>'
