"""Which area a polygon is, by what both have in common; and how far two outlines differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from sozialraum.domain.shape_imports import (
    DOUBTFUL,
    SAME,
    LevelFit,
    MatchState,
    OutlineDifference,
    Overlap,
    ShapeMatch,
)
from sozialraum.geometry.repair import SLIVER, SPLINTER, polygons

Members = Mapping[str, Sequence[str]]
"""Level -> code of its area per atom, empty where the atom lies in none."""
_NEAR = 15.0
"""Metres up to which borders need no second look."""


@dataclass(frozen=True, eq=False)
class CommonGround:
    """What polygons and atoms have in common, computed once for all levels.

    ``shape`` and ``atom`` are positions, ``size`` the common area in square metres; ``shapes`` and
    ``atoms`` are the sizes of the polygons and of the atoms.
    """

    shape: NDArray[np.int64]
    atom: NDArray[np.int64]
    size: NDArray[np.float64]
    shapes: NDArray[np.float64]
    atoms: NDArray[np.float64]

    @classmethod
    def of(cls, shapes: Any, atoms: Any) -> CommonGround:
        """Arrays of valid polygons in metres; a missing or empty polygon has nothing in common."""
        polygons, areas = np.asarray(shapes, dtype=object), np.asarray(atoms, dtype=object)
        atom, shape = shapely.STRtree(polygons).query(areas, predicate="intersects")
        size = shapely.area(shapely.intersection(polygons[shape], areas[atom]))
        some = size > 0.0
        sizes = shapely.area(polygons), shapely.area(areas)
        return cls(shape[some], atom[some], size[some], np.nan_to_num(sizes[0]), sizes[1])

    def best(self, codes: Sequence[str]) -> list[Overlap | None]:
        """Per polygon the area with the most in common; ``codes`` names the area of every atom."""
        areas: dict[str, float] = defaultdict(float)
        for code, size in zip(codes, self.atoms.tolist(), strict=True):
            areas[code] += size
        common: list[dict[str, float]] = [defaultdict(float) for _ in self.shapes]
        rows = zip(self.shape.tolist(), self.atom.tolist(), self.size.tolist(), strict=True)
        for shape, atom, size in rows:
            if codes[atom]:
                common[shape][codes[atom]] += size
        found: list[Overlap | None] = []
        for shared, size in zip(common, self.shapes.tolist(), strict=True):
            if not shared:
                found.append(None)
                continue
            code = max(sorted(shared), key=lambda c: shared[c] / areas[c] + shared[c] / size)
            found.append(Overlap(code, shared[code] / size, shared[code] / areas[code]))
        return found


def level_fits(ground: CommonGround, members: Members) -> tuple[LevelFit, ...]:
    """How the polygons fit each level, the best first; of equals the first one of ``members``."""
    fits = []
    for level, codes in members.items():
        shares = [overlap.least if overlap else 0.0 for overlap in ground.best(codes)]
        same = sum(1 for share in shares if share >= SAME)
        fits.append(LevelFit(level, same, sum(shares) / max(len(shares), 1)))
    return tuple(sorted(fits, key=lambda fit: (-fit.same, -round(fit.share, 6))))


def match_shapes(
    labels: Sequence[str],
    by_key: Sequence[str],
    overlaps: Sequence[Overlap | None],
    placed: Sequence[bool],
    accepted: Mapping[str, str],
    excluded: Mapping[str, str],
) -> tuple[ShapeMatch, ...]:
    """Decide about every polygon.

    With a key, :data:`DOUBTFUL` of the polygon in its area are enough (it may be a part of it); the
    position alone needs :data:`SAME`. What lies between is open, and a key whose area lies
    elsewhere is a contradiction. ``placed`` is
    False for features without extent: their key counts alone. ``accepted`` and ``excluded`` (by the
    number of the feature) are what somebody decided.
    """
    found = []
    rows = zip(labels, by_key, overlaps, placed, strict=True)
    for number, (label, key, overlap, extent) in enumerate(rows, 1):
        code, state = _decided(key, overlap, extent=extent)
        if str(number) in excluded:
            code, state = "", MatchState.EXCLUDED
        elif accepted.get(str(number)):
            code, state = accepted[str(number)], MatchState.CONFIRMED
        found.append(ShapeMatch(number, label, key, overlap, code, state))
    return tuple(found)


def _decided(key: str, overlap: Overlap | None, *, extent: bool) -> tuple[str, MatchState]:
    if key and not extent:
        return key, MatchState.KEY
    same = overlap is not None and overlap.least >= SAME
    if key:
        if overlap is None or overlap.code != key or overlap.of_shape < DOUBTFUL:
            return "", MatchState.CONTRADICTION
        return key, MatchState.SAME if same else MatchState.KEY
    if overlap is None or overlap.least < DOUBTFUL:
        return "", MatchState.NONE
    return (overlap.code, MatchState.SAME) if same else ("", MatchState.OPEN)


def outline_differences(
    codes: Sequence[str], present: Any, delivered: Any
) -> tuple[OutlineDifference, ...]:
    """Delivered against present outlines (arrays of valid polygons in metres, one per code), the
    largest difference first. For the distance, splinters and spikes up to 1 m wide do not count.
    """
    before, after = np.asarray(present, dtype=object), np.asarray(delivered, dtype=object)
    size = shapely.area(before)
    apart = shapely.area(shapely.symmetric_difference(before, after)) / size * 100
    change = (shapely.area(after) / size - 1) * 100
    distance = shapely.hausdorff_distance(before, after)
    far = np.flatnonzero(distance > _NEAR)
    distance[far] = shapely.hausdorff_distance(_smooth(before[far]), _smooth(after[far]))
    order = np.argsort(-apart, kind="stable").tolist()
    return tuple(
        OutlineDifference(codes[n], float(apart[n]), float(change[n]), float(distance[n]))
        for n in order
    )


def _smooth(shapes: Any) -> Any:
    """Without spikes and inlets narrower than a sliver, and without splinters."""
    half = SLIVER / 2
    for distance in (-half, 2 * half, -half):
        shapes = shapely.buffer(shapes, distance, join_style="mitre")
    return np.array([shapely.MultiPolygon(list(_large(shape))) for shape in shapes], dtype=object)


def _large(shape: Any) -> Iterator[shapely.Polygon]:
    """Parts of a shape, both parts and holes without splinters."""
    for part in polygons(shape):
        if part.area > SPLINTER:
            holes = [ring for ring in part.interiors if shapely.Polygon(ring).area > SPLINTER]
            yield shapely.Polygon(part.exterior, holes)
