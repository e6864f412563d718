"""Charts of exhibits for a screen of 16:9: without title and source, few enough bars to be read."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from math import ceil
from typing import Any, Final

from sozialraum.domain.exhibits import Bar, Chart, ChartKind, Exhibit
from sozialraum.language import t
from sozialraum.render.bar_chart import STEP, bars_body
from sozialraum.render.chart_look import QUIET, SCHEMA, config
from sozialraum.render.course_chart import course_body
from sozialraum.render.exhibit_sentences import chart_reading
from sozialraum.render.formats import number
from sozialraum.render.static_text import wrapped

MOST_BARS: Final = 48
"""More bars than this cannot be read on a screen; the chosen ones and the first are drawn."""
_COLUMN: Final = 16
_PADDING: Final = 6
_COURSE_HEIGHT: Final = 385
"""About what a course of 300 pixels measures with its axis and legend."""
_LEAST: Final = 360
_NARROW: Final = 420
"""Width of bars for a narrow screen."""


def shown_bars(chart: Chart, most: int) -> tuple[tuple[Bar, ...], str]:
    """At most ``most`` bars in their order, the highlighted ones among them; what is left out."""
    if len(chart.bars) <= most:
        return chart.bars, ""
    chosen = {bar.id for bar in chart.bars if bar.highlighted}
    kept = [bar.id for bar in chart.bars if bar.id not in chosen][: max(0, most - len(chosen))]
    bars = tuple(bar for bar in chart.bars if bar.id in chosen or bar.id in kept)[:most]
    said = t(
        "Gezeigt sind {kept} von {total} Balken; alle stehen in der Live-Ansicht.",
        kept=number(len(bars)),
        total=number(len(chart.bars)),
    )
    return bars, said


def scene_spec(exhibit: Exhibit, shape: float) -> dict[str, Any]:
    """The chart about ``shape`` times as wide as high; 0 is one for a narrow screen.

    The exhibit must have a chart.
    """
    chart = exhibit.chart
    assert chart is not None, "an exhibit without a chart is a table"
    spec = _bars(chart, shape) if chart.kind is ChartKind.BARS else _course(chart, shape)
    return {
        "$schema": SCHEMA,
        "background": "transparent",
        "padding": _PADDING,
        "config": config(),
        **spec,
    }


def _course(chart: Chart, shape: float) -> dict[str, Any]:
    width = round(_COURSE_HEIGHT * (shape or 1))
    body = course_body(chart, interactive=False)
    least = _LEAST if shape else 0
    inner = max(least, width - body.left - 2 * _PADDING - 40)
    lines = wrapped(chart_reading(chart), 12, inner)
    return body.spec | {"width": inner} | _title(lines)


def _bars(chart: Chart, shape: float) -> dict[str, Any]:
    """Rows in up to three columns that share one axis."""
    bars, said = shown_bars(chart, MOST_BARS)
    body = bars_body(replace(chart, bars=bars), interactive=False)
    rows = body.spec["data"]["values"]
    columns = max(1, ceil(len(rows) / _COLUMN)) if shape else 1
    each = ceil(len(rows) / columns)
    height = max(each, 8) * STEP
    wide = height * shape if shape else _NARROW
    width = wide / columns - body.left - 2 * _PADDING - 20
    parts = [
        _part(body.spec, rows[start : start + each], max(140.0, width))
        for start in range(0, len(rows), each)
    ]
    unit = t("Einheit: {unit}", unit=chart.unit) if chart.unit else ""
    lines = [text for text in (unit, said) if text]
    return {"hconcat": parts, "spacing": 24} | _title([" · ".join(lines)] if lines else [])


def _part(spec: dict[str, Any], rows: list[dict[str, Any]], width: float) -> dict[str, Any]:
    part = deepcopy(spec)
    part["data"] = {"values": rows}
    part["encoding"]["y"]["scale"]["domain"] = [row["label"] for row in rows]
    return part | {"height": STEP * len(rows), "width": round(width)}


def _title(lines: list[str]) -> dict[str, Any]:
    """Small words above the chart."""
    if not lines:
        return {}
    look = {"fontSize": 12, "fontWeight": "normal", "color": QUIET, "anchor": "start", "offset": 8}
    return {"title": {"text": lines, **look}}
