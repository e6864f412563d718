"""Bars as Vega-Lite layers: one row per area, its value at the end, or why there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sozialraum.domain.exhibits import Bar, Chart
from sozialraum.domain.status import Status
from sozialraum.language import t
from sozialraum.render.chart_look import (
    ACCENT,
    INK,
    LABEL_GAP,
    NONE,
    QUIET,
    SILENT,
    Body,
    shortened,
    tooltip,
)
from sozialraum.render.formats import number, signed, with_unit
from sozialraum.render.static_text import text_width

STEP = 24
"""Pixels per bar."""
SELECTION = "gebiet"
"""Name of the selection that a click on a row makes; it holds the id of the bar."""
_VIEW = "balken"
_PLAIN = "#4d93a3"
_MUTED = "#a9c2c9"
_ROOM = 0.24
"""The axis is that much longer than the bars, on each side that has any, for their numbers."""
_SIZE = 13
_LONGEST_LABEL = 170
_DOUBTS = {Status.UNCERTAIN, Status.ESTIMATED}

Row = dict[str, Any]


def bars_body(chart: Chart, *, interactive: bool) -> Body:
    """Data and layers of horizontal bars; ``interactive`` ones answer to the pointer."""
    values = [bar.value for bar in chart.bars if bar.value is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    room = (high - low) * _ROOM or 1.0
    low, high = low - room * (low < 0), high + room * (high > 0 or not low)
    rows = _rows(chart, high if high > 0 else low)
    layers = [_bars(chart.bars), _numbers(), _words()]
    body: dict[str, Any] = {
        "height": STEP * len(rows),
        "data": {"values": rows},
        "encoding": {"y": _y(rows)},
        "layer": [_with_x(layer, low, high) for layer in layers],
    }
    if interactive:
        body["layer"].append(_with_x(_touch(rows), low, high))
        select = {"type": "point", "fields": ["id"], "on": "click", "toggle": False}
        body["params"] = [{"name": SELECTION, "select": select, "views": [_VIEW]}]
    widest = max(text_width(row["label"], _SIZE) for row in rows)
    return Body(body, body["height"], min(widest, _LONGEST_LABEL) + LABEL_GAP)


def _rows(chart: Chart, end: float) -> list[Row]:
    names = Counter(bar.label for bar in chart.bars)
    return [
        {
            "id": bar.id,
            "label": bar.label if names[bar.label] == 1 else f"{bar.label} ({bar.id})",
            "value": bar.value or 0.0,
            "missing": bar.value is None,
            "shown": _shown(bar, chart),
            "text": bar.text,
            "highlighted": bar.highlighted,
            **({"colour": bar.colour} if bar.colour else {}),
            "pale": bar.status in _DOUBTS,
            "source": (bar.source.publisher or bar.source.title) if bar.source else NONE,
            "wording": shortened(bar.wording),
            "end": end,
        }
        for bar in chart.bars
    ]


def _shown(bar: Bar, chart: Chart) -> str:
    if bar.value is None:
        return bar.status.label
    doubt = f" ({bar.status.label})" if bar.status in _DOUBTS else ""
    changes = any(other.value is not None and other.value < 0 for other in chart.bars)
    text = (signed if changes else number)(bar.value, chart.decimals)
    return f"{with_unit(text, '%') if chart.unit == '%' else text}{doubt}"


def _y(rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": [row["label"] for row in rows], "paddingInner": 0.25},
        "axis": {
            "title": None,
            "labelColor": INK,
            "labelFontSize": _SIZE,
            "labelLimit": _LONGEST_LABEL,
            "ticks": False,
            "domain": False,
        },
    }


def _with_x(layer: dict[str, Any], low: float, high: float) -> dict[str, Any]:
    scale = {"domain": [low, high], "nice": False, "zero": True}
    layer["encoding"]["x"] |= {"type": "quantitative", "scale": scale, "axis": None}
    return layer


def _bars(bars: Sequence[Bar]) -> dict[str, Any]:
    plain = _MUTED if any(bar.highlighted for bar in bars) else _PLAIN
    return {
        "transform": [{"filter": "!datum.missing"}],
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "x": {"field": "value"},
            "color": _colour(bars, plain),
            "opacity": {"condition": {"test": "datum.pale", "value": 0.55}, "value": 1},
        },
    }


def _colour(bars: Sequence[Bar], plain: str) -> dict[str, Any]:
    """The colour that each bar brings, else the usual one and the accent of the chosen bar."""
    if bars and all(bar.colour for bar in bars):
        return {"field": "colour", "type": "nominal", "scale": None, "legend": None}
    return {"condition": {"test": "datum.highlighted", "value": ACCENT}, "value": plain}


def _numbers() -> dict[str, Any]:
    left = "datum.value < 0"
    return {
        "transform": [{"filter": "!datum.missing"}],
        "mark": {
            "type": "text",
            "fontSize": _SIZE,
            "baseline": "middle",
            "align": {"expr": f"{left} ? 'right' : 'left'"},
            "dx": {"expr": f"{left} ? -6 : 6"},
            "fontWeight": {"expr": "datum.highlighted ? 600 : 400"},
            "color": INK,
            **SILENT,
        },
        "encoding": {"x": {"field": "value"}, "text": {"field": "shown", "type": "nominal"}},
    }


def _words() -> dict[str, Any]:
    mark = {
        "type": "text",
        "fontSize": _SIZE,
        "baseline": "middle",
        "align": "left",
        "tooltip": None,
    }
    return {
        "transform": [{"filter": "datum.missing"}],
        "mark": mark | {"color": QUIET, "dx": 6},
        "encoding": {
            "x": {"datum": 0},
            "text": {"field": "shown", "type": "nominal"},
        },
    }


def _touch(rows: Sequence[Row]) -> dict[str, Any]:
    """Whole rows answer to pointer and finger, those without a bar as well.

    Vega shows the field with the heading ``title`` as heading of the tooltip.
    """
    fields = {"label": "title", "text": t("Wert"), "source": t("Quelle"), "wording": t("Wortlaut")}
    return {
        "name": _VIEW,
        "mark": {"type": "bar", "opacity": 0},
        "encoding": {
            "x": {"field": "end"},
            "tooltip": tooltip(rows, fields),
        },
    }
