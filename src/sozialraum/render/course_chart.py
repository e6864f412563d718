"""Courses and indices as Vega-Lite layers: points always visible, lines only along segments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sozialraum.analysis.courses import position, yearly
from sozialraum.domain.exhibits import Chart, ChartKind, Mark, Series
from sozialraum.language import t
from sozialraum.render.chart_look import (
    AXIS,
    LABEL_GAP,
    LABEL_SIZE,
    LEGEND_SIZE,
    SILENT,
    WIDE,
    Body,
    series_colours,
    shape_of,
    shortened,
    tick_decimals,
    tooltip,
    value_ticks,
)
from sozialraum.render.course_labels import label_layers
from sozialraum.render.exhibit_sentences import pale
from sozialraum.render.formats import number
from sozialraum.render.static_text import text_width

HEIGHT = 300
_HALF_PHONE = 115
"""Names up to this many pixels stand side by side in the legend of a narrow plot."""

Row = dict[str, Any]


def course_body(chart: Chart, *, interactive: bool) -> Body:
    """Data and layers of a chart of series; ``interactive`` ones answer to the pointer."""
    chart = _with_own_names(chart)
    by_year = yearly([m.period for m in (*s.marks, *s.others)] for s in chart.series)
    rows = [row for number_, s in enumerate(chart.series) for row in _rows(s, number_, by_year)]
    ticks = _ticks(chart)
    span = _span([row["x"] for row in rows])
    layers = [*_ground(chart), _lines(chart), _whites(chart), _others(chart), _marks(chart)]
    layers += label_layers(chart, rows, ticks, span, HEIGHT)
    if interactive:
        layers.append(_touch(chart, rows))
    spec = {
        "height": HEIGHT,
        "data": {"values": rows},
        "encoding": {"x": _x(span), "y": _y(chart, ticks)},
        "layer": layers,
    }
    digits = tick_decimals(ticks)
    widest = max(text_width(number(tick, digits), LABEL_SIZE) for tick in ticks)
    return Body(spec, HEIGHT, widest + LABEL_GAP)


def _with_own_names(chart: Chart) -> Chart:
    """Colour, shape and legend go by the name of a series: equal names are numbered."""
    seen = Counter[str]()
    named = []
    for series in chart.series:
        seen[series.name] += 1
        count = seen[series.name]
        named.append(series if count == 1 else replace(series, name=f"{series.name} ({count})"))
    return replace(chart, series=tuple(named))


def _rows(series: Series, number_: int, by_year: bool) -> Iterator[Row]:
    run_of = {member: run for run, members in enumerate(series.segments) for member in members}
    for place_, mark in enumerate(series.marks):
        run = run_of.get(place_)
        line = "" if run is None else f"{number_}-{run}"
        yield _row(series, mark, by_year) | {"line": line, "role": "mark"}
    for mark in series.others:
        yield _row(series, mark, by_year) | {"line": "", "role": "other"}


def _row(series: Series, mark: Mark, by_year: bool) -> Row:
    return {
        "series": series.name,
        "x": round(position(mark.period, by_year), 3),
        "y": mark.value,
        "date": mark.period.label,
        "text": mark.text,
        "pale": pale(mark),
        "source": mark.source.publisher or mark.source.title,
        "quality": mark.quality,
        "wording": shortened(mark.wording),
    }


def _ticks(chart: Chart) -> list[float]:
    values = [mark.value for s in chart.series for mark in (*s.marks, *s.others)]
    low, high = min(values), max(values)
    if chart.zero:
        low, high = min(low, 0.0), max(high, 0.0)
    return value_ticks(low, high, chart.decimals)


def _span(places: Sequence[float]) -> tuple[float, float]:
    first, last = min(places), max(places)
    rim = max(0.6, (last - first) * 0.03)
    return round(first - rim, 3), round(last + rim, 3)


def _x(span: tuple[float, float]) -> dict[str, Any]:
    return {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": list(span), "nice": False, "zero": False},
        "axis": {
            "title": None,
            "format": "d",
            "grid": False,
            "tickMinStep": 1,
            "tickCount": {"expr": f"width < {WIDE} ? 5 : 10"},
            "labelOverlap": True,
        },
    }


def _y(chart: Chart, ticks: list[float]) -> dict[str, Any]:
    title = chart.unit or t("Wert")
    if ticks[0] > 0:
        title += t(" (Achse beginnt nicht bei 0)")
    return {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [ticks[0], ticks[-1]], "nice": False, "zero": False},
        "axis": {
            "title": title,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleBaseline": "bottom",
            "titleAnchor": "end",
            "titleX": 0,
            "titleY": -10,
            "values": ticks,
            "format": f",.{tick_decimals(ticks)}f",
            "domain": False,
            "ticks": False,
        },
    }


def _ground(chart: Chart) -> list[dict[str, Any]]:
    """The line of the first value in an index, the line of 0 where values lie below."""
    index = chart.kind is ChartKind.INDEX
    below = any(mark.value < 0 for s in chart.series for mark in (*s.marks, *s.others))
    if not index and not below:
        return []
    rule = {"type": "rule", "color": AXIS, "strokeWidth": 1.2, **SILENT}
    ends = {"x": {"value": 0}, "x2": {"value": "width"}, "y": {"datum": int(index)}}
    return [{"mark": rule, "encoding": ends}]


def _by_series(chart: Chart, value_of: Callable[[int], str]) -> dict[str, Any]:
    """One colour or shape per series.

    All channels speak of one legend, which shows colour and shape together above the chart.
    """
    names = [series.name for series in chart.series]
    few = 2 if max(text_width(name, LEGEND_SIZE) for name in names) <= _HALF_PHONE else 1
    shown = {
        "title": None,
        "orient": "top",
        "direction": "horizontal",
        "columns": {"expr": f"width < {WIDE} ? {few} : {min(len(names), 4)}"},
        "symbolSize": 90,
        "symbolOpacity": 1,
        "rowPadding": 4,
        "columnPadding": 18,
        "offset": 32,
    }
    return {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": names, "range": [value_of(n) for n in range(len(names))]},
        "legend": shown if len(names) > 1 else None,
    }


def _lines(chart: Chart) -> dict[str, Any]:
    encoding: dict[str, Any] = {
        "stroke": _by_series(chart, series_colours(chart)),
        "detail": {"field": "line", "type": "nominal"},
    }
    if any(series.reference for series in chart.series):
        names = [series.name for series in chart.series]
        dashes = [[5, 4] if series.reference else [1, 0] for series in chart.series]
        scale = {"domain": names, "range": dashes}
        encoding["strokeDash"] = {
            "field": "series",
            "type": "nominal",
            "scale": scale,
            "legend": None,
        }
    return {
        "transform": [{"filter": "datum.line !== ''"}],
        "mark": {"type": "line", "strokeWidth": 2, **SILENT},
        "encoding": encoding,
    }


def _whites(chart: Chart) -> dict[str, Any]:
    """A white rim that keeps every point apart from lines and makes pale points opaque."""
    mark = {"type": "point", "filled": True, "fill": "white", "size": 150, "opacity": 1}
    return {
        "mark": mark | SILENT,
        "encoding": {"shape": _by_series(chart, shape_of)},
    }


def _others(chart: Chart) -> dict[str, Any]:
    """Further statements as hollow points."""
    mark = {"type": "point", "filled": False, "size": 60, "opacity": 1, "strokeWidth": 1.4}
    return {
        "transform": [{"filter": "datum.role === 'other'"}],
        "mark": mark | {"fill": "white"},
        "encoding": {
            "stroke": _by_series(chart, series_colours(chart)),
            "shape": _by_series(chart, shape_of),
        },
    }


def _marks(chart: Chart) -> dict[str, Any]:
    """Preferred statements as filled points, pale where they are rounded or uncertain."""
    return {
        "transform": [{"filter": "datum.role === 'mark'"}],
        "mark": {"type": "point", "size": 64, "opacity": 1, "strokeWidth": 1.6},
        "encoding": {
            "fill": _by_series(chart, series_colours(chart)),
            "stroke": _by_series(chart, series_colours(chart)),
            "shape": _by_series(chart, shape_of),
            "fillOpacity": {"condition": {"test": "datum.pale", "value": 0.25}, "value": 1},
        },
    }


def _touch(chart: Chart, rows: Sequence[Row]) -> dict[str, Any]:
    """Large invisible points that answer to pointer and finger."""
    fields = {"date": t("Stichtag"), "text": t("Wert"), "quality": t("Güte"), "source": t("Quelle")}
    if len(chart.series) > 1:
        fields = {"series": t("Reihe")} | fields
    fields["wording"] = t("Wortlaut")
    return {
        "mark": {"type": "point", "filled": True, "size": 420, "opacity": 0},
        "encoding": {"tooltip": tooltip(rows, fields)},
    }
