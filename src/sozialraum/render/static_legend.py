"""Legend of a map picture: classes, statuses, overlays, lines and the view in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sozialraum.domain.status import Status
from sozialraum.domain.views import MapView
from sozialraum.language import t
from sozialraum.render.formats import number, quantity
from sozialraum.render.static_compare import (
    certainty_definitions,
    certainty_legend,
    matrix_legend,
    pin_rows,
)
from sozialraum.render.static_marks import symbol
from sozialraum.render.static_picture import ACCENT, MapPicture, PictureLayer
from sozialraum.render.static_rows import (
    SMALL,
    Block,
    Drawn,
    heads,
    legend_row,
    line_sign,
    stack,
    swatch,
)
from sozialraum.render.static_text import paragraph, text_node, wrapped

__all__ = ["Block", "definitions", "legend_blocks", "stacked", "statement", "swatch"]

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
_GAP: Final = 16.0


def definitions(view: MapView | None = None) -> str:
    """Patterns for areas without a value and, where the view has them, for uncertain classes."""
    unsure = certainty_definitions() if view is not None and view.certainty else ""
    line = f'<path d="M-1 7L7-1M-1 1L1-1M5 7L7 5" stroke="{PATTERN_INK}" stroke-width="1"/>'
    dots = "".join(
        f'<circle cx="{at}" cy="{at}" r=".9" fill="{PATTERN_INK}"/>' for at in ("1.5", "4.5")
    )
    dot = f'<circle cx="5" cy="5" r="1.3" fill="{PATTERN_INK}"/>'
    return (
        "".join(
            f'<pattern id="{name}" width="{side}" height="{side}" patternUnits="userSpaceOnUse">'
            f'<rect width="{side}" height="{side}" fill="{PATTERN_GROUND}"/>{marks}</pattern>'
            for name, side, marks in (
                ("sr-geheim", 6, line),
                ("sr-nicht-sinnvoll", 6, dots),
                ("sr-spaeter", 10, dot),
            )
        )
        + unsure
    )


def statement(view: MapView, place: int) -> str:
    """What the map says of one area: its value, or its class where values are not printed."""
    current = view.current
    status, number_ = current.statuses[place], current.classes[place]
    if not view.valueless:
        return quantity(current.values[place], view.indicator, status)
    return view.legend[number_].label if number_ >= 0 else status.label


def legend_blocks(view: MapView, picture: MapPicture, outside: Sequence[int]) -> list[Block]:
    """The parts of the legend from top to bottom; what a map does not show has no row.

    ``outside`` counts, per overlay, the points that lie outside the frame.
    """
    blocks: list[Block] = []
    if not picture.outlines_only:
        blocks.append(lambda width: _classes(view, bool(picture.zoom_to), width))
    if (certainty := view.certainty) is not None:
        blocks.append(lambda width: certainty_legend(certainty, width))
    if picture.pins:
        blocks.append(lambda width: pin_rows(picture.pins, width))
    if picture.layers:
        title = view.indicator.name if picture.outlines_only else t("Ebenen")
        blocks.append(lambda width: _layers(title, picture.layers, outside, width))
    lines = _line_rows(view, picture)
    if lines:
        blocks.append(lambda width: stack([legend_row(*line, "", width) for line in lines]))
    if not picture.sentence:
        return blocks
    words = view.current.sentence
    if picture.zoom_to:
        words = t("Ganze Stadt: {words}", words=words)
    blocks.append(lambda width: paragraph(0, 0, wrapped(words, SMALL, width), SMALL))
    return blocks


def stacked(blocks: Sequence[Block], width: float) -> Drawn:
    """Parts below each other with a gap between them."""
    return stack([block(width) for block in blocks], _GAP)


def _classes(view: MapView, zoomed: bool, width: float) -> Drawn:
    current = view.current
    rows: list[Drawn] = []
    if view.matrix is not None:
        rows.append(matrix_legend(view, view.matrix, width))
    else:
        rows.append(heads(_unit(view), view.level_plural, width))
        for row, count in zip(view.legend, current.counts, strict=False):
            rows.append(legend_row(swatch(0, row.colour), row.label, number(count), width))
    for status, fill in WITHOUT_VALUE.items():
        if count := current.statuses.count(status):
            rows.append(legend_row(swatch(0, fill), status.label, number(count), width))
    for status, sign in MARKED.items():
        if count := current.statuses.count(status):
            mark = text_node(11.5, 17, sign, 16, weight=600, anchor="middle")
            label = t("davon {word}", word=status.label)
            rows.append(legend_row(mark, label, number(count), width))
    if notes := _notes(view, zoomed):
        content, height = paragraph(0, 6, wrapped(" ".join(notes), SMALL, width), SMALL)
        rows.append((content, height + 6))
    return stack(rows)


def _unit(view: MapView) -> str:
    if view.valueless:
        return ""
    words = {"%": t("Prozent"), "": t("Wert")}
    return words.get(view.indicator.unit, view.indicator.unit)


def _notes(view: MapView, zoomed: bool) -> list[str]:
    """What the numbers count, and which areas share a published value."""
    notes = [t("Die Anzahlen gelten für die ganze Stadt.")] if zoomed else []
    if view.matrix is not None:
        notes.insert(0, t("Zahlen: {areas} je Feld.", areas=view.level_plural))
    joint = view.current.joint
    if joint:
        said = {"n": number(sum(map(len, joint))), "areas": view.level_plural}
        notes.append(
            t(
                "{n} {areas} sind in {groups} Gruppen mit je einem gemeinsamen Wert "
                "veröffentlicht.",
                groups=number(len(joint)),
                **said,
            )
            if len(joint) > 1
            else t(
                "{n} {areas} sind in einer Gruppe mit einem gemeinsamen Wert veröffentlicht.",
                **said,
            )
        )
    return notes


def _layers(
    title: str, layers: Sequence[PictureLayer], outside: Sequence[int], width: float
) -> Drawn:
    rows = [heads(title, t("Anzahl"), width)]
    for layer, beyond in zip(layers, outside, strict=True):
        parts = []
        if beyond:
            parts.append(t("{n} außerhalb des Ausschnitts", n=number(beyond)))
        if layer.without_place:
            parts.append(t("{n} ohne bekannten Ort", n=number(layer.without_place)))
        note = t("davon {word}", word=", ".join(parts)) if parts else ""
        outlines = 0 if layer.outlines is None else len(layer.outlines)
        amount = number(len(layer.points) + layer.without_place + outlines)
        rows.append(legend_row(_layer_sign(layer), layer.name, amount, width, note))
    return stack(rows)


def _layer_sign(layer: PictureLayer) -> str:
    if layer.outlines is not None:
        return line_sign(layer.colour, 2.2)
    path = f'<path d="{symbol(layer.shape, 11.5, 12)}"'
    if layer.hollow:
        return f'{path} fill="#fff" stroke="{layer.colour}" stroke-width="1.8"/>'
    return f'{path} fill="{layer.colour}"/>'


def _line_rows(view: MapView, picture: MapPicture) -> list[tuple[str, str]]:
    """Sign and words of the lines on the map."""
    rows = []
    if picture.borders is not None:
        name = picture.borders_name or t("Gebiete")
        rows.append((line_sign(BORDER, 1.2), t("Grenzen der {areas}", areas=name)))
    if picture.highlight is not None:
        name = ", ".join(str(name) for name in picture.highlight["name"])
        rows.append((line_sign(ACCENT, 2.8), name))
    if picture.selected:
        at = view.codes.index(picture.selected)
        sign = (
            f'<rect x="2" y="4.5" width="19" height="14" rx="2" fill="none" stroke="{CHOSEN}"'
            ' stroke-width="2.8"/>'
        )
        words = f"{view.names[at]} ({view.level_name} {picture.selected})"
        said = words if picture.outlines_only else f"{words}: {statement(view, at)}"
        rows.append((sign, said))
    return rows
