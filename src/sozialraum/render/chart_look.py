"""How all charts look: calm, flat, much white, one accent colour, numbers of the language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any, Final

from sozialraum.domain.exhibits import Chart
from sozialraum.language import Language, current

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
FONT: Final = "'Sozialraum Sans', 'Source Sans', 'Source Sans Pro', Arial, sans-serif"
"""``static/schrift`` for files, then what the page brings, then what everybody has.

A name with a figure (Source Sans 3) must not be here: vl-convert then measures all text too wide.
"""
ACCENT: Final = "#0f6f83"
COLOURS: Final = (ACCENT, "#b0620d", "#4b3f93", "#1f6b66", "#2c5f8a", "#5b6670")
SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")
INK: Final = "#1c2530"
QUIET: Final = "#55606b"
GRID: Final = "#e7ebee"
AXIS: Final = "#b8c1c8"
LABEL_SIZE: Final = 12
LABEL_GAP: Final = 6
LEGEND_SIZE: Final = 13
WIDE: Final = 480
"""Plots of fewer pixels are narrow: fewer ticks, legend in one column."""
NONE: Final = "–"
"""Stands in a tooltip where a source says nothing."""
SILENT: Final = {"tooltip": None}
"""Marks that say nothing of their own; Streamlit would give all of them a tooltip."""
_NUMBERS: Final[Mapping[Language, Mapping[str, Any]]] = {
    Language.GERMAN: {
        "decimal": ",",
        "thousands": ".",
        "grouping": [3],
        "currency": ["", " €"],
    },
    Language.ENGLISH: {
        "decimal": ".",
        "thousands": ",",
        "grouping": [3],
        "currency": ["€", ""],
    },
}
_LONGEST = 140
_TICKS = 5


@dataclass(frozen=True)
class Body:
    """The drawing of a chart: members of a specification, and the room left of the plot.

    ``left`` is what the labels of the vertical axis take at most, in pixels.
    """

    spec: dict[str, Any]
    height: int
    left: float


def config() -> dict[str, Any]:
    """The configuration of every chart; decimal and thousands signs of the language come with it.

    Screen readers get the description and the table: what Vega says of itself is no sentence.
    """
    text = {"labelFont": FONT, "titleFont": FONT, "labelColor": QUIET, "titleColor": QUIET}
    return {
        "aria": False,
        "locale": {"number": dict(_NUMBERS[current()])},
        "font": FONT,
        "view": {"stroke": None},
        "text": {"font": FONT},
        "axis": text
        | {
            "labelFontSize": LABEL_SIZE,
            "titleFontSize": LABEL_SIZE,
            "titleFontWeight": "normal",
            "gridColor": GRID,
            "domainColor": AXIS,
            "tickColor": AXIS,
            "labelPadding": LABEL_GAP,
        },
        "legend": text | {"labelFontSize": LEGEND_SIZE, "labelColor": INK, "labelLimit": 300},
        "title": {
            "font": FONT,
            "subtitleFont": FONT,
            "color": INK,
            "subtitleColor": QUIET,
            "fontSize": 19,
            "fontWeight": 600,
            "subtitleFontSize": 13,
            "subtitlePadding": 6,
            "anchor": "start",
            "frame": "bounds",
            "offset": 16,
        },
    }


def colour_of(number: int) -> str:
    """The colour of a series by its place in the chart."""
    return COLOURS[number % len(COLOURS)]


def series_colours(chart: Chart) -> Callable[[int], str]:
    """The colour of every series: the one that it brings, else that of its place."""
    return lambda place: chart.series[place].colour or colour_of(place)


def shape_of(number: int) -> str:
    """The shape of its points; where colours begin again, shapes are shifted by one."""
    return SHAPES[(number + number // len(COLOURS)) % len(SHAPES)]


def tooltip(rows: Sequence[Mapping[str, Any]], fields: Mapping[str, str]) -> list[dict[str, Any]]:
    """Field -> heading as a tooltip channel; fields that no row fills are left out."""
    return [
        {"field": field, "type": "nominal", "title": title}
        for field, title in fields.items()
        if any(row[field] not in {"", NONE} for row in rows)
    ]


def shortened(text: str) -> str:
    """Words of a source for a tooltip: cut where they are long, a dash where there are none."""
    if len(text) > _LONGEST:
        return text[:_LONGEST].rsplit(" ", 1)[0] + " …"
    return text or NONE


def value_ticks(low: float, high: float, decimals: int) -> list[float]:
    """Round steps from below ``low`` to above ``high``; never finer than ``decimals`` prints."""
    spread = high - low or abs(high) or 1.0
    rough = spread / _TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(power * round_ for round_ in (1, 2, 2.5, 5, 10) if power * round_ >= rough)
    step = max(step, 10.0**-decimals)
    first, last = floor(low / step), ceil(high / step)
    if last == first:
        last += 1
    return [round(number * step, 9) for number in range(first, last + 1)]


def tick_decimals(ticks: list[float]) -> int:
    """Decimals that print all ticks in full."""
    return max(len(f"{tick:.6f}".rstrip("0").partition(".")[2]) for tick in ticks)
