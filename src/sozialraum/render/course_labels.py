"""Labels inside a chart of courses: values of one series, names of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from sozialraum.domain.exhibits import Chart, ChartKind, Series
from sozialraum.language import t
from sozialraum.render.chart_look import INK, SILENT, WIDE, series_colours
from sozialraum.render.formats import number, with_unit
from sozialraum.render.label_layout import SIZE, Label, place

LABELLED = 5
"""Up to this number of series the last points carry the names, beside the legend."""
_DRAWN_WIDTH = 640
"""Width for which labels are placed; other widths only spread them."""

Row = dict[str, Any]


def label_layers(
    chart: Chart,
    rows: Sequence[Row],
    ticks: Sequence[float],
    span: tuple[float, float],
    height: int,
) -> list[dict[str, Any]]:
    """Values beside the points of a single series; names beside the last points of several.

    ``rows`` are those of the chart; ``ticks`` and ``span`` are what its axes show, from end to
    end; ``height`` is that of the plot in pixels.
    """

    def at(row: Row) -> tuple[float, float]:
        right = (row["x"] - span[0]) / (span[1] - span[0]) * _DRAWN_WIDTH
        return right, (ticks[-1] - row["y"]) / (ticks[-1] - ticks[0]) * height

    of_series = {series.name: _marks_of(rows, series) for series in chart.series}
    wanted = _wanted(chart, of_series)
    lines = [
        (at(a), at(b))
        for found in of_series.values()
        for a, b in pairwise(found)
        if a["line"] and a["line"] == b["line"]
    ]
    labels = [Label(*at(row), text, required) for row, text, required in wanted]
    placed = place(labels, [at(row) for row in rows], lines, (_DRAWN_WIDTH, height))
    row_of = {label: row for label, (row, _, _) in zip(labels, wanted, strict=True)}
    several = len(chart.series) > 1
    values = [
        {
            "x": row_of[spot.label]["x"],
            "y": row_of[spot.label]["y"],
            "colour": _label_colour(chart, row_of[spot.label]["series"]),
            "label": spot.label.text,
            "dy": spot.dy,
            "align": spot.align,
            "small": spot.label.required and not several,
        }
        for spot in placed
    ]
    return [_text(values, halo) for halo in (True, False)] if values else []


def _label_colour(chart: Chart, name: str) -> str:
    names = [series.name for series in chart.series]
    return series_colours(chart)(names.index(name)) if len(names) > 1 else INK


def _marks_of(rows: Sequence[Row], series: Series) -> list[Row]:
    return [row for row in rows if row["series"] == series.name and row["role"] == "mark"]


def _wanted(chart: Chart, of_series: Mapping[str, Sequence[Row]]) -> list[tuple[Row, str, bool]]:
    """Row, text and whether it is required of every label that would be good to have."""
    if len(of_series) == 1:
        marks = next(iter(of_series.values()))
        ends = {0, len(marks) - 1}
        return [(row, _amount(chart, row["y"]), n in ends) for n, row in enumerate(marks)]
    if len(of_series) > LABELLED:
        return []
    return [(marks[-1], name.split(" (")[0], True) for name, marks in of_series.items() if marks]


def _amount(chart: Chart, value: float) -> str:
    text = number(value, chart.decimals)
    if chart.kind is ChartKind.INDEX:
        return t("{number}-fach", number=text)
    return with_unit(text, "%") if chart.unit == "%" else text


def _text(values: list[Row], halo: bool) -> dict[str, Any]:
    """Labels over a white rim; on narrow plots only those that are always needed."""
    mark: dict[str, Any] = {
        "type": "text",
        "fontSize": SIZE,
        "baseline": "middle",
        "dx": {"expr": "datum.align === 'left' ? -5 : datum.align === 'right' ? 5 : 0"},
        "dy": {"expr": "datum.dy"},
        "align": {"expr": "datum.align"},
        "opacity": {"expr": f"width < {WIDE} && !datum.small ? 0 : 1"},
        **SILENT,
    }
    if halo:
        mark |= {"stroke": "white", "strokeWidth": 4, "strokeJoin": "round", "fill": "white"}
    encoding: dict[str, Any] = {"text": {"field": "label", "type": "nominal"}}
    if not halo:
        encoding["color"] = {"field": "colour", "type": "nominal", "scale": None, "legend": None}
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}
