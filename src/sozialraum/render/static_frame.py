"""From metres and degrees to pixels: the frame of a map picture and the paths in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from sozialraum.analysis.projection import DEGREES, projected

if TYPE_CHECKING:
    import numpy.typing as npt

    Points = npt.NDArray[np.float64]
    Pixels = npt.NDArray[np.int64]

Box = tuple[float, float, float, float]
"""West, south, east, north in metres of the city's system."""

GROUND_MEMBERS = ("green", "rivers", "water", "roads", "rail")
"""Shapes of the orientation layer."""
_RIM = 12.0
"""Pixels beyond the frame where shapes are cut off: their lines end out of sight."""


@dataclass(frozen=True)
class Frame:
    """A rectangle of a picture: ``x, y, width, height`` in pixels, north up.

    ``west`` and ``north`` are the metres of its upper left corner, ``scale`` pixels per metre.
    """

    x: float
    y: float
    width: float
    height: float
    west: float
    north: float
    scale: float

    @classmethod
    def around(cls, box: Box, x: float, y: float, width: float, height: float) -> Frame:
        """The frame that shows ``box`` in its middle, as large as it fits."""
        west, south, east, north = box
        scale = min(width / max(east - west, 1.0), height / max(north - south, 1.0))
        left = (west + east - width / scale) / 2
        top = (south + north + height / scale) / 2
        return cls(x, y, width, height, left, top, scale)

    @property
    def box(self) -> Box:
        """What it shows, in metres."""
        south = self.north - self.height / self.scale
        return self.west, south, self.west + self.width / self.scale, self.north

    def tenths(self, metres: Points) -> Pixels:
        """Positions (n x 2, metres) in tenths of a pixel of the picture."""
        x = self.x + (metres[:, 0] - self.west) * self.scale
        y = self.y + (self.north - metres[:, 1]) * self.scale
        return np.rint(np.column_stack([x, y]) * 10).astype(np.int64)

    def place(self, east: float, north: float) -> tuple[float, float]:
        """One position (metres) in pixels of the picture."""
        x, y = self.tenths(np.array([[east, north]]))[0]
        return float(x) / 10, float(y) / 10

    def metres(self, x: float, y: float) -> tuple[float, float]:
        """East and north (metres) of a pixel of the picture."""
        return self.west + (x - self.x) / self.scale, self.north - (y - self.y) / self.scale

    def holds(self, x: float, y: float, margin: float = 0) -> bool:
        """Is a pixel inside, at least ``margin`` away from the rim?"""
        return (
            self.x + margin <= x <= self.x + self.width - margin
            and self.y + margin <= y <= self.y + self.height - margin
        )

    def area_paths(self, geometries: Any) -> list[str]:
        """One path per polygon or multipolygon of an array, empty where nothing is in sight."""
        import shapely

        parts, owner = shapely.get_parts(self._cut(geometries), return_index=True)
        rings, part = shapely.get_rings(parts, return_index=True)
        paths = [""] * len(geometries)
        for index, path in zip(owner[part].tolist(), self._paths(rings, closed=True), strict=True):
            paths[index] += path
        return paths

    def ground_paths(self, ground: Mapping[str, Any], epsg: int) -> dict[str, str]:
        """Paths of the orientation layer (``docs/architecture.md``) by member, none empty.

        ``epsg`` is the system of the frame. Rings are to be filled by the even-odd rule.
        """
        import shapely

        found = {}
        for name in GROUND_MEMBERS:
            lines: Sequence[Sequence[int]] = ground.get(name) or ()
            if not lines:
                continue
            points = [
                np.array(line, dtype=np.int64).reshape(-1, 2).cumsum(axis=0) for line in lines
            ]
            owner = np.repeat(np.arange(len(lines)), [len(part) for part in points])
            at = projected(np.concatenate(points) / float(ground["scale"]), DEGREES, epsg)
            if name in {"green", "water"}:
                rings = shapely.polygons(shapely.linearrings(at, indices=owner))
                found[name] = "".join(self.area_paths(rings))
            else:
                cut = shapely.get_parts(self._cut(shapely.linestrings(at, indices=owner)))
                found[name] = "".join(self._paths(cut, closed=False))
        return {name: path for name, path in found.items() if path}

    def _cut(self, geometries: Any) -> Any:
        """The same array, where it leaves the frame cut off a little outside of it."""
        import shapely

        west, south, east, north = self.box
        rim = _RIM / self.scale
        bounds = shapely.bounds(geometries)
        beyond = (bounds[:, :2] < (west, south)).any(axis=1) | (bounds[:, 2:] > (east, north)).any(
            axis=1
        )
        if not beyond.any():
            return geometries
        cut = np.array(geometries, dtype=object)
        cut[beyond] = shapely.clip_by_rect(
            cut[beyond], west - rim, south - rim, east + rim, north + rim
        )
        return cut

    def _paths(self, lines: Any, closed: bool) -> list[str]:
        import shapely

        at, owner = shapely.get_coordinates(lines, return_index=True)
        pixels = self.tenths(at)
        limits = np.searchsorted(owner, np.arange(len(lines) + 1)).tolist()
        return [_path(pixels[start:end], closed) for start, end in pairwise(limits)]


def _path(points: Pixels, closed: bool) -> str:
    """Absolute start, relative steps; points that fall on their predecessor are left out."""
    moved = np.ones(len(points), dtype=bool)
    moved[1:] = np.any(points[1:] != points[:-1], axis=1)
    kept = points[moved]
    if closed and len(kept) > 1 and (kept[0] == kept[-1]).all():
        kept = kept[:-1]
    if len(kept) < 2:
        return ""
    steps = np.diff(kept, axis=0).ravel().tolist()
    start = f"M{_tenth(int(kept[0, 0]))} {_tenth(int(kept[0, 1]))}l"
    return start + " ".join(map(_tenth, steps)) + ("z" if closed else "")


@lru_cache(maxsize=16_384)
def _tenth(number: int) -> str:
    whole, rest = divmod(abs(number), 10)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole or ''}.{rest}" if rest else f"{sign}{whole}"
