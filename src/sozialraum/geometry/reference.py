"""Coordinate reference systems: recognise them, and refuse those that would read silently wrong."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from sozialraum.errors import Problem

METRES = 25832
"""ETRS89 / UTM zone 32N: the system of all calculations."""
DEGREES = 4326
"""WGS84, longitude first: the system of the stored outlines."""

BOX_METRES = (381_000.0, 5_696_000.0, 405_500.0, 5_720_000.0)
BOX_DEGREES = (7.29, 51.41, 7.64, 51.61)
_LIKELY = (25832, 4326, 25833, 25831, 4647, 31466, 31467, 3857, 3035)
"""Systems in which German offices deliver, the most likely first."""
_MARGIN = 500.0

Box = tuple[float, float, float, float]


def recognise(file: str, bounds: Box, declared: int | None) -> tuple[int, Problem | None]:
    """EPSG code of coordinates with these bounds (min x, min y, max x, max y), and the problem.

    Declared: the coordinates must lie in Dortmund when read so. Not declared: only WGS84 and
    EPSG:25832 are recognised by their range. Everything else is a problem that names the likely
    system; the code is then meaningless.
    """
    if declared is None:
        for code, box in ((DEGREES, BOX_DEGREES), (METRES, BOX_METRES)):
            if _inside(bounds, box):
                return code, None
    elif _fits(bounds, declared):
        return declared, None
    said = f"EPSG:{declared} angegeben" if declared else "kein Koordinatensystem angegeben"
    place = "Die Koordinaten liegen nicht in Dortmund"
    found = f"{place} ({said}; Bereich {_words(bounds)})."
    return 0, Problem(file, "Koordinatensystem", found, _remedy(bounds, declared))


def transformed(geometries: npt.ArrayLike, source: int, target: int) -> Any:
    """The geometries (array) from one EPSG code to another, x and longitude first."""
    array = np.asarray(geometries, dtype=object)
    if source == target:
        return array
    change = _transformer(source, target)
    return shapely.transform(
        array, lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1]))
    )


def _remedy(bounds: Box, declared: int | None) -> str:
    swapped = (bounds[1], bounds[0], bounds[3], bounds[2])
    for code in _LIKELY:
        if code != declared and _fits(bounds, code):
            return f"Sie passen zu EPSG:{code}: so angeben oder nach EPSG:25832 umrechnen."
    for code in _LIKELY:
        if _fits(swapped, code):
            order = "zuerst die Länge, dann die Breite" if code == DEGREES else "zuerst der Ostwert"
            return f"Die Achsen sind vertauscht (EPSG:{code}): {order}."
    return "Nach EPSG:25832 umrechnen; Umrisse anderer Orte gehören in einen eigenen Ordner."


def _fits(bounds: Box, code: int) -> bool:
    """Do the corners, read in this system, lie in Dortmund's box?"""
    if not np.isfinite(bounds).all():
        return False
    try:
        change = _transformer(code, METRES)
    except pyproj.exceptions.CRSError:
        return False
    xs, ys = change.transform(
        [bounds[0], bounds[2], bounds[0], bounds[2]], [bounds[1], bounds[3], bounds[3], bounds[1]]
    )
    west, south, east, north = BOX_METRES
    larger = (west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN)
    return _inside((min(xs), min(ys), max(xs), max(ys)), larger)


def _inside(bounds: Box, box: Box) -> bool:
    west, south, east, north = bounds
    return box[0] <= west <= east <= box[2] and box[1] <= south <= north <= box[3]


def _words(bounds: Box) -> str:
    digits = 2 if max(abs(value) for value in bounds) < 1000 else 0
    west, south, east, north = (f"{value:.{digits}f}".replace(".", ",") for value in bounds)
    return f"{west} bis {east} / {south} bis {north}"


@lru_cache(maxsize=32)
def _transformer(source: int, target: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)
