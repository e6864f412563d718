"""Lines for the eye: of parallel tracks and carriageways one remains, and junctions stay closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

Lines = list[shapely.LineString]


def lines_of(geometries: Iterable[BaseGeometry]) -> Lines:
    """All line strings inside geometries, joined where exactly two ends meet."""
    parts = shapely.get_parts(shapely.get_parts(list(geometries)))
    lines = [part for part in parts if part.geom_type == "LineString" and part.length > 0]
    merged = shapely.line_merge(shapely.union_all(lines)) if lines else shapely.MultiLineString()
    return [part for part in shapely.get_parts(merged) if part.geom_type == "LineString"]


def thinned(groups: Sequence[Lines], width: float, shortest: float) -> Lines:
    """Lines in order of importance without those that run beside another one.

    ``groups`` come from important to unimportant; inside a group longer lines win. Whatever lies
    within ``width`` metres of a line already kept is left out, and so are remainders shorter than
    ``shortest`` metres; ends that were cut off are led to the line that they belong to.
    """
    kept: Lines = []
    taken = shapely.Polygon()
    for group in groups:
        for line in sorted(group, key=lambda entry: (-entry.length, entry.wkb)):
            rest = shapely.get_parts(shapely.difference(line, taken))
            new = [part for part in rest if part.length >= shortest]
            if not new:
                continue
            near = [entry for entry in kept if entry.distance(line) <= width * 1.5]
            kept += [_joined(part, near, width) for part in new]
            corridor = shapely.union_all([part.buffer(width, quad_segs=2) for part in new])
            taken = shapely.union(taken, corridor)
    return kept


def _joined(line: shapely.LineString, kept: Lines, width: float) -> shapely.LineString:
    """The line with its ends led to the nearest kept line, where that is close enough."""
    if not kept:
        return line
    network = shapely.MultiLineString(kept)
    points = list(line.coords)
    for position, end in ((0, points[0]), (len(points), points[-1])):
        target = shapely.shortest_line(network, shapely.Point(end))
        if 0 < target.length <= width * 1.5:
            points.insert(position if position == 0 else len(points), target.coords[0])
    return shapely.LineString(points)


def generalised(lines: Lines, tolerance: float) -> Lines:
    """Simplified lines (Douglas-Peucker, metres), the longest first, without empty ones."""
    simple = shapely.simplify(np.array(lines, dtype=object), tolerance) if lines else []
    return sorted(
        (line for line in simple if line.length > 0), key=lambda entry: (-entry.length, entry.wkb)
    )
