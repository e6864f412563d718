"""Scatter plots as Vega-Lite layers: one point per pair of values, lines at the medians."""

from __future__ import annotations

from typing import Any

from sozialraum.domain.exhibits import Chart, Scatter, Spot
from sozialraum.language import t
from sozialraum.render.chart_look import (
    INK,
    LABEL_GAP,
    LABEL_SIZE,
    QUIET,
    SILENT,
    Body,
    tick_decimals,
    value_ticks,
)
from sozialraum.render.formats import number
from sozialraum.render.static_text import text_width

HEIGHT = 340
SELECTION = "gebiet"
"""Name of the selection that a click on a point makes; it holds the id of the spot."""
_VIEW = "punkte"

Row = dict[str, Any]


def scatter_body(chart: Chart, *, interactive: bool) -> Body:
    """Data and layers of the points; ``interactive`` ones answer to the pointer.

    Both axes begin near the smallest value. Chosen points have a dark rim and their name.
    """
    scatter = chart.scatter
    assert scatter is not None, "a scatter plot has points"
    rows = [_row(spot) for spot in scatter.spots]
    across = _ticks([row["x"] for row in rows], scatter.decimals[0])
    up = _ticks([row["y"] for row in rows], scatter.decimals[1])
    layers = [*_medians(scatter), _points(), _chosen(), _names()]
    spec: dict[str, Any] = {
        "height": HEIGHT,
        "data": {"values": rows},
        "encoding": {"x": _x(across, scatter.titles[0]), "y": _y(up, scatter.titles[1])},
        "layer": layers,
    }
    if interactive:
        layers.append(_touch(scatter))
        select = {"type": "point", "fields": ["id"], "on": "click", "toggle": False}
        spec["params"] = [{"name": SELECTION, "select": select, "views": [_VIEW]}]
    digits = tick_decimals(up)
    widest = max(text_width(number(tick, digits), LABEL_SIZE) for tick in up)
    return Body(spec, HEIGHT, widest + LABEL_GAP)


def _row(spot: Spot) -> Row:
    return {
        "id": spot.id,
        "label": spot.label,
        "x": spot.x,
        "y": spot.y,
        "first": spot.texts[0],
        "second": spot.texts[1],
        "colour": spot.colour,
        "highlighted": spot.highlighted,
    }


def _ticks(values: list[float], decimals: int) -> list[float]:
    return value_ticks(min(values), max(values), decimals)


def _axis(ticks: list[float]) -> dict[str, Any]:
    return {
        "type": "quantitative",
        "scale": {"domain": [ticks[0], ticks[-1]], "nice": False, "zero": False},
    }


def _x(ticks: list[float], title: str) -> dict[str, Any]:
    axis = {"title": title, "titlePadding": 10, "values": ticks, "ticks": False}
    shown = axis | {"format": f",.{tick_decimals(ticks)}f", "labelOverlap": True}
    return {"field": "x", **_axis(ticks), "axis": shown}


def _y(ticks: list[float], title: str) -> dict[str, Any]:
    """The title stands above the axis, to be read without turning the head."""
    place = {"titleAngle": 0, "titleAlign": "left", "titleBaseline": "bottom"}
    place |= {"titleAnchor": "end", "titleX": 0, "titleY": -10}
    axis = {"title": title, "values": ticks, "domain": False, "ticks": False, **place}
    shown = axis | {"format": f",.{tick_decimals(ticks)}f"}
    return {"field": "y", **_axis(ticks), "axis": shown}


def _medians(scatter: Scatter) -> list[dict[str, Any]]:
    """The lines that make the quadrants, with what they are."""
    rule = {"type": "rule", "color": QUIET, "strokeDash": [5, 4], "strokeWidth": 1.2, **SILENT}
    text = {"type": "text", "color": QUIET, "fontSize": LABEL_SIZE, "align": "right", **SILENT}
    label = {"text": {"field": "label", "type": "nominal"}}
    (across, up), word = scatter.middle, t("Median")
    top, right = {"y": {"value": 0}}, {"x": {"value": "width"}}
    marks: list[tuple[dict[str, Any], dict[str, Any]]] = [
        (rule, top | {"y2": {"value": HEIGHT}}),
        (rule, {"x": {"value": 0}, "x2": {"value": "width"}}),
        (text | {"dy": -8, "dx": -3}, right | label),
        (text | {"dx": -5, "dy": 9}, top | label),
    ]
    data = {"values": [{"x": across, "y": up, "label": word}]}
    return [{"data": data, "mark": mark, "encoding": encoding} for mark, encoding in marks]


def _points() -> dict[str, Any]:
    return {
        "mark": {"type": "point", "filled": True, "size": 62, "opacity": 1, **SILENT},
        "encoding": {
            "fill": {"field": "colour", "type": "nominal", "scale": None, "legend": None},
            "stroke": {"value": "#5b6670"},
            "strokeWidth": {"value": 0.7},
        },
    }


def _chosen() -> dict[str, Any]:
    mark = {"type": "point", "filled": False, "size": 150, "opacity": 1, "strokeWidth": 2.4}
    return {
        "transform": [{"filter": "datum.highlighted"}],
        "mark": mark | {"stroke": INK, **SILENT},
    }


def _names() -> dict[str, Any]:
    mark = {"type": "text", "fontSize": 13, "fontWeight": 600, "color": INK, "dy": -15, **SILENT}
    return {
        "transform": [{"filter": "datum.highlighted"}],
        "mark": mark,
        "encoding": {"text": {"field": "label", "type": "nominal"}},
    }


def _touch(scatter: Scatter) -> dict[str, Any]:
    """Larger invisible points that answer to pointer and finger.

    Vega shows the field with the heading ``title`` as heading of the tooltip.
    """
    fields = {"label": "title", "first": scatter.titles[0], "second": scatter.titles[1]}
    return {
        "name": _VIEW,
        "mark": {"type": "point", "filled": True, "size": 240, "opacity": 0},
        "encoding": {
            "tooltip": [
                {"field": field, "type": "nominal", "title": title}
                for field, title in fields.items()
            ]
        },
    }
