"""``sozialraum geo build``: from a full-resolution file to the embedded outlines."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from sozialraum.domain.areas import ATOM
from sozialraum.errors import GeometryRefused, Problem
from sozialraum.geometry.arcs import deltas, encode
from sozialraum.geometry.delivery import Delivery, read_delivery
from sozialraum.geometry.generalise import Grid, on_grid, simplified
from sozialraum.geometry.manifest import (
    METHOD,
    Deviation,
    Manifest,
    measured,
    origin,
    replace_files,
    sha256,
)
from sozialraum.geometry.reference import DEGREES, METRES, recognise, transformed
from sozialraum.geometry.repair import Coverage, Shapes, repair
from sozialraum.geometry.topology import HIERARCHY, OUTLINES, decoded, load_hierarchy

TOLERANCE = 12.0
"""Metres; see ``docs/decisions/0002-outlines.md``."""
AREA_LIMIT = 1.0
"""Per cent by which a stored area may differ from the delivered one."""
CITY_LIMIT = 0.01
"""The same for the sum of all areas."""
_REFUSED = "Die Umrisse werden nicht übernommen; geo/ bleibt unverändert."


def _silent(_message: str) -> None:
    """Progress that nobody wants to see."""


def build_outlines(
    source: Path,
    home: Path,
    layer: str | None = None,
    tolerance: float = TOLERANCE,
    progress: Callable[[str], None] = _silent,
) -> Manifest:
    """Write ``geo/umrisse.topojson`` and ``geo/manifest.json`` below ``home``.

    ``source`` is a GeoPackage or GeoJSON of all atoms that ``geo/gliederung.csv`` lists, in
    EPSG:25832, WGS84 or another declared system; ``layer`` is needed where a GeoPackage has
    several; ``tolerance`` is in metres, 0 keeps every vertex; ``progress`` takes German sentences.
    Returns the manifest. Raises :class:`~sozialraum.errors.GeometryRefused` with every problem
    found (missing, unknown or double keys, missing geometry, wrong CRS, gaps, overlaps, areas off
    by more than the limits); then nothing is changed.
    """
    if not (math.isfinite(tolerance) and 0 <= tolerance <= 100):
        what = f"Die Toleranz {tolerance:g} liegt nicht zwischen 0 und 100 Metern."
        _refuse([Problem(source.name, "--tolerance", what, "Etwa 10 bis 20 Meter wählen.")])
    hierarchy = load_hierarchy(home)
    codes = list(hierarchy[ATOM])
    progress(f"Lese {source.name}.")
    delivery = read_delivery(source, layer, frozenset(codes))
    epsg, shapes = _ordered(delivery, codes)
    progress("Repariere und prüfe die Grenzen.")
    coverage, problems = repair(delivery.file, codes, shapes)
    _refuse(problems or _sizes(delivery.file, hierarchy, coverage.shapes))
    progress(f"Vereinfache die Grenzen gemeinsam (Toleranz {tolerance:g} m).")
    grid, rounded = on_grid(simplified(coverage.shapes, tolerance))
    content = _topojson(codes, grid, rounded)
    stored = _reread(content, codes, coverage.shapes)
    deviation = measured(codes, coverage.shapes, stored)
    _refuse(_limits(deviation))
    vertices = int(shapely.get_num_coordinates(shapes).sum())
    manifest = _manifest(
        home, source, delivery, epsg, tolerance, coverage, stored, content, deviation, vertices
    )
    replace_files(home / "geo", {"umrisse.topojson": content, "manifest.json": manifest.to_json()})
    progress(
        f"{len(codes)} Gebiete geschrieben: {manifest.vertices_before} Stützpunkte wurden "
        f"{manifest.vertices_after}."
    )
    return manifest


def _refuse(problems: Iterable[Problem]) -> None:
    found = list(problems)
    if found:
        raise GeometryRefused(_REFUSED, found)


def _ordered(delivery: Delivery, codes: list[str]) -> tuple[int, Shapes]:
    """EPSG code of the file, and its areas in metres in the order of ``codes``."""
    _refuse(_key_problems(delivery, codes))
    by_key = dict(zip(delivery.keys, delivery.geometries, strict=True))
    shapes = np.empty(len(codes), dtype=object)
    shapes[:] = [by_key[code] for code in codes]
    west, south, east, north = (float(value) for value in shapely.total_bounds(shapes))
    epsg, problem = recognise(delivery.file, (west, south, east, north), delivery.epsg)
    _refuse([problem] if problem else [])
    return epsg, transformed(shapes, epsg, METRES)


def _key_problems(delivery: Delivery, codes: list[str]) -> list[Problem]:
    problems = []
    counts = Counter(delivery.keys)
    column = delivery.key_column
    for key, count in counts.items():
        if not key:
            what = f"{count} Objekt(e) haben in Spalte „{column}“ keinen Schlüssel."
            problems.append(Problem(delivery.file, column, what, "Schlüssel ergänzen."))
        elif key not in codes:
            what = f"„{key}“ steht nicht in {HIERARCHY}."
            fix = "Schlüssel berichtigen oder die Gliederung fortschreiben."
            problems.append(Problem(delivery.file, key, what, fix))
        elif count > 1:
            what = f"Der Schlüssel „{key}“ kommt {count}-mal vor."
            fix = "Je Gebiet genau ein Objekt (Teile zu einem MultiPolygon vereinen)."
            problems.append(Problem(delivery.file, key, what, fix))
    for code in codes:
        if code not in counts:
            what = f"Das Gebiet „{code}“ fehlt."
            problems.append(Problem(delivery.file, code, what, f"{len(codes)} Gebiete ausliefern."))
    for key, geometry in zip(delivery.keys, delivery.geometries, strict=True):
        if key and (geometry is None or geometry.is_empty):
            what = f"„{key}“ hat keine Geometrie."
            problems.append(Problem(delivery.file, key, what, "Umriss ergänzen."))
    return problems


def _sizes(file: str, hierarchy: pd.DataFrame, shapes: Shapes) -> list[Problem]:
    """Areas against ``flaeche_km2``: exchanged keys, pieces missing at the rim, old borders."""
    if "flaeche_km2" not in hierarchy:
        return []
    problems = []
    texts = hierarchy["flaeche_km2"].str.replace(",", ".")
    expected = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=float)
    found = shapely.area(shapes) / 1e6
    for code, target, size in zip(hierarchy[ATOM], expected, found, strict=True):
        if np.isfinite(target) and abs(size - target) > max(AREA_LIMIT / 100 * target, 0.0001):
            sizes = f"{size:.4f} km² statt {target:.4f} km²".replace(".", ",")
            what = f"„{code}“ hat {sizes}."
            fix = "Schlüssel und Umriss prüfen; bei neuem Gebietsstand flaeche_km2 fortschreiben."
            problems.append(Problem(file, code, what, fix))
    return problems


def _topojson(codes: list[str], grid: Grid, shapes: Shapes) -> bytes:
    geometries, arcs = encode(codes, shapes)
    west, south, east, north = (float(value) for value in shapely.total_bounds(shapes))
    corners = np.array([[west, south], [east, north]]) * grid.scale + grid.origin
    document = {
        "type": "Topology",
        "bbox": [round(float(value), 7) for value in corners.ravel()],
        "transform": {"scale": list(grid.scale), "translate": list(grid.origin)},
        "objects": {ATOM: {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": deltas(arcs),
    }
    return json.dumps(document, separators=(",", ":")).encode("ascii") + b"\n"


def _reread(content: bytes, codes: list[str], original: Shapes) -> Shapes:
    """What a reader of the file gets, in metres, after checking type, validity and coverage."""
    found, degrees = decoded(json.loads(content))
    metres = transformed(degrees, DEGREES, METRES)
    fix = "Eine andere Toleranz wählen, zum Beispiel --tolerance 10."
    problems = [
        Problem(OUTLINES, code, f"„{code}“ ist nach dem Runden keine gültige Fläche mehr.", fix)
        for code, one, other, before in zip(codes, degrees, metres, original, strict=True)
        if not (one.is_valid and other.is_valid) or one.geom_type != before.geom_type
    ]
    if found != codes:
        problems.append(Problem(OUTLINES, "", "Die Reihenfolge der Gebiete stimmt nicht.", fix))
    if not (shapely.coverage_is_valid(degrees) and shapely.coverage_is_valid(metres)):
        what = "Nach dem Runden passen die Grenzen nicht mehr aufeinander."
        problems.append(Problem(OUTLINES, "", what, fix))
    _refuse(problems)
    return metres


def _limits(deviation: Deviation) -> list[Problem]:
    problems = []
    fix = "Die Toleranz kleiner wählen (--tolerance)."
    if deviation.area_max > AREA_LIMIT:
        code = deviation.area_max_code
        what = f"Die Fläche von „{code}“ weicht um {deviation.area_max:.2f} % ab."
        problems.append(Problem(OUTLINES, code, what.replace(".", ",", 1), fix))
    if deviation.area_city > CITY_LIMIT:
        what = f"Die Fläche der Stadt weicht um {deviation.area_city:.3f} % ab."
        problems.append(Problem(OUTLINES, "", what.replace(".", ",", 1), fix))
    return problems


def _manifest(
    home: Path,
    source: Path,
    delivery: Delivery,
    epsg: int,
    tolerance: float,
    coverage: Coverage,
    stored: Shapes,
    content: bytes,
    deviation: Deviation,
    vertices: int,
) -> Manifest:
    quelle, edition, licence = origin(home)
    mended: Mapping[str, int] = coverage.mended
    return Manifest(
        file=delivery.file,
        sha256=sha256(source.read_bytes()),
        layer=delivery.layer,
        source=quelle,
        edition=edition,
        licence=licence,
        epsg=epsg,
        method=METHOD,
        tolerance=tolerance,
        grid=Grid.scale,
        areas=len(stored),
        vertices_before=vertices,
        vertices_after=int(shapely.get_num_coordinates(stored).sum()),
        deviation=deviation,
        mended=dict(mended),
        notes=delivery.notes,
        outlines_sha256=sha256(content),
    )
