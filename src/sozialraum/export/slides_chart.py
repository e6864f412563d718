"""Native charts: gaps stay gaps, missing values are words, numbers can be edited in PowerPoint."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from sozialraum.analysis.courses import position, yearly
from sozialraum.domain.exhibits import Bar, Chart, ChartKind, Exhibit, Mark, Series
from sozialraum.domain.status import Status
from sozialraum.export.scene_chart import shown_bars
from sozialraum.export.slides_text import Box, colour, describe
from sozialraum.language import t
from sozialraum.render.chart_look import ACCENT, COLOURS, value_ticks
from sozialraum.render.exhibit_sentences import pale

MOST_BARS: Final = 24
_PLAIN, _MUTED = "4D93A3", "A9C2C9"
_GRID: Final = "D9DFE3"
_TEXT: Final = 12
_WIDTH: Final = 2.25
_DOUBTS: Final = {Status.UNCERTAIN, Status.ESTIMATED}

Points = list[tuple[float, float | None, Mark | None]]
"""Position in years, value (None for a gap), the mark that stands there."""


def put_chart(slide: Any, box: Box, exhibit: Exhibit, alternative: str) -> str:
    """The chart of an exhibit on a slide; says which bars had no room, or nothing."""
    chart = exhibit.chart
    assert chart is not None, "an exhibit without a chart is a table"
    if chart.kind is ChartKind.BARS:
        frame, said = _bars(slide, box, chart)
    else:
        frame, said = _course(slide, box, chart), ""
    frame.name = exhibit.title
    describe(frame, alternative)
    return said


# -- bars ----------------------------------------------------------------------------------


def _bars(slide: Any, box: Box, chart: Chart) -> tuple[Any, str]:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION

    bars, said = shown_bars(chart, MOST_BARS)
    data = _new(CategoryChartData, _number_format(chart.decimals))
    data.categories = [_label(bar) for bar in bars]
    data.add_series(chart.unit or t("Wert"), [bar.value for bar in bars])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *box.emu, data)
    drawn = frame.chart
    _calm(drawn, legend=False)
    drawn.category_axis.reverse_order = True
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    drawn.category_axis.has_major_gridlines = False
    drawn.value_axis.visible = False
    drawn.value_axis.has_major_gridlines = False
    values = [bar.value for bar in bars if bar.value is not None]
    drawn.value_axis.minimum_scale = min([0.0, *values])
    if not any(values):
        drawn.value_axis.maximum_scale = 1.0
    _colour_bars(drawn.plots[0], bars, chart)
    return frame, said


def _label(bar: Bar) -> str:
    """The name; where there is no value or a doubtful one, with the word that says so."""
    if bar.value is None or bar.status in _DOUBTS:
        return t("{name} ({word})", name=bar.label, word=bar.status.label)
    return bar.label


def _colour_bars(plot: Any, bars: tuple[Bar, ...], chart: Chart) -> None:
    from pptx.util import Pt

    plot.gap_width = 40
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format = _number_format(chart.decimals, percent=chart.unit == "%")
    labels.number_format_is_linked = False
    labels.show_value = True
    labels.font.size = Pt(_TEXT)
    some = any(bar.highlighted for bar in bars)
    series = plot.series[0]
    _fill(series, _MUTED if some else _PLAIN)
    for place, bar in enumerate(bars):
        if bar.highlighted:
            _fill(series.points[place], ACCENT.removeprefix("#"))


def _fill(part: Any, rgb: str) -> None:
    part.format.fill.solid()
    part.format.fill.fore_color.rgb = colour(rgb)


# -- courses -------------------------------------------------------------------------------


def _course(slide: Any, box: Box, chart: Chart) -> Any:
    """Points at their true dates; only the runs of ``segments`` are joined by a line."""
    from pptx.chart.data import XyChartData
    from pptx.enum.chart import XL_CHART_TYPE

    by_year = yearly([m.period for m in (*s.marks, *s.others)] for s in chart.series)
    data = _new(XyChartData, _number_format(chart.decimals))
    drawn: list[tuple[Points, str, bool]] = []
    for place, series in enumerate(chart.series):
        rgb = COLOURS[place % len(COLOURS)].removeprefix("#")
        drawn.append((course_points(series, by_year), rgb, False))
        _add(data, series.name, drawn[-1][0])
        if series.others:
            drawn.append((_loose(series.others, by_year), rgb, True))
            _add(data, t("{name} (weitere Angaben)", name=series.name), drawn[-1][0])
    frame = slide.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER_LINES, *box.emu, data)
    _calm(frame.chart, legend=len(drawn) > 1)
    _axes(frame.chart, chart, [point for points, *_ in drawn for point in points])
    for series, (points, rgb, further) in zip(frame.chart.plots[0].series, drawn, strict=True):
        _line(series, points, rgb, further=further)
    return frame


def course_points(series: Series, by_year: bool) -> Points:
    """The marks in time; a blank stands between two that no line may join."""
    joined = {pair for run in series.segments for pair in pairwise(run)}
    points: Points = []
    for place, mark in enumerate(series.marks):
        at = round(position(mark.period, by_year), 3)
        if place and (place - 1, place) not in joined:
            points.append((round((points[-1][0] + at) / 2, 3), None, None))
        points.append((at, mark.value, mark))
    return points


def _loose(marks: tuple[Mark, ...], by_year: bool) -> Points:
    return [(round(position(mark.period, by_year), 3), mark.value, mark) for mark in marks]


def _add(data: Any, name: str, points: Points) -> None:
    series = data.add_series(name)
    for at, value, _mark in points:
        series.add_data_point(at, value)


def _axes(drawn: Any, chart: Chart, points: Points) -> None:
    values = [value for _at, value, _mark in points if value is not None]
    low, high = min(values), max(values)
    if chart.zero:
        low, high = min(low, 0.0), max(high, 0.0)
    ticks = value_ticks(low, high, chart.decimals)
    axis = drawn.value_axis
    axis.minimum_scale, axis.maximum_scale = ticks[0], ticks[-1]
    axis.major_unit = round(ticks[1] - ticks[0], 9)
    axis.tick_labels.number_format = _number_format(chart.decimals)
    axis.tick_labels.number_format_is_linked = False
    axis.major_gridlines.format.line.color.rgb = colour(_GRID)
    axis.format.line.fill.background()
    axis.has_title = True
    unit = chart.unit or t("Wert")
    text = t("{unit} (Achse beginnt nicht bei 0)", unit=unit) if ticks[0] > 0 else unit
    _axis_title(axis, text)
    _years(drawn.category_axis, [at for at, _value, _mark in points])


def _axis_title(axis: Any, text: str) -> None:
    from pptx.util import Pt

    axis.axis_title.text_frame.text = text
    font = axis.axis_title.text_frame.paragraphs[0].runs[0].font
    font.size, font.bold = Pt(_TEXT), False


def _years(axis: Any, places: list[float]) -> None:
    first, last = int(min(places)), int(max(places)) + 1
    step = next(step for step in (1, 2, 5, 10, 20, 50) if (last - first) / step <= 12)
    first -= first % step if step > 1 else 1
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = first, last, step
    axis.has_major_gridlines = False
    axis.tick_labels.number_format = "0"
    axis.tick_labels.number_format_is_linked = False


def _line(series: Any, points: Points, rgb: str, *, further: bool) -> None:
    """Line and points; pale points are hollow, the last one says its value."""
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.util import Pt

    series.smooth = False
    series.format.line.width = Pt(_WIDTH)
    if further:
        series.format.line.fill.background()
    else:
        series.format.line.color.rgb = colour(rgb)
    series.marker.style = XL_MARKER_STYLE.DIAMOND if further else XL_MARKER_STYLE.CIRCLE
    series.marker.size = 8
    _paint(series.marker, rgb, hollow=further)
    for place, mark in _marks(points):
        if not further and pale(mark):
            _pale(series.points[place], rgb)
    if not further:
        place, mark = list(_marks(points))[-1]
        _say(series.points[place], mark.text)


def _marks(points: Points) -> Iterator[tuple[int, Mark]]:
    for place, (_at, _value, mark) in enumerate(points):
        if mark is not None:
            yield place, mark


def _pale(point: Any, rgb: str) -> None:
    """A hollow point; the line that leads to it stays as it is."""
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.util import Pt

    point.marker.style, point.marker.size = XL_MARKER_STYLE.CIRCLE, 8
    _paint(point.marker, rgb, hollow=True)
    point.format.fill.solid()
    point.format.fill.fore_color.rgb = colour(_tint(rgb))
    point.format.line.color.rgb = colour(rgb)
    point.format.line.width = Pt(_WIDTH)


def _tint(rgb: str) -> str:
    """The colour, three quarters of the way to white."""
    return "".join(f"{255 - (255 - int(rgb[i : i + 2], 16)) // 4:02X}" for i in (0, 2, 4))


def _paint(marker: Any, rgb: str, *, hollow: bool) -> None:
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = colour(_tint(rgb) if hollow else rgb)
    marker.format.line.color.rgb = colour(rgb)


def _say(point: Any, text: str) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    label = point.data_label
    label.has_text_frame = True
    label.text_frame.text = text
    label.text_frame.paragraphs[0].runs[0].font.size = Pt(_TEXT)
    label.position = XL_LABEL_POSITION.ABOVE


# -- both ----------------------------------------------------------------------------------


def _calm(drawn: Any, *, legend: bool) -> None:
    """No title (the slide has one), letters of 12 points, gaps stay gaps."""
    from pptx.enum.chart import XL_LEGEND_POSITION
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    drawn.has_title = False
    drawn.font.size = Pt(_TEXT)
    drawn.has_legend = legend
    if legend:
        drawn.legend.position = XL_LEGEND_POSITION.BOTTOM
        drawn.legend.include_in_layout = False
    blanks = drawn._chartSpace.chart.find(qn("c:dispBlanksAs"))
    if blanks is not None:
        blanks.set("val", "gap")


def _new(kind: Any, number_format: str) -> Any:
    """The library says nothing of the types of its data."""
    return kind(number_format=number_format)


def _number_format(decimals: int, *, percent: bool = False) -> str:
    """Excel prints point and comma in the language of whoever opens the file."""
    shape = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f'{shape}" %"' if percent else shape
