"""Areas of a coarser level from arcs alone: drop what two atoms share, chain the rest to rings.

Pure arithmetic on arc numbers, so that the borders of all levels are identical to the last digit.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import shapely

from sozialraum.geometry.arcs import Line, Point, geometry_of, parts_of, ring_points, signed_area


class ArcMerger:
    """Merges atoms of one topology. ``arcs`` are positions, any unit, x before y."""

    def __init__(self, arcs: Sequence[Line]) -> None:
        self._arcs = arcs

    def merge(self, code: str, atoms: Iterable[dict[str, Any]]) -> dict[str, Any]:
        """The TopoJSON geometry ``code`` that covers the atoms (``type, id, arcs``)."""
        directed = [arc for atom in atoms for ring in self._oriented(atom) for arc in ring]
        present = set(directed)
        border = sorted(arc for arc in present if ~arc not in present)
        return geometry_of(code, self._polygons(self._chain(border)))

    def _oriented(self, atom: dict[str, Any]) -> Iterable[list[int]]:
        """The rings of an atom with the interior on the left."""
        for part in parts_of(atom):
            for position, ring in enumerate(part):
                area = signed_area(ring_points(ring, self._arcs))
                yield ring if (area > 0) == (position == 0) else [~arc for arc in reversed(ring)]

    def _line(self, arc: int) -> Line:
        return self._arcs[arc] if arc >= 0 else self._arcs[~arc][::-1]

    def _chain(self, border: list[int]) -> list[list[int]]:
        """Directed arcs to simple rings.

        Where several meet, the next one is the first clockwise from the way back: it borders the
        same interior. A ring that comes through a point twice is cut there into two.
        """
        leaving: dict[Point, list[tuple[float, int]]] = defaultdict(list)
        for arc in border:
            line = self._line(arc)
            leaving[line[0]].append((_angle(line[0], line[1]), arc))
        following = {arc: self._next(arc, leaving) for arc in border}
        rings, used = [], set()
        for start in border:
            if start in used:
                continue
            ring, arc = [], start
            while arc not in used:
                used.add(arc)
                ring.append(arc)
                arc = following[arc]
            rings += self._simple(ring)
        return rings

    def _next(self, arc: int, leaving: dict[Point, list[tuple[float, int]]]) -> int:
        line = self._line(arc)
        back = _angle(line[-1], line[-2])
        return min(leaving[line[-1]], key=lambda entry: _clockwise(back, entry[0]))[1]

    def _simple(self, ring: list[int]) -> list[list[int]]:
        rings, stack, places = [], [], []
        for arc in ring:
            line = self._line(arc)
            stack.append(arc)
            places.append(line[0])
            end = line[-1]
            if end in places:
                cut = places.index(end)
                rings.append(stack[cut:])
                del stack[cut:], places[cut:]
        return rings

    def _polygons(self, rings: list[list[int]]) -> list[list[list[int]]]:
        """Shells with their holes; every hole goes to the smallest shell around it."""
        points = [ring_points(ring, self._arcs) for ring in rings]
        areas = [signed_area(line) for line in points]
        order = sorted(range(len(rings)), key=lambda i: -areas[i])
        shells = {i: [rings[i]] for i in order if areas[i] > 0}
        faces = {i: shapely.Polygon(points[i]) for i in shells} if len(shells) > 1 else {}
        for hole in (i for i in order if areas[i] < 0):
            inside = shapely.point_on_surface(shapely.Polygon(points[hole]))
            larger = [i for i in faces if areas[i] > -areas[hole]]
            around = [i for i in larger if faces[i].covers(inside)] or list(shells)
            shells[min(around, key=lambda i: areas[i])].append(rings[hole])
        return list(shells.values())


def _angle(start: Point, end: Point) -> float:
    return math.atan2(end[1] - start[1], end[0] - start[0])


def _clockwise(start: float, end: float) -> float:
    """How far to turn clockwise from one direction to another, a full turn instead of none."""
    turn = (start - end) % math.tau
    return turn if turn > 1e-12 else math.tau
