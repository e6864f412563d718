"""In which system coordinates may stand: every way to read them that leads into the city."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyproj
from numpy.typing import NDArray

from sozialraum.domain.shape_imports import Reading
from sozialraum.geometry.point_join import reprojected
from sozialraum.language import n_, t

SYSTEMS = {
    25832: n_("ETRS89 / UTM-Zone 32, Meter"),
    4326: n_("WGS84, Grad"),
    25833: n_("ETRS89 / UTM-Zone 33, Meter"),
    25831: n_("ETRS89 / UTM-Zone 31, Meter"),
    4647: n_("ETRS89 / UTM-Zone 32 mit vorangestellter Zone, Meter"),
    5650: n_("ETRS89 / UTM-Zone 33 mit vorangestellter Zone, Meter"),
    31466: n_("Gauß-Krüger, 2. Streifen, Meter"),
    31467: n_("Gauß-Krüger, 3. Streifen, Meter"),
    31468: n_("Gauß-Krüger, 4. Streifen, Meter"),
    31469: n_("Gauß-Krüger, 5. Streifen, Meter"),
    3857: n_("Web-Mercator (Internetkarten), Meter"),
    3035: n_("ETRS89 / LAEA Europa, Meter"),
}
"""Systems in which German offices deliver, the most likely first, with their German names."""
LOOKED_AT = 5_000
"""Features that are tried in every system."""
_MARGIN = 500.0
"""Metres around the outlines that count as the city here."""

Box = tuple[float, float, float, float]
Floats = NDArray[np.float64]


def readings(
    x: Floats, y: Floats, box: Box, epsg: int, asked: Iterable[int] = ()
) -> tuple[Reading, ...]:
    """Ways to read coordinates by which features lie in the city, the best first.

    ``x`` and ``y`` are one place per feature (not finite = none), ``box`` (min x, min y, max x, max
    y) the bounds of the city in the system ``epsg``, ``asked`` further codes to try.
    """
    known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    chosen = known[:: max(1, len(known) // LOOKED_AT)]
    found = []
    for code in dict.fromkeys((*asked, epsg, *SYSTEMS)):
        for swapped in (False, True):
            first, second = (y, x) if swapped else (x, y)
            share = _inside(first[chosen], second[chosen], code, box, epsg)
            if share > 0.0:
                found.append(Reading(code, swapped, share))
    return tuple(sorted(found, key=lambda reading: -reading.share))


def system_name(code: int) -> str:
    """``EPSG:25832 (ETRS89 / UTM-Zone 32, Meter)``."""
    return f"EPSG:{code} ({t(SYSTEMS[code])})" if code in SYSTEMS else f"EPSG:{code}"


def _inside(x: Floats, y: Floats, code: int, box: Box, epsg: int) -> float:
    """Share of the places that lie in the box; 0 for a code that does not exist."""
    try:
        east, north = reprojected(x, y, code, epsg)
    except pyproj.exceptions.CRSError:
        return 0.0
    within = (east >= box[0] - _MARGIN) & (east <= box[2] + _MARGIN)
    within &= (north >= box[1] - _MARGIN) & (north <= box[3] + _MARGIN)
    return float(within.mean()) if len(within) else 0.0
