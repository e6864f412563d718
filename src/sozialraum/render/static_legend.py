"""Legend of a map picture: classes, statuses, overlays, lines and the view in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sozialraum.domain.status import Status
from sozialraum.domain.views import MapView
from sozialraum.render.formats import number, quantity
from sozialraum.render.static_marks import symbol
from sozialraum.render.static_picture import ACCENT, MapPicture, PictureLayer
from sozialraum.render.static_text import INK, QUIET, paragraph, text_node, text_width, wrapped

UNKNOWN: Final = "#d9dde1"
PATTERN_GROUND: Final = "#eef0f1"
PATTERN_INK: Final = "#77828c"
CHOSEN: Final = "#0b2e35"
BORDER: Final = "#46525d"
WITHOUT_VALUE: Final = {
    Status.SECRET: "url(#sr-geheim)",
    Status.UNKNOWN: UNKNOWN,
    Status.NOT_APPLICABLE: "url(#sr-nicht-sinnvoll)",
    Status.LATER: "url(#sr-spaeter)",
}
"""Fills of areas without a value, in the order of the legend; the same look as on the page."""
MARKED: Final = {Status.UNCERTAIN: "~", Status.ESTIMATED: "≈"}
"""Signs of values that are not certain."""
SIZE: Final = 14.0
SMALL: Final = 12.5
ROW: Final = 23.0
_TEXT: Final = 34.0
"""Where the words of a row begin."""
_GAP: Final = 16.0


Drawn = tuple[str, float]
"""Nodes below the origin and the height that they take."""
Block = Callable[[float], Drawn]
"""A part of the legend, drawn for a width."""


def definitions() -> str:
    """Patterns for areas without a value."""
    line = f'<path d="M-1 7L7-1M-1 1L1-1M5 7L7 5" stroke="{PATTERN_INK}" stroke-width="1"/>'
    dots = "".join(
        f'<circle cx="{at}" cy="{at}" r=".9" fill="{PATTERN_INK}"/>' for at in ("1.5", "4.5")
    )
    dot = f'<circle cx="5" cy="5" r="1.3" fill="{PATTERN_INK}"/>'
    return "".join(
        f'<pattern id="{name}" width="{side}" height="{side}" patternUnits="userSpaceOnUse">'
        f'<rect width="{side}" height="{side}" fill="{PATTERN_GROUND}"/>{marks}</pattern>'
        for name, side, marks in (
            ("sr-geheim", 6, line),
            ("sr-nicht-sinnvoll", 6, dots),
            ("sr-spaeter", 10, dot),
        )
    )


def legend_blocks(view: MapView, picture: MapPicture, outside: Sequence[int]) -> list[Block]:
    """The parts of the legend from top to bottom; what a map does not show has no row.

    ``outside`` counts, per overlay, the points that lie outside the frame.
    """
    blocks: list[Block] = [lambda width: _classes(view, bool(picture.zoom_to), width)]
    if picture.layers:
        blocks.append(lambda width: _layers(picture.layers, outside, width))
    lines = _line_rows(view, picture)
    if lines:
        blocks.append(lambda width: _stacked([_row(*line, "", width) for line in lines]))
    words = ("Ganze Stadt: " if picture.zoom_to else "") + view.current.sentence
    blocks.append(lambda width: paragraph(0, 0, wrapped(words, SMALL, width), SMALL))
    return blocks


def stacked(blocks: Sequence[Block], width: float) -> Drawn:
    """Parts below each other with a gap between them."""
    return _stacked([block(width) for block in blocks], _GAP)


def swatch(y: float, fill: str) -> str:
    """The colour of a class in a row whose upper edge is ``y``."""
    rim = f'stroke="{INK}" stroke-opacity=".18"'
    return f'<rect x=".5" y="{y + 4:.1f}" width="22" height="15" rx="2" fill="{fill}" {rim}/>'


def _stacked(parts: Sequence[Drawn], gap: float = 0) -> Drawn:
    nodes, y = [], 0.0
    for content, height in parts:
        nodes.append(f'<g transform="translate(0 {y:.1f})">{content}</g>' if y else content)
        y += height + gap
    return "".join(nodes), max(0.0, y - gap)


def _row(sign: str, label: str, amount: str, width: float, note: str = "") -> Drawn:
    """Sign, words (wrapped) and a number at the right edge; ``note`` in small letters below."""
    room = width - _TEXT - (text_width(amount, SIZE) + 12 if amount else 0)
    lines = wrapped(label, SIZE, room)
    base = 16.5
    step = SIZE * 1.25
    nodes = [sign]
    nodes += [text_node(_TEXT, base + i * step, line, SIZE) for i, line in enumerate(lines)]
    if amount:
        nodes.append(text_node(width, base, amount, SIZE, fill=QUIET, anchor="end"))
    height = ROW + (len(lines) - 1) * step
    if note:
        content, more = paragraph(_TEXT, height - 4, wrapped(note, SMALL, width - _TEXT), SMALL)
        nodes.append(content)
        height += more
    return "".join(nodes), height


def _heads(left: str, right: str, width: float) -> Drawn:
    room = width - text_width(right, SMALL) - 12
    nodes, height = paragraph(0, 0, wrapped(left, SIZE, room, 600), SIZE, weight=600, fill=INK)
    return nodes + text_node(width, 14, right, SMALL, fill=QUIET, anchor="end"), height + 2


def _classes(view: MapView, zoomed: bool, width: float) -> Drawn:
    current = view.current
    unit = {"%": "Prozent", "": "Wert"}.get(view.indicator.unit, view.indicator.unit)
    rows = [_heads(unit, view.level_plural, width)]
    for row, count in zip(view.legend, current.counts, strict=False):
        rows.append(_row(swatch(0, row.colour), row.label, number(count), width))
    for status, fill in WITHOUT_VALUE.items():
        if count := current.statuses.count(status):
            rows.append(_row(swatch(0, fill), status.label, number(count), width))
    for status, sign in MARKED.items():
        if count := current.statuses.count(status):
            mark = text_node(11.5, 17, sign, 16, weight=600, anchor="middle")
            rows.append(_row(mark, f"davon {status.label}", number(count), width))
    notes = ["Die Anzahlen gelten für die ganze Stadt."] if zoomed else []
    if current.joint:
        members, groups = sum(map(len, current.joint)), len(current.joint)
        together = (
            f"{number(groups)} Gruppen mit je einem" if groups > 1 else "einer Gruppe mit einem"
        )
        notes.append(
            f"{number(members)} {view.level_plural} sind in {together} gemeinsamen Wert "
            "veröffentlicht."
        )
    if notes:
        content, height = paragraph(0, 6, wrapped(" ".join(notes), SMALL, width), SMALL)
        rows.append((content, height + 6))
    return _stacked(rows)


def _layers(layers: Sequence[PictureLayer], outside: Sequence[int], width: float) -> Drawn:
    rows = [_heads("Ebenen", "Anzahl", width)]
    for layer, beyond in zip(layers, outside, strict=True):
        parts = {"außerhalb des Ausschnitts": beyond, "ohne bekannten Ort": layer.without_place}
        note = ", ".join(f"{number(count)} {word}" for word, count in parts.items() if count)
        outlines = 0 if layer.outlines is None else len(layer.outlines)
        amount = number(len(layer.points) + layer.without_place + outlines)
        rows.append(_row(_layer_sign(layer), layer.name, amount, width, note and f"davon {note}"))
    return _stacked(rows)


def _layer_sign(layer: PictureLayer) -> str:
    if layer.outlines is not None:
        return _line(layer.colour, 2.2)
    return f'<path d="{symbol(layer.shape, 11.5, 12)}" fill="{layer.colour}"/>'


def _line_rows(view: MapView, picture: MapPicture) -> list[tuple[str, str]]:
    """Sign and words of the lines on the map."""
    rows = []
    if picture.borders is not None:
        rows.append((_line(BORDER, 1.2), f"Grenzen der {picture.borders_name or 'Gebiete'}"))
    if picture.highlight is not None:
        name = ", ".join(str(name) for name in picture.highlight["name"])
        rows.append((_line(ACCENT, 2.8), name))
    if picture.selected:
        at = view.codes.index(picture.selected)
        value = quantity(view.current.values[at], view.indicator, view.current.statuses[at])
        sign = (
            f'<rect x="2" y="4.5" width="19" height="14" rx="2" fill="none" stroke="{CHOSEN}"'
            ' stroke-width="2.8"/>'
        )
        rows.append((sign, f"{view.names[at]} ({view.level_name} {picture.selected}): {value}"))
    return rows


def _line(colour: str, width: float) -> str:
    return f'<path d="M0 12h23" stroke="{colour}" stroke-width="{width:g}"/>'
