"""Polygons of a coverage to arcs of a topology and back: every shared border exists once.

Rings are lists of arc numbers as in TopoJSON; ``~n`` is arc ``n`` backwards. Shells run
counter-clockwise, holes clockwise, so that the interior is always on the left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import shapely

from sozialraum.geometry.repair import Shapes, polygons

Point = tuple[float, float]
Line = Sequence[Point]


def encode(codes: Sequence[str], shapes: Shapes) -> tuple[list[dict[str, Any]], list[list[Point]]]:
    """Geometries (``type, id, arcs``) and arcs with whole coordinates for a coverage of such.

    Arcs are numbered in the order in which the areas need them; same input, same output.
    """
    parts = [[_rings(part) for part in polygons(shape)] for shape in shapes]
    junctions = _junctions(ring for area in parts for part in area for ring in part)
    arcs: list[list[Point]] = []
    known: dict[tuple[Point, ...], int] = {}
    geometries = []
    for code, area in zip(codes, parts, strict=True):
        numbered = [
            [[_number(arc, arcs, known) for arc in _cut(ring, junctions)] for ring in part]
            for part in area
        ]
        geometries.append(geometry_of(code, numbered))
    return geometries, arcs


def geometry_of(code: str, numbered: list[list[list[int]]]) -> dict[str, Any]:
    """A TopoJSON geometry of polygons, each a list of rings, each a list of arc numbers."""
    if len(numbered) == 1:
        return {"type": "Polygon", "id": code, "arcs": numbered[0]}
    return {"type": "MultiPolygon", "id": code, "arcs": numbered}


def deltas(arcs: Iterable[Line]) -> list[list[list[int]]]:
    """Arcs as TopoJSON stores them: first position, then differences."""
    result = []
    for arc in arcs:
        points = np.asarray(arc, dtype=np.int64)
        steps = np.vstack([points[:1], np.diff(points, axis=0)])
        result.append([[int(x), int(y)] for x, y in steps])
    return result


def decoded_arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """The arcs of a topology in degrees (or in its own units, where it is not quantised)."""
    transform = topology.get("transform")
    if not transform:
        return [[(float(p[0]), float(p[1])) for p in arc] for arc in topology["arcs"]]
    scale, origin = np.array(transform["scale"]), np.array(transform["translate"])
    result = []
    for arc in topology["arcs"]:
        points = np.cumsum(np.asarray(arc, dtype=np.int64)[:, :2], axis=0) * scale + origin
        result.append([(float(x), float(y)) for x, y in points])
    return result


def ring_points(ring: Sequence[int], arcs: Sequence[Line]) -> list[Point]:
    """The closed ring of arc numbers as positions."""
    points: list[Point] = []
    for number in ring:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += line[1:] if points else line
    return points


def decoded_shape(geometry: dict[str, Any], arcs: Sequence[Line]) -> Any:
    """One TopoJSON Polygon or MultiPolygon as a shapely geometry."""
    parts = []
    for part in parts_of(geometry):
        shell, *holes = [ring_points(ring, arcs) for ring in part]
        parts.append(shapely.Polygon(shell, holes))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def parts_of(geometry: dict[str, Any]) -> list[list[list[int]]]:
    """Polygons of a geometry. Raises ValueError for other types."""
    if geometry.get("type") == "Polygon":
        return [geometry["arcs"]]
    if geometry.get("type") == "MultiPolygon":
        return list(geometry["arcs"])
    raise ValueError(f"unexpected type {geometry.get('type')}")


def signed_area(points: Line) -> float:
    """Twice the area of a closed ring, positive where it runs counter-clockwise."""
    xy = np.asarray(points, dtype=float)
    xy = xy - xy[0]
    return float(np.sum(xy[:-1, 0] * xy[1:, 1] - xy[1:, 0] * xy[:-1, 1]))


def _rings(part: shapely.Polygon) -> list[list[Point]]:
    """Shell counter-clockwise, holes clockwise, closed, coordinates as whole numbers."""
    rings = []
    for position, ring in enumerate((part.exterior, *part.interiors)):
        points: list[Point] = [(int(x), int(y)) for x, y in np.round(shapely.get_coordinates(ring))]
        forwards = (signed_area(points) > 0) == (position == 0)
        rings.append([*(points if forwards else points[::-1])])
    return rings


def _junctions(rings: Iterable[Sequence[Point]]) -> frozenset[Point]:
    """Vertices in which other than two borders meet."""
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for one, other in pairwise(ring):
            neighbours[one].add(other)
            neighbours[other].add(one)
    return frozenset(point for point, around in neighbours.items() if len(around) != 2)


def _cut(ring: list[Point], junctions: frozenset[Point]) -> list[list[Point]]:
    """A closed ring in pieces from junction to junction; without any it begins at its minimum."""
    open_ring = ring[:-1]
    starts = [i for i, point in enumerate(open_ring) if point in junctions]
    if not starts:
        starts = [open_ring.index(min(open_ring))]
    turned = open_ring[starts[0] :] + open_ring[: starts[0]]
    marks = [start - starts[0] for start in starts] + [len(turned)]
    turned.append(turned[0])
    return [turned[a : b + 1] for a, b in pairwise(marks)]


def _number(arc: list[Point], arcs: list[list[Point]], known: dict[tuple[Point, ...], int]) -> int:
    forwards = tuple(arc)
    if forwards in known:
        return known[forwards]
    backwards = forwards[::-1]
    if backwards in known:
        return ~known[backwards]
    known[forwards] = len(arcs)
    arcs.append(arc)
    return len(arcs) - 1
