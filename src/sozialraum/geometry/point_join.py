"""Many points into few areas, exactly: a grid answers wherever no border is near.

A cell that no border touches lies in one area or in none; its points need no test. Only points in
the other cells are tested one by one against the areas around them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

CELLS = 400
"""Cells along the longer side of the areas."""
_RIM = 0.001
"""Share of a cell that is added wherever borders are looked for: rounding never decides."""
_OUTSIDE, _CROSSED = -1, -2

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class AreaGrid:
    """Areas (array of polygons) under a grid; build it once with :meth:`of`.

    ``cells`` has one entry per cell, row by row from the south-west: the position of the area that
    covers it, -1 outside of all, -2 where a border touches it.
    """

    shapes: Any
    west: float
    south: float
    size: float
    columns: int
    cells: NDArray[np.int32]

    @classmethod
    def of(cls, shapes: Any) -> AreaGrid:
        """The grid over valid polygons; raises ``ValueError`` where there is none."""
        array = np.asarray(shapes, dtype=object)
        west, south, east, north = shapely.total_bounds(array).tolist()
        if not np.isfinite([west, south, east, north]).all():
            raise ValueError("no areas")
        size = max(east - west, north - south, 1e-9) / CELLS
        columns, rows = (int(side // size) + 1 for side in (east - west, north - south))
        x = west + size * (np.arange(columns) + 0.5)
        y = south + size * (np.arange(rows) + 0.5)
        middle_x, middle_y = np.meshgrid(x, y)
        cells = _first(array, middle_x.ravel(), middle_y.ravel())
        near = (_along_borders(array, size / 4) - (west, south)) / size
        reach = 1 / 8 + _RIM
        for across, up in ((-reach, -reach), (-reach, reach), (reach, -reach), (reach, reach)):
            column = np.clip(np.floor(near[:, 0] + across).astype(np.int64), 0, columns - 1)
            row = np.clip(np.floor(near[:, 1] + up).astype(np.int64), 0, rows - 1)
            cells[row * columns + column] = _CROSSED
        return cls(array, west, south, size, columns, cells)

    def locate(self, x: Floats, y: Floats) -> NDArray[np.int32]:
        """Position of the area that each point lies in, -1 outside and where it is not finite.

        A point on the border of several areas belongs to the first of them.
        """
        column, row = (x - self.west) / self.size, (y - self.south) / self.size
        rows = len(self.cells) // self.columns
        within = (column >= -_RIM) & (column <= self.columns) & (row >= -_RIM) & (row <= rows)
        found = np.full(len(x), _OUTSIDE, dtype=np.int32)
        at = np.flatnonzero(within)
        place = np.clip(row[at].astype(np.int64), 0, rows - 1) * self.columns
        place += np.clip(column[at].astype(np.int64), 0, self.columns - 1)
        found[at] = self.cells[place]
        near = np.flatnonzero(found == _CROSSED)
        found[near] = _first(self.shapes, x[near], y[near])
        return found


def reprojected(x: Floats, y: Floats, source: int, target: int) -> tuple[Floats, Floats]:
    """Coordinates from one EPSG code to another, x and longitude first; infinite where impossible.

    Raises ``pyproj.exceptions.CRSError`` for a code that does not exist.
    """
    if source == target:
        return x, y
    changed = _transformer(source, target).transform(x, y)
    return np.asarray(changed[0], dtype=float), np.asarray(changed[1], dtype=float)


def _first(shapes: Any, x: Floats, y: Floats) -> NDArray[np.int32]:
    """Position of the first shape that holds each point, -1 for none; every point is tested."""
    found = np.full(len(x), _OUTSIDE, dtype=np.int32)
    order = np.argsort(x, kind="stable")
    sorted_x, sorted_y = x[order], y[order]
    for n in reversed(range(len(shapes))):
        west, south, east, north = shapely.bounds(shapes[n])
        start, end = np.searchsorted(sorted_x, west), np.searchsorted(sorted_x, east, "right")
        part = sorted_y[start:end]
        near = start + np.flatnonzero((part >= south) & (part <= north))
        shapely.prepare(shapes[n])
        inside = shapely.intersects_xy(shapes[n], sorted_x[near], sorted_y[near])
        found[order[near[inside]]] = n
    return found


def _along_borders(shapes: Any, distance: float) -> Floats:
    """Points on all borders; no place on a border is farther than half of ``distance`` from one."""
    rings = shapely.get_rings(shapes)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.flatnonzero(ring[:-1] == ring[1:])
    start, way = corners[first], corners[first + 1] - corners[first]
    steps = np.ceil(np.hypot(way[:, 0], way[:, 1]) / distance).astype(np.int64) + 1
    segment = np.repeat(np.arange(len(first)), steps)
    number = np.arange(len(segment)) - np.repeat(np.cumsum(steps) - steps, steps)
    share = number / np.maximum(steps[segment] - 1, 1)
    points: Floats = start[segment] + way[segment] * share[:, None]
    return points


@lru_cache(maxsize=16)
def _transformer(source: int, target: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)
