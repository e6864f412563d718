"""Fewer vertices, whole numbers: borders are simplified together, rounded, then repaired.

Rounding comes before the repair, because rounding breaks rings and coverages; what the repair
returns lies on the grid and stays there.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely

from sozialraum.geometry.reference import DEGREES, transformed
from sozialraum.geometry.repair import Shapes, polygons


@dataclass(frozen=True)
class Grid:
    """Whole numbers for degrees: ``degrees = number * scale + origin``, per axis (lon, lat)."""

    scale: tuple[float, float] = (2e-5, 1e-5)
    origin: tuple[float, float] = (0.0, 0.0)

    def encode(self, shapes: Shapes) -> Shapes:
        """Shapes in degrees as shapes in grid units, not yet rounded."""
        return shapely.transform(shapes, lambda xy: (xy - self.origin) / self.scale)


def grid_for(shapes: Shapes, scale: tuple[float, float]) -> Grid:
    """The grid whose origin is the south-west corner of the shapes (degrees), on full units."""
    west, south, _, _ = shapely.total_bounds(shapes)
    step_x, step_y = scale
    origin = (np.floor(west / step_x) * step_x, np.floor(south / step_y) * step_y)
    return Grid(scale, (round(float(origin[0]), 7), round(float(origin[1]), 7)))


def simplified(shapes: Shapes, tolerance: float) -> Shapes:
    """A coverage in metres with fewer vertices; shared borders stay shared.

    ``tolerance`` in metres: a vertex goes while the triangle that it spans with its neighbours is
    smaller than the square of it (Visvalingam-Whyatt).
    """
    return shapely.coverage_simplify(shapes, tolerance) if tolerance > 0 else shapes


def on_grid(
    shapes: Shapes, epsg: int, scale: tuple[float, float] = Grid.scale
) -> tuple[Grid, Shapes]:
    """A coverage (EPSG code) as a valid coverage of whole numbers on a grid of degrees."""
    degrees = transformed(shapes, epsg, DEGREES)
    grid = grid_for(degrees, scale)
    exact = grid.encode(degrees)
    rounded = shapely.remove_repeated_points(shapely.transform(exact, np.round))
    if shapely.is_valid(rounded).all() and shapely.coverage_is_valid(rounded):
        return grid, rounded
    return grid, snapped(exact, rounded)


def snapped(exact: Shapes, rounded: Shapes) -> Shapes:
    """Repair areas that rounding has broken, without leaving the grid.

    All borders are noded on the grid (snap rounding), the faces between them go to the area that
    lay there before rounding; splinters join the neighbour with the longest common border.
    """
    borders = shapely.union_all(shapely.boundary(shapely.transform(exact, np.round)), grid_size=1.0)
    faces = shapely.get_parts(shapely.polygonize([borders]))
    owners = _owners(exact, faces)
    groups: dict[int, list[int]] = defaultdict(list)
    for face, owner in enumerate(owners):
        if owner >= 0:
            groups[owner].append(face)
    _move_splinters(groups, faces)
    return np.array(
        [
            shapely.coverage_union_all(faces[groups[i]]) if i in groups else rounded[i]
            for i in range(len(rounded))
        ],
        dtype=object,
    )


def _owners(exact: Shapes, faces: Shapes) -> list[int]:
    """Per face the position of the area with the largest share in it; -1 outside of all."""
    usable = shapely.make_valid(exact)
    best = [(0.0, -1)] * len(faces)
    for face, area in zip(*shapely.STRtree(usable).query(faces), strict=True):
        share = shapely.area(shapely.intersection(faces[face], usable[area]))
        best[face] = max(best[face], (float(share), int(area)))
    return [
        owner if share > 0.5 * shapely.area(face) else -1
        for (share, owner), face in zip(best, faces, strict=True)
    ]


def _move_splinters(groups: dict[int, list[int]], faces: Shapes) -> None:
    """Faces that lie apart from the main part of their area join the best neighbour, in place."""
    largest = 2_000.0
    for owner in sorted(groups):
        parts = polygons(shapely.coverage_union_all(faces[groups[owner]]))
        if len(parts) < 2:
            continue
        main = max(parts, key=lambda part: part.area)
        apart = [f for f in groups[owner] if not main.covers(faces[f].point_on_surface())]
        for face in (f for f in apart if faces[f].area <= largest):
            neighbour = _best_neighbour(face, owner, groups, faces)
            if neighbour >= 0:
                groups[owner].remove(face)
                groups[neighbour].append(face)


def _best_neighbour(face: int, owner: int, groups: dict[int, list[int]], faces: Shapes) -> int:
    lengths = {
        other: float(shapely.length(shapely.intersection(faces[face], faces[members])).sum())
        for other, members in groups.items()
        if other != owner
    }
    longest = max(lengths, key=lambda other: lengths[other], default=-1)
    return longest if longest >= 0 and lengths[longest] > 0 else -1
