"""From a coverage in metres to the bytes of ``geo/umrisse.topojson``, checked by reading them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from sozialraum.analysis.projection import utm
from sozialraum.errors import GeometryRefused, Problem
from sozialraum.geometry.arcs import deltas, encode
from sozialraum.geometry.generalise import Grid, on_grid, simplified
from sozialraum.geometry.manifest import METHOD, Deviation, Manifest, measured, sha256
from sozialraum.geometry.reference import DEGREES, transformed
from sozialraum.geometry.repair import Coverage, Shapes
from sozialraum.geometry.topology import METRES_MEMBER, OUTLINES, decoded

TOLERANCE = 12.0
"""Metres; see ``docs/decisions/0002-outlines.md``."""
AREA_LIMIT = 1.0
"""Per cent by which a stored area may differ from the delivered one."""
CITY_LIMIT = 0.01
"""The same for the sum of all areas, where the city is not small."""
_SHIFT = 0.25
"""Metres by which rounding may move the city's border as a whole; counts in small cities."""
FINE = (Grid.scale[0] / 10, Grid.scale[1] / 10)
"""Grid for very small areas: about 14 cm."""
_REFUSED = "Die Umrisse werden nicht übernommen; geo/ bleibt unverändert."


@dataclass(frozen=True)
class Delivered:
    """What outlines were made from: file name, digest, layer, system (EPSG), vertices, notes."""

    file: str
    sha256: str
    layer: str
    epsg: int
    vertices: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Embedded:
    """``content`` is the TopoJSON; ``stored`` what a reader of it gets, in metres."""

    content: bytes
    stored: Shapes
    deviation: Deviation
    tolerance: float
    scale: tuple[float, float]
    coverage: Coverage

    def manifest(self, delivered: Delivered, origin: tuple[str, str, str]) -> Manifest:
        """``geo/manifest.json``; ``origin`` is source id, edition and licence."""
        return Manifest(
            file=delivered.file,
            sha256=delivered.sha256,
            layer=delivered.layer,
            source=origin[0],
            edition=origin[1],
            licence=origin[2],
            epsg=delivered.epsg,
            method=METHOD,
            tolerance=self.tolerance,
            grid=self.scale,
            areas=len(self.stored),
            vertices_before=delivered.vertices,
            vertices_after=int(shapely.get_num_coordinates(self.stored).sum()),
            deviation=self.deviation,
            mended=dict(self.coverage.mended),
            notes=delivered.notes,
            outlines_sha256=sha256(self.content),
        )


def embed(
    level: str,
    codes: Sequence[str],
    coverage: Coverage,
    epsg: int,
    tolerance: float = TOLERANCE,
    scale: tuple[float, float] = Grid.scale,
) -> Embedded:
    """Simplify, round and encode the atoms of a city.

    ``level`` is the id of their level, ``codes`` are sorted and name the shapes of ``coverage``,
    which are in metres of the system ``epsg``; ``tolerance`` is in metres, 0 keeps every vertex;
    ``scale`` are the degrees (longitude, latitude) to which corners are rounded.
    Raises :class:`~sozialraum.errors.GeometryRefused` where the result is no valid coverage or off
    by more than the limits.
    """
    grid, rounded = on_grid(simplified(coverage.shapes, tolerance), epsg, scale)
    content = _topojson(level, codes, grid, rounded, epsg)
    stored = _reread(content, codes, coverage.shapes, epsg)
    deviation = measured(list(codes), coverage.shapes, stored)
    refuse(_limits(deviation, coverage.shapes))
    return Embedded(content, stored, deviation, tolerance, scale, coverage)


def refuse(problems: Iterable[Problem]) -> None:
    """Raise :class:`~sozialraum.errors.GeometryRefused` where there are problems."""
    found = list(problems)
    if found:
        raise GeometryRefused(_REFUSED, found)


def _topojson(level: str, codes: Sequence[str], grid: Grid, shapes: Shapes, epsg: int) -> bytes:
    geometries, arcs = encode(list(codes), shapes)
    west, south, east, north = (float(value) for value in shapely.total_bounds(shapes))
    corners = np.array([[west, south], [east, north]]) * grid.scale + grid.origin
    west, south, east, north = corners.ravel().tolist()
    document: dict[str, Any] = {
        "type": "Topology",
        "bbox": [round(float(value), 7) for value in corners.ravel()],
        "transform": {"scale": list(grid.scale), "translate": list(grid.origin)},
        "objects": {level: {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": deltas(arcs),
    }
    if epsg != utm((west, south, east, north)):
        document[METRES_MEMBER] = epsg
    return json.dumps(document, separators=(",", ":")).encode("ascii") + b"\n"


def _reread(content: bytes, codes: Sequence[str], original: Shapes, epsg: int) -> Shapes:
    """What a reader of the file gets, in metres, after checking type, validity and coverage."""
    found, degrees = decoded(json.loads(content))
    metres = transformed(degrees, DEGREES, epsg)
    fix = "Eine andere Toleranz wählen, zum Beispiel --tolerance 10."
    problems = [
        Problem(OUTLINES, code, f"„{code}“ ist nach dem Runden keine gültige Fläche mehr.", fix)
        for code, one, other, before in zip(codes, degrees, metres, original, strict=True)
        if not (one.is_valid and other.is_valid) or one.geom_type != before.geom_type
    ]
    if found != list(codes):
        problems.append(Problem(OUTLINES, "", "Die Reihenfolge der Gebiete stimmt nicht.", fix))
    if not (shapely.coverage_is_valid(degrees) and shapely.coverage_is_valid(metres)):
        what = "Nach dem Runden passen die Grenzen nicht mehr aufeinander."
        problems.append(Problem(OUTLINES, "", what, fix))
    refuse(problems)
    return metres


def _limits(deviation: Deviation, shapes: Shapes) -> list[Problem]:
    city = shapely.union_all(shapes)
    whole = max(CITY_LIMIT, 100 * _SHIFT * city.length / city.area)
    problems = []
    fix = "Die Toleranz kleiner wählen (--tolerance)."
    if deviation.area_max > AREA_LIMIT:
        code = deviation.area_max_code
        what = f"Die Fläche von „{code}“ weicht um {deviation.area_max:.2f} % ab."
        problems.append(Problem(OUTLINES, code, what.replace(".", ",", 1), fix))
    if deviation.area_city > whole:
        what = f"Die Fläche der Stadt weicht um {deviation.area_city:.3f} % ab."
        problems.append(Problem(OUTLINES, "", what.replace(".", ",", 1), fix))
    return problems
