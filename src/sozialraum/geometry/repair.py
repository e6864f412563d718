"""From delivered polygons to a coverage: valid areas without gaps and overlaps.

Slivers narrower than :data:`SLIVER` are mended and counted; everything wider is a fault of the
delivery that nobody can mend by guessing, and is refused with the areas concerned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sozialraum.errors import Problem

SLIVER = 1.0
"""Metres: gaps and overlaps up to this width are mended."""
SPLINTER = 10.0
"""Square metres: detached parts up to this size go to the neighbour."""

Shapes = Any
"""Array of geometries (dtype object)."""
NARROW = 100.0
"""Metres: a gap that opens to the outside counts from this length of border on."""
_SPLINTERS = "Splitter bis 10 m² dem Nachbarn zugeschlagen"
_FIX = "Die Grenze im GIS schließen (gemeinsame Stützpunkte) und neu ausliefern."


@dataclass(frozen=True)
class Coverage:
    """``shapes`` are valid areas in the order of the codes, together a coverage.

    ``mended`` counts what was repaired: German description -> number.
    """

    shapes: Shapes
    mended: dict[str, int]


def repair(
    file: str, codes: Sequence[str], shapes: Shapes, *, keep_gaps: bool = False
) -> tuple[Coverage, list[Problem]]:
    """Mend rings, slivers and splinters of areas given in metres.

    ``codes`` names the shapes; ``keep_gaps`` leaves what the areas enclose without covering it and
    counts it, instead of refusing it. The coverage is only meaningful where no problem is returned.
    """
    valid, mended, problems = _valid_polygons(file, codes, shapes)
    if problems:
        return Coverage(valid, mended), problems
    problems = _wide_overlaps(file, codes, valid, mended)
    if problems:
        return Coverage(valid, mended), problems
    before = _holes(valid)
    closed = _closed(valid, mended) if before or not shapely.coverage_is_valid(valid) else valid
    after = _holes(closed)
    _count(mended, "Lücken unter 1 m Breite geschlossen", len(before) - len(after))
    if keep_gaps:
        _count(mended, "Lücken belassen", len(after))
    problems = [] if keep_gaps else [_gap(file, codes, closed, hole) for hole in after]
    problems += _open_edges(file, codes, closed)
    problems += _types(file, codes, closed)
    return Coverage(closed, mended), problems


def _valid_polygons(
    file: str, codes: Sequence[str], shapes: Shapes
) -> tuple[Shapes, dict[str, int], list[Problem]]:
    mended: dict[str, int] = {}
    problems, result = [], []
    _count(mended, "sich selbst berührende oder schneidende Ringe repariert",
           int((~shapely.is_valid(shapes)).sum()))  # fmt: skip
    for code, geometry in zip(codes, shapes, strict=True):
        parts = polygons(shapely.make_valid(geometry, method="structure", keep_collapsed=False))
        kept = [part for part in parts if part.area > SPLINTER]
        _count(mended, _SPLINTERS, len(parts) - len(kept))
        result.append(_united(kept))
        if not kept:
            what = f"„{code}“ hat keine Fläche ({geometry.geom_type})."
            fix = "Die Umrisse als Flächen (Polygon) ausliefern."
            problems.append(Problem(file, code, what, fix))
    return np.array(result, dtype=object), mended, problems


def _united(parts: list[shapely.Polygon]) -> BaseGeometry:
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _closed(shapes: Shapes, mended: dict[str, int]) -> Shapes:
    """Borders made identical, slivers given away. Cleaning may cut off splinters: again then."""
    result = shapely.coverage_clean(shapes, gap_width=SLIVER)
    for _ in range(4):
        parts = [polygons(shape) for shape in result]
        kept = [[part for part in area if part.area > SPLINTER] for area in parts]
        loose = sum(map(len, parts)) - sum(map(len, kept))
        if not loose or not all(kept):
            break
        _count(mended, _SPLINTERS, loose)
        whole = np.array([_united(area) for area in kept], dtype=object)
        result = shapely.coverage_clean(whole, gap_width=SLIVER)
    return result


def polygons(geometry: BaseGeometry) -> list[shapely.Polygon]:
    """The non-empty polygons inside any geometry; lines and points are left out."""
    parts = shapely.get_parts(shapely.get_parts(np.atleast_1d(np.array(geometry, dtype=object))))
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]


def _wide_overlaps(
    file: str, codes: Sequence[str], shapes: Shapes, mended: dict[str, int]
) -> list[Problem]:
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    left, right = left[left < right], right[left < right]
    common = shapely.intersection(shapes[left], shapes[right])
    problems, slivers = [], 0
    for one, other, overlap in zip(left, right, common, strict=True):
        if overlap.area <= 0.0:
            continue
        slivers += 1
        if not overlap.buffer(-SLIVER / 2).is_empty:
            first, second = codes[int(one)], codes[int(other)]
            size = f"{overlap.area:.0f} m²"
            what = f"„{first}“ und „{second}“ überlappen sich ({size})."
            problems.append(Problem(file, f"{first}, {second}", what, _FIX))
    _count(mended, "Überlappungen unter 1 m Breite bereinigt", slivers)
    return problems


def _holes(shapes: Shapes) -> list[shapely.Polygon]:
    """Everything that the areas enclose without covering it."""
    whole = polygons(shapely.union_all(shapes))
    return [shapely.Polygon(ring) for part in whole for ring in part.interiors]


def _gap(file: str, codes: Sequence[str], shapes: Shapes, hole: shapely.Polygon) -> Problem:
    around = [codes[int(i)] for i in np.flatnonzero(shapely.intersects(shapes, hole))]
    place = shapely.point_on_surface(hole)
    what = (
        f"Zwischen {_listed(around)} liegt eine Lücke von {hole.area:.0f} m² "
        f"(Ostwert {place.x:.0f}, Nordwert {place.y:.0f})."
    )
    return Problem(file, ", ".join(around), what, _FIX)


def _open_edges(file: str, codes: Sequence[str], shapes: Shapes) -> list[Problem]:
    """Borders that do not match, and narrow gaps between two areas that open to the outside.

    A narrow inlet of one area at the rim of the city is no gap, however long it is.
    """
    edges = shapely.coverage_invalid_edges(shapes)
    wrong = set(np.flatnonzero(~shapely.is_empty(edges)).tolist())
    narrow = shapely.coverage_invalid_edges(shapes, gap_width=SLIVER)
    long = np.flatnonzero(shapely.length(narrow) > NARROW).tolist()
    for one in long:
        near = (other for other in long if other != one)
        if any(narrow[one].distance(narrow[other]) < SLIVER for other in near):
            wrong.add(one)
    if not wrong:
        return []
    found = [codes[i] for i in sorted(wrong)]
    what = f"Die Grenzen von {_listed(found)} passen nicht aufeinander."
    return [Problem(file, ", ".join(found), what, _FIX)]


def _types(file: str, codes: Sequence[str], shapes: Shapes) -> list[Problem]:
    wrong = [
        code
        for code, shape in zip(codes, shapes, strict=True)
        if shape.geom_type not in {"Polygon", "MultiPolygon"}
        or shape.is_empty
        or not shape.is_valid
    ]
    what = "Nach der Reparatur bleibt keine gültige Fläche."
    return [Problem(file, code, f"„{code}“: {what}", _FIX) for code in wrong]


def _listed(codes: Sequence[str]) -> str:
    words = [f"„{code}“" for code in codes[:6]]
    words += [f"{len(codes) - 6} weiteren"] if len(codes) > 6 else []
    return " und ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _count(counter: dict[str, int], what: str, number: int) -> None:
    if number:
        counter[what] = counter.get(what, 0) + number
