"""Areas that are reached on foot within a time, as polygons for the map.

Straight line: a circle. Network: everything up to :data:`BESIDE_M` beside the ways walked, ways
that are walked in part included; the way between the place and its node counts.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from sozialraum.analysis.points import as_points
from sozialraum.analysis.projection import DEGREES, projected
from sozialraum.analysis.reach import checked, network_of
from sozialraum.domain.gaps import Walk

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from sozialraum.analysis.network import Network, Snapped

BESIDE_M = 60.0
"""How far beside a way an area counts as reached, in metres."""
SIMPLER_M = 5.0
"""Tolerance by which outlines are simplified, in metres."""
_STRAIGHTER_M = 2.0
"""Tolerance by which the ways are simplified before an area is laid around them, in metres."""
_GRID = 1e-6
"""Degrees to which written coordinates are rounded."""
_QUARTER = 32
"""Corners per quarter of a circle."""


def isochrones(
    places_xy: ArrayLike, walk: Walk, network: Network | None = None
) -> list[BaseGeometry]:
    """The reached area of each place in metres, in the order of the places.

    ``places_xy`` are metres, shape (n, 2). A place without a coordinate, and in a network one
    that is too far from it, has an empty polygon. ``walk.network`` decides which method is used.
    Raises :class:`~sozialraum.errors.UnreadableInput` for an impossible walk and
    :class:`~sozialraum.errors.SozialraumError` where the network is missing.
    """
    limit = checked(walk)
    ways = network_of(walk, network)
    places = as_points(places_xy)
    if ways is None:
        return [_circle(point, limit / walk.detour) for point in places]
    areas: list[BaseGeometry] = [shapely.Polygon() for _ in places]
    snapped = ways.snap(places)
    for place, metres in ways.walks(places, limit):
        areas[place] = _beside(
            [*_walked(ways, metres, limit), *_access(ways, places, snapped, [place], limit)]
        )
    return areas


def catchment_area(
    places_xy: ArrayLike, walk: Walk, network: Network | None = None
) -> BaseGeometry:
    """The area that at least one place reaches, in metres; else as :func:`isochrones`."""
    limit = checked(walk)
    ways = network_of(walk, network)
    places = as_points(places_xy)
    if ways is None:
        return shapely.union_all(isochrones(places, walk))
    nearest = np.full(len(ways.xy), np.inf)
    reaching = []
    for place, metres in ways.walks(places, limit):
        np.minimum(nearest, metres, out=nearest)
        reaching.append(place)
    access = _access(ways, places, ways.snap(places), reaching, limit)
    return _beside([*_walked(ways, nearest, limit), *access])


def to_geojson(polygons: Sequence[BaseGeometry], names: Sequence[str], epsg: int) -> dict[str, Any]:
    """A GeoJSON FeatureCollection (WGS84, six decimals) of areas in a system (EPSG code).

    Each feature has the property ``name``; an empty area has the geometry null. Raises
    ``ValueError`` where names and polygons differ in number.
    """
    degrees = shapely.transform(
        np.array(polygons, dtype=object), lambda xy: projected(xy, epsg, DEGREES)
    )
    rounded = shapely.orient_polygons(shapely.set_precision(degrees, _GRID))
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": None if area.is_empty else json.loads(shapely.to_geojson(area)),
        }
        for area, name in zip(rounded, names, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _circle(point: NDArray[np.float64], radius: float) -> BaseGeometry:
    if np.isnan(point).any():
        return shapely.Polygon()
    return shapely.buffer(shapely.Point(point), radius, quad_segs=_QUARTER)


def _walked(network: Network, metres: NDArray[np.float64], limit: float) -> NDArray[np.object_]:
    """The walked parts of the edges as lines; ``metres`` is the distance of every node."""
    touched = np.isfinite(metres)[network.pairs].any(axis=1)
    pairs, length = network.pairs[touched], network.metres[touched][:, None]
    share = np.clip((limit - metres[pairs]) / length, 0, 1)
    whole = share.sum(axis=1) >= 1
    share[whole] = (1, 0)
    start, end = network.xy[pairs[:, 0]], network.xy[pairs[:, 1]]
    way = end - start
    ahead = np.stack([start, start + share[:, :1] * way], axis=1)[share[:, 0] > 0]
    back = np.stack([end, end - share[:, 1:] * way], axis=1)[share[:, 1] > 0]
    lines: NDArray[np.object_] = shapely.linestrings(np.concatenate([ahead, back]))
    return lines


def _access(
    network: Network,
    places: NDArray[np.float64],
    snapped: Snapped,
    chosen: list[int],
    limit: float,
) -> NDArray[np.object_]:
    """The walked part of the way from each chosen place to its node."""
    start, metres = places[chosen], snapped.metres[chosen]
    way = network.xy[snapped.node[chosen]] - start
    share = np.minimum(1, limit / np.maximum(metres, 1e-9))[:, None]
    lines: NDArray[np.object_] = shapely.linestrings(np.stack([start, start + share * way], axis=1))
    return lines


def _beside(lines: Sequence[BaseGeometry]) -> BaseGeometry:
    """The simplified area beside lines. Joining many small areas is faster than one large one."""
    if not len(lines):
        return shapely.Polygon()
    merged = shapely.line_merge(shapely.multilinestrings(lines))
    ways = shapely.get_parts(shapely.simplify(merged, _STRAIGHTER_M))
    area = shapely.union_all(shapely.buffer(ways, BESIDE_M, quad_segs=4))
    return shapely.simplify(area, SIMPLER_M)
