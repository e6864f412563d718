"""Exhibits as Vega-Lite: for the screen, and with title and source for files.

The specifications are plain dictionaries, because importing Altair takes longer than everything
else a page does; the tests check them against Altair's schema.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sozialraum.domain.exhibits import ChartKind, Exhibit
from sozialraum.errors import UnreadableInput
from sozialraum.language import n_, t
from sozialraum.render.bar_chart import bars_body
from sozialraum.render.chart_look import QUIET, SCHEMA, Body, config
from sozialraum.render.course_chart import course_body
from sozialraum.render.exhibit_sentences import chart_reading
from sozialraum.render.formats import NBSP, day
from sozialraum.render.scatter_chart import scatter_body
from sozialraum.render.static_text import wrapped

EXAMPLE = n_("Beispieldaten (erfunden)")
_BODIES = {ChartKind.BARS: bars_body, ChartKind.SCATTER: scatter_body}
_FOOT_BELOW = {
    ChartKind.BARS: 18,
    ChartKind.COURSE: 44,
    ChartKind.INDEX: 44,
    ChartKind.SCATTER: 62,
}
"""Pixels between plot and foot: what labels and title of the horizontal axis need."""
_TITLE_SIZE, _TEXT_SIZE, _FOOT_SIZE = 19, 13, 11
_PADDING, _RIGHT = 24, 14
_MOST_NOTES = 420
"""Longer caveats are left to the data files, and the picture says so."""


def screen_spec(exhibit: Exhibit) -> dict[str, Any]:
    """The chart as wide as its container, without title, answering to the pointer.

    A click on a bar makes the selection ``gebiet`` with the ``id`` of the bar. Raises
    ``UnreadableInput`` for an exhibit without a chart.
    """
    return {
        "$schema": SCHEMA,
        "description": _description(exhibit),
        "width": "container",
        "autosize": {"type": "fit-x", "contains": "padding"},
        "background": "transparent",
        "padding": {"left": 2, "right": 6, "top": 6, "bottom": 4},
        "config": config(),
        **_body(exhibit, interactive=True).spec,
    }


def file_spec(exhibit: Exhibit, width: int = 900, today: date | None = None) -> dict[str, Any]:
    """The chart on white, ``width`` pixels wide, with title, reference dates and source.

    ``today`` is the date of the export (default: today). Raises ``UnreadableInput`` for an
    exhibit without a chart.
    """
    body = _body(exhibit, interactive=False)
    inner = width - 2 * _PADDING
    body.spec["layer"].append(_foot(exhibit, body, inner, today or date.today()))
    title = {
        "text": wrapped(exhibit.title, _TITLE_SIZE, inner, 600),
        "subtitle": wrapped(_subtitle(exhibit), _TEXT_SIZE, inner),
    }
    return {
        "$schema": SCHEMA,
        "description": _description(exhibit),
        "width": inner - body.left - _RIGHT,
        "background": "white",
        "padding": _PADDING,
        "title": title,
        "config": config(),
        **body.spec,
    }


def _body(exhibit: Exhibit, *, interactive: bool) -> Body:
    chart = exhibit.chart
    if chart is None:
        raise UnreadableInput(
            t("Die Darstellung „{title}“ hat kein Diagramm.", title=exhibit.title),
            t("Als CSV oder XLSX enthält sie alle Angaben."),
        )
    make = _BODIES.get(chart.kind, course_body)
    body = make(chart, interactive=interactive)
    for layer in body.spec["layer"]:
        layer["mark"]["aria"] = False
    return body


def _description(exhibit: Exhibit) -> str:
    """What a screen reader says instead of the picture."""
    parts = [exhibit.title, exhibit.reference, t(EXAMPLE) if exhibit.example else ""]
    return f"{', '.join(part for part in parts if part)}. {exhibit.sentence}"


def dates_and_unit(exhibit: Exhibit) -> str:
    """Reference dates, and the unit of bars, whose axis has no title."""
    chart = exhibit.chart
    unit = (
        t("Einheit: {unit}", unit=chart.unit)
        if chart and chart.kind is ChartKind.BARS and chart.unit
        else ""
    )
    return " · ".join(part for part in (exhibit.reference, unit) if part)


def _subtitle(exhibit: Exhibit) -> str:
    parts = (t(EXAMPLE) if exhibit.example else "", dates_and_unit(exhibit))
    return " · ".join(part for part in parts if part)


def _foot(exhibit: Exhibit, body: Body, width: int, today: date) -> dict[str, Any]:
    """Signs, caveats, sources, licences and the date of the export below the chart.

    The text begins left of the plot, below the labels of its axis; an invisible line makes the
    picture exactly as wide as asked for.
    """
    lines = list[str]()
    for paragraph in _foot_texts(exhibit, today):
        lines += [NBSP, *wrapped(paragraph, _FOOT_SIZE, width)]
    text = {
        "type": "text",
        "text": lines[1:],
        "align": "left",
        "baseline": "top",
        "fontSize": _FOOT_SIZE,
        "lineHeight": _FOOT_SIZE * 1.4,
        "color": QUIET,
    }
    below = body.height + (_FOOT_BELOW[exhibit.chart.kind] if exhibit.chart else 0)
    ends = {"x": {"value": -body.left}, "x2": {"value": width - body.left}}
    place = {"y": {"value": below}}
    return {
        "data": {"values": [{}]},
        "layer": [
            {"mark": text | {"aria": False}, "encoding": {"x": {"value": -body.left}} | place},
            {"mark": {"type": "rule", "opacity": 0, "aria": False}, "encoding": ends | place},
        ],
    }


def _foot_texts(exhibit: Exhibit, today: date) -> list[str]:
    notes = " ".join([chart_reading(exhibit.chart), exhibit.reading, *exhibit.notes]).strip()
    if len(notes) > _MOST_NOTES:
        more = t("Weitere Hinweise stehen in der Datei (XLSX).")
        notes = f"{chart_reading(exhibit.chart)} {more}"
    sources = "; ".join(source.citation for source in exhibit.sources) or t("nicht angegeben")
    licences = ", ".join(exhibit.licences)
    origin = [
        t("Quelle: {sources}", sources=sources),
        t("Lizenz: {licences}", licences=licences) if licences else "",
        t("Export vom {day}", day=day(today)),
    ]
    origin_line = "; ".join(part for part in origin if part)
    return [text for text in (notes.strip(), origin_line) if text]
