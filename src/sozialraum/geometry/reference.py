"""Coordinate reference systems: recognise them, and refuse those that would read silently wrong."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from sozialraum.analysis.projection import DEGREES, Box, transformer, utm
from sozialraum.errors import Problem
from sozialraum.render.formats import enumeration

__all__ = [
    "DEGREES", "Box", "Place", "metres_for", "recognise", "reprojected",
    "transformed",
]  # fmt: skip

LIKELY = (25832, 25833, 25831, 4326, 4647, 5650, 31466, 31467, 31468, 31469, 3857, 3035)
"""Systems in which German offices deliver, the most likely first."""
GERMANY = (5.8, 47.2, 15.1, 55.1)
"""West, south, east, north in WGS84 degrees."""
_MARGIN = 0.2
"""Share of its size by which new outlines may lie outside of the known box of a city."""


@dataclass(frozen=True)
class Place:
    """Where a city lies.

    ``epsg`` is the system of all its calculations, in metres; ``box`` (min x, min y, max x, max y)
    the bounds of its outlines in that system.
    """

    name: str
    epsg: int
    box: Box

    @cached_property
    def around(self) -> Box:
        """The box with a margin, in metres."""
        west, south, east, north = self.box
        margin = _MARGIN * max(east - west, north - south)
        return west - margin, south - margin, east + margin, north + margin

    @cached_property
    def degrees(self) -> Box:
        """:attr:`around` in degrees (WGS84)."""
        return reprojected(self.around, self.epsg, DEGREES)


def recognise(
    file: str, bounds: Box, declared: int | None, place: Place | None = None
) -> tuple[int, Problem | None]:
    """EPSG code of coordinates with these bounds (min x, min y, max x, max y), and the problem.

    Declared: the coordinates must lie in the city when read so. Not declared: only WGS84 and the
    city's own system are recognised by their range. Where nothing is known of the city yet, a
    declared system must be possible, and without one exactly one of the :data:`LIKELY` systems
    must put the coordinates into Germany. Everything else is a problem that names the likely
    systems; the code is then meaningless.
    """
    if place is None:
        return _anywhere(file, bounds, declared)
    if declared is None:
        for code, box in ((DEGREES, place.degrees), (place.epsg, place.around)):
            if _inside(bounds, box):
                return code, None
    elif _fits(bounds, declared, place):
        return declared, None
    said = f"EPSG:{declared} angegeben" if declared else "kein Koordinatensystem angegeben"
    found = f"Die Koordinaten liegen nicht in {place.name} ({said}; Bereich {_words(bounds)})."
    return 0, Problem(file, "Koordinatensystem", found, _remedy(bounds, declared, place))


def _anywhere(file: str, bounds: Box, declared: int | None) -> tuple[int, Problem | None]:
    if declared is not None and _possible(bounds, declared):
        return declared, None
    fitting = [code for code in LIKELY if _in_germany(bounds, code)]
    if declared is None and len(fitting) == 1:
        return fitting[0], None
    said = f"EPSG:{declared} kann nicht stimmen" if declared else "kein Koordinatensystem angegeben"
    what = f"Wo die Umrisse liegen, ist unklar ({said}; Bereich {_words(bounds)})."
    choices = [f"--crs {code} ({_middle(bounds, code)})" for code in fitting]
    if choices:
        fix = f"Eines angeben: {enumeration(choices)}."
    elif _in_germany((bounds[1], bounds[0], bounds[3], bounds[2]), DEGREES):
        fix = "Die Achsen sind vermutlich vertauscht: zuerst die Länge, dann die Breite."
    else:
        fix = "Das Koordinatensystem im GIS nachsehen und mit --crs angeben, etwa --crs 25832."
    return 0, Problem(file, "Koordinatensystem", what, fix)


def _possible(bounds: Box, code: int) -> bool:
    """True where these coordinates can be read in this system."""
    try:
        west, south, east, north = reprojected(bounds, code, DEGREES)
        used = pyproj.CRS.from_epsg(code).area_of_use
    except pyproj.exceptions.CRSError:
        return False
    if used is None or not np.isfinite([west, south, east, north]).all():
        return False
    slack = 3.0
    return (
        used.west - slack <= west <= east <= used.east + slack
        and used.south - slack <= south <= north <= used.north + slack
    )


def metres_for(delivered: int, degrees: Box) -> int:
    """EPSG code of the system in which to calculate in a city with these bounds.

    The one of the delivery where it is UTM, because offices stay in one zone although their
    area reaches into the next; else the zone of the middle, on ETRS89 in Europe.
    """
    if 25801 <= delivered <= 25860 or 32601 <= delivered <= 32660 or 32701 <= delivered <= 32760:
        return delivered
    return utm(degrees)


def reprojected(box: Box, source: int, target: int) -> Box:
    """The bounds of a box's corners in another system (EPSG codes)."""
    west, south, east, north = box
    xs, ys = transformer(source, target).transform(
        [west, east, west, east], [south, north, north, south]
    )
    return min(xs), min(ys), max(xs), max(ys)


def transformed(geometries: npt.ArrayLike, source: int, target: int) -> Any:
    """The geometries (array) from one EPSG code to another, x and longitude first."""
    array = np.asarray(geometries, dtype=object)
    if source == target:
        return array
    change = transformer(source, target)
    return shapely.transform(
        array, lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1]))
    )


def _remedy(bounds: Box, declared: int | None, place: Place) -> str:
    swapped = (bounds[1], bounds[0], bounds[3], bounds[2])
    likely = dict.fromkeys((place.epsg, *LIKELY))
    for code in likely:
        if code != declared and _fits(bounds, code, place):
            return f"Sie passen zu EPSG:{code}: so angeben oder nach EPSG:{place.epsg} umrechnen."
    for code in likely:
        if _fits(swapped, code, place):
            order = "zuerst die Länge, dann die Breite" if code == DEGREES else "zuerst der Ostwert"
            return f"Die Achsen sind vertauscht (EPSG:{code}): {order}."
    convert = f"Nach EPSG:{place.epsg} umrechnen"
    return f"{convert}; Umrisse anderer Orte gehören in einen eigenen Ordner."


def _fits(bounds: Box, code: int, place: Place) -> bool:
    """Do the corners, read in this system, lie in the city's box?"""
    if not np.isfinite(bounds).all():
        return False
    try:
        found = reprojected(bounds, code, place.epsg)
    except pyproj.exceptions.CRSError:
        return False
    return _inside(found, place.around)


def _in_germany(bounds: Box, code: int) -> bool:
    """Does the middle of the box, read in this system, lie in Germany?"""
    if not _possible(bounds, code):
        return False
    west, south, east, north = reprojected(bounds, code, DEGREES)
    x, y = (west + east) / 2, (south + north) / 2
    return _inside((x, y, x, y), GERMANY)


def _middle(bounds: Box, code: int) -> str:
    west, south, east, north = reprojected(bounds, code, DEGREES)
    latitude, longitude = (
        f"{v:.1f}".replace(".", ",") for v in ((south + north) / 2, (west + east) / 2)
    )
    return f"Mitte bei {latitude}° Nord, {longitude}° Ost"


def _inside(bounds: Box, box: Box) -> bool:
    west, south, east, north = bounds
    return box[0] <= west <= east <= box[2] and box[1] <= south <= north <= box[3]


def _words(bounds: Box) -> str:
    digits = 2 if max(abs(value) for value in bounds) < 1000 else 0
    west, south, east, north = (f"{value:.{digits}f}".replace(".", ",") for value in bounds)
    return f"{west} bis {east} / {south} bis {north}"
