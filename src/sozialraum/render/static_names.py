"""Names on a map picture: the chosen area, points, uncertain values, areas, places around."""

from __future__ import annotations

from math import cos, hypot, log2, radians
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sozialraum.analysis.projection import DEGREES, projected
from sozialraum.domain.views import MapView
from sozialraum.render.static_frame import Frame
from sozialraum.render.static_legend import MARKED
from sozialraum.render.static_marks import SYMBOL, Names, halves, name_box
from sozialraum.render.static_picture import MapPicture, PictureLayer
from sozialraum.render.static_text import QUIET, text_width

if TYPE_CHECKING:
    import geopandas as gpd

_NEAR: Final = 1 / 14
"""Pixels per metre from which on the areas of the level are named beside the borders."""
_WEB_MAP: Final = 156_543.034
"""Metres per pixel of zoom 0 of a web map at the equator; ranks of places speak of zooms."""

_NARROW: Final = 0.85
"""A name that takes more of the width of its area is written in two lines, if it can be."""
_CHOSEN_SIZES: Final = (13.5, 12.0, 10.5)
_STEPS: Final = 25
"""Places for the name of the chosen area that are tried along its width and its height."""

Places = list[tuple[float, float]]


def write_names(
    names: Names, view: MapView, areas: gpd.GeoDataFrame, picture: MapPicture, frame: Frame
) -> None:
    """The chosen area, points, signs of uncertain values, borders, areas, places around."""
    if picture.selected:
        _name_chosen(names, str(areas.loc[picture.selected, "name"]), areas, picture, frame)
    _name_points(names, picture, frame, int(areas.crs.to_epsg()))
    uncertain = [MARKED.get(status, "") for status in view.current.statuses]
    for (x, y), sign in zip(
        centres(areas[[bool(s) for s in uncertain]], frame), filter(None, uncertain), strict=True
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
    """Inside of the area, smaller or in two lines where that is narrow, so that it names no other.

    An area smaller than its name stays visible: then it stands below or above.
    """
    chosen = areas.loc[[picture.selected]]
    [centre] = centres(chosen, frame)
    forms = [(size, lines) for size in _CHOSEN_SIZES for lines in ((name,), halves(name)) if lines]
    for size, lines in forms:
        places = _places_inside(chosen, frame, name_box(lines, size, 700), centre)
        if places and names.put(name, places, size, weight=700, lines=lines, still=True):
            return
    _, south, _, north = chosen.total_bounds
    x, _ = centre
    below = (x, frame.place(0, south)[1] + 12)
    above = (x, frame.place(0, north)[1] - 12)
    names.put(name, [below, above], _CHOSEN_SIZES[1], weight=700)


def _places_inside(
    area: gpd.GeoDataFrame, frame: Frame, half: tuple[float, float], centre: tuple[float, float]
) -> Places:
    """Pixels around which a box of this size lies in the area, those near the centre first."""
    import shapely

    shape = area.geometry.iloc[0]
    west, south, east, north = area.total_bounds
    grid_x, grid_y = np.meshgrid(np.linspace(west, east, _STEPS), np.linspace(south, north, _STEPS))
    middle = frame.metres(*centre)
    at = np.vstack([middle, np.column_stack([grid_x.ravel(), grid_y.ravel()])])
    wide, high = half[0] / frame.scale, half[1] / frame.scale
    boxes = shapely.box(at[:, 0] - wide, at[:, 1] - high, at[:, 0] + wide, at[:, 1] + high)
    inside = frame.tenths(at[shapely.contains(shape, boxes)]) / 10
    found = [(float(x), float(y)) for x, y in inside]
    return sorted(found, key=lambda one: hypot(one[0] - centre[0], one[1] - centre[1]))


def _name_areas(
    names: Names, areas: gpd.GeoDataFrame, frame: Frame, size: float, weight: int, *, fit: float
) -> None:
    """``fit`` is how much wider than its area a name may be; 0 for no limit."""
    bounds = areas.bounds
    widths = (bounds["maxx"] - bounds["minx"]).to_numpy() * frame.scale
    for name, (x, y), width in zip(areas["name"], centres(areas, frame), widths, strict=True):
        room = float(width) * fit if fit else float("inf")
        lines = (
            halves(str(name))
            if text_width(str(name), size, weight) > float(width) * _NARROW
            else ()
        )
        if str(name) not in names.written:
            names.put(str(name), [(x, y)], size, weight=weight, room=room, lines=lines)


def _name_points(names: Names, picture: MapPicture, frame: Frame, epsg: int) -> None:
    """Points with a name, beside them; the overlay on top comes first, one point in it is large."""
    for place, layer in enumerate(reversed(picture.layers)):
        alone = place == 0 and len(layer.points) == 1
        size, weight = (13.0, 700) if alone else (11.0, 600)
        for name, (x, y) in zip(layer.names, pixels(frame, layer, epsg), strict=False):
            away = name_box((name,), size, weight)[0] + SYMBOL + 2
            names.put(name, [(x + away, y), (x - away, y)], size, weight=weight, still=True)


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


def centres(areas: gpd.GeoDataFrame, frame: Frame) -> Places:
    """Pixels of a point well inside of every area."""
    import shapely

    inner = shapely.maximum_inscribed_circle(areas.geometry.to_numpy(), tolerance=20)
    starts = shapely.get_coordinates(shapely.get_point(inner, 0)).reshape(-1, 2)
    pixels = frame.tenths(starts) / 10
    return [(float(x), float(y)) for x, y in pixels]


def pixels(frame: Frame, layer: PictureLayer, epsg: int) -> Places:
    """Pixels of the points of an overlay."""
    if not layer.points:
        return []
    pixels = frame.tenths(projected(np.array(layer.points, dtype=np.float64), DEGREES, epsg)) / 10
    return [(float(x), float(y)) for x, y in pixels]
