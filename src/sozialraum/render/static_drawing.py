"""What lies inside the frame of a map picture: ground, areas, lines, overlays and names."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, log2, radians
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sozialraum.analysis.projection import DEGREES, projected
from sozialraum.domain.views import MapView
from sozialraum.render.static_compare import certainty_fill, pin_sign
from sozialraum.render.static_frame import Frame
from sozialraum.render.static_legend import BORDER, CHOSEN, MARKED, WITHOUT_VALUE, statement
from sozialraum.render.static_marks import Names, scale_bar, symbols
from sozialraum.render.static_picture import ACCENT, MapPicture, PictureLayer, unknown_area
from sozialraum.render.static_text import QUIET, text_width, xml_text

if TYPE_CHECKING:
    import geopandas as gpd

EMPTY: Final = "#f3f5f4"
RIM: Final = "#dfe4e8"
_GREEN, _WATER = "#e4eee0", "#b5d6e8"
_WATER_STYLE = {
    "rivers": f'fill="none" stroke="{_WATER}" stroke-width="1.4"',
    "water": f'fill="{_WATER}" fill-rule="evenodd"',
}
_ROADS = 'fill="none" stroke="#7d868e" stroke-opacity=".4" stroke-width=".9"'
_RAIL = 'fill="none" stroke="#59636c" stroke-opacity=".45" stroke-width=".9" stroke-dasharray="5 3"'
_NEAR: Final = 1 / 14
"""Pixels per metre from which on the areas of the level are named beside the borders."""
_WEB_MAP: Final = 156_543.034
"""Metres per pixel of zoom 0 of a web map at the equator; ranks of places speak of zooms."""

Places = list[tuple[float, float]]


def drawing(
    view: MapView,
    areas: gpd.GeoDataFrame,
    picture: MapPicture,
    frame: Frame,
    zoomed: gpd.GeoDataFrame | None = None,
) -> tuple[str, tuple[int, ...]]:
    """Nodes of the map and, per overlay, how many of its points lie outside the frame.

    ``areas`` has the rows of ``view.codes`` in their order, ``zoomed`` is the area that the frame
    was chosen for.
    """
    epsg = int(areas.crs.to_epsg())
    ground = frame.ground_paths(picture.ground or {}, epsg)
    points = [_pixels(frame, layer, epsg) for layer in picture.layers]
    shown = [[place for place in places if frame.holds(*place)] for places in points]
    signs = [place for places in shown for place in places]
    names = Names(frame, signs)
    bar, taken = scale_bar(frame, signs)
    names.keep_free(taken)
    _write_names(names, view, areas, picture, frame)
    nodes = [
        *_ground_below(ground),
        _plain_areas(areas, frame) if picture.outlines_only else _areas(view, areas, frame),
        *_ground_above(ground),
        *(_outlines(layer, frame) for layer in picture.layers),
        *_lines(picture, areas, zoomed, frame),
        bar,
        *(
            symbols(layer.shape, layer.colour, layer.opacity, places, hollow=layer.hollow)
            for layer, places in zip(picture.layers, shown, strict=True)
        ),
        *names.nodes,
        *_pins(picture, areas, frame),
    ]
    outside = (len(places) - len(seen) for places, seen in zip(points, shown, strict=True))
    return "".join(nodes), tuple(outside)


def line_path(paths: Sequence[str], colour: str, width: float, *, rim: float = 0) -> str:
    """Outlines as one stroke, so that shared borders are painted once; ``rim`` is white."""
    d = "".join(paths)
    below = f'<path d="{d}" stroke="#fff" stroke-opacity=".88" stroke-width="{rim:g}"/>'
    line = f'<path d="{d}" stroke="{colour}" stroke-width="{width:g}"/>'
    return f'<g fill="none" stroke-linejoin="round">{below if rim else ""}{line}</g>'


def _ground_below(ground: dict[str, str]) -> list[str]:
    green = (
        [f'<path d="{ground["green"]}" fill="{_GREEN}" fill-rule="evenodd"/>']
        if ground.get("green")
        else []
    )
    return green + _water(ground)


def _ground_above(ground: dict[str, str]) -> list[str]:
    lines = {"roads": _ROADS, "rail": _RAIL}
    ways = [
        f'<path d="{ground[name]}" {style}/>' for name, style in lines.items() if ground.get(name)
    ]
    water = _water(ground)
    return [f'<g opacity=".7">{"".join(water)}</g>' if water else "", *ways]


def _water(ground: dict[str, str]) -> list[str]:
    return [
        f'<path d="{ground[name]}" {style}/>'
        for name, style in _WATER_STYLE.items()
        if ground.get(name)
    ]


def _areas(view: MapView, areas: gpd.GeoDataFrame, frame: Frame) -> str:
    """Areas by class or status; each carries its name and value as a title."""
    current = view.current
    groups: dict[str, list[str]] = {row.colour: [] for row in view.legend}
    groups |= {fill: [] for fill in WITHOUT_VALUE.values()}
    paths = frame.area_paths(areas.geometry.to_numpy())
    for i, path in enumerate(paths):
        number, status = current.classes[i], current.statuses[i]
        fill = view.legend[number].colour if number >= 0 else WITHOUT_VALUE[status]
        words = xml_text(f"{view.names[i]} ({view.codes[i]}): {statement(view, i)}")
        groups[fill].append(f'<path d="{path}"><title>{words}</title></path>')
    drawn = "".join(
        f'<g fill="{fill}">{"".join(members)}</g>' for fill, members in groups.items() if members
    )
    unsure = _unsure(view, paths)
    return f'<g stroke="#fff" stroke-width=".8" stroke-linejoin="round">{drawn}{unsure}</g>'


def _unsure(view: MapView, paths: Sequence[str]) -> str:
    """A pattern over the areas whose class is not certain."""
    if view.certainty is None:
        return ""
    found = [
        (certainty_fill(position), path)
        for position, path in zip(view.certainty.positions, paths, strict=True)
        if position > 0
    ]
    return "".join(f'<path d="{path}" fill="{fill}" stroke="none"/>' for fill, path in found)


def _plain_areas(areas: gpd.GeoDataFrame, frame: Frame) -> str:
    paths = "".join(frame.area_paths(areas.geometry.to_numpy()))
    return f'<path d="{paths}" fill="#fff" fill-opacity=".6" stroke="{RIM}" stroke-width="1"/>'


def _pins(picture: MapPicture, areas: gpd.GeoDataFrame, frame: Frame) -> list[str]:
    """The outline of every pinned area in the colour of its pin, and the pin inside."""
    nodes, signs = [], []
    for code, colour, _label in picture.pins:
        if code not in areas.index:
            raise unknown_area(code)
        area = areas.loc[[code]]
        nodes.append(line_path(frame.area_paths(area.geometry.to_numpy()), colour, 2.6, rim=5))
        [(x, y)] = _centres(area, frame)
        if frame.holds(x, y):
            signs.append(pin_sign(x, y, colour))
    return nodes + signs


def _outlines(layer: PictureLayer, frame: Frame) -> str:
    if layer.outlines is None:
        return ""
    paths = frame.area_paths(layer.outlines.geometry.to_numpy())
    return f'<g opacity="{layer.opacity:g}">{line_path(paths, layer.colour, 2.2)}</g>'


def _lines(
    picture: MapPicture, areas: gpd.GeoDataFrame, zoomed: gpd.GeoDataFrame | None, frame: Frame
) -> list[str]:
    """Borders, the area that fills the picture, the highlighted area, the chosen area."""
    nodes = []
    if picture.borders is not None:
        paths = frame.area_paths(picture.borders.geometry.to_numpy())
        nodes.append(line_path(paths, BORDER, 1.1, rim=2.6))
    if zoomed is not None:
        paths = frame.area_paths(zoomed.geometry.to_numpy())
        nodes.append(line_path(paths, BORDER, 2.2, rim=5))
    if picture.highlight is not None:
        paths = frame.area_paths(picture.highlight.geometry.to_numpy())
        nodes.append(line_path(paths, ACCENT, 2.8, rim=5.5))
    if picture.selected:
        paths = frame.area_paths(areas.loc[[picture.selected]].geometry.to_numpy())
        nodes.append(line_path(paths, CHOSEN, 2.8, rim=6))
    return nodes


def _pixels(frame: Frame, layer: PictureLayer, epsg: int) -> Places:
    if not layer.points:
        return []
    pixels = frame.tenths(projected(np.array(layer.points, dtype=np.float64), DEGREES, epsg)) / 10
    return [(float(x), float(y)) for x, y in pixels]


# -- names ---------------------------------------------------------------------------------


def _write_names(
    names: Names, view: MapView, areas: gpd.GeoDataFrame, picture: MapPicture, frame: Frame
) -> None:
    """The chosen area, signs of uncertain values, borders, areas, places around: in this order."""
    if picture.selected:
        _name_chosen(names, str(areas.loc[picture.selected, "name"]), areas, picture, frame)
    uncertain = [MARKED.get(status, "") for status in view.current.statuses]
    for (x, y), sign in zip(
        _centres(areas[[bool(s) for s in uncertain]], frame), filter(None, uncertain), strict=True
    ):
        names.put(sign, [(x, y)], 13, weight=600)
    borders = picture.borders
    if borders is not None:
        _name_areas(names, borders, frame, 12.5, 600, fit=0 if frame.scale > _NEAR else 1.5)
        if frame.scale > _NEAR:
            _name_areas(names, areas, frame, 12, 400, fit=1.05)
    else:
        _name_areas(names, areas, frame, 12.5, 600, fit=1.3)
    _name_places(names, areas, picture, frame)


def _name_chosen(
    names: Names, name: str, areas: gpd.GeoDataFrame, picture: MapPicture, frame: Frame
) -> None:
    """Inside where there is room, else below or above, so that the area stays visible."""
    chosen = areas.loc[[picture.selected]]
    west, south, east, north = chosen.total_bounds
    left, bottom = frame.place(west, south)
    right, top = frame.place(east, north)
    [(x, y)] = _centres(chosen, frame)
    middle = (left + right) / 2
    places = [(middle, bottom + 12), (middle, top - 12)]
    if text_width(name, 13.5, 700) < (right - left) * 0.8:
        places.insert(0, (x, y))
    names.put(name, places, 13.5, weight=700)


def _name_areas(
    names: Names, areas: gpd.GeoDataFrame, frame: Frame, size: float, weight: int, *, fit: float
) -> None:
    """``fit`` is how much wider than its area a name may be; 0 for no limit."""
    bounds = areas.bounds
    widths = (bounds["maxx"] - bounds["minx"]).to_numpy() * frame.scale
    for name, (x, y), width in zip(areas["name"], _centres(areas, frame), widths, strict=True):
        room = float(width) * fit if fit else float("inf")
        if str(name) not in names.written:
            names.put(str(name), [(x, y)], size, weight=weight, room=room)


def _name_places(names: Names, areas: gpd.GeoDataFrame, picture: MapPicture, frame: Frame) -> None:
    """Places around the areas: inside, the areas themselves are named."""
    import shapely

    wanted: list[list[Any]] = list((picture.ground or {}).get("places") or ())
    if not wanted:
        return
    pixel = _WEB_MAP * cos(radians(wanted[0][1]))
    rank = (log2(pixel * frame.scale) - 9.5) * 1.5
    wanted = [place for place in wanted if place[3] <= rank]
    degrees = np.array([place[:2] for place in wanted], dtype=np.float64).reshape(-1, 2)
    at = projected(degrees, DEGREES, int(areas.crs.to_epsg()))
    covers = [areas] if picture.borders is None else [areas, picture.borders]
    for place, (x, y) in zip(wanted, at.tolist(), strict=True):
        point = shapely.Point(x, y)
        if not any(cover.geometry.intersects(point).any() for cover in covers):
            names.put(str(place[2]), [frame.place(x, y)], 12, fill=QUIET)


def _centres(areas: gpd.GeoDataFrame, frame: Frame) -> Places:
    """Pixels of a point well inside of every area."""
    import shapely

    inner = shapely.maximum_inscribed_circle(areas.geometry.to_numpy(), tolerance=20)
    starts = shapely.get_coordinates(shapely.get_point(inner, 0)).reshape(-1, 2)
    pixels = frame.tenths(starts) / 10
    return [(float(x), float(y)) for x, y in pixels]
