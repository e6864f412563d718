"""``sozialraum geo build``: from a full-resolution file to the embedded outlines."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from sozialraum.errors import Problem
from sozialraum.geometry.delivery import Delivery, read_delivery
from sozialraum.geometry.embedding import AREA_LIMIT, TOLERANCE, Delivered, embed, refuse
from sozialraum.geometry.manifest import Manifest, origin, replace_files, sha256
from sozialraum.geometry.reference import (
    DEGREES,
    Box,
    Place,
    metres_for,
    recognise,
    reprojected,
    transformed,
)
from sozialraum.geometry.repair import Shapes, repair
from sozialraum.geometry.topology import HIERARCHY, load_hierarchy, load_place


def _silent(_message: str) -> None:
    """Progress that nobody wants to see."""


def build_outlines(
    source: Path,
    home: Path,
    layer: str | None = None,
    tolerance: float = TOLERANCE,
    progress: Callable[[str], None] = _silent,
    crs: int | None = None,
    key: str | None = None,
) -> Manifest:
    """Write ``geo/umrisse.topojson`` and ``geo/manifest.json`` below ``home``.

    ``source`` is a GeoPackage or GeoJSON of all atoms that ``geo/gliederung.csv`` lists, in the
    city's system, WGS84 or another declared one, or in ``crs`` (EPSG code), whatever it declares;
    ``key`` is the column with the codes, ``layer`` is needed where a GeoPackage has several;
    ``tolerance`` is in metres, 0 keeps every
    vertex; ``progress`` takes German sentences. Returns the manifest. Raises
    :class:`~sozialraum.errors.GeometryRefused` with every problem found (missing, unknown or double
    keys, missing geometry, wrong CRS, gaps, overlaps, areas off by more than the limits); then
    nothing is changed.
    """
    check_tolerance(source.name, tolerance)
    hierarchy = load_hierarchy(home)
    level = str(hierarchy.columns[0])
    codes = list(hierarchy[level])
    place = load_place(home)
    progress(f"Lese {source.name}.")
    names = (key,) if key else (level, f"{level}_nr")
    delivery = read_delivery(source, layer, frozenset(codes), names)
    refuse(_key_problems(delivery, codes))
    shapes = _ordered(delivery, codes)
    epsg, metres = systems(delivery.file, shapes, crs or delivery.epsg, place)
    progress("Repariere und prüfe die Grenzen.")
    coverage, problems = repair(delivery.file, codes, transformed(shapes, epsg, metres))
    refuse(problems or _sizes(delivery.file, hierarchy, coverage.shapes))
    progress(f"Vereinfache die Grenzen gemeinsam (Toleranz {tolerance:g} m).")
    made = embed(level, codes, coverage, metres, tolerance)
    vertices = int(shapely.get_num_coordinates(shapes).sum())
    digest = sha256(source.read_bytes())
    delivered = Delivered(delivery.file, digest, delivery.layer, epsg, vertices, delivery.notes)
    manifest = made.manifest(delivered, origin(home, level))
    contents = {"umrisse.topojson": made.content, "manifest.json": manifest.to_json()}
    replace_files(home / "geo", contents)
    progress(
        f"{len(codes)} Gebiete geschrieben: {manifest.vertices_before} Stützpunkte wurden "
        f"{manifest.vertices_after}."
    )
    return manifest


def check_tolerance(file: str, tolerance: float) -> None:
    """Raise :class:`~sozialraum.errors.GeometryRefused` for an impossible tolerance (metres)."""
    if not (math.isfinite(tolerance) and 0 <= tolerance <= 100):
        what = f"Die Toleranz {tolerance:g} liegt nicht zwischen 0 und 100 Metern."
        refuse([Problem(file, "--tolerance", what, "Etwa 10 bis 20 Meter wählen.")])


def systems(
    file: str, shapes: Shapes, declared: int | None, place: Place | None
) -> tuple[int, int]:
    """EPSG codes of delivered shapes and of the city's calculations.

    ``place`` is what is known of the city, None for a new one. Raises
    :class:`~sozialraum.errors.GeometryRefused` where the system is unknown or cannot be right.
    """
    west, south, east, north = (float(value) for value in shapely.total_bounds(shapes))
    bounds: Box = (west, south, east, north)
    epsg, problem = recognise(file, bounds, declared, place)
    refuse([problem] if problem else [])
    return epsg, place.epsg if place else metres_for(epsg, reprojected(bounds, epsg, DEGREES))


def _ordered(delivery: Delivery, codes: list[str]) -> Shapes:
    """The areas of the file in the order of ``codes``."""
    by_key = dict(zip(delivery.keys, delivery.geometries, strict=True))
    shapes = np.empty(len(codes), dtype=object)
    shapes[:] = [by_key[code] for code in codes]
    return shapes


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
    for code, target, size in zip(hierarchy.iloc[:, 0], expected, found, strict=True):
        if np.isfinite(target) and abs(size - target) > max(AREA_LIMIT / 100 * target, 0.0001):
            sizes = f"{size:.4f} km² statt {target:.4f} km²".replace(".", ",")
            what = f"„{code}“ hat {sizes}."
            fix = "Schlüssel und Umriss prüfen; bei neuem Gebietsstand flaeche_km2 fortschreiben."
            problems.append(Problem(file, code, what, fix))
    return problems
