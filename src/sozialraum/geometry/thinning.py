"""Lines for the eye: of parallel tracks and carriageways one remains, and junctions stay closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
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
    corridors: list[BaseGeometry] = []
    boxes = np.empty((0, 4))
    for group in groups:
        for line in sorted(group, key=lambda entry: (-entry.length, entry.wkb)):
            near = _meeting(boxes, line.bounds)
            rest = shapely.difference(line, shapely.union_all([corridors[i] for i in near]))
            new = [part for part in shapely.get_parts(rest) if part.length >= shortest]
            network = [kept[i] for i in near]
            for part in new:
                kept.append(_joined(part, network, width))
                corridors.append(part.buffer(width, quad_segs=2))
                wide = kept[-1].buffer(width).bounds
                boxes = np.vstack([boxes, wide])
    return kept


def _meeting(boxes: npt.NDArray[np.float64], box: tuple[float, ...]) -> list[int]:
    """Positions of the boxes (rows of west, south, east, north) that meet another one."""
    west, south, east, north = box
    meets = (boxes[:, 0] <= east) & (boxes[:, 2] >= west)
    meets &= (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
    return [int(i) for i in np.flatnonzero(meets)]


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
