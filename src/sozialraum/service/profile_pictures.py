"""Pictures of the sheets: the map with its words, the small map of the city, the charts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from sozialraum.analysis.projection import DEGREES, projected
from sozialraum.domain.access import Role, may_see
from sozialraum.domain.exhibits import ChartKind, Exhibit
from sozialraum.domain.profiles import AreaProfile
from sozialraum.domain.queries import LayerQuery, Scheme
from sozialraum.domain.records import Record
from sozialraum.domain.views import MapView
from sozialraum.export.pdf import ProfilePictures
from sozialraum.export.profile_sheet import CHARTS
from sozialraum.export.raster import chart_svg
from sozialraum.language import t
from sozialraum.render.charts import screen_spec
from sozialraum.render.static_frame import Frame
from sozialraum.render.static_legend import WITHOUT_VALUE, definitions, swatch
from sozialraum.render.static_map import locator_svg, map_svg
from sozialraum.render.static_picture import ACCENT, MapPicture
from sozialraum.service.monitor import Monitor
from sozialraum.service.visible import MONITORS

if TYPE_CHECKING:
    import geopandas as gpd

_MAP_WIDTH = 480
_LOCATOR_WIDTH = 300
_CHART_WIDTH, _CHART_HEIGHT = 420, 140
_MOST_BARS, _MOST_STRUCTURES = 9, 2


def profile_pictures(monitor: Monitor, profile: AreaProfile) -> ProfilePictures:
    """The pictures of an area sheet.

    The map shows the indicator of the start view on its level, so that all sheets speak of the
    same classes, and the surroundings of the area: the district for an area of the finest
    level, else the area itself. The city has no small map. Missing values keep their status. An
    indicator that is not for everybody is not drawn, because nobody asks here for a role.
    """
    catalog = monitor.catalog
    view = _start_view(monitor)
    public = view is not None and may_see(view.indicator.roles, frozenset())
    whole = len(catalog.areas(profile.level)) == 1
    return ProfilePictures(
        map_svg=_map(monitor, view, profile, whole) if view and public else "",
        locator_svg="" if whole else _locator(monitor, profile),
        charts=_charts(profile),
        map_title=f"{view.indicator.short}, {view.current.period.label}" if view else "",
        map_legend=tuple(_legend(view)) if view else (),
        map_sources=tuple({s.id: s for s in view.current.sources if s}.values()) if view else (),
        map_note=_origin(monitor),
        layers={
            layer.id: (layer.name, catalog.source(layer.source))
            for layer in catalog.layers.values()
            if layer.id in profile.places_inside
        },
        foremost=tuple(dict.fromkeys(figure.indicator for figure in catalog.start.figures)),
    )


def record_locator(monitor: Monitor, record: Record) -> str:
    """A small map of the city with a dot where a record lies; empty without a coordinate."""
    if record.latitude is None or record.longitude is None:
        return ""
    districts = monitor.release.areas(monitor.catalog.district or monitor.catalog.city)
    west, south, east, north = (float(edge) for edge in districts.total_bounds)
    height = _LOCATOR_WIDTH * (north - south) / (east - west)
    frame = Frame.around((west, south, east, north), 2, 2, _LOCATOR_WIDTH - 4, height - 4)
    paths = "".join(frame.area_paths(districts.geometry.to_numpy()))
    degrees = np.array([[record.longitude, record.latitude]])
    x, y = frame.place(*projected(degrees, DEGREES, monitor.epsg)[0])
    size = f'width="{_LOCATOR_WIDTH}" height="{height:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        f'<path d="{paths}" fill="#e6eaed" stroke="#fff" stroke-width="1.2"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="13" fill="{ACCENT}" fill-opacity=".2"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="{ACCENT}" stroke="#fff"/></svg>'
    )


def _start_view(monitor: Monitor) -> MapView | None:
    """The view of the start map; None where no indicator has values."""
    indicator = monitor.first_indicator(frozenset(Role))
    if not indicator:
        return None
    defaults, level = monitor.catalog.indicator(indicator).map, monitor.catalog.start.map.level
    if level not in monitor.levels(indicator):
        level = monitor.best_level(indicator)
    period = monitor.best_period(indicator, level).code
    scheme = Scheme(defaults.scheme)
    own = defaults.breaks if scheme is Scheme.OWN else ()
    return monitor.map_view(LayerQuery(indicator, level, period, scheme, defaults.k, own))


def _map(monitor: Monitor, view: MapView, profile: AreaProfile, whole: bool) -> str:
    """The map without words. Borders get keys of their own, because codes of levels coincide."""
    level, code = profile.level, profile.code
    finest = level == view.query.level
    parents = monitor.catalog.area(level, code).parents
    district = monitor.catalog.district
    shown = district if finest or whole else level
    borders = _borders(monitor, shown) if shown else None
    around = parents.get(district, "") if finest else code
    highlight = None
    if borders is not None and not (finest or whole):
        highlight = borders.loc[[f"{shown} {code}"]]
    picture = MapPicture(
        width=_MAP_WIDTH,
        selected=code if finest else "",
        borders=borders,
        highlight=highlight,
        ground=_ground(monitor),
        zoom_to="" if whole or not around else f"{shown} {around}",
        title=False,
        legend=False,
        source=False,
    )
    return map_svg(view, monitor.release.areas(view.query.level), picture=picture)


def _borders(monitor: Monitor, level: str) -> gpd.GeoDataFrame:
    areas = monitor.release.areas(level)
    return areas.set_axis([f"{level} {key}" for key in areas.index], axis="index")


def _locator(monitor: Monitor, profile: AreaProfile) -> str:
    areas = monitor.release.areas(profile.level)
    district = monitor.catalog.district
    alone = not district or profile.level == district
    borders = None if alone else monitor.release.areas(district)
    return locator_svg(areas, profile.code, width=_LOCATOR_WIDTH, borders=borders)


def _charts(profile: AreaProfile) -> tuple[tuple[str, str], ...]:
    """Charts as SVG, small and without title, because the sheet has the words.

    Structure (bars) keeps its place; courses fill the rest. Bars that are too many to be read in
    a small chart are left to the map, which shows them anyway.
    """
    drawable = [exhibit for exhibit in profile.exhibits if exhibit.chart is not None]
    bars = [e for e in drawable if e.chart and e.chart.kind is ChartKind.BARS]
    bars = [e for e in bars if e.chart and len(e.chart.bars) <= _MOST_BARS][:_MOST_STRUCTURES]
    courses = [e for e in drawable if e.chart and e.chart.kind is not ChartKind.BARS]
    chosen = [*courses[: CHARTS - len(bars)], *bars]
    return tuple((exhibit.title, chart_svg(_sheet_spec(exhibit))) for exhibit in chosen)


def _sheet_spec(exhibit: Exhibit) -> dict[str, Any]:
    spec = screen_spec(exhibit) | {"width": _CHART_WIDTH, "background": "white"}
    if exhibit.chart and exhibit.chart.kind is not ChartKind.BARS:
        spec["height"] = _CHART_HEIGHT
        for layer in spec["layer"]:
            for channel in layer["encoding"].values():
                if isinstance(channel, dict) and channel.get("legend"):
                    channel["legend"] |= {"columns": 2}
    return spec


def _legend(view: MapView) -> Iterator[tuple[str, str]]:
    """Label and sign of the classes, then of the statuses that occur."""
    for row in view.legend:
        yield row.label, _sign(row.colour)
    for status, fill in WITHOUT_VALUE.items():
        if status in view.current.statuses:
            yield status.label, _sign(fill)


def _sign(fill: str) -> str:
    size = 'width="23" height="16" viewBox="0 3.5 23 16"'
    patterns = f"<defs>{definitions()}</defs>" if fill.startswith("url") else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{patterns}{swatch(0, fill)}</svg>'


def _origin(monitor: Monitor) -> str:
    """Where outlines and ground of the map are from."""
    catalog = monitor.catalog
    levels = dict.fromkeys(level.source for level in catalog.levels.values())
    outlines = ", ".join(catalog.source(source).citation for source in levels)
    rights = str(_ground(monitor).get("attribution", ""))
    note = t("Umrisse vereinfacht: {outlines}.", outlines=outlines)
    return f"{note} {t('Hintergrund: {rights}', rights=rights)}" if rights else note


@lru_cache(maxsize=MONITORS)
def _ground(monitor: Monitor) -> Mapping[str, Any]:
    parsed: dict[str, Any] = json.loads(monitor.release.orientation_bytes)
    return MappingProxyType(parsed)
